"""The documents, properties and decisions of a zaak after they were made: changing, removing, and their mirrors."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest

from raadhuis.components.documenten import api as documenten
from raadhuis.components.zaken import api as zaken
from raadhuis.components.zaken.domain.eigenschappen import warning
from raadhuis.components.zaken.tests.dossier import API, local, uuid_of
from raadhuis.kernel.testing import AT


@pytest.fixture
def link(zaak, new_document, api):
    """A document of the zaak."""
    sent = {"zaak": zaak.url, "informatieobject": new_document(), "titel": "Brief"}
    return api.post(f"{API}/zaakinformatieobjecten", sent).json


def test_zrc_004_a_link_stays_between_the_two_that_it_links(link, api, new_document, new_zaak):
    path = local(link["url"])
    other = {"informatieobject": new_document(), "zaak": new_zaak().url, "titel": "Anders"}

    for answer in (api.patch(path, other), api.put(path, other)):
        assert answer.fouten == {
            "informatieobject": "wijzigen-niet-toegelaten",
            "zaak": "wijzigen-niet-toegelaten",
        }
    changed = api.put(path, {"informatieobject": link["informatieobject"], "zaak": link["zaak"]})
    assert changed.json == link | {"titel": ""}


def test_zrc_005_the_mirror_in_documenten_goes_with_the_link(link, api, systeem_actor):
    document = uuid_of(link["informatieobject"])
    mirrored = documenten.list_objectinformatieobjecten(actor=systeem_actor, informatieobject=document)
    assert [one.object for one in mirrored] == [link["zaak"]]

    api.delete(local(link["url"]))

    assert documenten.list_objectinformatieobjecten(actor=systeem_actor, informatieobject=document) == ()


def test_zrc_003_a_link_that_is_wrong_leaves_nothing_behind(zaak, api, new_document, systeem_actor):
    document = new_document()
    sent = {"zaak": zaak.url, "informatieobject": document, "status": f"{zaak.url}/nergens"}

    assert api.post(f"{API}/zaakinformatieobjecten", sent).fouten == {"status": "bad-url"}

    assert (
        documenten.list_objectinformatieobjecten(actor=systeem_actor, informatieobject=uuid_of(document))
        == ()
    )


def test_a_document_may_belong_to_a_status_of_its_zaak(link, api, zaak, set_status):
    status = set_status(zaak, "Ontvangen")

    changed = api.patch(local(link["url"]), {"status": status.url})

    assert changed.json["status"] == status.url
    assert api.get(local(status.url)).json["zaakinformatieobjecten"] == [link["url"]]


def test_a_document_that_leaves_can_come_back(link, api):
    api.delete(local(link["url"]))
    sent = {"zaak": link["zaak"], "informatieobject": link["informatieobject"]}

    assert api.post(f"{API}/zaakinformatieobjecten", sent).status == 201


@pytest.fixture
def eigenschap(zaak, kaart, api):
    """`eigenschap("vervaldag", "20261231")`: the answer to recording a value."""

    def made(naam, waarde):
        sent = {"zaak": zaak.url, "eigenschap": kaart.eigenschap(naam), "waarde": waarde}
        return api.post(f"{API}/zaken/{zaak.uuid}/zaakeigenschappen", sent)

    return made


def test_only_the_value_of_an_eigenschap_changes(eigenschap, api, kaart):
    made = eigenschap("kenteken", "XX-99-X").json

    changed = api.patch(local(made["url"]), {"waarde": "YY-11-Y"})
    refused = api.put(local(made["url"]), made | {"eigenschap": kaart.eigenschap("vervaldag")})

    assert changed.json == made | {"waarde": "YY-11-Y"}
    assert refused.fouten == {"eigenschap": "wijzigen-niet-toegelaten"}


def test_zrc_018_the_eigenschap_belongs_to_the_zaaktype(zaak, types, api):
    sent = {"zaak": zaak.url, "eigenschap": types["KLACHT"].eigenschap("kenteken"), "waarde": "x"}

    answer = api.post(f"{API}/zaken/{zaak.uuid}/zaakeigenschappen", sent)

    assert answer.fouten == {"eigenschap": "zaaktype-mismatch"}


def test_an_eigenschap_goes_to_the_zaak_in_its_address(zaak, new_zaak, kaart, api):
    sent = {"zaak": new_zaak().url, "eigenschap": kaart.eigenschap("kenteken"), "waarde": "x"}

    answer = api.post(f"{API}/zaken/{zaak.uuid}/zaakeigenschappen", sent)

    assert answer.fouten == {"zaak": "invalid"}


def test_an_eigenschap_below_another_zaak_is_not_found(eigenschap, new_zaak, api):
    made = eigenschap("kenteken", "XX-99-X").json
    path = f"{API}/zaken/{new_zaak().uuid}/zaakeigenschappen/{made['uuid']}"

    assert api.get(path).status == 404
    assert api.patch(path, {"waarde": "x"}).status == 404
    assert api.delete(path).status == 404


def test_a_value_that_does_not_fit_is_kept_with_a_warning(eigenschap, api):
    made = eigenschap("vervaldag", "morgen")

    assert made.status == 201
    assert "X-Warning" in made.headers
    assert "morgen" not in made.headers["X-Warning"]
    path = local(made.json["url"])
    assert "X-Warning" in api.patch(path, {"waarde": "overmorgen"}).headers
    assert "X-Warning" not in api.patch(path, {"waarde": "20261231"}).headers
    assert "X-Warning" not in api.get(path).headers
    assert "X-Warning" not in eigenschap("kenteken", "XX-99-X").headers


class Spec:
    """What a zaaktype says of a property."""

    def __init__(self, formaat, lengte="255", waarden=(), kardinaliteit="1"):
        self.formaat, self.lengte = formaat, lengte
        self.waardenverzameling, self.kardinaliteit = waarden, kardinaliteit


@pytest.mark.parametrize(
    ("specificatie", "fits", "does_not"),
    [
        (Spec("tekst", "5"), ["", "vijf!"], ["te lang"]),
        (Spec("tekst", "5", kardinaliteit="N"), ["veel waarden"], []),
        (Spec("tekst", waarden=("ja", "nee")), ["ja"], ["misschien", ""]),
        (Spec("getal", "3"), ["1", "-123"], ["1234", "1,5", "", "drie", "²"]),
        (Spec("getal", "3,2"), ["1", "123,45", "1.5"], ["1,555", "1234"]),
        (Spec("getal", ""), ["12345", "1,5"], ["x"]),
        (Spec("datum", "8"), ["20261231", "2026-12-31"], ["20261332", "31-12-2026", "2026-02-30", "x"]),
        (
            Spec("datum_tijd", "14"),
            ["20261231235959", "2026-12-31T23:59:59Z", "2026-12-31T23:59"],
            ["20261231", "20261231235960", "2026-12-31T25:00:00"],
        ),
    ],
)
def test_a_value_fits_its_specification_or_not(specificatie, fits, does_not):
    assert [waarde for waarde in fits if warning(waarde, specificatie)] == []
    assert [waarde for waarde in does_not if not warning(waarde, specificatie)] == []
    assert all(warning(waarde, specificatie).isascii() for waarde in does_not)


def test_brc_006_a_decision_goes_when_its_register_says_so(zaak, systeem_actor, api):
    besluit = f"http://testserver/besluiten/api/v1/besluiten/{uuid4()}"
    body = zaken.ZaakbesluitBody(besluit=besluit)
    zaken.create_zaakbesluit(actor=systeem_actor, at=AT, zaak=zaak.uuid, body=body)

    for _ in range(2):
        zaken.delete_zaakbesluit(actor=systeem_actor, at=AT, zaak=zaak.uuid, besluit=besluit)

    assert api.get(f"{API}/zaken/{zaak.uuid}/besluiten").json == []


def test_brc_006_the_same_decision_again_brings_its_new_dates(closed, systeem_actor, api):
    zaak = closed("Verval")
    body = zaken.ZaakbesluitBody(besluit=f"http://testserver/besluiten/api/v1/besluiten/{uuid4()}")

    for vervaldatum in (date(2027, 1, 1), date(2028, 1, 1)):
        zaken.create_zaakbesluit(
            actor=systeem_actor, at=AT, zaak=zaak.uuid, body=body, vervaldatum=vervaldatum
        )
        found = zaken.get_zaak(actor=systeem_actor, uuid=zaak.uuid)
        assert found.archiefactiedatum == vervaldatum.replace(year=vervaldatum.year + 5)
    # Over the standard's API no dates travel: who repeats it there changes nothing.
    zaken.create_zaakbesluit(actor=systeem_actor, at=AT, zaak=zaak.uuid, body=body)
    assert zaken.get_zaak(actor=systeem_actor, uuid=zaak.uuid) == found

    assert len(api.get(f"{API}/zaken/{zaak.uuid}/besluiten").json) == 1


def test_zrc_021_the_archive_date_follows_an_eigenschap_that_changes_later(
    zaak, eigenschap, api, give_resultaat, set_status
):
    made = eigenschap("vervaldag", "20270101").json
    give_resultaat(zaak, "Eigenschap")
    set_status(zaak, "Afgehandeld")

    def actiedatum():
        return api.get(local(zaak.url)).json["archiefactiedatum"]

    assert actiedatum() == "2032-01-01"
    api.patch(local(made["url"]), {"waarde": "20280101"})
    assert actiedatum() == "2033-01-01"
    api.delete(local(made["url"]))
    assert actiedatum() is None


def test_zrc_021_the_archive_date_follows_an_object_that_comes_later(closed, api):
    zaak = closed("Zaakobject")
    assert zaak.archiefactiedatum is None

    sent = {"zaak": zaak.url, "objectType": "overige", "objectTypeOverige": "x"}
    api.post(
        f"{API}/zaakobjecten", sent | {"objectIdentificatie": {"overigeData": {"einddatum": "2027-06-01"}}}
    )

    # The resultaattype says pand: another kind of object tells nothing.
    assert api.get(local(zaak.url)).json["archiefactiedatum"] is None
