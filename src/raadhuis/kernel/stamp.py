"""What one process changed, so that the others on this machine forget what they remember of it: a file in the folder `changed` of
the data folder, which the supervisor makes.

Looking costs no query, and is done a hundred times a second at most. Processes on other machines hear nothing: for them a
memory lasts no more than so many seconds.
"""

from __future__ import annotations

import functools
import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from raadhuis.kernel import settings

BETWEEN = 0.01  # seconds between two looks


class Stamp:
    """The last change of one subject, `name`; `forget` is what to do when another process changed it."""

    def __init__(self, name: str, forget: Callable[[], None]) -> None:
        self._name, self._forget = name, forget
        self._seen = (0, 0)
        self._next = 0.0

    def look(self) -> None:
        """Forget, when something changed since we looked last."""
        moment = time.monotonic()
        if moment < self._next:
            return
        self._next = moment + BETWEEN
        now = self._mark()
        if now != self._seen:
            self._seen = now
            self._forget()

    def say(self) -> None:
        """Tell the others, once the change is there to read. Without that folder there is nobody to tell."""
        path = self._path()
        mine = path.with_name(f".{path.name}-{os.getpid()}-{threading.get_ident()}")
        with suppress(OSError):
            mine.touch()
            now = time.time_ns()  # finer than the clock of a file system
            os.utime(mine, ns=(now, now))
            mine.replace(path)  # also when another user of the machine wrote it

    def _mark(self) -> tuple[int, int]:
        try:
            found = self._path().stat()
        except OSError:
            return (0, 0)
        return found.st_ino, found.st_mtime_ns

    def _path(self) -> Path:
        return _file(settings.current().data, self._name)


@functools.cache
def _file(data: str, name: str) -> Path:
    # Kept, since every request looks.
    return Path(data) / "changed" / name
