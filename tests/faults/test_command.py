"""The real command `raadhuis demo`: starting, starting again, stopping, and each reason not to start."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from raadhuis.host.datadir import DataDir
from raadhuis.host.postgres import EmbeddedPostgres
from raadhuis.house.temporary import DidNotStart, TemporaryInstallation
from tests.faults.parts import CLEAN, alive, descendants, wait_until
from tests.once import demo_data

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("faults-command")]


@pytest.fixture(scope="module")
def installation() -> Iterator[TemporaryInstallation]:
    """A demo municipality; each test leaves it stopped, with its data."""
    made = TemporaryInstallation(like=demo_data())
    yield made
    made.__exit__(None, None, None)


def refusal(installation: TemporaryInstallation, *options: str) -> str:
    """What the command says when it does not start; it must end with exit code 1 and one sentence."""
    argv = [sys.executable, "-m", "raadhuis", "demo", "--data", str(installation.folder / "data")]
    argv += ["--port", str(installation.port), "--simulators-port", str(installation.simulators_port)]
    argv += ["--smtp-port", str(installation.smtp_port), *options]
    done = subprocess.run(argv, env=CLEAN, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 1, done.stdout + done.stderr
    said = done.stderr.strip().splitlines()
    assert len(said) == 1, said
    assert said[0].startswith("raadhuis: ")
    return said[0]


def running(installation: TemporaryInstallation) -> list[int]:
    """Every process of it."""
    process = installation.process
    assert process is not None
    return [process.pid, *descendants(process.pid)]


def forms(installation: TemporaryInstallation) -> list[str]:
    """The references in a demo that does not run."""
    with stored(installation) as database:
        return [ref for (ref,) in database.execute("SELECT referentie FROM formulieren_inzending")]


@contextmanager
def stored(installation: TemporaryInstallation) -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
    """The database of a demo that does not run."""
    with (
        EmbeddedPostgres(DataDir(installation.folder / "data").postgres) as postgres,
        psycopg.connect(postgres.url) as database,
    ):
        yield database


def write_one(installation: TemporaryInstallation, reference: str) -> None:
    with stored(installation) as database:
        database.execute(
            "INSERT INTO formulieren_inzending (uuid, formulier_id, slug, inwoner, status, referentie, gegevens,"
            " versie, begonnen, gewijzigd) SELECT gen_random_uuid(), id, slug, 'inwoner', 'geregistreerd', %s, '',"
            " 1, now(), now() FROM formulieren_formulier LIMIT 1",
            [reference],
        )


def test_ctrl_c_stops_everything_and_a_second_start_has_the_same_data_until_a_reset(
    installation: TemporaryInstallation,
) -> None:
    write_one(installation, "L26-BLIJF")
    installation.start()
    processes = running(installation)
    assert len(processes) > 8
    assert installation.stop() == 0
    assert not any(map(alive, processes))
    assert forms(installation) == ["L26-BLIJF"]
    argv = [sys.executable, "-m", "raadhuis", "demo", "--reset", "--data", str(installation.folder / "data")]
    argv += ["--port", str(installation.port), "--simulators-port", str(installation.simulators_port)]
    argv += ["--smtp-port", str(installation.smtp_port)]
    with subprocess.Popen(argv, env=CLEAN, stdout=subprocess.PIPE, text=True) as again:
        assert again.stdout is not None
        for line in again.stdout:
            if line.startswith("  Inwoners"):
                again.send_signal(signal.SIGINT)
        assert again.wait(60) == 0
    assert forms(installation) == []


@pytest.mark.parametrize("taken", ["port", "simulators_port", "smtp_port"])
def test_a_port_that_is_taken_is_named_with_the_option_that_chooses_another(
    installation: TemporaryInstallation, taken: str
) -> None:
    number = getattr(installation, taken)
    with socket.create_server(("127.0.0.1", number)):
        said = refusal(installation)
    assert f"Port {number}" in said
    assert f"--{taken.replace('_', '-')} " in said


def test_a_folder_of_another_version_is_left_alone(installation: TemporaryInstallation) -> None:
    version = installation.folder / "data" / "VERSION"
    before = version.read_text()
    version.write_text("99\n")
    try:
        assert "'99'" in refusal(installation)
    finally:
        version.write_text(before)


def test_a_database_of_another_postgresql_is_left_alone(installation: TemporaryInstallation) -> None:
    version = installation.folder / "data" / "postgres" / "PG_VERSION"
    before = version.read_text()
    version.write_text("12\n")
    try:
        assert "12" in refusal(installation)
    finally:
        version.write_text(before)


def test_a_second_command_on_a_running_folder_is_refused_and_a_killed_child_stops_all(
    installation: TemporaryInstallation,
) -> None:
    installation.start()
    assert "in use by another running Raadhuis" in refusal(installation)
    processes = running(installation)
    worker = next(pid for pid in processes if "raadhuis.house.jobs" in command(pid))
    os.kill(worker, signal.SIGKILL)
    assert installation.process is not None
    assert installation.process.wait(30) == 1
    wait_until(lambda: not any(map(alive, processes)), what="nothing is left")
    last = installation.log.read_text().strip().splitlines()[-1]
    assert last == "worker ended by itself with signal SIGKILL. Everything else is being stopped."


def test_everything_ends_when_the_command_itself_is_killed_and_one_start_brings_it_back(
    installation: TemporaryInstallation,
) -> None:
    installation.start()
    processes = running(installation)
    os.kill(processes[0], signal.SIGKILL)
    assert installation.process is not None
    installation.process.wait()
    wait_until(lambda: not any(map(alive, processes)), what="nothing is left")
    installation.start()
    assert installation.stop() == 0


def test_what_cannot_start_says_why(installation: TemporaryInstallation) -> None:
    with socket.create_server(("127.0.0.1", installation.port)), pytest.raises(DidNotStart, match="Port"):
        installation.start()


def command(pid: int) -> str:
    """The words that this process was started with."""
    return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
