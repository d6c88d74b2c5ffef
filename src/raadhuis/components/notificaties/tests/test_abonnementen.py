"""Subscribing: who may, what is checked before anybody is called, and what is kept secret."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from raadhuis.components.notificaties.tests.conftest import SECRET, Afnemer
from raadhuis.kernel import db
from raadhuis.kernel.identity import Grant, Rights

KANAAL, ABONNEMENT = "/notificaties/api/v1/kanaal", "/notificaties/api/v1/abonnement"


def body(url: str, **changes: Any) -> dict[str, Any]:
    return {"callbackUrl": url, "auth": SECRET, "kanalen": [{"naam": "zaken", "filters": {}}], **changes}


def rights(*scopes: str) -> Rights:
    return Rights(grants=(Grant(scopes=frozenset(scopes)),))


def test_the_kanalen_of_our_registers_are_there(api):
    found = {kanaal["naam"]: kanaal for kanaal in api.get(KANAAL).json}
    assert {"zaken", "documenten", "besluiten", "autorisaties"} <= set(found)
    assert "zaaktype" in found["zaken"]["filters"]
    assert api.get(found["zaken"]["url"].removeprefix("http://testserver")).json == found["zaken"]
    assert [kanaal["naam"] for kanaal in api.get(f"{KANAAL}?naam=zaken").json] == ["zaken"]


def test_a_kanaal_is_added_once(api):
    made = api.post(KANAAL, {"naam": "vergunningen", "filters": ["soort"]})
    assert made.status == 201
    assert made.headers["Location"] == made.json["url"]
    assert api.post(KANAAL, {"naam": "vergunningen"}).fouten == {"naam": "unique"}


def test_a_subscriber_is_tried_first_and_then_subscribed(api, afnemer: Afnemer):
    made = api.post(ABONNEMENT, body(afnemer.url))
    assert made.status == 201
    assert [message["kanaal"] for message in afnemer.got] == ["test"]
    assert api.get(ABONNEMENT).json == [made.json]


def test_the_secret_is_neither_shown_nor_stored_nor_audited(api, afnemer: Afnemer):
    made = api.post(ABONNEMENT, body(afnemer.url))
    assert made.json["auth"] == "(verborgen)"
    stored = db.rows(
        "SELECT a::text FROM notificaties_abonnement a UNION ALL SELECT a::text FROM kernel_audit a"
    )
    assert len(stored) == 2
    assert not any("geheim" in text for (text,) in stored)


def test_a_callback_that_takes_messages_from_anybody_is_refused(api, afnemer: Afnemer):
    afnemer.guarded = False
    assert api.post(ABONNEMENT, body(afnemer.url)).fouten == {"callbackUrl": "no-auth-on-callback-url"}


def test_a_callback_where_nobody_answers_is_refused(api, allow_private, nobody: str):
    assert api.post(ABONNEMENT, body(nobody)).fouten == {"callbackUrl": "invalid-callback-url"}


def test_a_callback_that_answers_with_an_error_is_refused(api, afnemer: Afnemer):
    afnemer.status = 500
    assert api.post(ABONNEMENT, body(afnemer.url)).fouten == {"callbackUrl": "invalid-callback-url"}


def test_a_redirect_is_not_followed(api, afnemer: Afnemer, traag: Afnemer):
    afnemer.status, afnemer.location = 307, traag.url
    assert api.post(ABONNEMENT, body(afnemer.url)).fouten == {"callbackUrl": "invalid-callback-url"}
    assert traag.got == []


def test_an_address_inside_our_own_network_is_not_called(api, afnemer: Afnemer, setting):
    setting(callbacks_private=False)
    for url in (
        afnemer.url,
        afnemer.url.replace("127.0.0.1", "localhost"),
        afnemer.url.replace("127.0.0.1", "[::ffff:127.0.0.1]"),
    ):
        assert api.post(ABONNEMENT, body(url)).fouten == {"callbackUrl": "invalid-callback-url"}
    assert afnemer.got == []


def test_an_installation_on_trial_at_loopback_calls_loopback_and_no_private_address(
    api, afnemer: Afnemer, setting
):
    setting(callbacks_private=False, url="http://127.0.0.1:8000")
    assert api.post(ABONNEMENT, body(afnemer.url)).status == 201
    assert api.post(ABONNEMENT, body("http://10.0.0.1/")).fouten == {"callbackUrl": "invalid-callback-url"}


@pytest.mark.parametrize(
    "url", ["ftp://example.org/", "file:///etc/passwd", "callback", "http://u:p@example.org/", "http://a b/"]
)
def test_only_a_web_address_can_be_called_back(api, url: str):
    assert api.post(ABONNEMENT, body(url)).fouten == {"callbackUrl": "bad-url"}


def test_every_wrong_field_is_named_at_once(api):
    wrong = body(
        "ftp://x",
        auth="a\nb",
        kanalen=[{"naam": "bestaat-niet"}, {"naam": "zaken", "filters": {"kleur": "rood"}}],
    )
    assert api.post(ABONNEMENT, wrong).fouten == {
        "callbackUrl": "bad-url",
        "auth": "invalid",
        "kanalen.0.naam": "kanaal_naam",
        "kanalen.1.filters": "inconsistent-abonnement-filters",
    }


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_what_is_wrong_with_a_change_in_form_and_in_substance_is_told_at_once(
    api, afnemer: Afnemer, nobody: str, method: str
):
    made = api.post(ABONNEMENT, body(afnemer.url)).json
    wrong = {"callbackUrl": "ftp://x", "auth": "", "kanalen": [{"naam": "bestaat-niet"}], "berichtformaat": "xml"}  # fmt: skip

    answer = api.request(method, made["url"], wrong)

    assert list(answer.fouten.items()) == [
        ("callbackUrl", "bad-url"),
        ("auth", "blank"),
        ("kanalen.0.naam", "kanaal_naam"),
        ("berichtformaat", "invalid_choice"),
    ]
    # Nobody is called for a change that is not made anyway.
    moved = body(nobody, berichtformaat="xml")
    assert api.request(method, made["url"], moved).fouten == {"berichtformaat": "invalid_choice"}
    assert api.get(made["url"]).json == made


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_who_may_not_change_it_hears_that_before_what_is_wrong(api, api_as, afnemer: Afnemer, method: str):
    made = api.post(ABONNEMENT, body(afnemer.url)).json
    wrong = {"callbackUrl": "ftp://x", "auth": ""}

    def status(url: str, *scopes: str) -> int:
        return int(api_as(rights(*scopes)).request(method, url, wrong).status)

    nowhere, subscriber = f"{ABONNEMENT}/{uuid4()}", "notificaties.consumeren"
    assert status(made["url"], "notificaties.publiceren") == 403
    assert (status(nowhere, subscriber), status(made["url"], subscriber)) == (404, 400)


@pytest.mark.parametrize(
    ("path", "wrong", "fouten"),
    [
        (
            "kanaal",
            {"naam": "zaken", "documentatieLink": "geen adres", "filters": [""]},
            {"naam": "unique", "documentatieLink": "invalid", "filters.0": "blank"},
        ),
        ("abonnement", {"callbackUrl": "ftp://x"}, {"callbackUrl": "bad-url", "auth": "required", "kanalen": "required"}),
        (
            "notificaties",
            {"kanaal": "bestaat-niet", "hoofdObject": "x", "resource": "", "resourceUrl": "https://x.example/1", "actie": "create", "aanmaakdatum": "nu"},
            {"kanaal": "message_kanaal", "hoofdObject": "bad-url", "resource": "blank", "aanmaakdatum": "invalid"},
        ),
    ],
)  # fmt: skip
def test_what_is_new_hears_of_its_form_and_of_the_rules_at_once(api, path, wrong, fouten):
    answer = api.post(f"/notificaties/api/v1/{path}", wrong)

    assert list(answer.fouten.items()) == list(fouten.items())


def test_a_change_keeps_the_secret_and_calls_nobody_unless_the_callback_moves(
    api, afnemer: Afnemer, nobody: str
):
    url = api.post(ABONNEMENT, body(afnemer.url)).json["url"].removeprefix("http://testserver")
    shown = api.get(url).json
    shown["kanalen"] = [{"naam": "besluiten", "filters": {}}]
    assert api.request("PUT", url, shown).json["kanalen"] == shown["kanalen"]
    assert len(afnemer.got) == 1
    assert api.patch(url, {"callbackUrl": nobody}).fouten == {"callbackUrl": "invalid-callback-url"}
    assert api.get(url).json["callbackUrl"] == afnemer.url


def test_a_subscription_that_ended_is_gone(api, afnemer: Afnemer):
    url = api.post(ABONNEMENT, body(afnemer.url)).json["url"].removeprefix("http://testserver")
    assert api.delete(url).status == 204
    assert api.get(url).status == 404
    assert api.delete(url).status == 404
    assert api.patch(url, {}).status == 404


def test_what_may_be_done_follows_the_scopes(api_as, afnemer: Afnemer):
    publishes, consumes, nothing = (
        api_as(rights(s)) for s in ("notificaties.publiceren", "notificaties.consumeren", "zaken.lezen")
    )
    assert publishes.post(ABONNEMENT, body(afnemer.url)).status == 403
    assert consumes.post(KANAAL, {"naam": "x"}).status == 403
    assert consumes.post("/notificaties/api/v1/notificaties", message()).status == 403
    assert [client.get(ABONNEMENT).status for client in (publishes, consumes, nothing)] == [200, 200, 403]
    assert nothing.get(KANAAL).status == 403


def message() -> dict[str, Any]:
    url = "https://elders.example/zaken/api/v1/zaken/1b2f3c4d-0000-4000-8000-000000000001"
    return {
        "kanaal": "zaken", "hoofdObject": url, "resource": "zaak", "resourceUrl": url, "actie": "create",
        "aanmaakdatum": "2026-11-22T09:00:00Z", "kenmerken": {},
    }  # fmt: skip
