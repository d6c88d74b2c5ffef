"""Real processes and a real PostgreSQL in a folder of the test."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from raadhuis.host.postgres import EmbeddedPostgres


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A stopped database folder to copy: making one takes a second, copying a tenth."""
    server = EmbeddedPostgres(tmp_path_factory.mktemp("made") / "postgres")
    server.start()
    server.stop()
    return server.data_dir


@pytest.fixture
def pg(tmp_path: Path, made_once: Path) -> Iterator[EmbeddedPostgres]:
    subprocess.run(["cp", "-a", made_once, tmp_path / "postgres"], check=True)
    server = EmbeddedPostgres(tmp_path / "postgres")
    yield server
    server.stop()


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Run a Python program in a process of its own; whatever is left of it ends with the test."""
    started: list[subprocess.Popen[str]] = []

    def start(source: str, *arguments: object) -> subprocess.Popen[str]:
        file = tmp_path / f"program{len(started)}.py"
        file.write_text(textwrap.dedent(source))
        argv = [sys.executable, str(file), *map(str, arguments)]
        started.append(subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True))
        return started[-1]

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.wait()
        for pipe in (
            process.stdout,
            process.stderr,
        ):  # not read to the end: a leftover may hold the other side
            if pipe is not None:
                pipe.close()
