"""The world around registers in trouble, as a process of its own: a store of files behind a bad line, subscribers in moods,
clients that try again. It begins with one line of JSON and answers the words of `World`, one line each."""

from __future__ import annotations

import json
import sys
import threading
from dataclasses import asdict
from typing import Any

from tests.faults import callbacks
from tests.faults.between import Between, between
from tests.faults.elsewhere import Outside
from tests.faults.writers import ZRC, May, Reader, Writer, Zaak

BROKEN = 0.12  # of the requests to the store of files


class World(Outside):
    """That process, seen from the operator. `callbacks` by kind of subscriber; `store` is the way to the files."""

    def __init__(self, *, s3: str, seed: int) -> None:
        super().__init__("tests.faults.registers", s3, str(seed))
        said = json.loads(self.line())
        self.store: str = said["store"]
        self.callbacks: dict[str, str] = said["callbacks"]

    def begin(self, *, base: str, writers: int, counter: str, readers: list[May]) -> None:
        """Everybody starts, and things begin to break."""
        plan = {"base": base, "writers": writers, "counter": counter, "readers": [asdict(r) for r in readers]}
        self.ask(f"begin {json.dumps(plan)}")

    def heal(self) -> None:
        """The store and the subscribers are well again; everybody goes on."""
        self.ask("heal")

    def finish(self) -> dict[str, Any]:
        """Everybody finishes what he is doing; what happened."""
        return dict(json.loads(self.ask("finish")))

    def got(self) -> dict[str, list[dict[str, Any]]]:
        """What each subscriber got until now."""
        return dict(json.loads(self.ask("got")))


class _Everybody:
    """The threads of this process, and the zaken that writers share."""

    def __init__(self, seed: str, mood: Between, afnemers: list[callbacks.Afnemer]) -> None:
        self._seed, self._mood, self._afnemers = seed, mood, afnemers
        self._enough, self._lock = threading.Event(), threading.Lock()
        self._shared: list[Zaak] = []
        self._threads: list[Writer | Reader] = []

    def answer(self, word: str, rest: str) -> str:
        return str(getattr(self, f"_{word}")(rest))

    def _begin(self, said: str) -> str:
        plan = json.loads(said)
        base, counter = plan["base"], f"{ZRC}/zaken/{plan['counter']}"
        for number in range(plan["writers"]):
            self._threads.append(
                Writer(
                    number,
                    base=base,
                    seed=self._seed,
                    counter=counter,
                    shared=self._share,
                    enough=self._enough,
                )
            )
        self._threads += [Reader(May(**may), base=base, enough=self._enough) for may in plan["readers"]]
        for thread in self._threads:
            thread.start()
        self._trouble(BROKEN)
        return "begun"

    def _trouble(self, broken: float) -> None:
        self._mood.broken = broken
        for afnemer in self._afnemers:
            afnemer.healthy = not broken

    def _share(self, zaak: Zaak | None) -> Zaak | None:
        with self._lock:
            if zaak is not None:
                self._shared.append(zaak)
            return self._shared[-1] if self._shared else None

    def _heal(self, _: str) -> str:
        self._trouble(0.0)
        return "healed"

    def _finish(self, _: str) -> str:
        self._enough.set()
        for thread in self._threads:
            thread.join()
        ledgers = [vars(thread.ledger) for thread in self._threads]
        return json.dumps({"ledgers": ledgers, "store": dict(self._mood.happened)})

    def _got(self, _: str) -> str:
        return json.dumps({afnemer.kind: afnemer.got for afnemer in self._afnemers})


def main() -> None:
    """Serve, and answer."""
    s3, seed = sys.argv[1:]
    mood = Between(seed)
    with between(s3, mood) as store, callbacks.serving(seed) as afnemers:
        everybody = _Everybody(seed, mood, afnemers)
        _say(json.dumps({"store": store, "callbacks": {a.kind: a.callback for a in afnemers}}))
        for line in sys.stdin:
            word, _, rest = line.strip().partition(" ")
            _say(everybody.answer(word, rest))


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
