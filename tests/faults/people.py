"""The world outside, as a process of its own: residents who try again when they are cut off, and a subscriber."""

from __future__ import annotations

import itertools
import json
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import httpx

from raadhuis.house.chain import Chain, Product, products
from raadhuis.house.visitor import NotAsExpected
from raadhuis.kernel import clock
from tests.faults import elsewhere

# Residents of the simulator whose move may be decided automatically.
ACCOUNTS = ("999900006", "999900055", "999900067", "999900018", "999900134")
PATIENCE = 240.0  # seconds that a person tries one step


@dataclass(frozen=True)
class Finished:
    """One chain that came to its end."""

    product: str
    reference: str
    zaak: str
    email: str


@dataclass
class Book:
    """What happened to everybody: finished chains, references that somebody was shown, pages that nobody should have
    seen, messages that the subscriber got."""

    finished: list[Finished] = field(default_factory=list)
    shown: set[str] = field(default_factory=set)
    gave_up: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    cut: Counter[str] = field(default_factory=Counter)
    got: list[dict[str, Any]] = field(default_factory=list)


class Person(threading.Thread):
    """Walks one chain after the other until told that it is enough; then finishes the one she is in."""

    def __init__(self, number: int, book: Book, *, base: str, mailbox: str, enough: threading.Event) -> None:
        super().__init__(name=f"person-{number}", daemon=True)
        self.number, self.book, self.base, self.mailbox = number, book, base, mailbox
        self._enough = enough

    def run(self) -> None:
        wishes = itertools.islice(itertools.cycle(products(clock.now())), self.number, None)
        for count, product in enumerate(wishes):
            if self._enough.is_set():
                return
            mine = replace(
                product,
                account=ACCOUNTS[self.number],
                answers={**product.answers, "email": f"{self.number}-{count}@inwoner.example"},
            )
            try:
                self._walk(mine)
            except Exception as error:  # noqa: BLE001  # told at the end, with everything else
                self.book.gave_up.append(f"{self.name} {product.slug}: {type(error).__name__}: {error}")
                return

    def _walk(self, product: Product) -> None:
        chain = Chain(product, base=self.base, mailbox=self.mailbox)
        try:
            for name, take in chain.steps():
                self._insist(chain, name, take)
        finally:
            chain.close()
        self.book.finished.append(
            Finished(product.slug, chain.reference, chain.zaak, product.answers["email"])
        )

    def _insist(self, chain: Chain, step: str, take: Callable[[], None]) -> None:
        end = time.monotonic() + PATIENCE
        while True:
            try:
                return take()
            except (NotAsExpected, httpx.HTTPError) as problem:
                self.book.cut[f"{step}: {type(problem).__name__}"] += 1
                self._judge(chain, step)
                if time.monotonic() > end:
                    raise NotAsExpected(f"{step}: {problem}") from problem
            finally:
                if chain.reference:
                    self.book.shown.add(chain.reference)
            time.sleep(0.3)

    def _judge(self, chain: Chain, step: str) -> None:
        """A page that says 'try again' is fine during a fault; any other error page is not."""
        for visitor in (chain.resident, chain.employee):
            status, url = visitor.response.status_code, str(visitor.url)
            proper = status == 503 and "probeer het" in visitor.text().lower()
            if status >= 500 and not proper and url.startswith(self.base):
                self.book.wrong.append(f"{step}: {url} answered {status}: {visitor.text()[:200]}")


class World(elsewhere.Outside):
    """That process, seen from the operator."""

    def __init__(self, *, base: str, mailbox: str, people: int) -> None:
        super().__init__("tests.faults.people", base, mailbox, str(people))
        self.callback = self.line()

    def begin(self) -> None:
        """Everybody starts."""
        self.say("begin")

    def enough(self) -> None:
        """Everybody finishes the chain that they are in; returns when they have."""
        self.ask("enough")

    def report(self) -> Book:
        """Everything that happened, until now."""
        said = json.loads(self.ask("report"))
        return Book(
            **{
                **said,
                "finished": [Finished(**one) for one in said["finished"]],
                "shown": set(said["shown"]),
                "cut": Counter(said["cut"]),
            }
        )


def main() -> None:
    """Answer the words of `World`, one line each."""
    base, mailbox, number = sys.argv[1:]
    book, enough = Book(), threading.Event()
    people = [Person(n, book, base=base, mailbox=mailbox, enough=enough) for n in range(int(number))]
    with elsewhere.subscriber(book.got) as callback:
        _answer(callback)
        for word in sys.stdin:
            if word.strip() == "begin":
                for person in people:
                    person.start()
            elif word.strip() == "enough":
                enough.set()
                for person in people:
                    person.join()
                _answer("done")
            elif word.strip() == "report":
                _answer(
                    json.dumps(
                        {
                            **vars(book),
                            "finished": [vars(f) for f in book.finished],
                            "shown": sorted(book.shown),
                        }
                    )
                )


def _answer(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
