"""A register elsewhere, over its VNG API: signs the ZGW JWT, reads pages, and turns refusals back into ours."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlsplit

import httpx
from joserfc import jwt
from joserfc.jwk import OctKey

from raadhuis.kernel import clock, outgoing, settings, wire
from raadhuis.kernel.identity import Actor
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


class RegisterRefuses(Unavailable):
    """The register elsewhere does not trust our credentials: an operator must look at both sides' settings."""

    title = "Dit onderdeel is niet bereikbaar: het register vertrouwt deze installatie niet. De beheerder is nodig."


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
) -> httpx.Response:
    """One call of `register` (`zaken`, `catalogi`, ..); `path` is below its API root, with a leading slash.

    `body` is encoded as JSON; `reden` goes along as X-Audit-Toelichting. A read is tried once more when the other side
    does not answer; a write never is. Raises NotFound (404), Invalid with fields (400), PreconditionFailed (412),
    Conflict (409), NotAllowed (403), TooLarge (413), RegisterRefuses (401) and Unavailable.
    """
    ours = settings.current()
    sent = {
        "Authorization": f"Bearer {token(actor)}",
        "Accept": "application/json",
        "Accept-Crs": "EPSG:4326",
        "Content-Crs": "EPSG:4326",
        # One line of plain ASCII is what a header can hold.
        **({"X-Audit-Toelichting": _header(reden)} if reden else {}),
        **({"Content-Type": "application/json"} if body is not None else {}),
        **(headers or {}),
    }
    content = None if body is None else wire.encode(body)
    url = ours.register_url(register) + path
    try:
        response = outgoing.call(method, url, headers=sent, content=content, params=params)
    except Unavailable:
        if method not in ("GET", "HEAD"):
            raise
        time.sleep(AFTER)
        response = outgoing.call(method, url, headers=sent, params=params)
    if response.status_code >= 300 and response.status_code != 304:
        raise _refusal(response)
    return response


def get(register: str, path: str, kind: type[T], *, actor: Actor, params: Params | None = None) -> T:
    """One resource (or page) as `kind`. Raises what `call` raises."""
    return wire.decode(call(register, "GET", path, actor=actor, params=params).content, kind)


def every(
    register: str, path: str, kind: type[T], *, actor: Actor, params: Params | None = None
) -> tuple[T, ...]:
    """All results of a collection, page after page; for collections that are small by nature."""
    found: list[T] = []
    query = dict(params or {})
    while True:
        # A parametrised struct is a type at run time; mypy cannot know which.
        page: wire.Page[T] = get(register, path, wire.Page[kind], actor=actor, params=query)  # type: ignore[valid-type]
        found += page.results
        if not page.next:
            return tuple(found)
        # The query of `next` only: the path stays ours, whatever address the other side believes it has.
        query = dict(parse_qsl(urlsplit(page.next).query, keep_blank_values=True))


def token(actor: Actor) -> str:
    """A ZGW JWT of this installation in which `actor` acts; a person's name goes along for the audit trail."""
    ours = settings.current()
    person = actor.kind in ("inwoner", "medewerker")
    claims = {
        "iss": ours.registers_client_id,
        "iat": int(clock.now().timestamp()),
        "client_id": ours.registers_client_id,
        "user_id": actor.id if person else "",
        "user_representation": actor.name if person else "",
    }
    return jwt.encode({"alg": "HS256", "typ": "JWT"}, claims, OctKey.import_key(ours.registers_client_secret))


def _header(text: str) -> str:
    return " ".join(text.split())[:1000].encode("ascii", "replace").decode()


def _refusal(response: httpx.Response) -> Refusal:
    try:
        said = wire.decode(response.content, _Problem)
    except Invalid:
        said = _Problem()
    fields = tuple(FieldError(f.name, f.code, f.reason) for f in said.invalid_params)
    if response.status_code == 403 and said.code == "not_authenticated":
        return RegisterRefuses()
    kind = _KINDS.get(response.status_code)
    return kind(said.detail, fields=fields) if kind else Unavailable()


_KINDS: dict[int, type[Refusal]] = {
    400: Invalid,
    401: RegisterRefuses,
    403: NotAllowed,
    404: NotFound,
    409: Conflict,
    412: PreconditionFailed,
    413: TooLarge,
}
