"""Every operation of the six official files is used once, and answers what the file says; so do the refusals that any client may
get; and what the files of 1.5 say still holds, in the answers and in what is asked."""

from __future__ import annotations

import re
from dataclasses import replace
from uuid import uuid4

import pytest
from pytest_django import DjangoDbBlocker

from raadhuis.components.notificaties.tests.conftest import SECRET, serving
from raadhuis.kernel import db, settings
from raadhuis.kernel.identity import Actor, Rights, systeem
from raadhuis.kernel.testing import ApiClient
from tests.contract import scenes
from tests.contract.recorder import Key, Recorder
from tests.contract.standard import OFFICIAL, newest, of_1_5

REGISTERS = ("zaken", "documenten", "catalogi", "besluiten", "autorisaties", "notificaties")
HERE = OFFICIAL.is_dir()
pytestmark = [
    pytest.mark.django_db,  # so that there is a database
    pytest.mark.skipif(not HERE, reason="skipped: ../shared not there"),
]
STRANGER = ApiClient(Actor(kind="applicatie", id="niemand", name="Niemand", rights=Rights()))
OPERATIONS = [(n, m, p) for n in REGISTERS for m, p in newest(n).operations()] if HERE else []
OPERATIONS_1_5 = (
    [(n, m, p) for n in REGISTERS if (old := of_1_5(n)) for m, p in old.operations()] if HERE else []
)
# Where we differ from the words of the file, with reason; it stands in docs/api/compatibility.md too.
KNOWN = (
    (
        r"objectTypeOverige: '' does not match",
        "there is no other word for nothing, and every provider answers it",
    ),
    (
        r"zaaknummer': '.*'} is not of type 'array'",
        "its own text: one number is an object, several are a list",
    ),
    (
        r"wijzigingen\.(oud|nieuw) is not answered",
        "at a creation there is nothing old, and the schema knows no null",
    ),
    (
        r"^\$: {'url': .*/applicaties/",
        "one application is one object, as its description and every provider have it",
    ),
    (
        r"^\$\.informatieobjecttypeOmschrijving is",
        "the answer to GET calls it informatieobjecttypeOmschrijvingen",
    ),
    (r"^sent: \$\.informatieobjecttypen: \[\] is not", "what GET answers as a list, PUT calls a string"),
    (r"^header Location is not there$", "a number that is reserved has no address"),
    (r"^\$\.inhoud is not answered$", "1.7.1 deprecates it: the bytes of a part are not to be read back"),
)
# The register of an object makes and ends these itself; what is elsewhere is in documenten/tests/test_elsewhere.py.
BY_REGISTERS = {
    ("documenten", "post", "/objectinformatieobjecten"),
    ("documenten", "delete", "/objectinformatieobjecten/{uuid}"),
}
# What the standard asks and today's providers do not.
NOT_ASKED = {"/rollen": ("roltoelichting",)}
# Faults in the files of 1.5 themselves.
KNOWN_1_5 = (
    (
        r"(informatieobjecttypen|zaaktypen): \[.*\] is not of type 'string'",
        "it says `string` of what was always a list",
    ),
)


@pytest.fixture(scope="module")
def recorder(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Recorder:
    """What was seen when every operation was used; nothing of it stays in the database."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), db.atomic():
        ours = replace(settings.current(), callbacks_private=True)
        patch.setattr(settings, "current", lambda: ours)
        found = Recorder(ApiClient(systeem("test")))
        types = scenes.catalogi(found)
        types |= scenes.documenten(found, types)
        types |= scenes.zaken(found, types)
        scenes.besluiten(found, types)
        scenes.autorisaties(found, types)
        with serving() as afnemer:
            scenes.notificaties(found, afnemer.url, SECRET)
        _refusals(found, types["zaak"])
        from django.db import transaction

        transaction.set_rollback(True)
    return found


def _refusals(found: Recorder, zaak: str) -> None:
    """Every operation asked by somebody without rights, for what is not there, and with what is wrong."""
    for register, method, path in OPERATIONS:
        root = f"/{register}/api/v1"
        there = path.replace("{zaak_uuid}", zaak.rsplit("/", 1)[1])
        url = root + re.sub(r"\{\w+\}", lambda _: str(uuid4()), there)
        body = {} if method in ("post", "put", "patch") else None
        verb = method.upper()
        if sent := newest(register).sent(method, path) if body is not None else []:
            refused = found.call(verb, url, {name: [[]] for name in sent})
            told = refused.json.get("invalidParams", ())
            found.misread[register, method, path] = [field["name"].partition(".")[0] for field in told]
        no_json = {415} if path == "/bestandsdelen/{uuid}" else set()  # a part is a form
        assert found.call(verb, url, body, as_=STRANGER).status in {200, 400, 403, 404} | no_json, (verb, url)
        if "{uuid}" in path:
            assert found.call(verb, url, body).status in {400, 404} | no_json, (verb, url)
        elif method == "post":
            refused = found.call(verb, url, body)
            assert refused.status < 500, (verb, url)
            if refused.status == 400:
                found.missing[register, method, path] = list(refused.fouten)
            assert found.call(verb, url, b"{").status == 400, (verb, url)
            assert found.call(verb, url, b"[]").status in (400, 404), (verb, url)
        elif method == "get":
            assert found.call(verb, f"{url}?onbekend=1").status == 400, (verb, url)


def unknown(wrong: list[str], known: tuple[tuple[str, str], ...] = KNOWN) -> list[str]:
    """What is wrong, without what we know and say in docs/api/compatibility.md."""
    return sorted({w for w in wrong if not any(re.search(pattern, w) for pattern, _ in known)})


def said(key: Key) -> str:
    return " ".join(key)


@pytest.mark.parametrize("key", OPERATIONS, ids=said)
def test_an_operation_succeeds_and_answers_what_the_standard_says(recorder: Recorder, key: Key) -> None:
    seen = recorder.seen.get(key)

    assert seen is not None, "no test asks this operation"
    assert seen.succeeded or key in BY_REGISTERS
    assert unknown(seen.wrong) == []


@pytest.mark.parametrize("key", OPERATIONS, ids=said)
def test_an_operation_refuses_as_the_standard_says(recorder: Recorder, key: Key) -> None:
    assert recorder.seen[key].refused


@pytest.mark.parametrize("key", OPERATIONS_1_5, ids=said)
def test_a_client_of_1_5_understands_every_answer(recorder: Recorder, key: Key) -> None:
    seen = recorder.seen_1_5.get(key)

    assert seen is not None, "what 1.5 had is gone"
    assert seen.succeeded or key in BY_REGISTERS
    assert unknown(seen.wrong, KNOWN + KNOWN_1_5) == []


@pytest.mark.parametrize("key", [k for k in OPERATIONS if k[1] == "post"], ids=said)
def test_everything_that_is_missing_is_said_at_once_in_the_order_of_the_schema(
    recorder: Recorder, key: Key
) -> None:
    standard = newest(key[0])
    schema = standard.body("post", key[2])
    asked = [name for name in standard.asked(schema or {}) if name not in NOT_ASKED.get(key[2], ())]
    told = recorder.missing.get(key, [])

    assert [name for name in told if name in asked] == asked
    assert set(told) <= {*asked, "nonFieldErrors"}


@pytest.mark.parametrize("key", [k for k in OPERATIONS if k[1] in ("post", "put", "patch")], ids=said)
def test_everything_of_the_wrong_form_is_said_in_the_order_of_the_schema(
    recorder: Recorder, key: Key
) -> None:
    register, method, path = key
    # The lock of a document is last in PUT and one before in PATCH.
    order = [name for name in newest(register).sent(method, path) if name != "lock"]
    told = [name for name in dict.fromkeys(recorder.misread.get(key, ())) if name in order]

    assert told == [name for name in order if name in told]
