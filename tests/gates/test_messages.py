"""Translations: compiled without gettext's programs, and what is missing is named."""

from __future__ import annotations

import gettext
import os
from pathlib import Path

import pytest

from raadhuis.kernel import messages


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A room with marked texts in Python, in a template and in its manifest."""
    room = tmp_path / "components" / "zaken"
    (room / "web" / "templates" / "zaken").mkdir(parents=True)
    (room / "manifest.py").write_text('M = MenuItem(label="Mijn zaken", url="/zaken")', encoding="utf-8")
    (room / "web" / "pages.py").write_text(
        'title = _("Zaak starten")\nother = "niet vertalen"', encoding="utf-8"
    )
    (room / "web" / "templates" / "zaken" / "lijst.html").write_text(
        "{% load i18n %}{% translate 'Open' context 'status' %}"
        "{% blocktranslate count n=n %}Er is {{ n }} zaak (open) nu{% plural %}{{ n }} zaken{% endblocktranslate %}",
        encoding="utf-8",
    )
    return tmp_path


def translate(package: Path, pairs: dict[str, str]) -> Path:
    """Fill in the room's English catalogue."""
    catalogue = package / "components/zaken/locale/en/LC_MESSAGES/django.po"
    text = catalogue.read_text(encoding="utf-8")
    for dutch, english in pairs.items():
        text = text.replace(f'msgid "{dutch}"\nmsgstr ""', f'msgid "{dutch}"\nmsgstr "{english}"')
    catalogue.write_text(text, encoding="utf-8")
    return catalogue


def test_every_marked_text_is_found(package: Path):
    assert {(text.context, text.singular, text.plural) for text in messages.texts(package)} == {
        ("", "Mijn zaken", ""),
        ("", "Zaak starten", ""),
        ("status", "Open", ""),
        ("", "Er is %(n)s zaak (open) nu", "%(n)s zaken"),
    }


def test_new_texts_go_into_the_catalogue_of_their_room_once(package: Path):
    assert messages.collect(package) == 4
    assert messages.collect(package) == 0
    assert (package / "components/zaken/locale/en/LC_MESSAGES/django.po").is_file()


def test_a_translation_that_is_missing_is_named(package: Path):
    messages.collect(package)
    translate(package, {"Mijn zaken": "My cases"})

    said = "\n".join(messages.missing(package))

    assert "'Zaak starten' is not translated" in said
    assert "Mijn zaken" not in said


def test_a_text_that_was_never_collected_is_named(package: Path):
    assert any("pages.py: 'Zaak starten' is in no en catalogue" in line for line in messages.missing(package))


def test_a_compiled_catalogue_is_read_by_gettext(package: Path):
    messages.collect(package)
    catalogue = translate(package, {"Zaak starten": "Start a case"})

    assert messages.compile_all(package) == 1
    with catalogue.with_suffix(".mo").open("rb") as compiled:
        assert gettext.GNUTranslations(compiled).gettext("Zaak starten") == "Start a case"


def test_only_what_changed_is_compiled_again(package: Path):
    messages.collect(package)
    messages.compile_all(package)

    assert messages.compile_all(package) == 0
    catalogue = translate(package, {})
    os.utime(catalogue, (catalogue.stat().st_mtime + 10,) * 2)
    assert messages.compile_all(package) == 1


def test_an_unknown_command_says_what_there_is(capsys: pytest.CaptureFixture[str]):
    assert messages.main(["compilemessages"]) == 2
    assert "compile|collect|missing" in capsys.readouterr().err
