"""A small memory of what was read recently, in this process: bounded in number and in seconds."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Recent(Generic[K, V]):
    """Values by key, each for at most `seconds`; the one that was put longest ago leaves when there are `size`."""

    def __init__(self, *, seconds: float, size: int) -> None:
        self._seconds, self._size = seconds, size
        self._kept: OrderedDict[K, tuple[float, V]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: K) -> V | None:
        """The value, or None when it is not there or too old."""
        found = self._kept.get(key)
        return found[1] if found and found[0] > time.monotonic() else None

    def put(self, key: K, value: V, *, seconds: float | None = None) -> None:
        """Remember `value`, for `seconds` when those are fewer than usual."""
        until = time.monotonic() + min(self._seconds, self._seconds if seconds is None else seconds)
        with self._lock:
            self._kept.pop(key, None)
            self._kept[key] = (until, value)
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)

    def clear(self) -> None:
        """Forget everything: after a write."""
        with self._lock:
            self._kept.clear()
