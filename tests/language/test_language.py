"""Every text of the house is there in Dutch and in English, and a visitor changes between them where she stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import polib
import pytest
from django.test import Client
from django.utils import translation

import raadhuis
from raadhuis.kernel import clock, loader, messages, page
from raadhuis.kernel.identity import Actor, Rights, inwoner

PACKAGE = Path(raadhuis.__file__).parent
LOSSER = PACKAGE / "gemeenten" / "losser"
CATALOGUES = sorted(PACKAGE.rglob("locale/en/LC_MESSAGES/*.po"))
TEMPLATES = sorted(path for path in PACKAGE.rglob("*.html") if "templates" in path.parts)
SANNE = inwoner(
    "999900006", loa="urn:oasis:names:tc:SAML:2.0:ac:classes:MobileTwoFactorContract", secret_key="k"
)
MEREL = Actor(
    kind="medewerker",
    id="merel",
    name="Merel Jansen",
    rights=Rights(everything=True),
    roles=frozenset({"behandelaar"}),
    teams=("vergunningen",),
)

# What stands in a template as it is: file name to the texts, or to None for the whole file.
AS_IT_IS: dict[str, frozenset[str] | None] = {
    "500.html": None,  # shown when nothing works any more: plain HTML, in the municipality's language
    "stijlgids_inwoner.html": None,  # examples of the designer's: names, dates and cases that do not exist
    "stijlgids_medewerker.html": None,
    "_taal.html": frozenset({"NL", "Nederlands", "EN", "English"}),  # a language is named in itself
    "medewerker.html": frozenset(
        {"Enter", "Esc", "raadhuis-medewerker"}
    ),  # what stands on the keys, and a CSS class
    "inwoner.html": frozenset({"raadhuis-inwoner"}),  # a CSS class
    "attrs.html": None,  # attributes alone, no text
    "_hx.html": None,
}
WORD = re.compile(r"[^\W\d_]{2,}")
SHOWN_ATTRIBUTES = r"\b(?:aria-label|title|placeholder|alt|data-[a-z-]*label)=\"([^\"]*)\""
SHOWN_ARGUMENTS = r"\b(?:title|label|caption|description|text|heading)=[\"']([^\"']*)[\"']"


def untranslated(template: str) -> Iterator[str]:
    """The texts that a template shows without passing through a translation."""
    for gone in (
        r"\{#.*?#\}",
        r"\{%\s*comment.*?endcomment\s*%\}",
        r"\{%\s*blocktranslate.*?endblocktranslate\s*%\}",
        r"<(script|style)\b.*?</\1>",
    ):
        template = re.sub(gone, "", template, flags=re.DOTALL)
    shown = []
    for tag in re.findall(r"\{%(.*?)%\}", template, flags=re.DOTALL):
        if tag.split()[0] != "translate":
            shown += re.findall(SHOWN_ARGUMENTS, tag)
    plain = re.sub(r"\{[%{].*?[%}]\}", "", template, flags=re.DOTALL)
    for element in re.findall(r"<[^>]*>", plain):
        shown += re.findall(SHOWN_ATTRIBUTES, element)
    shown += re.sub(r"<[^>]*>", "\n", plain).splitlines()
    for text in shown:
        if WORD.search(re.sub(r"&\w+;", "", text)):
            yield text.strip()


@pytest.fixture
def losser(db: None) -> None:
    """What the demo municipality has."""
    for manifest in loader.enabled():
        if manifest.loads:
            loader.resolve(manifest.name, manifest.loads)(LOSSER, at=clock.now())


def reader(language: str = "en", actor: Actor | None = None) -> Client:
    """A browser that asks for `language`, with `actor` logged in."""
    client = Client(headers={"accept-language": language})
    if actor:
        session = client.session
        page.log_in(SimpleNamespace(session=session), actor, at=clock.now())  # type: ignore[arg-type]  # its session
        session.save()
        client.cookies["raadhuis_sessie"] = str(session.session_key)
    return client


def read(client: Client, address: str, *, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def test_no_text_is_without_its_english():
    assert messages.missing() == []


def test_a_translation_keeps_the_places_that_are_filled_in():
    places = re.compile(r"%\(\w+\)s")
    wrong = [
        dutch
        for catalogue in CATALOGUES
        for entry in polib.pofile(str(catalogue))
        for dutch, english in (
            [(entry.msgid, entry.msgstr_plural[0]), (entry.msgid_plural, entry.msgstr_plural[1])]
            if entry.msgid_plural
            else [(entry.msgid, entry.msgstr)]
        )
        if set(places.findall(english)) != set(places.findall(dutch))
    ]

    assert wrong == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_every_text_of_a_page_is_translated(template: Path):
    as_it_is = AS_IT_IS.get(template.name, frozenset())
    if as_it_is is None:
        return

    assert set(untranslated(template.read_text(encoding="utf-8"))) - as_it_is == set()


def test_the_words_of_a_refusal_are_collected_without_a_mark(tmp_path: Path):
    (tmp_path / "regels.py").write_text(
        "class Refusal(Exception): title = 'Kan niet.'\n"
        "class Gesloten(Refusal):\n"
        "    next: ClassVar[str] = 'Wacht even.'\n"
        "    code = 'closed'\n"
        "class Veel(Gesloten): ...\n"
        "class Boek: title = 'geen weigering'\n"
        "raise Veel('Te veel zaken.')\n"
        "raise Boek('ook niet')\n"
        "raise Veel.field('naam', 'required', 'Vul in.')\n"
        "FieldError('naam', 'invalid', 'Klopt niet.')\n",
        encoding="utf-8",
    )

    assert {text.singular for text in messages.texts(tmp_path)} == {
        "Kan niet.",
        "Wacht even.",
        "Te veel zaken.",
        "Vul in.",
        "Klopt niet.",
    }


def test_the_home_page_speaks_english(losser):
    home = read(reader(), "/")

    assert '<html lang="en"' in home
    assert "How can we help you?" in home
    assert "Log in" in home
    assert "Waar kunnen wij u mee helpen?" not in home


def test_the_home_page_speaks_dutch_to_everybody_else(losser):
    assert "Waar kunnen wij u mee helpen?" in read(reader("de"), "/")


def test_a_form_speaks_english(losser):
    start = read(reader(), "/formulier/verhuizing-doorgeven/")

    assert "How long does it take?" in start
    assert "Log in with DigiD" in start


def test_mijn_gemeente_speaks_english(losser):
    mine = read(reader(actor=SANNE), "/mijn/")

    assert "My cases" in mine
    assert "You have no cases yet" in mine
    assert "Log out" in mine


def test_the_workplace_speaks_english(losser):
    worklist = read(reader(actor=MEREL), "/werkplek/")

    assert "Worklist" in worklist
    assert "Search by case number, name or address" in worklist
    assert "Werkvoorraad" not in worklist


def test_a_refusal_speaks_english(losser):
    refused = read(reader(actor=SANNE), "/mijn/zaken/00000000-0000-0000-0000-000000000000/", status=404)

    assert "This page does not exist, or is not for you." in refused
    assert "Check the address or go to the home page." in refused


def test_whoever_changes_the_language_stays_on_the_page(losser):
    client = reader("nl")

    answer = client.post("/taal/", {"language": "en", "next": "/producten/verhuizing-doorgeven/"})

    assert answer.headers["Location"] == "/producten/verhuizing-doorgeven/"
    assert "Arrange it now" in read(client, "/producten/verhuizing-doorgeven/")


def test_the_page_offers_itself_as_the_place_to_come_back_to(losser):
    assert 'name="next" value="/zoeken/?q=parkeren"' in read(reader("nl"), "/zoeken/?q=parkeren")


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org", "javascript:alert(1)"])
def test_changing_the_language_leads_nowhere_else(db, elsewhere):
    answer = reader("nl").post("/taal/", {"language": "en", "next": elsewhere})

    assert answer.headers["Location"] == "/"


def test_a_language_that_is_not_there_changes_nothing(db):
    answer = reader("nl").post("/taal/", {"language": "xx", "next": "/"})

    assert answer.status_code == 302
    assert "django_language" not in answer.cookies


def test_both_languages_count(db):
    with translation.override("en"):
        assert translation.ngettext("%(aantal)s week", "%(aantal)s weken", 6) % {"aantal": 6} == "6 weeks"
    with translation.override("nl"):
        assert translation.ngettext("%(aantal)s week", "%(aantal)s weken", 6) % {"aantal": 6} == "6 weken"
