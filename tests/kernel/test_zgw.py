"""Reading a register elsewhere, over real HTTP: page after page, and no further than it should go."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import pytest

from raadhuis.kernel import db, diensten, elsewhere, expand, zgw
from raadhuis.kernel.diensten import Dienst, Known
from raadhuis.kernel.expand import Expandable
from raadhuis.kernel.identity import Actor, systeem
from raadhuis.kernel.testing import AT, Asked, provider_elsewhere

US = systeem("test")
ROOT = "/zaken/api/v1"
ZAKEN = f"{ROOT}/zaken"
BASE = "http://testserver"


@dataclass
class Provider:
    """A register behind a real port that says at `page` what `next` says; `asked` are the pages that it was asked.

    Before it answers it does what `thinks` says of the path; `most` is how many it was asked beside each other.
    """

    root: str = ""
    asked: list[str] = field(default_factory=list)
    next: Callable[[int], str | None] = lambda _: None
    thinks: Callable[[str], object] = lambda _: None
    busy: int = 0
    most: int = 0


@contextmanager
def provider() -> Iterator[Provider]:
    there, lock = Provider(), threading.Lock()

    def answer(asked: Asked) -> tuple[int, Any]:
        with lock:
            there.asked.append(asked.target)
            there.busy += 1
            there.most = max(there.most, there.busy)
        there.thinks(asked.target)
        with lock:
            there.busy -= 1
        if asked.path.startswith(f"{ZAKEN}/"):
            return 200, {"url": f"{there.root.removesuffix(ROOT)}{asked.target}"}
        page = int(asked.query.get("page", 1))
        return 200, {"count": 1, "next": there.next(page), "previous": None, "results": [{"nummer": page}]}

    with provider_elsewhere(answer) as address:
        there.root = address + ROOT
        yield there


@pytest.fixture
def ginds(db: None) -> Iterator[Provider]:
    """A register that an operator registered."""
    with provider() as there:
        dienst = Dienst(uuid=uuid4(), naam="Ginds", url=there.root, soort="zrc", auth="geen", since=AT)
        diensten.keep(Known(diensten=(dienst,), referred=True), seconds=3600)
        yield there


def numbers(ginds: Provider) -> list[int]:
    found: Any = zgw.every("zaken", "/rollen", dict, actor=US, params={"x": "y"}, beside=_zaak(ginds))
    return [one["nummer"] for one in found]


def _zaak(ginds: Provider) -> UUID:
    url = f"{ginds.root}/zaken/{uuid4()}"
    elsewhere.remember([url])
    return elsewhere.identity(url)


def test_every_page_is_read_until_there_is_no_next(ginds: Provider) -> None:
    ginds.next = lambda page: f"{ginds.root}/rollen?page={page + 1}" if page < 3 else None
    assert numbers(ginds) == [1, 2, 3]


@pytest.mark.parametrize(
    ("next_page", "calls"),
    [
        (lambda page: f"?x=y&page={page}", 2),
        (lambda page: f"?x=y&page={3 - page}", 3),
        (lambda page: f"?x=y&page={page + 1}", zgw.PAGES),
    ],
    ids=["itself", "each other", "ever further"],
)
def test_a_register_whose_pages_do_not_end_is_an_error_that_says_so(
    ginds: Provider, next_page: Callable[[int], str], calls: int
) -> None:
    ginds.next = next_page
    with pytest.raises(zgw.EndlessPages):
        numbers(ginds)
    assert len(ginds.asked) <= calls


def test_a_next_page_at_another_host_is_asked_where_the_register_is(ginds: Provider) -> None:
    with provider() as other:
        ginds.next = lambda page: f"{other.root}/zaken?page=2" if page == 1 else None
        assert numbers(ginds) == [1, 2]
        assert other.asked == []
    assert [urlsplit(path).path for path in ginds.asked] == ["/zaken/api/v1/rollen"] * 2


def expanded(ginds: Provider, number: int) -> tuple[list[str], list[str]]:
    """The URLs there of related zaken, and those of them that `expand` gives along."""

    def nothing_here(*, actor: Actor, uuids: list[UUID], base: str) -> dict[UUID, bytes]:
        return {}

    urls = [f"{ginds.root}/zaken/{uuid4()}" for _ in range(number)]
    elsewhere.remember(urls)
    inside = [f"{BASE}{ZAKEN}/{elsewhere.identity(url)}" for url in urls]
    zaken = Expandable(load=nothing_here, attributes={"deelzaken": ZAKEN}, may=lambda actor, zaak: True)
    body = expand.inline(
        json.dumps({"deelzaken": inside}).encode(),
        expand.parse(["deelzaken"]),
        at=ZAKEN,
        registry={ZAKEN: zaken},
        actor=US,
        base=BASE,
    )
    found = json.loads(body)
    assert found["deelzaken"] == inside
    return urls, [elsewhere.outward_text(one["url"]) for one in found["_expand"]["deelzaken"]]


def test_expand_asks_another_provider_four_at_a_time(ginds: Provider) -> None:
    four = threading.Barrier(4)
    ginds.thinks = lambda _: four.wait(3)  # answers when there are four
    urls, found = expanded(ginds, 12)
    assert found == urls
    assert ginds.most == 4


def test_what_does_not_come_in_time_stays_a_url_and_what_did_come_is_given(
    ginds: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(expand, "PATIENCE", 1.0)
    late, slow = threading.Event(), list[str]()

    def thinks(path: str) -> None:
        if not slow:
            slow.append(path)
            late.wait(10)

    ginds.thinks = thinks
    urls, found = expanded(ginds, 4)
    late.set()
    assert found == [url for url in urls if not url.endswith(slow[0])]
    assert len(found) == 3


def test_a_provider_that_does_not_answer_is_not_asked_for_all_of_them(
    ginds: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zgw, "AFTER", 0)

    def broken(path: str) -> None:
        raise ConnectionError

    ginds.thinks = broken
    assert expanded(ginds, 50)[1] == []
    assert len(ginds.asked) <= 2 * zgw.AT_ONCE, "each of the first is tried once more"


def test_the_threads_that_ask_open_no_connection_to_the_database(ginds: Provider) -> None:
    sql = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    before, during = db.value(sql), list[int]()
    four = threading.Barrier(4, action=lambda: during.append(1))
    ginds.thinks = lambda _: four.wait(3)
    expanded(ginds, 8)
    assert (len(during), db.value(sql)) == (2, before)
