"""Reads the text of a file in a child process with limits, so that a hostile file cannot take the worker down.

`python -m raadhuis.components.documenten.store.lezer` is that child: a file on stdin, text on stdout. It gets no settings and no
secrets, and the limits below are the system's: memory, processor time, what it writes and how many files it opens.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator

MEMORY, CPU, SECONDS, OUTPUT = 768 * 2**20, 30, 60, 8 * 2**20  # bytes, seconds, seconds, bytes
CHILD = ("-I", "-m", "raadhuis.components.documenten.store.lezer")
NO_TEXT = 3  # the exit code that says so


class CannotRead(Exception):
    """The file broke its reader, or took more than its share."""


def read(chunks: Iterator[bytes]) -> str | None:
    """The text in a file; None when it holds none. Raises CannotRead, and what `chunks` raises."""
    with tempfile.TemporaryFile() as content, tempfile.TemporaryFile() as said:
        content.writelines(chunks)
        content.seek(0)
        try:
            done = subprocess.run(  # noqa: S603  # our own module; the file is its input
                [sys.executable, *CHILD],
                stdin=content,
                stdout=said,
                stderr=subprocess.DEVNULL,
                env={},
                cwd="/",
                timeout=SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise CannotRead from None
        if done.returncode == NO_TEXT:
            return None
        if done.returncode:
            raise CannotRead
        said.seek(0)
        return said.read(OUTPUT).decode("utf-8", "ignore")


def _limit() -> None:
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU),
        (resource.RLIMIT_FSIZE, OUTPUT),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def main() -> int:
    """The child."""
    # Here only: the libraries that read files of strangers stay out of every other process.
    from raadhuis.components.documenten.domain import tekst

    _limit()
    os.nice(10)
    try:
        found = tekst.read(os.fdopen(0, "rb", closefd=False))
    except tekst.NoText:
        return NO_TEXT
    sys.stdout.buffer.write(found.encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
