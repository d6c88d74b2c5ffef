"""What a functional administrator sees and does: applications, their rights and their clients, without any script."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest
from django.test import Client
from joserfc.jwk import ECKey

from raadhuis.components.autorisaties import api as door
from raadhuis.kernel import clock, page
from raadhuis.kernel import db as database
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.roles import rights_of

LIST = "/beheer/applicaties/"
NEW = {"label": "Formulieren", "client_ids": "forms\nforms-test", "rechten": "lijst"}
GRANT = {"component": "zrc", "scopes": ["zaken.lezen", "zaken.aanmaken"], "niveau": "vertrouwelijk"}


def browser(role: str) -> Client:
    request = HttpRequest()
    request.session = SessionStore()
    actor = Actor(
        kind="medewerker", id="bram", name="Bram Bakker", rights=rights_of([role]), roles=frozenset({role})
    )
    page.log_in(request, actor, at=clock.now())
    request.session.save()
    client = Client()
    client.cookies["raadhuis_sessie"] = str(request.session.session_key)
    return client


@pytest.fixture
def bram(gpk):
    """The administrator, with the types of Losser to give rights on."""
    return browser("beheerder")


@pytest.fixture
def made(bram, gpk):
    """The address of an application with a right on all versions of GPK."""
    answer = bram.post(f"{LIST}nieuw/", {**NEW, **GRANT, "waarvoor": f"naam|{gpk.zaaktype.catalogus}|GPK"})
    assert answer.status_code == 302, text(answer)
    return answer["Location"]


def text(answer) -> str:
    main = answer.content.decode().split("<main", 1)[-1].split("</main>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def first(pattern: str, answer) -> str:
    found = re.search(pattern, answer.content.decode())
    assert found, text(answer)
    return found[1]


def versie(client: Client, url: str) -> str:
    return first(r'name="versie" value="(\w+)"', client.get(url))


def applicatie(systeem_actor, url: str):
    return door.get_applicatie(actor=systeem_actor, uuid=UUID(url.strip("/").split("/")[2]))


def test_without_applications_the_page_says_what_they_are(bram):
    answer = bram.get(LIST)

    assert "Nog geen applicaties" in text(answer)
    assert f'href="{LIST}"' in answer.content.decode()


@pytest.mark.parametrize("role", ["raadpleger", "behandelaar", "coordinator"])
def test_who_is_no_administrator_sees_and_changes_nothing(db, client, role, systeem_actor):
    uuid = door.list_applicaties(actor=systeem_actor)[0].url.rsplit("/", 1)[1]
    other = browser(role)
    paths = ["", "nieuw/", *(f"{uuid}/{p}" for p in ("", "wijzigen/", "verwijderen/", "alles/", "rechten/nieuw/",
             "rechten/0/", "rechten/0/verwijderen/", "clients/0/geheim/", "clients/0/sleutel/"))]  # fmt: skip

    before = database.value("SELECT count(*) FROM kernel_audit")
    assert {other.get(LIST + p).status_code for p in paths} == {403}
    assert {other.post(LIST + p, NEW).status_code for p in paths} <= {403, 405}
    assert database.value("SELECT count(*) FROM kernel_audit") == before
    assert LIST not in other.get("/werkplek/").content.decode()


def test_an_application_is_added_page_by_page(bram, gpk, systeem_actor):
    choose = bram.post(f"{LIST}nieuw/", NEW)
    assert "Waar gaat het recht over?" in text(choose)
    again = bram.post(f"{LIST}nieuw/", {**NEW, "gekozen": "1"})
    assert (again.status_code, "Waar gaat het recht over?" in text(again)) == (422, True)
    fill = bram.post(f"{LIST}nieuw/", {**NEW, "gekozen": "1", "component": "zrc"})
    assert "Gehandicaptenparkeerkaart aanvragen (GPK), alle versies" in text(fill)
    wrong = bram.post(f"{LIST}nieuw/", {**NEW, "component": "zrc"})
    assert wrong.status_code == 422

    answer = bram.post(
        f"{LIST}nieuw/", {**NEW, **GRANT, "waarvoor": f"naam|{gpk.zaaktype.catalogus}|GPK"}, follow=True
    )

    found = applicatie(systeem_actor, answer.redirect_chain[0][0])
    assert (found.label, found.client_ids, found.heeft_alle_autorisaties) == (
        "Formulieren",
        ("forms", "forms-test"),
        False,
    )
    assert (found.autorisaties[0].zaaktype_identificatie, found.autorisaties[0].catalogus) == (
        "GPK",
        gpk.zaaktype.catalogus,
    )
    assert "De applicatie is toegevoegd" in text(answer)
    assert "Zaken bekijken, Zaken aanmaken vertrouwelijk" in text(answer)
    assert "Formulieren" in text(bram.get(LIST))


def test_an_application_with_everything_is_added_in_one_page(bram, systeem_actor):
    answer = bram.post(f"{LIST}nieuw/", {**NEW, "rechten": "alles"})

    assert applicatie(systeem_actor, answer["Location"]).heeft_alle_autorisaties


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"label": ""}, "verplicht"),
        ({"client_ids": ""}, "verplicht"),
        ({"client_ids": "x" * 51}, "1 tot 50 tekens"),
        ({"client_ids": "a\na"}, "twee keer"),
        ({"client_ids": "story"}, "in gebruik"),
        ({"rechten": "veel"}, "geen geldige keuze"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(bram, client, sent, says):
    answer = bram.post(f"{LIST}nieuw/", {**NEW, "rechten": "alles", **sent})

    assert answer.status_code == 422
    assert says in text(answer).replace("Dit veld is vereist", "verplicht").replace(
        "Selecteer een geldige keuze", "geen geldige keuze"
    )
    if "label" not in sent:
        assert 'value="Formulieren"' in answer.content.decode()


def test_an_application_is_changed(bram, made, systeem_actor):
    sent = {
        "label": "Formulieren 2",
        "client_ids": "forms",
        "gereed": "on",
        "versie": versie(bram, f"{made}wijzigen/"),
    }

    answer = bram.post(f"{made}wijzigen/", sent, follow=True)

    found = applicatie(systeem_actor, made)
    assert (found.label, found.client_ids, found.alleen_is_gereed_voor_publicatie) == (
        "Formulieren 2",
        ("forms",),
        True,
    )
    assert "klaar zijn om te publiceren" in text(answer)


def test_what_a_colleague_changed_meanwhile_is_not_overwritten(bram, made, systeem_actor):
    opened = versie(bram, f"{made}wijzigen/")
    bram.post(f"{made}wijzigen/", {"label": "Van Anouk", "client_ids": "forms", "versie": opened})

    late = bram.post(f"{made}wijzigen/", {"label": "Van Bram", "client_ids": "forms", "versie": opened})

    assert (late.status_code, applicatie(systeem_actor, made).label) == (422, "Van Anouk")
    assert "intussen gewijzigd" in text(late)
    assert "Van Bram" in late.content.decode()


def test_a_right_is_added_changed_and_taken_away(bram, made, gpk, systeem_actor):
    assert "Waar gaat het recht over?" in text(bram.get(f"{made}rechten/nieuw/"))
    assert bram.get(f"{made}rechten/nieuw/?kies=1").status_code == 422
    add = f"{made}rechten/nieuw/?component=nrc"
    bram.post(add, {"scopes": ["notificaties.consumeren"], "versie": versie(bram, add)})
    change = f"{made}rechten/0/"
    now = versie(bram, change)
    whole = {"scopes": ["zaken.lezen"], "waarvoor": f"naam|{gpk.zaaktype.catalogus}|", "niveau": "openbaar"}
    bram.post(change, {**whole, "versie": now})

    answer = bram.get(made)
    assert "Alles in catalogus LOSSR Zaken bekijken openbaar" in text(answer)
    assert "Abonnementen beheren" in text(answer)

    weg = f"{made}rechten/1/verwijderen/"
    assert "Notificaties" in text(bram.get(weg))
    bram.post(weg, {"versie": versie(bram, weg)})
    found = applicatie(systeem_actor, made)
    assert [a.component for a in found.autorisaties] == ["zrc"]
    assert found.autorisaties[0].zaaktype_identificatie == ""


def test_a_right_on_one_version_shows_which(bram, made, gpk):
    change = f"{made}rechten/0/"
    sent = {"scopes": ["zaken.lezen"], "waarvoor": f"versie||{gpk.zaaktype.url}", "niveau": "openbaar"}

    bram.post(change, {**sent, "versie": versie(bram, change)})

    assert "alleen de versie van 01-01-2025" in text(bram.get(made))
    assert f'value="versie||{gpk.zaaktype.url}" selected' in bram.get(change).content.decode()


def test_the_last_right_is_not_taken_away(bram, made, systeem_actor):
    weg = f"{made}rechten/0/verwijderen/"

    answer = bram.post(weg, {"versie": versie(bram, weg)})

    assert (answer.status_code, len(applicatie(systeem_actor, made).autorisaties)) == (422, 1)


def test_an_unknown_scope_that_was_given_by_api_stays(bram, made, systeem_actor):
    found = applicatie(systeem_actor, made)
    uuid = UUID(found.url.rsplit("/", 1)[1])
    given = door.Autorisatie(component="nrc", scopes=("notificaties.iets-nieuws",))
    patch = door.ApplicatiePatch(autorisaties=(given,))
    door.patch_applicatie(actor=systeem_actor, at=clock.now(), uuid=uuid, body=patch)
    change = f"{made}rechten/0/"

    bram.post(
        change,
        {"scopes": ["notificaties.iets-nieuws", "notificaties.publiceren"], "versie": versie(bram, change)},
    )

    assert set(applicatie(systeem_actor, made).autorisaties[0].scopes) == {
        "notificaties.iets-nieuws",
        "notificaties.publiceren",
    }


def test_everything_is_given_after_a_question_and_ended_by_a_right(bram, made, systeem_actor):
    assert "voortaan alles" in text(bram.get(f"{made}alles/"))
    bram.post(f"{made}alles/")
    assert applicatie(systeem_actor, made).heeft_alle_autorisaties
    assert "mag alles" in text(bram.get(made))
    add = f"{made}rechten/nieuw/?component=nrc"
    assert "mag zij alleen dat nog" in text(bram.get(add))

    bram.post(add, {"scopes": ["notificaties.publiceren"], "versie": versie(bram, add)})

    assert not applicatie(systeem_actor, made).heeft_alle_autorisaties


def test_a_secret_is_shown_once(bram, made, token):
    assert "Nog niet" in text(bram.get(made))
    assert "nieuw geheim maken voor forms?" in text(bram.get(f"{made}clients/0/geheim/"))

    answer = bram.post(f"{made}clients/0/geheim/")

    secret = first(r"<code>([\w-]{48})</code>", answer)
    assert "no-store" in answer["Cache-Control"]
    now = clock.now()
    assert (
        door.authenticate(token(client_id="forms", secret=secret, iat=int(now.timestamp())), at=now).id
        == "forms"
    )
    assert all(secret not in bram.get(p).content.decode() for p in (made, f"{made}clients/0/geheim/"))
    assert "Ingesteld" in text(bram.get(made))
    kept = database.row("SELECT toelichting, actor_id FROM kernel_audit ORDER BY id DESC LIMIT 1")
    assert kept == ("Nieuw: geheim van forms.", "bram")


def test_a_public_key_is_kept_and_something_else_is_refused(bram, made):
    place = f"{made}clients/1/sleutel/"
    pem = ECKey.import_key(ec.generate_private_key(ec.SECP256R1())).as_pem(private=False).decode()

    wrong = bram.post(place, {"sleutel": "onzin"})
    assert (wrong.status_code, "Dit is geen publieke sleutel" in text(wrong)) == (422, True)
    assert bram.post(place, {"sleutel": pem}).status_code == 302

    assert re.search(r"forms-test Nog niet 1", text(bram.get(made)))


def test_an_application_is_taken_away_after_a_question(bram, made, systeem_actor):
    assert "Formulieren verwijderen?" in text(bram.get(f"{made}verwijderen/"))

    answer = bram.post(f"{made}verwijderen/", follow=True)

    assert "is verwijderd" in text(answer)
    assert door.list_applicaties(actor=systeem_actor) == ()
    assert bram.get(made).status_code == 404


def test_what_does_not_exist_is_not_found(bram, made):
    for path in ("rechten/9/", "rechten/9/verwijderen/", "clients/9/geheim/", "clients/9/sleutel/"):
        assert bram.get(made + path).status_code == 404


def test_s05_what_an_api_client_called_itself_is_shown_as_text(api, bram):
    evil = "<script>alert(1)</script>"
    api.post(
        "/autorisaties/api/v1/applicaties",
        {"clientIds": [evil], "label": evil, "heeftAlleAutorisaties": True},
    )

    for path in (LIST, *re.findall(rf'href="({LIST}[0-9a-f-]+/)"', bram.get(LIST).content.decode())):
        assert evil not in bram.get(path).content.decode()
