"""The rules of forms: definitions, conditions and answers."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

import raadhuis
from raadhuis.components.formulieren.domain import definitie, niveau, referentie
from raadhuis.components.formulieren.domain.invullen import judge
from raadhuis.components.formulieren.domain.voorwaarden import applies
from raadhuis.components.formulieren.domain.waarden import Fout, clean
from raadhuis.components.formulieren.types import Grenzen, Keuze, Soort, Veld, Vergelijking, Voorwaarde

DAG = date(2026, 11, 22)
LOSSER = Path(raadhuis.__file__).parent / "gemeenten" / "losser" / "formulieren"


def veld(soort: Soort, **more) -> Veld:
    return Veld(naam="x", soort=soort, label="X", **more)


def formulier(*stappen, **zaak) -> bytes:
    return json.dumps(
        {
            "slug": "f",
            "naam": "F",
            "inleiding": "I",
            "duur": 1,
            "stappen": list(stappen),
            "zaak": {"zaaktype": "Z", "omschrijving": "O", **zaak},
            "daarna": [],
        }
    ).encode()


def stap(*velden, **more):
    return {"titel": "T", "velden": [{"soort": "tekst", "label": "L", **v} for v in velden], **more}


@pytest.mark.parametrize("path", sorted(LOSSER.glob("*.json")), ids=lambda path: path.stem)
def test_the_forms_of_losser_are_good(path):
    assert definitie.read(path.read_bytes(), place=path.name).slug == path.stem


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"{", "f.json: Input data was truncated"),
        (formulier(), r"`\$\.stappen`"),
        (formulier(stap({"naam": "a", "soort": "kleur"})), r"`\$\.stappen\[0\]\.velden\[0\]\.soort`"),
        (formulier(stap({"naam": "a", "verplich": True})), "unknown field `verplich`"),
        (formulier(stap({"naam": "a"}, {"naam": "a"})), "every field has its own name"),
        (
            formulier(stap({"naam": "a", "toon_als": {"en": [{"veld": "b", "waarde": "x"}]}}, {"naam": "b"})),
            "'b' is not a field that comes before this one",
        ),
        (
            formulier(
                stap(
                    {"naam": "a", "soort": "janee"},
                    {"naam": "b", "toon_als": {"en": [{"veld": "a", "waarde": "yes"}]}},
                )
            ),
            "'yes' is no answer to 'a'",
        ),
        (formulier(stap({"naam": "a", "toon_als": {}})), "give either 'en' or 'of'"),
        (formulier(stap({"naam": "a", "soort": "keuze"})), "'keuzes' belongs to"),
        (formulier(stap({"naam": "a", "grenzen": {"patroon": "("}})), "not a regular expression"),
        (
            formulier(stap({"naam": "a"}), eigenschappen=[{"naam": "e", "velden": ["c"]}]),
            "there is no field 'c'",
        ),
    ],
)
def test_a_wrong_definition_names_the_file_the_place_and_what_is_expected(raw, said):
    with pytest.raises(definitie.WrongForm, match=said) as refusal:
        definitie.read(raw, place="f.json")

    assert str(refusal.value).startswith("f.json: ")


@pytest.mark.parametrize(
    ("soort", "given", "kept"),
    [
        ("tekst", "  Jan \x00\u202e ", "Jan"),
        ("postcode", "7581ab", "7581 AB"),
        ("datum", "3-12-2026", "2026-12-03"),
        ("datum", "2026-12-03", "2026-12-03"),
        ("email", "jan.de-vries+x@sub.voorbeeld.nl", "jan.de-vries+x@sub.voorbeeld.nl"),
        ("telefoon", "+31 (0)6-12345678", "+310612345678"),
        ("huisnummer", "12 B", "12 B"),
        ("janee", "ja", "ja"),
        ("tekst", "", ""),
    ],
)
def test_a_good_answer_is_kept_in_one_form(soort, given, kept):
    assert clean(veld(soort), [given], vandaag=DAG) == kept


@pytest.mark.parametrize(
    ("soort", "given"),
    [
        ("postcode", "0581 AB"),
        ("postcode", "7581 SS"),
        ("postcode", "7581"),
        ("datum", "31-02-2026"),
        ("datum", "morgen"),
        ("datum", "1-1-0026"),
        ("email", "jan@nl"),
        ("email", "jan@voorbeeld..nl"),
        ("email", "jan@voorbeeld.nl\nBcc: x@y.nl"),
        ("telefoon", "12345"),
        ("huisnummer", "nul"),
        ("janee", "ja?"),
        ("tekst", "x" * 201),
        ("tekstvak", "x" * 2001),
    ],
)
def test_a_bad_answer_is_refused(soort, given):
    with pytest.raises(Fout):
        clean(veld(soort), [given], vandaag=DAG)


@pytest.mark.parametrize(
    ("given", "good"),
    [("17-11-2026", True), ("16-11-2026", False), ("20-12-2026", True), ("21-12-2026", False)],
)
def test_a_day_must_fall_in_the_window_around_today(given, good):
    asked = veld("datum", grenzen=Grenzen(vroegst=-5, laatst=28))

    if good:
        assert clean(asked, [given], vandaag=DAG)
    else:
        with pytest.raises(Fout):
            clean(asked, [given], vandaag=DAG)


def test_of_several_choices_only_offered_ones_count_once_and_in_order():
    asked = veld(
        "meerkeuze", keuzes=tuple(Keuze(waarde=w, label=w) for w in "abc"), grenzen=Grenzen(max_keuzes=2)
    )

    assert clean(asked, ["c", "a", "c"], vandaag=DAG) == ["a", "c"]
    with pytest.raises(Fout):
        clean(asked, ["a", "z"], vandaag=DAG)
    with pytest.raises(Fout):
        clean(asked, ["a", "b", "c"], vandaag=DAG)


def test_limits_of_length_number_and_pattern_hold():
    for grenzen, wrong in (
        (Grenzen(min_lengte=3), "ab"),
        (Grenzen(max_lengte=3), "abcd"),
        (Grenzen(min=2), "1"),
        (Grenzen(max=2), "3"),
        (Grenzen(max=2), "1,5"),
        (Grenzen(patroon="[A-Z]+", patroon_melding="Hoofdletters."), "abc"),
    ):
        with pytest.raises(Fout):
            clean(veld("tekst", grenzen=grenzen), [wrong], vandaag=DAG)


@pytest.mark.parametrize(
    ("operator", "given", "holds"),
    [
        ("is", "ja", True),
        ("is", "nee", False),
        ("is_niet", "nee", True),
        ("is_niet", "", False),
        ("bevat", ["nee", "ja"], True),
        ("ingevuld", "x", True),
        ("leeg", "", True),
    ],
)
def test_a_comparison_looks_at_the_answer(operator, given, holds):
    condition = Voorwaarde(en=(Vergelijking(veld="a", operator=operator, waarde="ja"),))

    assert applies(condition, {"a": given} if given else {}) is holds


def test_all_or_one_of_the_comparisons_must_hold():
    one, other = Vergelijking(veld="a", waarde="ja"), Vergelijking(veld="b", waarde="ja")

    assert not applies(Voorwaarde(en=(one, other)), {"a": "ja"})
    assert applies(Voorwaarde(of=(one, other)), {"a": "ja"})


def test_hiding_a_question_hides_what_hangs_on_it_and_steps_that_do_not_apply_are_skipped():
    janee = {"soort": "janee"}
    form = definitie.read(
        formulier(
            stap(
                {"naam": "a", **janee},
                {"naam": "b", **janee, "toon_als": {"en": [{"veld": "a", "waarde": "ja"}]}},
                {"naam": "c", "toon_als": {"en": [{"veld": "b", "waarde": "ja"}]}},
            ),
            stap({"naam": "d"}, toon_als={"en": [{"veld": "c", "operator": "ingevuld"}]}),
            stap({"naam": "e"}),
        ),
        place="f.json",
    )
    given = {"a": "nee", "b": "ja", "c": "x", "d": "y", "e": "z"}

    oordeel = judge(form, gegeven=given, feiten={}, bestanden={}, vandaag=DAG)

    assert oordeel.antwoorden == {"a": "nee", "e": "z"}
    assert list(oordeel.stappen) == [1, 3]
    assert not oordeel.fouten


def test_a_reference_has_no_characters_that_look_alike():
    made = referentie.make(gemeente="Gemeente Losser", dag=DAG, kans=range(21))

    assert made == "L26-3467-9CDF"
    assert not set("0O1IL2Z5S8BUV") & set(referentie.ALPHABET)


@pytest.mark.parametrize(("loa", "enough"), [("basis", False), ("midden", True), ("hoog", True), ("", False)])
def test_a_higher_digid_level_is_enough(loa, enough):
    assert niveau.suffices(niveau.NIVEAUS.get(loa, loa), needed="midden") is enough
