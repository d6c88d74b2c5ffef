"""The history folds what was one act into one line, and loses nothing."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO

import lxml.etree
import lxml.html
from hypothesis import given
from hypothesis import strategies as st

from raadhuis.components.besluiten import api as besluiten
from raadhuis.components.werkplek.domain.historie import ADEM, Regel, bundel
from raadhuis.components.werkplek.tests.conftest import HUIS, MEREL
from raadhuis.components.werkplek.tests.test_behandelen import PDF, decide
from raadhuis.kernel.testing import AT


def line(resource: str, actie: str = "create", *, after: float = 0, **anders) -> Regel:
    values = {"wie": "Merel", "soort": "gewijzigd", "naam": "", "waarom": "", "wijzigingen": ()}
    moment = AT + timedelta(seconds=after)
    return Regel(wanneer=moment, resource=resource, actie=actie, **{**values, **anders})


def test_the_records_of_one_document_are_one_line_that_says_it_was_added():
    (act,) = bundel(
        [line("objectinformatieobject"), line("zaakinformatieobject"), line("enkelvoudiginformatieobject")]
    )

    assert act.kop.resource == "zaakinformatieobject"
    assert [r.resource for r in act.regels] == [
        "enkelvoudiginformatieobject",
        "zaakinformatieobject",
        "objectinformatieobject",
    ]


def test_what_two_people_did_in_the_same_moment_stays_apart():
    assert len(bundel([line("status"), line("status", wie="Joris")])) == 2


def test_looking_is_never_folded_into_changing():
    assert len(bundel([line("zaak", "retrieve", soort="bekeken"), line("zaak", "update")])) == 2


def test_steps_for_one_reason_shortly_after_each_other_are_one_act():
    steps = [
        line("status", after=4, waarom="Formulier ingediend"),
        line("rol", after=2, waarom="Formulier ingediend"),
        line("objectinformatieobject", after=2),
        line("zaak", waarom="Formulier ingediend"),
    ]

    (act,) = bundel(steps)

    assert act.kop.resource == "zaak"


def test_what_somebody_else_did_in_between_keeps_two_acts_apart():
    between = [
        line("taak", after=2, wie="Raadhuis", waarom="Proces 1"),
        line("taak", "update", after=1),
        line("taak", wie="Raadhuis", waarom="Proces 1"),
    ]

    assert len(bundel(between)) == 3


def test_the_same_reason_later_is_another_act_and_so_is_looking_twice():
    later = ADEM.total_seconds() + 1
    assert (
        len(
            bundel(
                [
                    line("zaak", "update", after=later, waarom="Typefout"),
                    line("zaak", "update", waarom="Typefout"),
                ]
            )
        )
        == 2
    )
    assert (
        len(bundel([line("zaak", "retrieve", after=n, soort="bekeken", waarom="Werk") for n in (1, 0)])) == 2
    )


lines = st.builds(
    line,
    st.sampled_from(["zaak", "status", "rol", "taak", "zaakinformatieobject"]),
    st.sampled_from(["create", "update", "retrieve"]),
    after=st.sampled_from([0, 0, 1, 3, 9, 60]),
    wie=st.sampled_from(["Merel", "Joris", "Raadhuis"]),
    soort=st.sampled_from(["gewijzigd", "bekeken"]),
    waarom=st.sampled_from(["", "Werk", "Typefout"]),
)


@given(st.lists(lines, max_size=30))
def test_every_record_is_in_exactly_one_line_and_the_newest_comes_first(records: list[Regel]):
    records = sorted(records, key=lambda regel: regel.wanneer, reverse=True)

    acts = bundel(records)

    assert sorted(id(r) for act in acts for r in act.regels) == sorted(id(r) for r in records)
    assert all(act.kop in act.regels for act in acts)
    assert all({(r.wie, r.soort) for r in act.regels} == {(act.kop.wie, act.kop.soort)} for act in acts)
    moments = [act.kop.wanneer for act in acts]
    assert moments == sorted(moments, reverse=True)


def said(element: lxml.etree._Element) -> str:
    return " ".join("".join(map(str, element.itertext())).split())


def add_document(client, zaak, titel: str) -> None:
    url = f"/werkplek/zaken/{zaak.uuid}/documenten/"
    shown = client.get(url).content.decode()
    soort = shown[shown.index("Kies een soort") :].split('value="')[1].split('"')[0]
    kenmerk = shown[shown.index('name="kenmerk"') :].split('value="')[1].split('"')[0]
    bestand = BytesIO(PDF)
    bestand.name = "advies.pdf"
    added = client.post(url, {"kenmerk": kenmerk, "soort": soort, "titel": titel, "bestand": bestand})
    assert added.status_code == 302, added.content.decode()


def test_an_added_document_is_one_line_with_its_parts_below_it(zaak, browser):
    merel = browser(MEREL)
    add_document(merel, zaak, "Advies van de arts")

    page = merel.get(
        f"/werkplek/zaken/{zaak.uuid}/historie/?toon=gewijzigd&wie=Merel+Jansen"
    ).content.decode()

    (row,) = (tr for tr in lxml.html.fromstring(page).iter("tr") if tr.find("td") is not None)
    act = said(row.findall("td")[2])
    assert act.startswith("heeft een document aan de zaak toegevoegd: Advies van de arts")
    parts = [said(part) for part in row.iter("li")]
    assert len(parts) >= 3
    assert any("heeft een document opgeslagen: Advies van de arts" in part for part in parts)
    assert all(re.match(r"\d\d:\d\d:\d\d ", part) for part in parts)


def test_what_happened_to_a_besluit_stands_in_the_history_of_its_zaak(zaak, browser, api):
    merel = browser(MEREL)
    assert decide(merel, zaak).status_code == 302
    (besluit,) = besluiten.list_besluiten(actor=HUIS, zaak=zaak.uuid)
    assert api.patch(besluit.url, {"publicatiedatum": "2026-12-01"}).status == 200

    page = lxml.html.fromstring(merel.get(f"/werkplek/zaken/{zaak.uuid}/historie/").content)

    lines = [said(line) for line in page.iter("td", "li")]
    assert any("heeft een besluit aan de zaak toegevoegd" in line for line in lines)
    assert any("heeft een besluit vastgelegd" in line for line in lines)
    assert any("heeft een besluit gewijzigd" in line and "01-12-2026" in line for line in lines)
