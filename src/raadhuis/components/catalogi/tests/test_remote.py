"""The same door over the VNG API of another installation, with real tokens over real HTTP messages."""

from __future__ import annotations

import dataclasses
from datetime import date
from inspect import unwrap
from types import SimpleNamespace
from uuid import UUID, uuid4

import httpx
import pytest
from joserfc import jws

from raadhuis.components.autorisaties import api as autorisaties
from raadhuis.components.catalogi import api as local
from raadhuis.components.catalogi import remote
from raadhuis.components.catalogi.web import zgw_v1
from raadhuis.kernel import clock, outgoing, settings, zgw
from raadhuis.kernel.endpoint import Api, Route, json
from raadhuis.kernel.refusal import Invalid, NotAllowed, NotFound, PreconditionFailed, Unavailable
from raadhuis.kernel.wire import decode

SECRET = "the secret of the other side, long enough to be one"
DAY = date(2026, 11, 22)


@pytest.fixture
def elsewhere(losser, monkeypatch, systeem_actor):
    """The Catalogi API of this process, reached over HTTP messages as if it stood elsewhere."""
    ours = dataclasses.replace(
        settings.current(),
        catalogi_url="http://elsewhere.test/catalogi/api/v1",
        registers_client_id="raadhuis",
        registers_client_secret=SECRET,
    )
    autorisaties.add_applicatie(
        client_id="raadhuis", secret=SECRET, alle_autorisaties=True, actor=systeem_actor, at=clock.now()
    )
    routes = [("/catalogi/api/v1", zgw_v1.VERSION, [*zgw_v1.ROUTES, *_refusing()])]
    seen = SimpleNamespace(requests=[], failures=0)
    app = Api(routes, authenticate=autorisaties.authenticate, base="http://testserver")

    def answer(request):
        seen.requests.append(request)
        if seen.failures:
            seen.failures -= 1
            raise httpx.ConnectError("nobody there")
        return httpx.WSGITransport(app).handle_request(request)

    monkeypatch.setattr(settings, "current", lambda: ours)
    monkeypatch.setattr(zgw, "AFTER", 0)
    monkeypatch.setattr(outgoing, "_client", lambda: httpx.Client(transport=_Transport(answer)))
    remote._inrichtingen.clear()
    remote._versies.clear()
    yield seen
    remote._inrichtingen.clear()
    remote._versies.clear()
    autorisaties.forget()


class _Transport(httpx.BaseTransport):
    def __init__(self, answer):
        self._answer = answer

    def handle_request(self, request):
        return self._answer(request)


def _refusing():
    def handler(refusal):
        def refuse(request):
            raise refusal

        return {"GET": refuse, "POST": refuse}

    def echo(request):
        return json(request.body() or b"{}", headers=(("X-Reden", request.reden),))

    return [
        Route(path="/invalid", handlers=handler(Invalid.field("zaaktype", "bad-url", "Fout."))),
        Route(path="/forbidden", handlers=handler(NotAllowed())),
        Route(path="/changed", handlers=handler(PreconditionFailed())),
        Route(path="/echo", handlers={"POST": echo}),
    ]


@pytest.mark.parametrize("identificatie", ["GPK", "VERHUIZING", "UITTREKSEL-BRP"])
def test_an_inrichting_is_the_same_from_both_sides_of_the_wire(elsewhere, systeem_actor, identificatie):
    there = remote.find_inrichting(actor=systeem_actor, identificatie=identificatie, op=DAY)

    assert there == unwrap(local.find_inrichting)(actor=systeem_actor, identificatie=identificatie, op=DAY)
    assert remote.get_inrichting(actor=systeem_actor, uuid=there.uuid) == there


def test_the_other_questions_have_the_same_answer_too(elsewhere, systeem_actor):
    gpk = remote.find_inrichting(actor=systeem_actor, identificatie="GPK", op=DAY)
    document, besluit = UUID(gpk.informatieobjecttypen[0].url[-36:]), UUID(gpk.besluittypen[0].url[-36:])

    assert remote.list_zaaktypen(actor=systeem_actor) == unwrap(local.list_zaaktypen)(actor=systeem_actor)
    assert remote.list_typeversies(actor=systeem_actor) == unwrap(local.list_typeversies)(actor=systeem_actor)
    assert remote.get_informatieobjecttype(actor=systeem_actor, uuid=document) == gpk.informatieobjecttypen[0]
    assert remote.get_besluittype(actor=systeem_actor, uuid=besluit) == gpk.besluittypen[0]


def test_what_is_not_there_is_not_found(elsewhere, systeem_actor):
    with pytest.raises(NotFound):
        remote.get_inrichting(actor=systeem_actor, uuid=uuid4())
    with pytest.raises(NotFound):
        remote.find_inrichting(actor=systeem_actor, identificatie="NIETS", op=DAY)


def test_a_published_inrichting_is_asked_once(elsewhere, systeem_actor):
    uuid = remote.find_inrichting(actor=systeem_actor, identificatie="GPK", op=DAY).uuid
    asked = len(elsewhere.requests)

    remote.get_inrichting(actor=systeem_actor, uuid=uuid)

    assert len(elsewhere.requests) == asked


def test_a_person_goes_along_in_the_token_and_a_reason_in_the_header(elsewhere, sanne):
    answer = zgw.call("catalogi", "POST", "/echo", actor=sanne, body={"a": 1}, reden="Omdat\nhet moet")

    assert answer.json() == {"a": 1}
    assert answer.headers["X-Reden"] == "Omdat het moet"
    raw = elsewhere.requests[-1].headers["Authorization"].removeprefix("Bearer ")
    claims = decode(jws.extract_compact(raw.encode()).payload, dict)
    assert (claims["client_id"], claims["user_id"]) == ("raadhuis", sanne.id)
    assert sanne.bsn not in str(claims)


@pytest.mark.parametrize(
    ("path", "refusal"), [("/invalid", Invalid), ("/forbidden", NotAllowed), ("/changed", PreconditionFailed)]
)
def test_a_refusal_there_is_the_same_refusal_here(elsewhere, systeem_actor, path, refusal):
    with pytest.raises(refusal) as raised:
        zgw.call("catalogi", "POST", path, actor=systeem_actor, body={})

    if refusal is Invalid:
        assert [(f.name, f.code) for f in raised.value.fields] == [("zaaktype", "bad-url")]


def test_a_read_is_tried_once_more_and_a_write_never(elsewhere, systeem_actor):
    elsewhere.failures = 1
    assert len(remote.list_zaaktypen(actor=systeem_actor)) == 3

    elsewhere.failures = 2
    with pytest.raises(Unavailable):
        remote.list_zaaktypen(actor=systeem_actor)

    elsewhere.failures, before = 1, len(elsewhere.requests)
    with pytest.raises(Unavailable):
        zgw.call("catalogi", "POST", "/echo", actor=systeem_actor, body={})
    assert len(elsewhere.requests) == before + 1


def test_a_register_that_does_not_trust_us_says_so_to_the_operator(elsewhere, systeem_actor):
    autorisaties.add_applicatie(
        client_id="raadhuis",
        secret="something else altogether, just as long as it must be",
        actor=systeem_actor,
        at=clock.now(),
    )

    with pytest.raises(zgw.RegisterRefuses):
        remote.list_zaaktypen(actor=systeem_actor)
