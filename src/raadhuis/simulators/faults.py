"""Switches that make a simulator fail on purpose, so that its callers can show what they do then."""

from __future__ import annotations

import re
import threading
import time
from dataclasses import dataclass

import msgspec

from raadhuis.simulators.exchange import Request, Response, as_json

MAX_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Fault:
    """How one simulator behaves: ``off`` answers nothing, ``delay`` in seconds, ``status`` an HTTP error, 0 none."""

    off: bool = False
    delay: int = 0
    status: int = 0

    def __str__(self) -> str:
        if self.off:
            return "uit"
        if self.delay:
            return f"traag:{self.delay}"
        return f"fout:{self.status}" if self.status else "aan"


HEALTHY = Fault()
# What each simulator can do; SMTP knows no slow or broken answer here.
_SIMULATORS = {"brp": re.compile(r"aan|uit|traag:\d{1,2}|fout:[45]\d\d"), "post": re.compile(r"aan|uit")}


class Switchboard:
    """The present fault of each simulator. Starts healthy; a restart heals."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._faults = dict.fromkeys(_SIMULATORS, HEALTHY)

    def __getitem__(self, simulator: str) -> Fault:
        return self._faults[simulator]

    def as_text(self) -> dict[str, str]:
        """The state of every switch in the words that set it."""
        return {name: str(fault) for name, fault in self._faults.items()}

    def set(self, wishes: dict[str, str]) -> None:
        """Set the named switches. Raises ValueError when one is unknown; then none is set."""
        for name, word in wishes.items():
            if name not in _SIMULATORS or not _SIMULATORS[name].fullmatch(word):
                raise ValueError(f"onbekende storing: {name}={word}")
        with self._lock:
            self._faults = self._faults | {name: _parsed(word) for name, word in wishes.items()}


def _parsed(word: str) -> Fault:
    kind, _, number = word.partition(":")
    match kind:
        case "uit":
            return Fault(off=True)
        case "traag":
            return Fault(delay=min(int(number), MAX_SECONDS))
        case "fout":
            return Fault(status=int(number))
        case _:
            return HEALTHY


def endpoint(switches: Switchboard, request: Request) -> Response:
    """``GET`` and ``POST /_storing``, for callers on this machine only."""
    if not request.from_this_machine:
        return as_json({"fout": "Alleen vanaf deze machine."}, status=403)
    if request.method == "POST":
        try:
            switches.set(msgspec.json.decode(request.body, type=dict[str, str]))
        except (ValueError, msgspec.MsgspecError) as refusal:
            return as_json({"fout": str(refusal)}, status=400)
    return as_json(switches.as_text())


def wait(fault: Fault) -> None:
    """Take the time the fault asks for."""
    time.sleep(fault.delay)
