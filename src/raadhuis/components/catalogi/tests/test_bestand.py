"""A catalogus as a file: from another register, and there and back again."""

from __future__ import annotations

import io
import json
import zipfile
from collections import Counter

import pytest

from raadhuis.components.catalogi import api as door
from raadhuis.components.catalogi.domain import bestand
from raadhuis.components.catalogi.tests import bodies
from raadhuis.components.catalogi.tests.bodies import ROOT
from raadhuis.kernel import db
from raadhuis.kernel.identity import Actor, Rights
from raadhuis.kernel.refusal import NotAllowed, NotFound
from raadhuis.kernel.testing import shared

COLLECTIONS = tuple(bestand.FILES.values())
ELDERS = "http://elders.example/catalogi/api/v1"


@pytest.fixture
def voorbeeld():
    """The catalogus of another register."""
    return shared("data/catalogi/voorbeeld-catalogus.zip").read_bytes()


@pytest.fixture
def bring(systeem_actor, at):
    """Import a zip."""
    return lambda raw, **how: door.import_catalogus(raw, actor=systeem_actor, at=at, **how)


def packed(files, **texts):
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, items in files.items():
            archive.writestr(name, json.dumps(items))
        for name, text in texts.items():
            archive.writestr(name, text)
    return raw.getvalue()


def counts(report):
    return Counter(item.uitslag for item in report)


def everything(api):
    """All there is, by collection."""
    return {
        name: api.get(f"{ROOT}/{name}?pageSize=500{'' if name in _NO_STATUS else '&status=alles'}").json[
            "results"
        ]
        for name in COLLECTIONS
    }


_NO_STATUS = ("catalogussen", "zaakobjecttypen")


def test_the_catalogus_of_another_register_comes_in_whole(db, api, bring, voorbeeld):
    report = bring(voorbeeld)

    # Three versions of one zaaktype begin on the same day; the one that still counts is kept, with its parts.
    assert counts(report) == {"nieuw": 129, "overgeslagen": 35}
    skipped = [i.naam for i in report if i.uitslag == "overgeslagen" and i.soort == "zaaktypen"]
    assert skipped == ["B1646 (2021-08-05)"] * 2
    found = everything(api)
    assert {name: len(items) for name, items in found.items() if items} == {
        "catalogussen": 1,
        "informatieobjecttypen": 2,
        "zaaktypen": 8,
        "statustypen": 55,
        "resultaattypen": 29,
        "roltypen": 32,
        "zaaktype-informatieobjecttypen": 2,
    }
    rijbewijs = next(z for z in found["zaaktypen"] if z["identificatie"] == "B208")
    assert (rijbewijs["doorlooptijd"], rijbewijs["concept"]) == ("P28D", False)
    assert (len(rijbewijs["statustypen"]), len(rijbewijs["resultaattypen"])) == (8, 5)
    assert all(item["url"].startswith("http://testserver/") for items in found.values() for item in items)


def test_importing_again_changes_nothing(db, api, bring, voorbeeld):
    bring(voorbeeld)
    before = everything(api), _events()

    report = bring(voorbeeld)

    assert counts(report) == {"gelijk": 129, "overgeslagen": 35}
    assert (everything(api), _events()) == before


def _events():
    return db.value("SELECT count(*) FROM kernel_event")


def test_a_try_says_what_would_happen_and_keeps_nothing(db, api, bring, voorbeeld):
    assert counts(bring(voorbeeld, dry_run=True)) == {"nieuw": 129, "overgeslagen": 35}

    assert not any(everything(api).values())
    assert _events() == 0


@pytest.fixture
def rich(beheer):
    """A catalogus with versions and every kind of relation."""
    brief = beheer.informatieobjecttype(beginGeldigheid="2025-01-01", published=True)
    beheer.informatieobjecttype(published=True)
    beheer.besluittype(informatieobjecttypen=[brief["url"]], published=True)
    beheer.zaaktype(identificatie="DEEL", published=True)
    beheer.zaaktype(beginGeldigheid="2025-01-01", published=True)
    zaaktype = beheer.zaaktype(
        besluittypen=["Vergunning"],
        deelzaaktypen=["DEEL"],
        gerelateerdeZaaktypen=[
            {"zaaktype": "DEEL", "aardRelatie": "vervolg", "toelichting": "Daarna"},
            {"zaaktype": f"{ELDERS}/zaaktypen/1", "aardRelatie": "bijdrage"},
        ],
    )["url"]
    soort = beheer.make("eigenschappen", bodies.eigenschap(zaaktype))
    status = beheer.make("statustypen", bodies.statustype(zaaktype, eigenschappen=[soort["url"]]))["url"]
    beheer.make("eigenschappen", bodies.eigenschap(zaaktype, naam="hoogte", statustype=status))
    resultaat = beheer.make(
        "resultaattypen",
        bodies.resultaattype(zaaktype, besluittypen=["Vergunning"], informatieobjecttypen=["Brief"]),
    )["url"]
    beheer.make("roltypen", bodies.roltype(zaaktype))
    beheer.make("zaaktype-informatieobjecttypen", bodies.document(zaaktype, statustype=status))
    beheer.make(
        "zaakobjecttypen",
        bodies.zaakobjecttype(zaaktype, beheer.catalogus, statustypen=[status], resultaattypen=[resultaat]),
    )
    beheer.publish(zaaktype)
    return beheer


def _without_urls(found, urls):
    """With numbers instead of our URLs, which differ in another register."""
    text = json.dumps(found)
    for number, url in enumerate(urls):
        text = text.replace(url, f"url-{number}")
    return json.loads(text)


def _urls(found):
    return [item["url"] for name in COLLECTIONS for item in found[name]]


def _sorted(found):
    return {
        name: sorted(items, key=lambda i: json.dumps([i.get(k) for k in _KEYS]))
        for name, items in found.items()
    }


_KEYS = ("identificatie", "omschrijving", "naam", "volgnummer", "beginGeldigheid")


def test_there_and_back_again_is_the_same(rich, api, systeem_actor, bring):
    before = _sorted(everything(api))
    raw = door.export_catalogus(actor=systeem_actor, domein="PROEF", rsin="123456782")
    assert raw == door.export_catalogus(actor=systeem_actor, domein="PROEF", rsin="123456782")
    assert set(counts(bring(raw))) == {"gelijk"}

    for name in ("zaaktypen", "besluittypen", "informatieobjecttypen", "catalogussen"):
        for item in before[name]:
            api.delete(item["url"])
    assert set(counts(bring(raw))) == {"nieuw"}

    after = _sorted(everything(api))
    assert set(_urls(before)).isdisjoint(_urls(after))
    assert _without_urls(after, _urls(after)) == _without_urls(before, _urls(before))
    assert set(counts(bring(raw))) == {"gelijk"}


def test_an_export_looks_like_those_of_other_registers(rich, systeem_actor):
    raw = door.export_catalogus(actor=systeem_actor, domein="PROEF", rsin="123456782")

    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        assert archive.namelist() == list(bestand.FILES)
        zaaktype = json.loads(archive.read("ZaakType.json"))[-1]
        document = json.loads(archive.read("ZaakTypeInformatieObjectType.json"))[0]
    assert zaaktype["begin_geldigheid"] == "2026-01-01"
    assert zaaktype["gerelateerde_zaaktypen"][0]["aard_relatie"] == "vervolg"
    assert document["informatieobjecttype"].startswith(
        "http://testserver/catalogi/api/v1/informatieobjecttypen/"
    )


def test_what_is_published_stays_and_what_is_a_concept_follows_the_file(rich, api, systeem_actor, bring):
    rich.zaaktype(identificatie="CONCEPT")
    raw = door.export_catalogus(actor=systeem_actor, domein="PROEF", rsin="123456782")
    files = _files(raw)
    for zaaktype in files["ZaakType.json"]:
        zaaktype["doel"] = "Een ander doel"
    files["Catalogus.json"][0]["naam"] = "Een andere naam"

    report = bring(packed(files))

    uitslag = {i.naam: (i.uitslag, i.reden) for i in report if i.soort == "zaaktypen"}
    assert uitslag["CONCEPT (2026-01-01)"] == ("gewijzigd", "")
    assert uitslag["DEEL (2026-01-01)"][0] == "fout"
    assert "in het bestand is anders: doel" in uitslag["DEEL (2026-01-01)"][1]
    assert report[0].uitslag == "gewijzigd"
    doelen = {z["identificatie"]: z["doel"] for z in everything(api)["zaaktypen"]}
    assert (doelen["CONCEPT"], doelen["DEEL"]) == ("Een ander doel", "Besluiten over een boom")


def _files(raw):
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return {name: json.loads(archive.read(name)) for name in archive.namelist()}


def test_a_version_that_was_ended_in_the_file_ends_here_and_the_next_comes_in(
    beheer, api, systeem_actor, bring
):
    first = beheer.zaaktype(published=True)
    files = _files(door.export_catalogus(actor=systeem_actor, domein="PROEF", rsin="123456782"))
    ended = files["ZaakType.json"][0]
    # The other register lets a version end on the day that the next begins.
    files["ZaakType.json"] = [
        {**ended, "einde_geldigheid": "2027-01-01"},
        {**ended, "url": f"{ELDERS}/zaaktypen/2", "begin_geldigheid": "2027-01-01", "doel": "Nieuw"},
    ]

    report = bring(packed(files))

    assert [i.uitslag for i in report if i.soort == "zaaktypen"] == ["gewijzigd", "nieuw"]
    assert beheer.get(first["url"])["eindeGeldigheid"] == "2026-12-31"


def test_one_wrong_item_does_not_stop_the_others(db, api, bring, voorbeeld):
    files = _files(voorbeeld)
    files["ZaakType.json"][0]["doorlooptijd"] = "een maand"
    files["StatusType.json"][0]["volgnummer"] = 0
    files["ZaakTypeInformatieObjectType.json"][0]["informatieobjecttype"] = (
        f"{ELDERS}/informatieobjecttypen/9"
    )

    report = bring(packed(files))

    wrong = {i.soort: i.reden for i in report if i.uitslag == "fout"}
    assert "doorlooptijd" in wrong["zaaktypen"]
    assert "bad-url" in wrong["zaaktype-informatieobjecttypen"]
    # What hangs on a wrong zaaktype has nothing to hang on.
    assert "zaaktype: Dit is geen adres" in wrong["roltypen"]
    assert len(everything(api)["zaaktypen"]) == 7


def _bomb():
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("Catalogus.json", b" " * (bestand.LARGEST + 1))
    return raw.getvalue()


def _twice():
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as archive:
        archive.writestr("Catalogus.json", "[]")
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("Catalogus.json", "[]")
    return raw.getvalue()


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"geen zip",
        packed({}),
        packed({"ZaakType.json": []}),
        packed({"Catalogus.json": {}}),
        packed({"Catalogus.json": ["x"]}),
        packed({"Catalogus.json": []}, **{"../Catalogus.json": "[]"}),
        packed({"Catalogus.json": []}, **{"/etc/passwd": "x"}),
        packed({"Catalogus.json": []}, **{"..\\Catalogus.json": "[]"}),
        packed({"Catalogus.json": []}, **{f"{n}.json": "[]" for n in range(bestand.MOST_FILES)}),
    ],
)
def test_what_is_no_catalogus_is_refused_whole(db, bring, raw):
    with pytest.raises(door.BestandFout):
        bring(raw)


@pytest.mark.parametrize("make", [_bomb, _twice])
def test_a_zip_that_is_made_to_harm_is_refused(db, bring, make):
    with pytest.raises(door.BestandFout):
        bring(make())


def test_a_broken_zip_is_refused(db, bring, voorbeeld):
    broken = bytearray(voorbeeld)
    broken[200:260] = b"\0" * 60
    with pytest.raises(door.BestandFout):
        bring(bytes(broken))


@pytest.mark.parametrize(
    "item", [{}, {"domein": 5}, {"url": 3, "domein": "X", "rsin": [], "contactpersoonBeheerNaam": None}]
)
def test_an_item_of_another_form_is_told_as_wrong(db, bring, item):
    files = {name: [item] for name in bestand.FILES}

    report = bring(packed(files))

    assert [i.uitslag for i in report] == ["fout"] * len(bestand.FILES)


def test_importing_and_exporting_need_rights(beheer, at, voorbeeld):
    stranger = Actor(kind="applicatie", id="x", name="X", rights=Rights())

    with pytest.raises(NotAllowed):
        door.import_catalogus(voorbeeld, actor=stranger, at=at)
    with pytest.raises(NotAllowed):
        door.export_catalogus(actor=stranger, domein="PROEF", rsin="123456782")


def test_a_catalogus_that_is_not_there_is_not_exported(db, systeem_actor):
    with pytest.raises(NotFound):
        door.export_catalogus(actor=systeem_actor, domein="WEG", rsin="123456782")
