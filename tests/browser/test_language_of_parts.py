"""On an English page every text that exists in Dutch only says that it is Dutch (WCAG 3.1.2)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import lxml.etree
import lxml.html
import polib
import pytest
from lxml.html import HtmlElement

import raadhuis
from raadhuis.house.temporary import TemporaryInstallation
from raadhuis.house.visitor import NotAsExpected, Visitor, log_in
from tests.browser.moves import FATMA, GPK, VERHUIZING
from tests.browser.test_axe import BRAM, PLACES, Place
from tests.browser.town import Town

PACKAGE = Path(raadhuis.__file__).parent
LOSSER = PACKAGE / "gemeenten" / "losser"
# What is shown of the files of a municipality; other strings in them are codes, slugs and URLs.
SHOWN = (
    "naam label titel kop omschrijving inleiding uitleg toelichting samenvatting nodig daarna kosten doorlooptijd alinea lijst"
    " statustekst statustypeOmschrijving patroon_melding vroegst_melding laatst_melding"
).split()


def texts(value: Any, *, shown: bool = False) -> Iterator[str]:
    """Every text in the file that a page shows."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield from texts(part, shown=key in SHOWN)
    elif isinstance(value, list):
        for part in value:
            yield from texts(part, shown=shown)
    elif shown and isinstance(value, str):
        yield value


def in_process(path: Path) -> Iterator[str]:
    """The names, instructions, questions and choices in a BPMN file."""
    for element in lxml.etree.parse(str(path)).iter():
        if str(element.tag).endswith("}documentation"):
            yield element.text or ""
        for key, value in element.attrib.items():
            if str(key) in ("name", "label"):
                yield str(value)


def written_in_dutch() -> set[str]:
    """What the municipality wrote, without what is the same in English."""
    found: set[str] = set()
    for path in LOSSER.rglob("*.json"):
        found |= set(texts(json.loads(path.read_text())))
    for path in LOSSER.rglob("*.bpmn"):
        found |= set(in_process(path))
    english = {e.msgstr for po in PACKAGE.rglob("locale/en/**/*.po") for e in polib.pofile(str(po))}
    return {one(text) for text in found if len(one(text)) > 3} - english - {"E-mailadres", "Losser"}


def one(text: str) -> str:
    return " ".join(text.split())


def spoken(page: HtmlElement) -> Iterator[tuple[str, str]]:
    """(text, language) of everything that is read out, apart from the title of the window."""
    for element in page.iter():
        if not isinstance(element.tag, str) or element.tag in ("script", "style", "title"):
            continue
        if element.text and element.text.strip():
            yield one(element.text), language(element)
        for child in element:
            if child.tail and child.tail.strip():
                yield one(child.tail), language(element)


def language(element: HtmlElement) -> str:
    return str(next(e.get("lang") for e in (element, *element.iterancestors()) if e.get("lang")))


def unmarked(page: HtmlElement, dutch: set[str]) -> list[str]:
    """What a page says in Dutch as if it were English; long texts may be part of a sentence."""
    assert page.get("lang") == "en"
    long = re.compile(
        "|".join(re.escape(text) for text in sorted(dutch, key=len, reverse=True) if " " in text)
    )
    return [
        text
        for text, lang in spoken(page)
        if lang != "nl" and (text.rstrip(".:") in dutch or text in dutch or long.search(text))
    ]


def english(installation: TemporaryInstallation, account: str, address: str) -> Visitor:
    """Somebody who reads English."""
    visitor = Visitor(installation.base)
    visitor.open("/")
    visitor.submit(visitor.form("/taal/"), button=("language", "en"))
    if account:
        log_in(visitor, address, account)
    return visitor


ACCOUNTS = sorted({place.account for place in PLACES})


@pytest.mark.parametrize("account", ACCOUNTS, ids=lambda account: account or "iedereen")
def test_dutch_says_that_it_is_dutch(installation: TemporaryInstallation, town: Town, account: str) -> None:
    dutch, wrong = written_in_dutch(), {}
    first = {"": "/", "9": "/mijn/"}.get(account[:1], "/werkplek/")
    if account == BRAM:
        first = "/beheer/abonnementen/"
    visitor, seen = english(installation, account, first), 0
    for place in dict.fromkeys(place for place in PLACES if place.account == account and not _outside(place)):
        with suppress(NotAsExpected):  # a page that is not there has its words too
            visitor.open(place.address.format(**{f: getattr(town, f) for f in town.__slots__}))
        seen += sum(lang == "nl" for _, lang in spoken(visitor.page))
        if found := unmarked(visitor.page, dutch):
            wrong[visitor.url] = found
    visitor.close()
    assert wrong == {}
    assert seen > 0 or account == BRAM, (
        "nothing is marked at all"
    )  # subscriptions hold no text of a municipality


def _outside(place: Place) -> bool:
    return place.address.startswith("/inloggen/") or "/schema/" in place.address


def test_the_questions_of_a_form_and_what_is_wrong_with_the_answers_say_so_too(
    installation: TemporaryInstallation, town: Town
) -> None:
    dutch, wrong = written_in_dutch(), {}
    visitor = english(installation, FATMA, f"/formulier/{VERHUIZING}/stap/1/")
    visitor.submit(visitor.form("/stap/1/"), button=("actie", "volgende"))
    for status in (200, 422):
        if status == 422:
            visitor.submit(visitor.form("/stap/2/"), button=("actie", "volgende"), status=422)
        if found := unmarked(visitor.page, dutch):
            wrong[status] = found
    visitor.open(f"/formulier/{GPK}/stap/1/")
    visitor.submit(visitor.form("/stap/1/"), button=("actie", "volgende"))
    if found := unmarked(visitor.page, dutch):
        wrong[visitor.url] = found
    for slug in (VERHUIZING, GPK):
        visitor.open(f"/formulier/{slug}/annuleren/")
        visitor.submit(visitor.form("/annuleren/"))
    visitor.close()
    assert wrong == {}


def test_a_page_that_forgets_it_is_found() -> None:
    page = lxml.html.fromstring(
        '<html lang="en"><body><h1>Verhuizing doorgeven</h1><p><span lang="nl">Verhuizing doorgeven</span>: arrange</p>'
        "<p>Next: Besluit genomen.</p></body></html>"
    )
    assert unmarked(page, {"Verhuizing doorgeven", "Besluit genomen"}) == [
        "Verhuizing doorgeven",
        "Next: Besluit genomen.",
    ]
