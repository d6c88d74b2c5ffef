"""What the worker does over and over by the clock: seal the audit trail, send off and clear the log of processing, forget the
addresses elsewhere that nothing refers to."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime

import structlog

log = structlog.get_logger(__name__)
SEAL, SEND, SWEEP, DAY = 10.0, 2.0, 3600.0, 86400.0  # seconds between two rounds
LONGEST_WAIT = 60.0


def works() -> list[tuple[str, Callable[[threading.Event], None]]]:
    """What there is to do, by name; each runs in a thread of its own until it is told to stop."""
    from raadhuis.kernel import elsewhere_sweep, logboek, settings
    from raadhuis.kernel.audit_chain import Sealer

    rounds: list[tuple[str, Callable[..., int], float]] = [
        ("audit-seal", Sealer().run, SEAL),
        ("logboek-sweep", logboek.sweep, SWEEP),
        ("elsewhere-sweep", elsewhere_sweep.sweep, DAY),
    ]
    if settings.current().otlp_url:
        rounds.append(("logboek-send", logboek.send, SEND))
    return [(name, _loop(name, work, seconds)) for name, work, seconds in rounds]


def _loop(name: str, work: Callable[..., int], seconds: float) -> Callable[[threading.Event], None]:
    def loop(stop: threading.Event) -> None:
        failures = 0
        while not stop.is_set():
            failures, wait = _round(name, work, seconds, failures)
            stop.wait(wait)

    return loop


def _round(name: str, work: Callable[..., int], seconds: float, failures: int) -> tuple[int, float]:
    from raadhuis.kernel import clock, db

    now: datetime = clock.now()
    try:
        with db.borrowed():
            more = work(at=now)  # a full round has more where that came from
        return 0, 0.0 if more else seconds
    except Exception as error:  # noqa: BLE001  # the database or the other side may be away in any way; it is tried again
        if failures == 1:  # the first may be a connection that died while nobody used it
            log.warning("regular.waits", work=name, error=type(error).__name__)
        return failures + 1, min(2.0**failures, LONGEST_WAIT)
