"""How often something may happen in a minute, counted in this process: a guard against runaways, not a fair queue."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import datetime

MINUTE = 60.0
MOST_KEYS = (
    10_000  # then everybody begins again: forgetting helps an attacker less than growing for ever would
)


class PerMinute:
    """Counts per key in minutes that begin with the first of them; asking costs a look in a dict."""

    def __init__(self) -> None:
        self._counted: dict[Hashable, tuple[float, int]] = {}

    def wait(self, key: Hashable, *, most: int, at: datetime) -> int:
        """Seconds until `key` may again; 0 when it may now. `most` a minute, 0 is no limit."""
        began, count = self._counted.get(key, (0.0, 0))
        passed = at.timestamp() - began
        if not most or count < most or not 0 <= passed < MINUTE:
            return 0
        return max(1, round(MINUTE - passed))

    def count(self, key: Hashable, *, at: datetime) -> None:
        """It happened once more."""
        now = at.timestamp()
        began, count = self._counted.get(key, (now, 0))
        if not 0 <= now - began < MINUTE:
            began, count = now, 0
        if len(self._counted) >= MOST_KEYS and key not in self._counted:
            self._counted.clear()
        self._counted[key] = (began, count + 1)

    def spend(self, key: Hashable, *, most: int, at: datetime) -> int:
        """Once more, if it may: 0, or the seconds until it may again."""
        wait = self.wait(key, most=most, at=at)
        if not wait:
            self.count(key, at=at)
        return wait

    def clear(self) -> None:
        """Begin again."""
        self._counted.clear()
