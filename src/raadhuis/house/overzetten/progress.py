"""Says how far it is: at most once in two seconds a line, with the speed and how long it will still take."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

EVERY = 2.0


class Step:
    """One part of the work: how many of how many."""

    def __init__(self, progress: Progress, name: str, total: int, done: int) -> None:
        self._progress, self._name, self._total, self._done = progress, name, total, done
        self._began, self._at_begin, self._said = time.monotonic(), done, time.monotonic()
        self._lock = threading.Lock()

    def add(self, number: int) -> None:
        """So many more are done."""
        with self._lock:
            self._done += number
            now = time.monotonic()
            if now - self._said < EVERY:
                return
            self._said = now
        rate = (self._done - self._at_begin) / max(0.001, now - self._began)
        left = _words((self._total - self._done) / rate) if rate else "?"
        percent = 100 * self._done // max(1, self._total)
        self._progress.say(
            f"{self._name}: {self._done} van {self._total} ({percent}%), {rate:.0f} per seconde, nog ongeveer {left}"
        )

    def __str__(self) -> str:
        return f"{self._name}: {self._done}"


class Progress:
    """Lines for the operator, on stderr; `quiet` says nothing."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._quiet = quiet

    def say(self, line: str) -> None:
        """One line."""
        if not self._quiet:
            sys.stderr.write(line + "\n")
            sys.stderr.flush()

    @contextmanager
    def step(self, name: str, total: int, *, done: int = 0) -> Iterator[Step]:
        """A part of the work, said when it is finished."""
        step = Step(self, name, total, done)
        yield step
        self.say(f"{name}: {total}")


def _words(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} uur"
