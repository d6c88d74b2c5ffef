"""Who plays a part in a zaak: every type of betrokkene, and finding them."""

from __future__ import annotations

import pytest

from raadhuis.components.zaken.store import onderdelen
from raadhuis.components.zaken.tests.dossier import API, BETROKKENEN, BUUR, SANNE, local
from raadhuis.components.zaken.tests.test_http import conform
from raadhuis.kernel import db as database
from raadhuis.kernel.testing import ApiClient


@pytest.fixture
def rol(zaak, kaart, api):
    """`rol("vestiging")`: the answer to making a rol of this type, with everything that the standard knows."""

    def made(kind, **changes):
        return api.post(f"{API}/rollen", sent(kind) | changes)

    def sent(kind):
        return {
            "zaak": zaak.url,
            "betrokkene": f"https://personen.example/{kind}/1",
            "betrokkeneType": kind,
            "afwijkendeNaamBetrokkene": "S. de Jansen",
            "roltype": kaart.roltype("Aanvrager"),
            "roltoelichting": "Vraagt aan",
            "indicatieMachtiging": "gemachtigde",
            "contactpersoonRol": {
                "naam": "Sanne",
                "emailadres": "sanne@example.org",
                "telefoonnummer": "0612345678",
                "functie": "Eigenaar",
            },
            "betrokkeneIdentificatie": BETROKKENEN[kind],
        }

    return made


@pytest.mark.parametrize("kind", BETROKKENEN)
def test_a_betrokkene_of_every_type_is_kept_as_it_was_sent(rol, api, kind):
    made = rol(kind)

    assert made.status == 201, made.json
    assert made.json["betrokkeneIdentificatie"] == BETROKKENEN[kind]
    assert (made.json["indicatieMachtiging"], made.json["afwijkendeNaamBetrokkene"]) == (
        "gemachtigde",
        "S. de Jansen",
    )
    assert made.json["contactpersoonRol"]["functie"] == "Eigenaar"
    conform(made.json, f"{kind}_Rol")
    assert api.get(local(made.json["url"])).json == made.json


@pytest.mark.parametrize("kind", BETROKKENEN)
def test_a_betrokkene_of_which_little_is_known_has_every_field(rol, kind):
    key, value = next(iter(BETROKKENEN[kind].items()))

    made = rol(kind, betrokkeneIdentificatie={key: value}, betrokkene="")

    assert made.json["betrokkeneIdentificatie"][key] == value
    conform(made.json, f"{kind}_Rol")


@pytest.mark.parametrize(
    ("kind", "wrong", "path", "code"),
    [
        ("natuurlijk_persoon", {"inpBsn": "123456789"}, "inpBsn", "invalid"),
        ("natuurlijk_persoon", {"inpA_nummer": "0234567890"}, "inpA_nummer", "invalid"),
        ("natuurlijk_persoon", {"geslachtsaanduiding": "x"}, "geslachtsaanduiding", "invalid_choice"),
        ("natuurlijk_persoon", {"verblijfsadres": {}}, "verblijfsadres.aoaIdentificatie", "required"),
        ("niet_natuurlijk_persoon", {"innRechtsvorm": "winkel"}, "innRechtsvorm", "invalid_choice"),
        ("vestiging", {"subVerblijfBuitenland": {"lndLandnaam": "x"}}, "subVerblijfBuitenland.lndLandcode", "required"),
        ("organisatorische_eenheid", {"isGehuisvestIn": "x" * 25}, "isGehuisvestIn", "max_length"),
        ("medewerker", {"voorvoegselAchternaam": "x" * 11}, "voorvoegselAchternaam", "max_length"),
    ],
)  # fmt: skip
def test_an_identificatie_has_the_shape_of_its_type(rol, kind, wrong, path, code):
    answer = rol(kind, betrokkeneIdentificatie=wrong)

    assert answer.fouten[f"betrokkeneIdentificatie.{path}"] == code


def test_a_house_number_may_come_as_text_as_forms_send_it(rol):
    sent = BETROKKENEN["natuurlijk_persoon"]
    adres = sent["verblijfsadres"] | {"aoaHuisnummer": "12"}

    made = rol("natuurlijk_persoon", betrokkeneIdentificatie=sent | {"verblijfsadres": adres})
    wrong = adres | {"aoaHuisnummer": "12a"}
    refused = rol("natuurlijk_persoon", betrokkeneIdentificatie=sent | {"verblijfsadres": wrong})

    assert made.json["betrokkeneIdentificatie"]["verblijfsadres"]["aoaHuisnummer"] == 12
    assert refused.fouten == {"betrokkeneIdentificatie.verblijfsadres.aoaHuisnummer": "invalid"}


def test_everything_that_is_wrong_is_said_in_the_order_of_the_schema(rol):
    answer = rol(
        "natuurlijk_persoon",
        zaak="http://testserver/zaken/api/v1/zaken/x",
        betrokkene="niemand",
        contactpersoonRol={"naam": "Sanne", "emailadres": "geen adres"},
        betrokkeneIdentificatie={"inpBsn": "123456789"},
        beginGeldigheid="2026-02-01",
        eindeGeldigheid="2026-01-01",
    )

    assert list(answer.fouten) == [
        "zaak",
        "betrokkene",
        "contactpersoonRol.emailadres",
        "eindeGeldigheid",
        "betrokkeneIdentificatie.inpBsn",
    ]


def test_zrc_019_the_roltype_belongs_to_the_zaaktype(rol, types):
    assert rol("medewerker", roltype=types["KLACHT"].roltype("Aanvrager")).fouten == {
        "roltype": "zaaktype-mismatch"
    }
    assert rol("medewerker", roltype="https://elders.example/roltypen/1").fouten == {"roltype": "bad-url"}


FILTERS = [
    ("natuurlijk_persoon", "natuurlijkPersoon", "inpBsn"),
    ("natuurlijk_persoon", "natuurlijkPersoon", "anpIdentificatie"),
    ("natuurlijk_persoon", "natuurlijkPersoon", "inpA_nummer"),
    ("niet_natuurlijk_persoon", "nietNatuurlijkPersoon", "innNnpId"),
    ("niet_natuurlijk_persoon", "nietNatuurlijkPersoon", "annIdentificatie"),
    ("niet_natuurlijk_persoon", "nietNatuurlijkPersoon", "kvkNummer"),
    ("niet_natuurlijk_persoon", "nietNatuurlijkPersoon", "vestigingsNummer"),
    ("vestiging", "vestiging", "vestigingsNummer"),
    ("vestiging", "vestiging", "kvkNummer"),
    ("organisatorische_eenheid", "organisatorischeEenheid", "identificatie"),
    ("medewerker", "medewerker", "identificatie"),
]


def test_a_betrokkene_is_found_by_every_key_of_the_standard(rol, api):
    made = {kind: rol(kind).json["url"] for kind in BETROKKENEN}

    for kind, part, key in FILTERS:
        filled = f"{API}/rollen?betrokkeneIdentificatie__{part}__{key}="
        found = api.get(filled + BETROKKENEN[kind][key]).json
        assert [one["url"] for one in found["results"]] == [made[kind]], key
        assert api.get(filled + "x").json["count"] == 0
        assert api.get(filled).json["count"] == 0


def test_rollen_are_found_by_what_they_are(rol, api, kaart, zaak):
    for kind in BETROKKENEN:
        rol(kind)

    for query, count in (
        (f"zaak={zaak.url}", 5),
        (f"roltype={kaart.roltype('Aanvrager')}", 5),
        (f"roltype={kaart.roltype('Behandelaar')}", 0),
        ("betrokkeneType=vestiging", 1),
        ("betrokkene=https://personen.example/vestiging/1", 1),
        ("omschrijving=Aanvrager", 5),
        ("omschrijving=Ander", 0),
        ("omschrijvingGeneriek=initiator", 5),
        ("omschrijvingGeneriek=initiator&betrokkeneType=medewerker", 1),
    ):
        assert api.get(f"{API}/rollen?{query}").json["count"] == count, query
    assert api.get(f"{API}/rollen?betrokkeneType=buurman&betrokkene=x").fouten == {
        "betrokkeneType": "invalid_choice",
        "betrokkene": "invalid",
    }


def test_what_is_looked_for_most_is_found_by_an_index(db):
    for kind in (onderdelen.ROL, onderdelen.ZAAKOBJECT, onderdelen.ZAAKCONTACTMOMENT, onderdelen.ZAAKVERZOEK):
        wanted = [f for f in kind.filters if f.kind == "url" or ("__" in f.name and f.kind != "loa")]
        for chosen in wanted:
            where = chosen.sql.replace("{}", "$1")
            # The table is empty here: whether an index can be used is what matters, whatever the value is.
            database.run("SET LOCAL enable_seqscan = off")
            database.run("SET LOCAL plan_cache_mode = force_generic_plan")
            database.run(f"PREPARE asked (text) AS SELECT r.uuid FROM {kind.table} r WHERE {where}")
            plan = str(database.rows("EXPLAIN EXECUTE asked('x')"))
            database.run("DEALLOCATE asked")
            assert "Index Cond" in plan, (chosen.name, plan)


def test_a_rol_is_replaced_as_todays_providers_do(rol, api, kaart):
    made = rol("natuurlijk_persoon").json
    sent = {
        "zaak": made["zaak"],
        "betrokkeneType": "natuurlijk_persoon",
        "roltype": kaart.roltype("Behandelaar"),
        "roltoelichting": "Anders",
        "betrokkeneIdentificatie": {"inpBsn": BUUR},
    }

    changed = api.put(local(made["url"]), sent)

    assert (changed.status, changed.json["omschrijvingGeneriek"]) == (200, "behandelaar")
    assert changed.json["betrokkeneIdentificatie"]["inpBsn"] == BUUR
    assert changed.json["registratiedatum"] == made["registratiedatum"]
    found = api.get(f"{API}/rollen?betrokkeneIdentificatie__natuurlijkPersoon__inpBsn={SANNE}")
    assert found.json["count"] == 0
    refused = api.put(
        local(made["url"]), sent | {"betrokkeneType": "medewerker", "betrokkene": "https://x.example/1"}
    )
    assert refused.fouten == {"betrokkeneType": "wijzigen-niet-toegelaten"}


def test_how_somebody_logged_in_and_for_whom_is_kept(rol):
    context = {
        "source": "digid",
        "levelOfAssurance": "urn:oasis:names:tc:SAML:2.0:ac:classes:MobileTwoFactorContract",
        "representee": {"identifierType": "bsn", "identifier": BUUR},
        "actingSubject": "",
        "mandate": {"services": [{"id": "parkeren"}]},
    }

    made = rol(
        "natuurlijk_persoon",
        authenticatieContext=context,
        beginGeldigheid="2026-01-01",
        eindeGeldigheid="2026-12-31",
    ).json

    assert made["authenticatieContext"] == context
    assert (made["beginGeldigheid"], made["eindeGeldigheid"]) == ("2026-01-01", "2026-12-31")


def test_a_resident_does_not_read_how_others_logged_in(rol, zaak, give_rol, sanne, kaart):
    give_rol(zaak, "Aanvrager", bsn=SANNE)
    rol(
        "medewerker",
        roltype=kaart.roltype("Behandelaar"),
        authenticatieContext={"source": "eherkenning", "actingSubject": "geheim"},
    )
    rol("vestiging")

    seen = ApiClient(sanne).get(f"{API}/rollen").json["results"]

    assert [one["betrokkeneType"] for one in seen] == ["natuurlijk_persoon", "medewerker"]
    assert (seen[1]["authenticatieContext"], seen[1]["contactpersoonRol"], seen[1]["betrokkene"]) == (
        None,
        None,
        "",
    )
    count = ApiClient(sanne).get(f"{API}/rollen?betrokkeneIdentificatie__medewerker__identificatie=jan.bos")
    assert count.json["count"] == 0


def test_a_status_says_who_set_it_and_the_rol_says_which(rol, api, zaak, kaart):
    who = rol("medewerker").json["url"]

    status = api.post(
        f"{API}/statussen",
        {
            "zaak": zaak.url,
            "statustype": kaart.statustype("Ontvangen"),
            "datumStatusGezet": "2026-11-21T09:00:00Z",
            "gezetdoor": who,
        },
    ).json

    assert status["gezetdoor"] == who
    assert api.get(local(who)).json["statussen"] == [status["url"]]
    api.delete(local(who))
    assert api.get(local(status["url"])).json["gezetdoor"] == ""


def test_who_set_a_status_has_a_rol_in_that_zaak(rol, api, new_zaak, kaart):
    answer = api.post(
        f"{API}/statussen",
        {
            "zaak": new_zaak().url,
            "statustype": kaart.statustype("Ontvangen"),
            "datumStatusGezet": "2026-11-21T09:00:00Z",
            "gezetdoor": rol("medewerker").json["url"],
        },
    )

    assert answer.fouten == {"gezetdoor": "bad-url"}
