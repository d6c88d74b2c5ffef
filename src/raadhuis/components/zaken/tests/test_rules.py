"""Each rule of the standard that this register keeps, by its code."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest

from raadhuis.components.documenten import api as documenten
from raadhuis.components.zaken import api as zaken
from raadhuis.components.zaken.tests.conftest import ZRC
from raadhuis.kernel import wire
from raadhuis.kernel.refusal import Invalid, NotAllowed
from raadhuis.kernel.testing import AT

ELSEWHERE = "https://elders.example/catalogi/api/v1/zaaktypen/6c1bd2a5-9c9a-4b5f-8a6e-3f9f0f6d1b11"


@pytest.fixture
def refused(api, body):
    """`refused(zaaktype=...)`: the wrong fields of a zaak with these changes, with the code of each."""

    def made(**changes):
        answer = api.post("/zaken/api/v1/zaken", body(**changes))
        assert answer.status == 400
        return answer.fouten

    return made


def test_zrc_001_a_zaaktype_that_is_not_ours_is_refused(refused):
    assert refused(zaaktype=ELSEWHERE) == {"zaaktype": "bad-url"}


def test_zrc_001_a_zaaktype_that_is_not_published_is_refused(refused, types):
    assert refused(zaaktype=types["CONCEPT"].zaaktype) == {"zaaktype": "not-published"}


def test_zrc_002_an_identificatie_is_used_once_per_organisation(refused, new_zaak):
    new_zaak(identificatie="Z-1")

    assert refused(identificatie="Z-1") == {"identificatie": "identificatie-niet-uniek"}
    assert new_zaak(identificatie="Z-1", bronorganisatie="111222333").identificatie == "Z-1"


def test_zrc_002_a_number_that_somebody_chose_by_hand_is_passed_over(new_zaak):
    number = int(new_zaak().identificatie[-10:])
    new_zaak(identificatie=f"ZAAK-2026-{number + 1:010}")

    assert new_zaak().identificatie == f"ZAAK-2026-{number + 2:010}"


def _link(zaak, document, actor):
    body = zaken.ZaakinformatieobjectBody(zaak=zaak.url, informatieobject=document, titel="Brief")
    return zaken.create_zaakinformatieobject(actor=actor, at=AT, body=body)


def test_zrc_003_a_document_must_exist(zaak, systeem_actor):
    missing = f"http://testserver/documenten/api/v1/enkelvoudiginformatieobjecten/{uuid4()}"

    with pytest.raises(Invalid) as refusal:
        _link(zaak, missing, systeem_actor)

    assert [(f.name, f.code) for f in refusal.value.fields] == [("informatieobject", "bad-url")]


def test_zrc_004_the_kind_of_relation_and_its_date_are_set_by_the_register(zaak, new_document, systeem_actor):
    linked = _link(zaak, new_document(), systeem_actor)

    assert (linked.aard_relatie_weergave, linked.registratiedatum) == ("Hoort bij, omgekeerd: kent", AT)


def test_zrc_005_the_link_stands_in_documenten_too(zaak, new_document, systeem_actor):
    document = new_document()
    _link(zaak, document, systeem_actor)

    uuid = wire.uuid_of(document)
    assert uuid
    (mirrored,) = documenten.list_objectinformatieobjecten(actor=systeem_actor, informatieobject=uuid)
    assert (mirrored.object, mirrored.object_type) == (zaak.url, "zaak")


def test_a_document_is_linked_once(zaak, new_document, systeem_actor):
    document = new_document()
    _link(zaak, document, systeem_actor)

    with pytest.raises(Invalid) as refusal:
        _link(zaak, document, systeem_actor)

    assert refusal.value.fields[0].code == "unique"


def test_zrc_006_only_zaken_of_granted_types_up_to_the_granted_level_are_seen(
    new_zaak, types, kaart, actor_with
):
    seen = new_zaak(vertrouwelijkheidaanduiding="intern")
    new_zaak(vertrouwelijkheidaanduiding="geheim")
    new_zaak(zaaktype=types["KLACHT"].zaaktype, vertrouwelijkheidaanduiding="intern")

    page = zaken.find_zaken(actor=actor_with("zaken.lezen", max_va=4), query=zaken.ZaakQuery())

    assert (page.count, [z.url for z in page.results]) == (1, [seen.url])


def test_zrc_006_making_a_zaak_without_the_right_is_refused(body, actor_with, types):
    wanted = wire.convert(body(zaaktype=types["KLACHT"].zaaktype), zaken.ZaakBody)

    with pytest.raises(NotAllowed):
        zaken.create_zaak(actor=actor_with("zaken.aanmaken"), at=AT, body=wanted)


def test_zrc_006_a_list_without_any_right_is_refused(zaak, actor_with):
    with pytest.raises(NotAllowed):
        zaken.find_zaken(actor=actor_with("zaken.aanmaken"), query=zaken.ZaakQuery())


def test_zrc_007_the_eindstatus_closes_the_zaak_on_the_dutch_day(
    new_zaak, give_resultaat, set_status, systeem_actor
):
    zaak = new_zaak()
    give_resultaat(zaak)

    # 23.30 UTC on 22 November is half past midnight of the 23rd here.
    set_status(zaak, "Afgehandeld", at=AT.replace(hour=23))

    assert zaken.get_zaak(actor=systeem_actor, uuid=zaak.uuid).einddatum == date(2026, 11, 23)


def test_zrc_007_closing_needs_a_resultaat(zaak, set_status):
    with pytest.raises(Invalid) as refusal:
        set_status(zaak, "Afgehandeld")

    assert [f.code for f in refusal.value.fields] == ["resultaat-does-not-exist"]


def test_zrc_007_closing_needs_settled_rights_of_use_of_every_document(
    zaak, new_document, give_resultaat, set_status, systeem_actor
):
    _link(zaak, new_document(gebruiksrecht=None), systeem_actor)
    give_resultaat(zaak)

    with pytest.raises(Invalid) as refusal:
        set_status(zaak, "Afgehandeld")

    assert [f.code for f in refusal.value.fields] == ["indicatiegebruiksrecht-unset"]
    assert zaken.get_zaak(actor=systeem_actor, uuid=zaak.uuid).einddatum is None


def test_zrc_007_a_closed_zaak_and_its_parts_do_not_change(closed, actor_with, kaart, new_document):
    zaak = closed()
    jan = actor_with("zaken.lezen", "zaken.bijwerken", "zaken.statussen.toevoegen", "zaken.aanmaken")
    rol = zaken.RolBody(
        zaak=zaak.url,
        betrokkene_type="medewerker",
        roltype=kaart.roltype("Behandelaar"),
        roltoelichting="",
        betrokkene_identificatie=zaken.BetrokkeneIdentificatie(identificatie="jan"),
    )
    eigenschap = zaken.ZaakeigenschapBody(zaak=zaak.url, eigenschap=kaart.eigenschap("kenteken"), waarde="X")
    status = zaken.StatusBody(
        zaak=zaak.url, statustype=kaart.statustype("In behandeling"), datum_status_gezet=AT
    )
    changes = [
        lambda: zaken.update_zaak(
            actor=jan, at=AT, uuid=zaak.uuid, body=zaken.ZaakPatch(omschrijving="Anders")
        ),
        lambda: zaken.create_rol(actor=jan, at=AT, body=rol),
        lambda: zaken.create_zaakeigenschap(actor=jan, at=AT, body=eigenschap),
        lambda: zaken.create_status(actor=jan, at=AT, body=status),
        lambda: _link(zaak, new_document(), jan),
        lambda: zaken.create_zaakbesluit(
            actor=jan, at=AT, zaak=zaak.uuid, body=zaken.ZaakbesluitBody(besluit=_besluit())
        ),
    ]

    for change in changes:
        with pytest.raises(zaken.ZaakIsGesloten):
            change()


def test_zrc_007_with_force_a_closed_zaak_changes(closed, actor_with):
    zaak = closed()
    jan = actor_with("zaken.lezen", "zaken.geforceerd-bijwerken")

    changed = zaken.update_zaak(actor=jan, at=AT, uuid=zaak.uuid, body=zaken.ZaakPatch(omschrijving="Anders"))

    assert (changed.omschrijving, changed.einddatum) == ("Anders", zaak.einddatum)


def test_zrc_008_another_status_opens_the_zaak_again(closed, set_status, actor_with, systeem_actor):
    zaak = closed()
    assert (zaak.archiefnominatie, zaak.archiefactiedatum) == ("vernietigen", date(2031, 11, 22))

    set_status(
        zaak, "In behandeling", actor=actor_with("zaken.lezen", "zaken.heropenen"), at=AT + timedelta(hours=1)
    )

    opened = zaken.get_zaak(actor=systeem_actor, uuid=zaak.uuid)
    assert (opened.einddatum, opened.archiefnominatie, opened.archiefactiedatum) == (None, None, None)
    assert opened.startdatum_bewaartermijn is None


def test_zrc_009_confidentiality_follows_the_zaaktype(new_zaak):
    assert new_zaak().vertrouwelijkheidaanduiding == "zaakvertrouwelijk"
    assert new_zaak(vertrouwelijkheidaanduiding="geheim").vertrouwelijkheidaanduiding == "geheim"


def test_zrc_010_a_communicatiekanaal_is_a_url(refused):
    assert refused(communicatiekanaal="telefoon") == {"communicatiekanaal": "invalid"}


def test_zrc_013_a_hoofdzaak_exists(refused):
    assert refused(hoofdzaak=f"{ZRC}zaken/{uuid4()}") == {"hoofdzaak": "does_not_exist"}


def test_zrc_013_a_deelzaak_is_no_hoofdzaak(new_zaak, refused, systeem_actor):
    hoofd = new_zaak()
    deel = new_zaak(hoofdzaak=hoofd.url)

    assert refused(hoofdzaak=deel.url) == {"hoofdzaak": "deelzaak-als-hoofdzaak"}
    assert zaken.get_zaak(actor=systeem_actor, uuid=hoofd.uuid).deelzaken == (deel.url,)


def test_zrc_014_without_payment_there_is_no_date_of_payment(refused):
    wrong = refused(betalingsindicatie="nvt", laatsteBetaaldatum="2026-11-20T10:00:00Z")

    assert wrong == {"laatsteBetaaldatum": "betaling-nvt"}


def test_zrc_014_a_payment_that_is_no_longer_asked_loses_its_date(new_zaak, systeem_actor):
    zaak = new_zaak(betalingsindicatie="geheel", laatsteBetaaldatum="2026-11-20T10:00:00Z")

    changed = zaken.update_zaak(
        actor=systeem_actor, at=AT, uuid=zaak.uuid, body=zaken.ZaakPatch(betalingsindicatie="nvt")
    )

    assert changed.laatste_betaaldatum is None


def test_zrc_015_products_are_those_of_the_zaaktype(refused):
    assert refused(productenOfDiensten=["https://elders.example/x"]) == {
        "productenOfDiensten": "invalid-products-services"
    }


def _besluit() -> str:
    return f"http://testserver/besluiten/api/v1/besluiten/{uuid4()}"


@pytest.mark.parametrize(
    ("code", "path", "field", "soort", "naam", "rest"),
    [
        (
            "zrc-016",
            "statussen",
            "statustype",
            "statustype",
            "Ontvangen",
            {"datumStatusGezet": "2026-11-22T10:00:00Z"},
        ),
        ("zrc-018", "zaken/{}/zaakeigenschappen", "eigenschap", "eigenschap", "kenteken", {"waarde": "X"}),
        (
            "zrc-019",
            "rollen",
            "roltype",
            "roltype",
            "Aanvrager",
            {
                "betrokkeneType": "natuurlijk_persoon",
                "roltoelichting": "",
                "betrokkeneIdentificatie": {"inpBsn": "999990019"},
            },
        ),
        ("zrc-020", "resultaten", "resultaattype", "resultaattype", "Afgehandeld", {}),
    ],
)
def test_zrc_016_018_019_020_a_type_belongs_to_the_zaaktype_of_the_zaak(
    api, types, zaak, code, path, field, soort, naam, rest
):
    foreign = getattr(types["KLACHT"], soort)(naam)
    url = "/zaken/api/v1/" + path.format(zaak.uuid)

    assert api.post(url, {"zaak": zaak.url, field: foreign, **rest}).fouten == {field: "zaaktype-mismatch"}
    assert api.post(url, {"zaak": zaak.url, field: ELSEWHERE, **rest}).fouten == {field: "bad-url"}
    missing = foreign[:-36] + str(uuid4())
    assert api.post(url, {"zaak": zaak.url, field: missing, **rest}).fouten == {field: "bad-url"}


def test_zrc_017_a_document_is_of_a_kind_that_the_zaaktype_has(zaak, new_document, systeem_actor):
    with pytest.raises(Invalid) as refusal:
        _link(zaak, new_document(kind="Foto"), systeem_actor)

    assert refusal.value.fields[0].code == "missing-zaaktype-informatieobjecttype-relation"


def test_zrc_017_a_kind_that_another_process_added_counts_at_once(
    api, zaak, kaart, new_document, monkeypatch
):
    monkeypatch.setattr("raadhuis.components.catalogi.api.schrijven.changed", lambda: None)
    more = {
        "zaaktype": kaart.zaaktype,
        "informatieobjecttype": "Foto",
        "volgnummer": 99,
        "richting": "inkomend",
    }
    assert api.post("/catalogi/api/v1/zaaktype-informatieobjecttypen", more).status == 201

    link = {"zaak": zaak.url, "informatieobject": new_document(kind="Foto")}

    assert api.post("/zaken/api/v1/zaakinformatieobjecten", link).status == 201


def _eigenschap(zaak, kaart, waarde, actor):
    body = zaken.ZaakeigenschapBody(zaak=zaak.url, eigenschap=kaart.eigenschap("vervaldag"), waarde=waarde)
    zaken.create_zaakeigenschap(actor=actor, at=AT, body=body)


@pytest.mark.parametrize(
    ("resultaat", "start", "actie"),
    [
        ("Afgehandeld", date(2026, 11, 22), date(2031, 11, 22)),
        ("Termijn", date(2027, 11, 22), date(2032, 11, 22)),
        ("Eigenschap", date(2028, 2, 29), date(2033, 2, 28)),
        ("Ingang", date(2026, 12, 1), date(2031, 12, 1)),
        ("Verval", date(2030, 12, 1), date(2035, 12, 1)),
        ("Hoofdzaak", None, None),
        ("Zaakobject", None, None),
        ("Kenmerk", None, None),
        ("Gerelateerd", None, None),
    ],
)
def test_zrc_021_the_archive_date_follows_from_the_resultaattype(
    new_zaak, kaart, give_resultaat, set_status, systeem_actor, resultaat, start, actie
):
    zaak = new_zaak()
    _eigenschap(zaak, kaart, "20280229", systeem_actor)
    zaken.create_zaakbesluit(
        actor=systeem_actor,
        at=AT,
        zaak=zaak.uuid,
        body=zaken.ZaakbesluitBody(besluit=_besluit()),
        ingangsdatum=date(2026, 12, 1),
        vervaldatum=date(2030, 12, 1),
    )
    give_resultaat(zaak, resultaat)

    set_status(zaak, "Afgehandeld")

    closed = zaken.get_zaak(actor=systeem_actor, uuid=zaak.uuid)
    assert (closed.startdatum_bewaartermijn, closed.archiefactiedatum) == (start, actie)
    assert closed.archiefnominatie == "vernietigen"


def test_zrc_021_a_deelzaak_follows_its_closed_hoofdzaak(closed):
    hoofd = closed()

    deel = closed("Hoofdzaak", hoofdzaak=hoofd.url)

    assert deel.startdatum_bewaartermijn == hoofd.einddatum


def test_every_error_of_a_zaak_is_told_at_once_in_the_order_of_the_schema(api, body):
    wrong = body(
        bronorganisatie="123456789", zaaktype=ELSEWHERE, communicatiekanaal="x", zaakgeometrie={"type": "x"}
    )

    answer = api.post("/zaken/api/v1/zaken", wrong)

    assert list(answer.fouten.items()) == [
        ("bronorganisatie", "invalid"),
        ("zaaktype", "bad-url"),
        ("communicatiekanaal", "invalid"),
        ("zaakgeometrie", "invalid"),
    ]


def test_what_is_wrong_in_form_and_in_substance_is_told_at_once(api, body):
    wrong = body(bronorganisatie="123456789", omschrijving="x" * 81, zaaktype=ELSEWHERE, hoofdzaak=ELSEWHERE)
    del wrong["startdatum"]

    answer = api.post("/zaken/api/v1/zaken", wrong)

    assert list(answer.fouten.items()) == [
        ("bronorganisatie", "invalid"),
        ("omschrijving", "max_length"),
        ("zaaktype", "bad-url"),
        ("startdatum", "required"),
        ("hoofdzaak", "does_not_exist"),
    ]


def test_what_is_wrong_with_a_part_in_form_and_in_substance_is_told_at_once(api, zaak, types):
    foreign = types["KLACHT"].statustype("Ontvangen")

    answer = api.post("/zaken/api/v1/statussen", {"zaak": zaak.url, "statustype": foreign})

    assert list(answer.fouten.items()) == [
        ("statustype", "zaaktype-mismatch"),
        ("datumStatusGezet", "required"),
    ]


@pytest.mark.parametrize("sent", [{"statustype": ELSEWHERE}, {"zaak": 5}])
def test_who_may_not_set_a_status_hears_that_before_what_is_wrong(api, zaak, actor_with, sent):
    api.actor = actor_with("zaken.lezen")

    answer = api.post("/zaken/api/v1/statussen", {"zaak": zaak.url} | sent)

    assert (answer.status, answer.json["code"]) == (403, "permission_denied")


def test_of_a_zaak_that_cannot_be_read_from_the_body_the_rest_is_told(api, actor_with):
    api.actor = actor_with("zaken.bijwerken")
    sent = {"zaak": 5, "roltype": "", "roltoelichting": "", "betrokkeneType": "medewerker", "betrokkene": "x"}

    answer = api.post("/zaken/api/v1/rollen", sent)

    assert list(answer.fouten.items()) == [
        ("zaak", "invalid"),
        ("betrokkene", "invalid"),
        ("roltype", "blank"),
    ]


def test_a_zaak_that_may_not_be_seen_is_one_that_is_not_there_also_with_a_wrong_form(
    api, zaak, types, actor_with
):
    api.actor = actor_with("zaken.statussen.toevoegen", types=frozenset({types["KLACHT"].uuid}))

    answer = api.post("/zaken/api/v1/statussen", {"zaak": zaak.url, "statustype": ELSEWHERE})

    assert list(answer.fouten.items()) == [("zaak", "does_not_exist"), ("datumStatusGezet", "required")]


def test_a_closed_zaak_that_may_not_change_says_so_before_what_is_wrong(api, closed, actor_with):
    zaak = closed()
    api.actor = actor_with("zaken.lezen", "zaken.bijwerken", "zaken.statussen.toevoegen")

    for soort in ("resultaten", "statussen"):
        answer = api.post(f"/zaken/api/v1/{soort}", {"zaak": zaak.url, "toelichting": 5})
        assert (answer.status, answer.json["code"]) == (403, "zaak-closed")


def test_who_may_make_no_zaak_of_this_type_hears_that_before_what_is_wrong(api, body, types, actor_with):
    api.actor = actor_with("zaken.aanmaken", types=frozenset({types["KLACHT"].uuid}))
    wrong = body(bronorganisatie="123456789", omschrijving=5)

    assert api.post("/zaken/api/v1/zaken", wrong).status == 403
    assert api.post("/zaken/api/v1/zaken", wrong | {"zaaktype": 5}).fouten == {
        "bronorganisatie": "invalid",
        "omschrijving": "invalid",
        "zaaktype": "invalid",
    }


def test_a_status_is_not_set_before_the_zaak_started(api, zaak, kaart):
    def sent(moment):
        body = {"zaak": zaak.url, "statustype": kaart.statustype("Ontvangen"), "datumStatusGezet": moment}
        return api.post("/zaken/api/v1/statussen", body)

    before = zaak.startdatum - timedelta(days=1)

    assert sent(f"{before}T22:59:59Z").fouten == {"datumStatusGezet": "voor-startdatum"}
    assert sent(f"{before}T23:00:00Z").status == 201  # midnight in the Netherlands


def test_a_number_of_noughts_is_an_rsin_as_in_the_examples_of_the_standard(new_zaak):
    assert new_zaak(bronorganisatie="000000000").bronorganisatie == "000000000"


def test_an_empty_hoofdzaak_is_none_in_a_change_too(api, new_zaak):
    hoofdzaak = new_zaak()
    deelzaak = new_zaak(hoofdzaak=hoofdzaak.url)

    answer = api.patch(deelzaak.url, {"hoofdzaak": ""})

    assert (answer.status, answer.json["hoofdzaak"]) == (200, None)
    assert api.get(hoofdzaak.url).json["deelzaken"] == []


@pytest.mark.parametrize(
    ("collection", "name"),
    [
        ("rollen", "omschrijvingGeneriek"),
        ("rollen", "betrokkeneType"),
        ("zaakobjecten", "objectType"),
    ],
)
def test_a_filter_with_a_choice_that_there_is_not_is_refused(api, collection, name):
    assert api.get(f"/zaken/api/v1/{collection}?{name}=bestaat-niet").fouten == {name: "invalid_choice"}


def test_a_bsn_without_elf_proef_is_refused(zaak, give_rol):
    with pytest.raises(Invalid) as refusal:
        give_rol(zaak, "Aanvrager", bsn="123456789")

    assert [(f.name, f.code) for f in refusal.value.fields] == [("betrokkeneIdentificatie.inpBsn", "invalid")]


def test_a_rol_of_nobody_is_refused(zaak, give_rol):
    with pytest.raises(Invalid) as refusal:
        give_rol(zaak, "Behandelaar")

    assert refusal.value.fields[0].code == "invalid-betrokkene"


def test_a_zaak_has_one_resultaat(zaak, give_resultaat):
    give_resultaat(zaak)

    with pytest.raises(Invalid) as refusal:
        give_resultaat(zaak)

    assert [(f.name, f.code) for f in refusal.value.fields] == [("zaak", "unique")]


def test_the_first_status_needs_no_more_than_the_right_to_make_the_zaak(zaak, set_status, actor_with):
    maker = actor_with("zaken.aanmaken")
    set_status(zaak, "Ontvangen", actor=maker)

    with pytest.raises(NotAllowed):
        set_status(zaak, "In behandeling", actor=maker)


def test_a_besluit_is_mirrored_once(zaak, systeem_actor):
    body = zaken.ZaakbesluitBody(besluit=_besluit())

    first = zaken.create_zaakbesluit(actor=systeem_actor, at=AT, zaak=zaak.uuid, body=body)
    again = zaken.create_zaakbesluit(actor=systeem_actor, at=AT, zaak=zaak.uuid, body=body)

    assert first == again
    assert zaken.list_zaakbesluiten(actor=systeem_actor, zaak=zaak.uuid) == (first,)
