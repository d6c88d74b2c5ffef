"""The resource zaak: every field, changing it, and destroying it."""

from __future__ import annotations

from uuid import uuid4

import pytest

from raadhuis.components.documenten import api as documenten
from raadhuis.components.zaken import api as zaken
from raadhuis.components.zaken.tests.conftest import RSIN, ZRC
from raadhuis.components.zaken.tests.test_http import API, ERA_15, conform
from raadhuis.kernel import db, wire
from raadhuis.kernel.refusal import Invalid, NotAllowed, NotFound
from raadhuis.kernel.testing import AT

OTHER_RSIN = "111222333"


@pytest.fixture
def everything(body, new_zaak):
    """Everything that a client may send of a zaak."""
    hoofd, relevant = new_zaak(), new_zaak()
    return body(
        identificatie="Z-1",
        toelichting="Gebeld",
        registratiedatum="2026-11-19",
        einddatumGepland="2026-12-01",
        uiterlijkeEinddatumAfdoening="2026-12-31",
        publicatiedatum="2026-11-25",
        communicatiekanaal="https://kanalen.example/balie",
        communicatiekanaalNaam="Balie",
        productenOfDiensten=["https://producten.example/kaart"],
        vertrouwelijkheidaanduiding="intern",
        betalingsindicatie="geheel",
        laatsteBetaaldatum="2026-11-20T10:00:00Z",
        zaakgeometrie={
            "type": "Polygon",
            "coordinates": [[[7.0, 52.0], [7.1, 52.0], [7.1, 52.1], [7.0, 52.0]]],
        },
        verlenging={"reden": "Druk", "duur": "P14D"},
        opschorting={"indicatie": True, "reden": "Wacht"},
        selectielijstklasse="https://selectielijst.openzaak.nl/api/v1/resultaten/1",
        hoofdzaak=hoofd.url,
        relevanteAndereZaken=[{"url": relevant.url, "aardRelatie": "vervolg"}],
        kenmerken=[{"kenmerk": "A1", "bron": "Balie"}],
        archiefnominatie="vernietigen",
        archiefstatus="nog_te_archiveren",
        archiefactiedatum="2033-01-01",
        opdrachtgevendeOrganisatie=OTHER_RSIN,
        processobjectaard="Vergunning",
        startdatumBewaartermijn="2028-01-01",
        processobject={
            "datumkenmerk": "einde",
            "identificatie": "P1",
            "objecttype": "pand",
            "registratie": "BAG",
        },
    )


def test_everything_that_a_client_sends_is_answered(api, everything):
    made = api.post(f"{API}/zaken", everything)

    assert made.status == 201, made.json
    assert {name: made.json[name] for name in everything} == everything | {
        "opschorting": {"indicatie": True, "reden": "Wacht", "eerdereOpschorting": False},
        "laatsteBetaaldatum": made.json["laatsteBetaaldatum"],
    }
    conform(made.json, "Zaak")
    conform(made.json, "Zaak", ERA_15)
    assert api.get(f"{API}/zaken/{made.json['uuid']}").json == made.json


def test_everything_can_be_changed(api, zaak, everything):
    path = f"{API}/zaken/{zaak.uuid}"
    wanted = {name: value for name, value in everything.items() if name != "identificatie"}

    changed = api.patch(path, wanted)

    assert changed.status == 200, changed.json
    assert {name: changed.json[name] for name in wanted if name != "laatsteBetaaldatum"} == {
        name: value for name, value in wanted.items() if name != "laatsteBetaaldatum"
    } | {"opschorting": {"indicatie": True, "reden": "Wacht", "eerdereOpschorting": False}}
    conform(changed.json, "Zaak")


def test_a_zaak_is_replaced_and_what_is_left_out_stays(api, body, new_zaak):
    zaak = new_zaak(toelichting="Gebeld", kenmerken=[{"kenmerk": "A1", "bron": "Balie"}])

    changed = api.put(f"{API}/zaken/{zaak.uuid}", body(omschrijving="Anders"))

    assert changed.status == 200, changed.json
    assert (changed.json["omschrijving"], changed.json["toelichting"]) == ("Anders", "Gebeld")
    assert changed.json["identificatie"] == zaak.identificatie
    trail = api.get(f"{API}/zaken/{zaak.uuid}/audittrail").json
    assert trail[-1]["actie"] == "update"


def test_a_replacement_has_every_required_field(api, zaak):
    answer = api.put(f"{API}/zaken/{zaak.uuid}", {"omschrijving": "Anders"})

    assert answer.status == 400
    assert answer.fouten == {
        "zaaktype": "required",
        "bronorganisatie": "required",
        "verantwoordelijkeOrganisatie": "required",
        "startdatum": "required",
    }


def test_the_identificatie_does_not_change(api, zaak):
    answer = api.patch(f"{API}/zaken/{zaak.uuid}", {"identificatie": "Anders"})

    assert answer.fouten == {"identificatie": "wijzigen-niet-toegelaten"}
    assert api.patch(f"{API}/zaken/{zaak.uuid}", {"identificatie": zaak.identificatie}).status == 200


def test_zrc_001_a_zaak_may_move_to_another_published_zaaktype(api, zaak, types):
    path = f"{API}/zaken/{zaak.uuid}"

    assert (
        api.patch(path, {"zaaktype": types["KLACHT"].zaaktype}).json["zaaktype"] == types["KLACHT"].zaaktype
    )
    assert api.patch(path, {"zaaktype": types["CONCEPT"].zaaktype}).fouten == {"zaaktype": "not-published"}
    assert api.patch(path, {"zaaktype": f"{ZRC}zaken/{zaak.uuid}"}).fouten == {"zaaktype": "bad-url"}


def test_zrc_002_a_number_stays_unique_when_the_organisation_changes(api, new_zaak):
    new_zaak(identificatie="Z-1")
    other = new_zaak(identificatie="Z-1", bronorganisatie=OTHER_RSIN)

    answer = api.patch(f"{API}/zaken/{other.uuid}", {"bronorganisatie": RSIN})

    assert answer.fouten == {"identificatie": "identificatie-niet-uniek"}


def test_zrc_006_a_zaak_does_not_move_to_a_zaaktype_without_the_right(zaak, types, actor_with):
    jan = actor_with("zaken.lezen", "zaken.bijwerken")

    with pytest.raises(NotAllowed):
        zaken.update_zaak(
            actor=jan, at=AT, uuid=zaak.uuid, body=zaken.ZaakPatch(zaaktype=types["KLACHT"].zaaktype)
        )


def test_zrc_009_a_confidentiality_that_is_emptied_follows_the_zaaktype(api, new_zaak):
    zaak = new_zaak(vertrouwelijkheidaanduiding="geheim")

    changed = api.patch(f"{API}/zaken/{zaak.uuid}", {"vertrouwelijkheidaanduiding": ""})

    assert changed.json["vertrouwelijkheidaanduiding"] == "zaakvertrouwelijk"


def test_zrc_011_every_related_zaak_that_is_not_there_is_named(api, body, zaak):
    related = [
        {"url": zaak.url, "aardRelatie": "vervolg"},
        {"url": f"{ZRC}zaken/{uuid4()}", "aardRelatie": "onderwerp"},
        {"url": "https://elders.example/zaken/1", "aardRelatie": "bijdrage"},
    ]

    answer = api.post(f"{API}/zaken", body(relevanteAndereZaken=related))

    assert answer.fouten == {"relevanteAndereZaken.1": "bad-url", "relevanteAndereZaken.2": "bad-url"}


def test_zrc_011_a_zaak_that_the_client_may_not_see_is_as_one_that_is_not_there(
    body, new_zaak, types, actor_with
):
    hidden = new_zaak(zaaktype=types["KLACHT"].zaaktype)
    wanted = wire.convert(
        body(relevanteAndereZaken=[{"url": hidden.url, "aardRelatie": "vervolg"}]), zaken.ZaakBody
    )

    with pytest.raises(Invalid) as refusal:
        zaken.create_zaak(actor=actor_with("zaken.lezen", "zaken.aanmaken"), at=AT, body=wanted)

    assert [(f.name, f.code) for f in refusal.value.fields] == [("relevanteAndereZaken.0", "bad-url")]


def test_zrc_011_a_relation_that_is_there_stays_also_when_she_may_not_see_it(new_zaak, types, actor_with):
    hidden = new_zaak(zaaktype=types["KLACHT"].zaaktype)
    zaak = new_zaak(relevanteAndereZaken=[{"url": hidden.url, "aardRelatie": "vervolg"}])
    jan = actor_with("zaken.lezen", "zaken.bijwerken")

    changed = zaken.update_zaak(actor=jan, at=AT, uuid=zaak.uuid, body=zaken.ZaakPatch(toelichting="Gebeld"))

    assert [z.url for z in changed.relevante_andere_zaken] == [hidden.url]


def test_zrc_012_a_group_may_be_null_and_is_answered_with_its_structure(api, new_zaak):
    zaak = new_zaak(
        opschorting={"indicatie": True, "reden": "Wacht"}, verlenging={"reden": "Druk", "duur": "P1D"}
    )

    changed = api.patch(
        f"{API}/zaken/{zaak.uuid}", {"opschorting": None, "verlenging": None, "processobject": None}
    ).json

    assert changed["opschorting"] == {"indicatie": False, "reden": "", "eerdereOpschorting": True}
    assert set(changed["processobject"].values()) == {""}
    assert changed["verlenging"] is None
    conform(changed, "Zaak")


def test_zrc_012_a_group_that_is_sent_is_whole(api, zaak):
    answer = api.patch(
        f"{API}/zaken/{zaak.uuid}", {"opschorting": {"indicatie": True}, "verlenging": {"reden": "x"}}
    )

    assert answer.fouten == {"opschorting.reden": "required", "verlenging.duur": "required"}


def test_zrc_013_a_zaak_is_not_its_own_hoofdzaak(api, zaak):
    answer = api.patch(f"{API}/zaken/{zaak.uuid}", {"hoofdzaak": zaak.url})

    assert answer.fouten == {"hoofdzaak": "self-forbidden"}


def test_zrc_013_a_zaak_with_deelzaken_does_not_become_a_deelzaak(api, new_zaak):
    hoofd, other = new_zaak(), new_zaak()
    deel = new_zaak(hoofdzaak=hoofd.url)

    assert api.patch(f"{API}/zaken/{hoofd.uuid}", {"hoofdzaak": other.url}).fouten == {
        "hoofdzaak": "deelzaak-als-hoofdzaak"
    }
    assert api.patch(f"{API}/zaken/{other.uuid}", {"hoofdzaak": deel.url}).fouten == {
        "hoofdzaak": "deelzaak-als-hoofdzaak"
    }


def test_zrc_013_a_deelzaak_that_moves_stands_with_its_new_hoofdzaak(api, new_zaak):
    old, new = new_zaak(), new_zaak()
    deel = new_zaak(hoofdzaak=old.url)

    api.patch(f"{API}/zaken/{deel.uuid}", {"hoofdzaak": new.url})

    assert api.get(f"{API}/zaken/{old.uuid}").json["deelzaken"] == []
    assert api.get(f"{API}/zaken/{new.uuid}").json["deelzaken"] == [deel.url]
    api.patch(f"{API}/zaken/{deel.uuid}", {"hoofdzaak": None})
    assert api.get(f"{API}/zaken/{new.uuid}").json["deelzaken"] == []


def test_zrc_014_a_payment_does_not_lie_in_the_future(api, body):
    answer = api.post(
        f"{API}/zaken", body(betalingsindicatie="geheel", laatsteBetaaldatum="2999-01-01T10:00:00Z")
    )

    assert answer.fouten == {"laatsteBetaaldatum": "future_not_allowed"}


def _archived(zaak, api):
    return api.patch(
        f"{API}/zaken/{zaak.uuid}",
        {
            "archiefstatus": "gearchiveerd",
            "archiefnominatie": "vernietigen",
            "archiefactiedatum": "2033-01-01",
        },
    )


def test_zrc_022_an_archived_zaak_says_what_happens_to_it_and_when(api, zaak, body):
    answer = api.patch(f"{API}/zaken/{zaak.uuid}", {"archiefstatus": "gearchiveerd"})

    wrong = {"archiefnominatie": "archiefnominatie-not-set", "archiefactiedatum": "archiefactiedatum-not-set"}
    assert answer.fouten == wrong
    assert api.post(f"{API}/zaken", body(archiefstatus="overgedragen")).fouten == wrong
    assert _archived(zaak, api).json["archiefstatus"] == "gearchiveerd"


def test_zrc_022_an_archived_zaak_has_archived_documents_only(api, zaak, new_document, systeem_actor):
    body = zaken.ZaakinformatieobjectBody(zaak=zaak.url, informatieobject=new_document())
    zaken.create_zaakinformatieobject(actor=systeem_actor, at=AT, body=body)

    assert _archived(zaak, api).fouten == {"archiefstatus": "documents-not-archived"}


@pytest.fixture
def full(new_zaak, give_rol, give_resultaat, set_status, new_document, systeem_actor, kaart):
    """A zaak on which everything hangs, with its document."""
    hoofd = new_zaak()
    give_rol(hoofd, "Aanvrager", bsn="999990019")
    set_status(hoofd, "Ontvangen")
    give_resultaat(hoofd)
    document = new_document()
    zaken.create_zaakinformatieobject(
        actor=systeem_actor,
        at=AT,
        body=zaken.ZaakinformatieobjectBody(zaak=hoofd.url, informatieobject=document),
    )
    zaken.create_zaakeigenschap(
        actor=systeem_actor,
        at=AT,
        body=zaken.ZaakeigenschapBody(zaak=hoofd.url, eigenschap=kaart.eigenschap("kenteken"), waarde="X"),
    )
    return hoofd, document


def _rows(zaak):
    tables = [
        name
        for (name,) in db.rows(
            "SELECT table_name FROM information_schema.columns WHERE column_name = 'zaak'"
            " AND table_name LIKE 'zaken_%%' AND data_type = 'uuid'"
        )
    ]
    counts = " UNION ALL ".join(f"SELECT count(*) FROM {t} WHERE zaak = %(zaak)s" for t in tables)
    assert len(tables) > 10
    return sum(n for (n,) in db.rows(counts, {"zaak": zaak.uuid}))


def test_zrc_023_a_destroyed_zaak_leaves_nothing_behind(api, full, systeem_actor):
    zaak, document = full
    assert _rows(zaak) == 5

    answer = api.delete(f"{API}/zaken/{zaak.uuid}")

    assert (answer.status, answer.body) == (204, b"")
    assert api.get(f"{API}/zaken/{zaak.uuid}").status == 404
    assert api.get(f"{API}/zaken/{zaak.uuid}/audittrail").status == 404
    assert _rows(zaak) == 0
    uuid = wire.uuid_of(document)
    assert uuid
    assert documenten.list_objectinformatieobjecten(actor=systeem_actor, informatieobject=uuid) == ()


def test_zrc_023_what_stays_is_that_it_was_destroyed_by_whom_and_why(api, full):
    zaak, _ = full

    api.delete(f"{API}/zaken/{zaak.uuid}", x_audit_toelichting="Bewaartermijn voorbij")

    kept = db.rows(
        "SELECT actie, toelichting, weergave, oud, at FROM kernel_audit WHERE bron = 'zrc' AND hoofd = %(z)s",
        {"z": zaak.uuid},
    )
    assert [row[:4] for row in kept] == [("destroy", "Bewaartermijn voorbij", "", None)]
    events = db.rows(
        "SELECT actie FROM kernel_event WHERE hoofd = %(z)s AND resource = 'zaak'", {"z": zaak.uuid}
    )
    assert events[-1] == ("destroy",)


def test_zrc_023_deelzaken_go_along_with_their_hoofdzaak(api, new_zaak):
    hoofd = new_zaak()
    deel = new_zaak(hoofdzaak=hoofd.url)
    related = new_zaak(relevanteAndereZaken=[{"url": hoofd.url, "aardRelatie": "vervolg"}])

    api.delete(f"{API}/zaken/{hoofd.uuid}")

    assert api.get(f"{API}/zaken/{deel.uuid}").status == 404
    assert api.get(f"{API}/zaken/{related.uuid}").json["relevanteAndereZaken"] == []


def test_zrc_023_a_deelzaak_is_destroyed_without_its_hoofdzaak(api, new_zaak):
    hoofd = new_zaak()
    deel = new_zaak(hoofdzaak=hoofd.url)

    api.delete(f"{API}/zaken/{deel.uuid}")

    assert api.get(f"{API}/zaken/{hoofd.uuid}").json["deelzaken"] == []


def test_zrc_023_destroying_needs_the_right_on_the_zaak_and_its_deelzaken(new_zaak, types, actor_with):
    hoofd = new_zaak()
    new_zaak(hoofdzaak=hoofd.url, zaaktype=types["KLACHT"].zaaktype)
    jan = actor_with("zaken.lezen", "zaken.verwijderen")

    with pytest.raises(NotAllowed):
        zaken.delete_zaak(actor=jan, at=AT, uuid=hoofd.uuid)
    with pytest.raises(NotAllowed):
        zaken.delete_zaak(actor=actor_with("zaken.lezen", "zaken.bijwerken"), at=AT, uuid=hoofd.uuid)
    with pytest.raises(NotFound):
        zaken.delete_zaak(actor=jan, at=AT, uuid=uuid4())
    assert zaken.get_zaak(actor=jan, uuid=hoofd.uuid).url == hoofd.url


def test_zrc_026_what_is_kept_for_ever_has_no_start_of_a_term(api, new_zaak, give_resultaat, set_status):
    zaak = new_zaak(archiefnominatie="blijvend_bewaren")
    give_resultaat(zaak)
    set_status(zaak, "Afgehandeld")

    closed = api.get(f"{API}/zaken/{zaak.uuid}").json

    assert (closed["startdatumBewaartermijn"], closed["archiefactiedatum"]) == (None, "2031-11-22")


def test_a_number_is_reserved_and_used_once(api, body):
    reserved = api.post(f"{API}/zaaknummer_reserveren", {"bronorganisatie": RSIN})
    number = reserved.json["zaaknummer"]

    assert reserved.status == 201
    conform(reserved.json, "ReserveZaakIdentificatie")
    assert api.post(f"{API}/zaken", body()).json["identificatie"] > number
    assert api.post(f"{API}/zaken", body(identificatie=number)).status == 201
    assert api.post(f"{API}/zaken", body(identificatie=number)).fouten == {
        "identificatie": "identificatie-niet-uniek"
    }


def test_zrc_002_reserved_numbers_are_free_and_never_given_again(api, new_zaak):
    reserve = f"{API}/zaaknummer_reserveren"
    first = api.post(reserve, {"bronorganisatie": RSIN}).json["zaaknummer"]
    year, last = first[:-10], int(first[-10:])
    new_zaak(identificatie=f"{year}{last + 2:010}")

    numbers = [item["zaaknummer"] for item in api.post(reserve, {"bronorganisatie": RSIN, "aantal": 3}).json]

    assert numbers == [f"{year}{last + n:010}" for n in (1, 3, 4)]
    assert int(new_zaak().identificatie[-10:]) == last + 5


def test_a_reservation_names_an_organisation_and_a_sensible_number(api):
    wrong = api.post(f"{API}/zaaknummer_reserveren", {"bronorganisatie": "123456789"})
    many = api.post(f"{API}/zaaknummer_reserveren", {"bronorganisatie": RSIN, "aantal": 0})

    assert wrong.fouten == {"bronorganisatie": "invalid"}
    assert list(many.fouten) == ["aantal"]


def test_looking_at_a_zaak_is_remembered_and_does_not_change_its_version(api, zaak):
    path = f"{API}/zaken/{zaak.uuid}"
    before = api.get(path)

    api.get(path, x_audit_toelichting="Behandeling")

    after = api.get(path)
    assert (before.json["laatstGeopend"], after.headers["ETag"]) == (None, before.headers["ETag"])
    assert after.json["laatstGeopend"] is not None


@pytest.mark.parametrize(
    "geometry",
    [
        {"type": "Point", "coordinates": [155000, 463000]},
        {"type": "Point", "coordinates": [5.1]},
        {"type": "LineString", "coordinates": [[5, 52]]},
        {"type": "Polygon", "coordinates": [[[5, 52], [6, 52], [6, 53], [5, 53]]]},
        {"type": "GeometryCollection", "geometries": [{"type": "Cirkel"}]},
    ],
)
def test_what_is_no_place_in_degrees_is_refused(api, body, geometry):
    assert api.post(f"{API}/zaken", body(zaakgeometrie=geometry)).fouten == {"zaakgeometrie": "invalid"}


def test_required_fields_that_are_empty_are_all_named_at_once_in_the_order_of_the_schema(api):
    names = ["bronorganisatie", "zaaktype", "verantwoordelijkeOrganisatie", "startdatum"]

    answer = api.post(f"{API}/zaken", dict.fromkeys(names, ""))

    assert answer.fouten == dict.fromkeys(names, "blank")
    assert [f["name"] for f in answer.json["invalidParams"]] == names
