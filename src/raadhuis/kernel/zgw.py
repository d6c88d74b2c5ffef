"""A register elsewhere, over its VNG API: signs the ZGW JWT, reads pages, and turns refusals back into ours.

Which one is asked follows from the resource: one of a dienst is asked there, the others at the register that a setting names.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from contextvars import copy_context
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

import httpx
from joserfc import jwt
from joserfc.jwk import OctKey

from raadhuis.kernel import ahead, clock, diensten, elsewhere, outgoing, seal, settings, wire
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.references import is_elsewhere
from raadhuis.kernel.refusal import (
    Conflict,
    FieldError,
    Invalid,
    NotAllowed,
    NotFound,
    PreconditionFailed,
    Refusal,
    TooLarge,
    Unavailable,
)

T = TypeVar("T")
Params = Mapping[str, str]
AFTER = 0.2  # seconds before a read is tried once more
AT_ONCE = 4  # calls beside each other for one answer
PAGES = 100  # of a collection, after which it is no longer small by nature


class RegisterRefuses(Unavailable):
    """The register elsewhere does not trust our credentials: an operator must look at both sides' settings."""

    title = "Dit onderdeel is niet bereikbaar: het register vertrouwt deze installatie niet. De beheerder is nodig."


class RegisterRejects(Unavailable):
    """The register elsewhere takes what we send for wrong in a way that the standard does not have."""

    title = "Een ander register neemt niet aan wat wij sturen. De beheerder is nodig."


class DienstWeg(Unavailable):
    """A resource lives at a place that is no dienst any more, or whose secret was sealed with another key."""

    title = "Een gegeven staat bij een dienst die hier niet (goed) is ingesteld. De beheerder is nodig."


class EndlessPages(Unavailable):
    """A register elsewhere says at each page that there is one more: an operator must look at the other side."""

    title = "Een ander register geeft een lijst die niet ophoudt. De beheerder is nodig."


class OtherShape(NotFound):
    """What stands there is not what was asked for: to whoever refers to it, the same as nothing."""

    title = "Op dit adres staat iets anders."


class _Fout(wire.Wire, frozen=True):
    name: str = ""
    code: str = ""
    reason: str = ""


class _Problem(wire.Wire, frozen=True):
    code: str = ""
    detail: str = ""
    invalid_params: tuple[_Fout, ...] = ()


def call(
    register: str,
    method: str,
    path: str,
    *,
    actor: Actor,
    body: Any = None,
    params: Params | None = None,
    reden: str = "",
    headers: Mapping[str, str] | None = None,
    beside: UUID | None = None,
) -> httpx.Response:
    """One call of `register` (`zaken`, `catalogi`, ..); `path` is below its API root, with a leading slash.

    A `path` to a resource of a dienst, or one `beside` such a resource, is asked there. `body` is encoded as JSON; `reden`
    goes along as X-Audit-Toelichting. A read is tried once more when the other side does not answer; a write never is.
    Raises NotFound (404, 410), Invalid with fields (400), PreconditionFailed (412), Conflict (409), NotAllowed (403), TooLarge
    (413), RegisterRefuses (401), RegisterRejects (any other 4xx), DienstWeg and Unavailable.
    """
    place = place_of(register, path, actor=actor, beside=beside)
    sent = {
        **place.proof,
        "Accept": "application/json",
        "Accept-Crs": "EPSG:4326",
        "Content-Crs": "EPSG:4326",
        # One line of plain ASCII is what a header can hold.
        **({"X-Audit-Toelichting": _header(reden)} if reden else {}),
        **({"Content-Type": "application/json"} if body is not None else {}),
        **(headers or {}),
    }
    content = None if body is None else wire.encode(body)
    if diensten.known().anything:
        content = content and elsewhere.outward(content)
        params = params and {name: elsewhere.outward_text(value) for name, value in params.items()}
    response = _sent(place, method, headers=sent, content=content, params=params)
    if response.status_code >= 300 and response.status_code != 304:
        raise _refusal(response, place)
    changed = elsewhere.inward_answer(response.content)
    if changed is response.content:
        return response
    kept = {name: response.headers[name] for name in ("ETag", "Content-Type") if name in response.headers}
    return httpx.Response(response.status_code, headers=kept, content=changed)


def get(
    register: str,
    path: str,
    kind: type[T],
    *,
    actor: Actor,
    params: Params | None = None,
    beside: UUID | None = None,
) -> T:
    """One resource (or page) as `kind`. Raises what `call` raises, and OtherShape."""
    # Only named when it means something: a register that a setting names is asked as before.
    more: dict[str, Any] = {"beside": beside} if is_elsewhere(beside) else {}
    answer = call(register, "GET", path, actor=actor, params=params, **more)
    try:
        return wire.decode(answer.content, kind)
    except Invalid as error:
        raise OtherShape from error


def every(
    register: str,
    path: str,
    kind: type[T],
    *,
    actor: Actor,
    params: Params | None = None,
    beside: UUID | None = None,
) -> tuple[T, ...]:
    """All results of a collection, page after page; for collections that are small by nature.

    Raises what `get` raises, and EndlessPages for a page that came before and for more than PAGES.
    """
    found: list[T] = []
    query = dict(params or {})
    seen: list[dict[str, str]] = []
    # A parametrised struct is a type at run time; mypy cannot know which.
    kept: type[wire.Page[T]] = wire.Page[kind]  # type: ignore[valid-type]
    while query not in seen and len(seen) < PAGES:
        seen.append(query)
        page = get(register, path, kept, actor=actor, params=query, beside=beside)
        found += page.results
        if not page.next:
            return tuple(found)
        # The query of `next` only: host and path stay those that we know, whatever address the other side says it has.
        query = dict(parse_qsl(urlsplit(page.next).query, keep_blank_values=True))
    raise EndlessPages


def some(
    register: str, paths: Iterable[str], *, actor: Actor, until: float, away: set[str]
) -> dict[str, bytes]:
    """The JSON at each of these paths of resources of diensten, asked AT_ONCE at a time until `until` (of time.monotonic).

    Left out is what is not there, is refused, or does not come in time; and all of a dienst that did not answer once: it is
    added to `away`.
    """
    places: dict[str, Place] = {}
    for path in paths:
        with suppress(Refusal):
            places[path] = place_of(register, path, actor=actor)
    if not places:
        return {}
    urls = tuple(place.url for place in places.values())
    # One question, so that a change that needs them all begins again once.
    found = ahead.answer(("some", urls), lambda: _together(places, until, away))
    return {path: elsewhere.inward_answer(raw) for path, raw in found.items()}


def _together(places: Mapping[str, Place], until: float, away: set[str]) -> dict[str, bytes]:
    # Nothing in these threads needs the database: each would open a connection of its own.
    def fetch(place: Place) -> bytes | None:
        dienst, left = place.dienst.url if place.dienst else "", until - time.monotonic()
        if left <= 0 or dienst in away:
            return None
        headers = {**place.proof, "Accept": "application/json", "Accept-Crs": "EPSG:4326"}
        try:
            response = _called(place, "GET", headers=headers, timeout=left)
        except Unavailable:
            away.add(dienst)
            return None
        return response.content if response.status_code == 200 else None

    pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="zgw")
    try:
        asked = {pool.submit(copy_context().run, fetch, place): path for path, place in places.items()}
        done, _ = wait(asked, timeout=max(0.0, until - time.monotonic()))
    finally:
        pool.shutdown(wait=False, cancel_futures=True)  # who is late is not waited for
    return {asked[one]: raw for one in done if (raw := one.result()) is not None}


def exists(dienst: diensten.Dienst, url: str, *, actor: Actor) -> bool:
    """Whether `dienst` answers the resource at `url`, one of its own addresses, with a JSON object.

    Raises RegisterRefuses, DienstWeg, Unavailable.
    """
    return read(dienst, url, actor=actor) is not None


def read(dienst: diensten.Dienst, url: str, *, actor: Actor) -> bytes | None:
    """The JSON object at `url`, one of the addresses of `dienst`; None when there is none. Raises what `exists` raises."""
    place = Place(url, proof(dienst, actor=actor), dienst)
    response = _sent(place, "GET", headers={**place.proof, "Accept": "application/json"})
    if response.status_code in (404, 410):
        return None
    if response.status_code != 200:
        raise _refusal(response, place)
    return response.content if response.content.lstrip().startswith(b"{") else None


def there(reference: str, *, actor: Actor) -> bool:
    """Whether what a URL refers to may be kept: False only when it is of a dienst that does not have it.

    An address of no dienst is kept as it is, and nobody is called. Raises what `exists` raises.
    """
    uuid = wire.uuid_of(reference)
    url = (elsewhere.address(uuid) or reference) if uuid and is_elsewhere(uuid) else reference
    dienst = diensten.of(url)
    return dienst is None or exists(dienst, url, actor=actor)


def ask(
    dienst: diensten.Dienst,
    method: str,
    path: str,
    *,
    actor: Actor,
    body: Any = None,
    params: Params | None = None,
) -> httpx.Response:
    """One call of a dienst that is no register, below its root. Raises what `call` raises."""
    place = Place(dienst.url + path, proof(dienst, actor=actor), dienst)
    headers = {**place.proof, "Accept": "application/json"}
    if body is not None:
        headers["Content-Type"] = "application/json"
    content = None if body is None else wire.encode(body)
    response = _sent(place, method, headers=headers, content=content, params=params)
    if response.status_code >= 300:
        raise _refusal(response, place)
    return response


# What is there in every register, to see whether it answers and knows us.
_PROBES = {
    "zrc": "/zaken",
    "ztc": "/zaaktypen",
    "drc": "/enkelvoudiginformatieobjecten",
    "brc": "/besluiten",
    "ac": "/applicaties",
    "nrc": "/kanaal",
}


def probe(dienst: diensten.Dienst, *, actor: Actor) -> None:
    """Call a dienst to see whether it is there. Raises RegisterRefuses, DienstWeg, NotFound (a register does not have what
    its soort has), Unavailable."""
    place = Place(dienst.url + _PROBES.get(dienst.soort, ""), proof(dienst, actor=actor), dienst)
    response = _sent(
        place, "GET", headers={**place.proof, "Accept": "application/json", "Accept-Crs": "EPSG:4326"}
    )
    # Of an API that we know nothing of, any answer but "who are you" will do.
    if response.status_code in (401, 403) or (response.status_code >= 300 and dienst.soort in _PROBES):
        raise _refusal(response, place)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a call goes, what proves there who we are, and the dienst that it is of, if it is of one."""

    url: str
    proof: dict[str, str]
    dienst: diensten.Dienst | None = None


_RESOURCE = re.compile(r"/([a-z_]+)/([0-9a-f-]{36})(/.*)?")


def place_of(register: str, path: str, *, actor: Actor, beside: UUID | None = None) -> Place:
    """Where a call of `register` goes: see `call`. Raises NotFound when `path` is a resource elsewhere that nobody ever referred to, or of another kind."""
    named = _RESOURCE.fullmatch(path)
    uuid = UUID(named[2]) if named and is_elsewhere(named[2]) else None
    if uuid is None and not (beside and is_elsewhere(beside)):
        return Place(
            settings.current().register_url(register) + path, {"Authorization": f"Bearer {token(actor)}"}
        )
    address = elsewhere.address(uuid or beside)  # type: ignore[arg-type]  # one of the two is there
    if address is None:
        raise NotFound
    dienst = diensten.of(address)
    if dienst is None:
        raise DienstWeg
    if dienst.register != register or (named and uuid and address.split("/")[-2] != named[1]):
        raise NotFound
    url = address + (named[3] or "") if named and uuid else dienst.url + path
    return Place(url, proof(dienst, actor=actor), dienst)


def proof(dienst: diensten.Dienst, *, actor: Actor) -> dict[str, str]:
    """The headers with which we make ourselves known at a dienst. Raises DienstWeg."""
    try:
        secret = dienst.secret
    except seal.OtherKey as error:
        raise DienstWeg from error
    if dienst.auth == "zgw":
        return {"Authorization": f"Bearer {token(actor, client_id=dienst.client_id, secret=secret)}"}
    name, _, value = secret.partition(":")
    return {name.strip(): value.strip()} if dienst.auth == "header" else {}


def _sent(place: Place, method: str, **request: Any) -> httpx.Response:
    """The answer to one call; a read is asked before the transaction of the change that needs it (`ahead`)."""
    if method not in ("GET", "HEAD"):
        ahead.tell()
        return _called(place, method, **request)
    # A read that says why is written in the audit trail there: another one than without.
    said = tuple(sorted((request.get("params") or {}).items())), request["headers"].get("X-Audit-Toelichting")
    return ahead.answer((method, place.url, said), lambda: _called(place, method, **request))


def _called(place: Place, method: str, **request: Any) -> httpx.Response:
    try:
        try:
            response = outgoing.call(method, place.url, **request)
        except Unavailable:
            if method not in ("GET", "HEAD"):
                raise
            time.sleep(AFTER)
            response = outgoing.call(method, place.url, **request)
    except Unavailable as error:
        if place.dienst:
            diensten.note(place.dienst, at=clock.now(), error=type(error).__name__)
        raise
    if place.dienst:
        refused = "RegisterRefuses" if response.status_code in (401, 403) else ""
        diensten.note(place.dienst, at=clock.now(), error=refused)
    return response


def token(actor: Actor, *, client_id: str = "", secret: str = "") -> str:
    """A ZGW JWT of this installation in which `actor` acts; a person's name goes along for the audit trail. With the client
    and secret of the settings, unless others are given."""
    ours = settings.current()
    client_id, secret = client_id or ours.registers_client_id, secret or ours.registers_client_secret
    person = actor.kind in ("inwoner", "medewerker")
    claims = {
        "iss": client_id,
        "iat": int(clock.now().timestamp()),
        "client_id": client_id,
        "user_id": actor.id if person else "",
        "user_representation": actor.name if person else "",
    }
    return jwt.encode({"alg": "HS256", "typ": "JWT"}, claims, OctKey.import_key(secret))


def _header(text: str) -> str:
    return " ".join(text.split())[:1000].encode("ascii", "replace").decode()


def _refusal(response: httpx.Response, place: Place) -> Refusal:
    try:
        said = wire.decode(response.content, _Problem)
    except Invalid:
        said = _Problem()
    fields = tuple(FieldError(f.name, f.code, f.reason) for f in said.invalid_params)
    # What our client may not at a dienst, no person here can do anything about.
    if response.status_code == 403 and (place.dienst or said.code == "not_authenticated"):
        return RegisterRefuses()
    if kind := _KINDS.get(response.status_code):
        return kind(said.detail, fields=fields)
    fault_of_ours = 400 <= response.status_code < 500 and response.status_code not in _LATER
    return RegisterRejects() if fault_of_ours else Unavailable()


_KINDS: dict[int, type[Refusal]] = {
    400: Invalid,
    401: RegisterRefuses,
    403: NotAllowed,
    404: NotFound,
    409: Conflict,
    410: NotFound,
    412: PreconditionFailed,
    413: TooLarge,
}
_LATER = frozenset({408, 423, 425, 429})  # the same may be taken another time
