"""`expand` and `fields`: related resources along with an answer (zrc-025 to zrc-029)."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import pytest

from raadhuis.kernel import expand
from raadhuis.kernel.expand import Expandable, NotExpandable, parse, parse_fields
from raadhuis.kernel.identity import Actor, systeem
from raadhuis.kernel.refusal import Invalid

BASE = "http://h"
ZAKEN, TYPEN = "/zaken/api/v1/zaken", "/catalogi/api/v1/zaaktypen"
A, B, T, HIDDEN = (UUID(int=n) for n in (1, 2, 3, 4))


def url(path: str, uuid: UUID) -> str:
    return f"{BASE}{path}/{uuid}"


STORED: dict[UUID, dict[str, Any]] = {
    A: {"url": url(ZAKEN, A), "naam": "a", "zaaktype": url(TYPEN, T), "hoofdzaak": None,
        "deelzaken": [url(ZAKEN, B), url(ZAKEN, HIDDEN)], "relevant": [{"url": url(ZAKEN, B), "aard": "vervolg"}],
        "groep": {"een": 1, "twee": 2}, "bijnaam": "b"},
    B: {"url": url(ZAKEN, B), "naam": "b", "zaaktype": "https://elders.example/zaaktypen/" + str(T), "hoofdzaak": url(ZAKEN, A),
        "deelzaken": [], "relevant": [], "groep": None, "bijnaam": ""},
    T: {"url": url(TYPEN, T), "omschrijving": "verhuizing"},
}  # fmt: skip


@pytest.fixture
def loads() -> list[int]:
    """How many resources each fetch asked."""
    return []


@pytest.fixture
def ask(loads: list[int]) -> Any:
    def load(*, actor: Actor, uuids: list[UUID], base: str) -> dict[UUID, bytes]:
        loads.append(len(uuids))
        return {u: json.dumps(STORED[u]).encode() for u in uuids if u in STORED}

    registry = {
        ZAKEN: Expandable(
            load=load,
            attributes={
                "zaaktype": TYPEN,
                "hoofdzaak": ZAKEN,
                "deelzaken": ZAKEN,
                "relevant.url": ZAKEN,
                "bijnaam": ZAKEN,
            },
            named={
                "bijnaam": lambda *, resources, base: [
                    url(ZAKEN, B) if r["bijnaam"] else "" for r in resources
                ]
            },
        ),
        TYPEN: Expandable(load=load),
    }

    def asked(tree: expand.Tree, *uuids: UUID, paged: bool = False) -> Any:
        found = [STORED[u] for u in uuids]
        body: Any = (
            {"count": len(found), "results": found} if paged else found[0] if len(found) == 1 else found
        )
        raw = expand.inline(
            json.dumps(body).encode(), tree, at=ZAKEN, registry=registry, actor=systeem("test"), base=BASE
        )
        return json.loads(raw)

    return asked


def test_a_related_resource_comes_along(ask: Any) -> None:
    assert ask(parse(["zaaktype"]), A)["_expand"] == {"zaaktype": STORED[T]}


def test_a_level_is_one_fetch_whatever_the_number_of_resources(ask: Any, loads: list[int]) -> None:
    page = ask(parse(["hoofdzaak.zaaktype"]), A, B, B, paged=True)
    assert loads == [1, 1]
    assert page["results"][1]["_expand"]["hoofdzaak"]["_expand"]["zaaktype"]["omschrijving"] == "verhuizing"


def test_a_reference_in_a_group_is_followed(ask: Any) -> None:
    assert [z["naam"] for z in ask(parse(["relevant"]), A)["_expand"]["relevant"]] == ["b"]


def test_what_the_reader_may_not_see_is_left_out(ask: Any) -> None:
    assert [z["naam"] for z in ask(parse(["deelzaken"]), A)["_expand"]["deelzaken"]] == ["b"]


@pytest.mark.parametrize("uuid", [A, B])
def test_nothing_and_what_is_elsewhere_give_an_empty_object(ask: Any, uuid: UUID) -> None:
    name = "hoofdzaak" if uuid == A else "zaaktype"
    assert ask(parse([name]), uuid)["_expand"] == {name: {}}


@pytest.mark.parametrize(
    "path", ["naam", "bestaat_niet", "zaaktype.omschrijving", "hoofdzaak.onzin", "_expand"]
)
def test_zrc_027_an_attribute_that_refers_to_nothing_is_404(ask: Any, path: str) -> None:
    with pytest.raises(NotExpandable):
        ask(parse([path]), B)


def test_a_wrong_attribute_is_said_also_when_there_is_nothing_to_expand(ask: Any) -> None:
    with pytest.raises(NotExpandable):
        ask(parse(["hoofdzaak.onzin"]), A)


@pytest.mark.parametrize("text", ["a." * 20 + "a", ",".join(f"a{n}" for n in range(60))])
def test_who_asks_too_much_is_told(text: str) -> None:
    with pytest.raises(Invalid):
        parse([text])


def test_zrc_029_only_the_fields_that_are_asked(ask: Any) -> None:
    tree = parse_fields(["NAAM", {"zaaktype": ["omschrijving"], "deelzaken": ["*"], "groep": ["een"]}])
    assert ask(tree, A) == {
        "naam": "a",
        "groep": {"een": 1},
        "_expand": {"zaaktype": {"omschrijving": "verhuizing"}, "deelzaken": [STORED[B]]},
    }


@pytest.mark.parametrize("given", ["naam", {"naam": 1}, [1], [["naam"]], [{"zaaktype": "naam"}]])
def test_zrc_029_fields_of_another_shape_are_refused(given: Any) -> None:
    with pytest.raises(Invalid) as refused:
        parse_fields(given)
    assert refused.value.fields[0].name == "fields"


def test_a_name_is_followed_to_what_it_stands_for(ask: Any) -> None:
    named, nameless = ask(parse(["bijnaam"]), A, B)

    assert (named["bijnaam"], named["_expand"]["bijnaam"]["naam"]) == ("b", "b")
    assert nameless["_expand"] == {"bijnaam": {}}
