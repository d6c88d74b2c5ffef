"""The embedded PostgreSQL keeps its data through every way of ending, and refuses in one sentence."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent

import psycopg
import pytest

from raadhuis.host import postgres
from raadhuis.host.errors import (
    DataFolderInUse,
    DiskFull,
    FolderNotOurs,
    HostError,
    OtherPostgresVersion,
    PortTaken,
)
from raadhuis.host.ports import free_port
from raadhuis.host.postgres import EmbeddedPostgres
from raadhuis.host.postgres_folder import running_postmaster
from tests.host.processes import alive, ask, eventually

RUN_POSTGRES = """
    import sys, time
    from pathlib import Path
    from raadhuis.host.postgres import EmbeddedPostgres
    server = EmbeddedPostgres(Path(sys.argv[1]))
    print(server.start(), server.pid, flush=True)
    time.sleep(600)
"""


def one_sentence(error: HostError) -> bool:
    return "\n" not in str(error) and str(error).endswith(".")


def test_a_new_folder_keeps_its_data_over_stop_and_start(tmp_path: Path) -> None:
    pg = EmbeddedPostgres(tmp_path / "postgres")
    ask(pg.start(), "CREATE TABLE kept AS SELECT 1 AS x")
    first = pg.pid
    pg.stop()
    assert pg.pid is None
    assert first is not None
    assert not alive(first)
    assert ask(pg.start(), "SELECT x FROM kept") == [(1,)]
    pg.stop()


def test_the_application_is_no_superuser_and_the_settings_are_safe(pg: EmbeddedPostgres) -> None:
    query = """
        SELECT current_database(), current_user, current_setting('is_superuser'), current_setting('fsync'),
               (SELECT rolcreatedb FROM pg_roles WHERE rolname = current_user),
               (SELECT concat_ws(' ', pg_encoding_to_char(encoding), datlocprovider, datlocale)
                  FROM pg_database WHERE datname = current_database())
    """
    assert ask(pg.start(), query) == [("raadhuis", "raadhuis", "off", "on", True, "UTF8 b C.UTF-8")]


def test_the_log_holds_no_values_of_a_failed_statement(pg: EmbeddedPostgres) -> None:
    url = pg.start()
    ask(url, "CREATE TABLE person (bsn text PRIMARY KEY)")
    ask(url, "INSERT INTO person VALUES ('999990019')")
    with pytest.raises(psycopg.errors.UniqueViolation):
        ask(url, "INSERT INTO person VALUES ('999990019')")
    with pytest.raises(psycopg.errors.InvalidTextRepresentation):
        ask(url, "SELECT '999990019x'::integer")
    assert "99999001" not in pg.log_file.read_text()


def test_recovers_from_a_killed_server(pg: EmbeddedPostgres) -> None:
    ask(pg.start(), "CREATE TABLE kept AS SELECT 1 AS x")
    assert pg.process is not None
    pg.process.kill()
    pg.process.wait()
    pg.stop()
    assert ask(pg.start(), "SELECT x FROM kept") == [(1,)]


@pytest.mark.parametrize("left", ["the number of a living process", "nothing"])
def test_a_stale_pid_file_does_not_stop_the_start(pg: EmbeddedPostgres, left: str) -> None:
    pg.start()
    assert pg.process is not None
    pg.process.kill()
    pg.process.wait()
    pg.stop()
    pid_file = pg.data_dir / "postmaster.pid"
    sleep = [shutil.which("sleep") or "sleep", "600"]
    stranger = subprocess.Popen(sleep, user=pid_file.stat().st_uid, cwd="/")
    try:
        later_lines = pid_file.read_text().partition("\n")[2]
        pid_file.write_text("" if left == "nothing" else f"{stranger.pid}\n{later_lines}")
        assert ask(pg.start(), "SELECT 1") == [(1,)]
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_killed_parent_takes_the_server_with_it(
    pg: EmbeddedPostgres, program: Callable[..., subprocess.Popen[str]]
) -> None:
    parent = program(RUN_POSTGRES, pg.data_dir)
    assert parent.stdout is not None
    url, pid = parent.stdout.readline().split()
    ask(url, "CREATE TABLE kept AS SELECT 1 AS x")
    parent.kill()
    parent.wait()
    if sys.platform == "linux":
        assert eventually(lambda: not alive(int(pid)))
    assert ask(pg.start(), "SELECT x FROM kept") == [(1,)]


def test_an_orphaned_server_is_stopped_and_replaced(
    pg: EmbeddedPostgres, program: Callable[..., subprocess.Popen[str]]
) -> None:
    # PR_GET_DUMPABLE instead: the kernel will not tell the server that its parent died, as on macOS
    no_signal = "import raadhuis.host.spawn; raadhuis.host.spawn._PR_SET_PDEATHSIG = 3\n"
    parent = program(no_signal + dedent(RUN_POSTGRES), pg.data_dir)
    assert parent.stdout is not None
    orphan = int(parent.stdout.readline().split()[1])
    parent.kill()
    parent.wait()
    assert running_postmaster(pg.data_dir) == orphan
    pg.start()
    assert eventually(lambda: not alive(orphan))
    assert ask(pg.url, "SELECT 1") == [(1,)]


def test_refuses_a_folder_of_another_version(tmp_path: Path) -> None:
    pg = EmbeddedPostgres(tmp_path / "postgres")
    pg.data_dir.mkdir()
    (pg.data_dir / "PG_VERSION").write_text("16\n")
    with pytest.raises(OtherPostgresVersion, match=r"PostgreSQL 16 and this .* PostgreSQL 18") as refusal:
        pg.start()
    assert one_sentence(refusal.value)


def test_refuses_a_taken_port_and_leaves_nothing_running(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        pg = EmbeddedPostgres(tmp_path / "postgres", port=port)
        with pytest.raises(PortTaken, match=rf"Port {port} .* PostgreSQL") as refusal:
            pg.start()
    assert one_sentence(refusal.value)
    assert pg.pid is None


def test_a_port_needs_the_password(pg: EmbeddedPostgres) -> None:
    with EmbeddedPostgres(pg.data_dir, port=free_port()) as pg:
        assert pg.tcp_url is not None
        assert ask(pg.tcp_url, "SELECT 1") == [(1,)]
        with pytest.raises(psycopg.OperationalError):
            ask(f"postgresql://raadhuis@127.0.0.1:{pg.port}/raadhuis?passfile=/dev/null", "SELECT 1")


def test_refuses_a_second_instance_on_the_same_folder(pg: EmbeddedPostgres) -> None:
    url = pg.start()
    with pytest.raises(DataFolderInUse, match=f"process {os.getpid()}") as refusal:
        EmbeddedPostgres(pg.data_dir).start()
    assert one_sentence(refusal.value)
    assert ask(url, "SELECT 1") == [(1,)]


def test_refuses_a_folder_with_something_else_in_it(tmp_path: Path) -> None:
    pg = EmbeddedPostgres(tmp_path / "postgres")
    pg.data_dir.mkdir()
    (pg.data_dir / "thesis.txt").write_text("years of work")
    with pytest.raises(FolderNotOurs) as refusal:
        pg.start()
    assert one_sentence(refusal.value)
    assert (pg.data_dir / "thesis.txt").read_text() == "years of work"


def test_a_path_too_long_for_a_socket_works(tmp_path: Path, pg: EmbeddedPostgres) -> None:
    deep = tmp_path / ("long" * 30)
    deep.mkdir(mode=0o700)
    with EmbeddedPostgres(pg.data_dir.rename(deep / "postgres")) as pg:
        assert ask(pg.url, "SELECT 1") == [(1,)]
        socket_dir = pg._socket_dir
        assert socket_dir.stat().st_mode & 0o777 == 0o700
    assert not socket_dir.exists()


def as_ordinary_user(act: Callable[[Path], None]) -> None:
    """Run ``act`` with a folder of an ordinary user: ourselves, or ``nobody`` when the tests run as root."""
    with tempfile.TemporaryDirectory() as name:
        if os.geteuid() != 0:
            act(Path(name))
            return
        nobody = pwd.getpwnam("nobody")
        os.chown(name, nobody.pw_uid, nobody.pw_gid)
        child = os.fork()
        if child == 0:
            try:
                os.setgroups([])
                os.setgid(nobody.pw_gid)
                os.setuid(nobody.pw_uid)
                act(Path(name))
                os._exit(0)
            except BaseException:  # noqa: BLE001 - the exit code tells the parent
                traceback.print_exc()
            finally:
                os._exit(1)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_works_as_an_ordinary_user() -> None:
    def act(folder: Path) -> None:
        with EmbeddedPostgres(folder / "postgres") as pg:
            assert ask(pg.url, "SELECT current_user") == [("raadhuis",)]

    as_ordinary_user(act)


def test_refuses_a_folder_it_may_not_write() -> None:
    def act(folder: Path) -> None:
        folder.chmod(0o500)
        with pytest.raises(FolderNotOurs, match="not writable for this user") as refusal:
            EmbeddedPostgres(folder / "postgres").start()
        assert one_sentence(refusal.value)

    as_ordinary_user(act)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    if os.geteuid() != 0 or sys.platform != "linux":
        pytest.skip("a full disk needs a small file system, which only root on Linux can mount")
    place = tmp_path / "small"
    place.mkdir()
    mount = [shutil.which("mount") or "mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", str(place)]
    if subprocess.run(mount, capture_output=True).returncode != 0:
        pytest.skip("this machine does not let root mount a small file system")
    yield place
    subprocess.run([shutil.which("umount") or "umount", str(place)], check=True)


def fill(place: Path, *, leave_mb: int) -> None:
    left = shutil.disk_usage(place).free - leave_mb * 1024 * 1024
    with (place / "filler").open("wb", buffering=0) as file:
        for _ in range(left // 4096):
            file.write(bytes(4096))


def test_refuses_to_make_a_database_on_a_full_disk(small_disk: Path) -> None:
    fill(small_disk, leave_mb=20)
    pg = EmbeddedPostgres(small_disk / "postgres")
    with pytest.raises(DiskFull) as refusal:
        pg.start()
    assert one_sentence(refusal.value)
    (small_disk / "filler").unlink()
    assert ask(pg.start(), "SELECT 1") == [(1,)]
    pg.stop()


def test_refuses_to_start_on_a_full_disk(small_disk: Path) -> None:
    pg = EmbeddedPostgres(small_disk / "postgres")
    ask(pg.start(), "CREATE TABLE kept AS SELECT 1 AS x")
    pg.stop()
    fill(small_disk, leave_mb=0)
    with pytest.raises(DiskFull) as refusal:
        pg.start()
    assert one_sentence(refusal.value)
    (small_disk / "filler").unlink()
    assert ask(pg.start(), "SELECT x FROM kept") == [(1,)]
    pg.stop()


def test_a_server_whose_recovery_was_killed_says_so_and_starts_again(
    pg: EmbeddedPostgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PostgreSQL itself waits for ever then: it runs, refuses everybody and does not end."""
    monkeypatch.setattr(postgres, "_STUCK", 1.0)
    ask(pg.start(), "CREATE TABLE kept AS SELECT 1 AS x")
    with psycopg.connect(pg.url) as open_session:
        os.kill(open_session.info.backend_pid, signal.SIGKILL)
        assert eventually(lambda: kill_process_of(pg, "startup"))
    assert eventually(pg.is_stuck)
    assert pg.pid is not None
    pg.stop(1.0)
    assert ask(pg.start(), "SELECT x FROM kept") == [(1,)]
    assert not pg.is_stuck()


def kill_process_of(pg: EmbeddedPostgres, title: str) -> bool:
    """Whether this process of the server was there to be killed."""
    for child in Path(f"/proc/{pg.pid}/task/{pg.pid}/children").read_text().split():
        with contextlib.suppress(OSError):
            if title in Path(f"/proc/{child}/cmdline").read_text():
                os.kill(int(child), signal.SIGKILL)
                return True
    return False
