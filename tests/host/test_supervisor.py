"""The supervisor runs all children or none, and leaves nothing behind however it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from raadhuis.host.postgres import EmbeddedPostgres
from raadhuis.host.supervisor import CHILD_FAILED, KILLED, Child, run
from tests.host.processes import alive, ask, eventually

Program = Callable[..., subprocess.Popen[str]]

# Prints the process ids of everything it started; the children write down in which order they stop.
SUPERVISE = """
    import sys
    from pathlib import Path
    from raadhuis.host.postgres import EmbeddedPostgres
    from raadhuis.host.supervisor import Child, run

    folder, how = Path(sys.argv[1]), sys.argv[2]
    CHILD = '''
    import os, signal, subprocess, sys, time
    name, order, how = sys.argv[1:]
    def stop(number, frame):
        if how != "stubborn":
            with open(order, "a") as file:
                file.write(name + " ")
            grandchild.kill()
            sys.exit(0)
    signal.signal(signal.SIGTERM, stop)
    grandchild = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    with open(order + "." + name, "w") as file:
        file.write(f"{os.getpid()} {grandchild.pid}")
    os.rename(order + "." + name, order + "." + name + ".pids")
    while True:
        time.sleep(600)
    '''
    from textwrap import dedent
    def pids(name):
        return folder / f"order.{name}.pids"
    def child(name):
        argv = [sys.executable, "-c", dedent(CHILD), name, str(folder / "order"), how]
        return Child(name, argv, ready=pids(name).exists)
    with EmbeddedPostgres(folder / "postgres") as postgres:
        def on_ready():
            print(postgres.pid, pids("web").read_text(), pids("worker").read_text(), flush=True)
        sys.exit(run([child("web"), child("worker")], on_ready=on_ready, postgres=postgres))
"""


def started(supervisor: subprocess.Popen[str]) -> list[int]:
    assert supervisor.stdout is not None
    pids = [int(word) for word in supervisor.stdout.readline().split()]
    assert len(pids) == 5
    assert all(map(alive, pids))
    return pids


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_all_in_reverse_order(
    program: Program, pg: EmbeddedPostgres, tmp_path: Path, how: signal.Signals
) -> None:
    supervisor = program(SUPERVISE, tmp_path, "polite")
    pids = started(supervisor)
    supervisor.send_signal(how)
    assert supervisor.wait() == 0
    assert (tmp_path / "order").read_text().split() == ["worker", "web"]
    assert not any(map(alive, pids))
    assert "database system is shut down" in pg.log_file.read_text()


def test_a_second_ctrl_c_kills_at_once(program: Program, pg: EmbeddedPostgres, tmp_path: Path) -> None:
    supervisor = program(SUPERVISE, tmp_path, "stubborn")
    pids = started(supervisor)
    supervisor.send_signal(signal.SIGINT)
    time.sleep(0.7)  # a second press, not one press delivered twice
    assert supervisor.poll() is None
    supervisor.send_signal(signal.SIGINT)
    assert supervisor.wait() == KILLED
    assert not any(map(alive, pids))
    assert ask(pg.start(), "SELECT 1") == [(1,)]


@pytest.mark.skipif(
    sys.platform != "linux", reason="only the Linux kernel tells children that we were killed"
)
def test_a_killed_supervisor_leaves_nothing_behind_and_starts_again(
    program: Program, pg: EmbeddedPostgres, tmp_path: Path
) -> None:
    supervisor = program(SUPERVISE, tmp_path, "polite")
    postgres, web, _, worker, _ = started(supervisor)
    supervisor.kill()
    supervisor.wait()
    assert eventually(lambda: not any(map(alive, [postgres, web, worker])))
    for file in tmp_path.glob("order*"):
        file.unlink()
    again = program(SUPERVISE, tmp_path, "polite")
    started(again)
    again.terminate()
    assert again.wait() == 0


def test_postgres_that_ends_by_itself_stops_the_others(
    program: Program, pg: EmbeddedPostgres, tmp_path: Path
) -> None:
    supervisor = program(SUPERVISE, tmp_path, "polite")
    pids = started(supervisor)
    os.kill(pids[0], signal.SIGKILL)
    _, said = supervisor.communicate()
    assert supervisor.returncode == CHILD_FAILED
    assert said.startswith("PostgreSQL ended by itself")
    assert not any(map(alive, pids))


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


@pytest.mark.parametrize(
    ("code", "ending"),
    [
        ("raise SystemExit(3)", "exit code 3"),
        ("raise SystemExit(0)", "exit code 0"),
        ("import os; os.kill(os.getpid(), 9)", "signal SIGKILL"),
    ],
)
def test_a_crashed_child_is_named_and_the_others_stop(
    capfd: pytest.CaptureFixture[str], tmp_path: Path, code: str, ending: str
) -> None:
    web = Child(
        "web",
        python("import os, time; print(os.getpid(), flush=True); time.sleep(600)"),
        log=tmp_path / "log",
    )
    written = (tmp_path / "log").exists
    web = Child(
        web.name, web.argv, log=web.log, ready=lambda: written() and (tmp_path / "log").read_text() != ""
    )
    assert run([web, Child("worker", python(code))], on_ready=lambda: None) == CHILD_FAILED
    said = capfd.readouterr().err
    assert said == f"worker ended by itself with {ending}. Everything else is being stopped.\n"
    assert not alive(int((tmp_path / "log").read_text()))


def test_a_child_that_does_not_become_ready_is_named(capfd: pytest.CaptureFixture[str]) -> None:
    never = Child("web", python("import time; time.sleep(600)"), ready=lambda: False)
    assert run([never], on_ready=lambda: pytest.fail("not ready"), ready_timeout=0.2) == CHILD_FAILED
    assert capfd.readouterr().err.startswith("web was not ready within 0.2 seconds.")


def test_a_program_that_does_not_exist_is_named(capfd: pytest.CaptureFixture[str]) -> None:
    assert (
        run([Child("web", ["/no/such/program"])], on_ready=lambda: pytest.fail("not ready")) == CHILD_FAILED
    )
    assert capfd.readouterr().err.startswith("web could not be started: /no/such/program: No such file")


def test_an_error_in_on_ready_stops_the_children_and_is_not_hidden(tmp_path: Path) -> None:
    def fail() -> None:
        raise RuntimeError("no browser")

    log = tmp_path / "log"
    argv = python("import os, time; print(os.getpid(), flush=True); time.sleep(600)")
    with pytest.raises(RuntimeError, match="no browser"):
        run(
            [Child("web", argv, log=log, ready=lambda: log.exists() and log.read_text() != "")], on_ready=fail
        )
    assert not alive(int(log.read_text()))
