"""Services of others: where references may lead, who we are there, and how that goes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import msgspec

from raadhuis.components.autorisaties.api.bestand import read_file
from raadhuis.components.autorisaties.domain import diensten as regels
from raadhuis.components.autorisaties.store import diensten as store
from raadhuis.components.autorisaties.store import queries
from raadhuis.components.autorisaties.types import DienstBody, Dienstenbestand, DienstSpec
from raadhuis.kernel import authz, db, diensten, seal, zgw
from raadhuis.kernel.diensten import Dienst
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.references import roots
from raadhuis.kernel.refusal import Conflict, FieldError, Invalid, NotFound, Refusal

READ, WRITE = "autorisaties.lezen", "autorisaties.bijwerken"


class DienstInGebruik(Conflict):
    """Resources of this dienst were referred to: without it those references cannot be checked or followed any more."""

    title = "Deze dienst is in gebruik: er zijn verwijzingen naar."


@dataclass(frozen=True, slots=True, kw_only=True)
class DienstStaat:
    """A dienst and how it goes: when it was called last (None: not yet), what went wrong then ("" for nothing), and to how
    many of its resources was referred. Never its secret."""

    dienst: Dienst
    gebeld: datetime | None
    fout: str
    verwijzingen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DienstGedaan:
    """What became of one dienst."""

    url: str
    wat: str


def list_diensten(*, actor: Actor) -> tuple[DienstStaat, ...]:
    """Every dienst, by url. Raises NotAllowed."""
    authz.require(actor, READ)
    diensten.forget()
    known = diensten.known().diensten  # which first writes down what this process noted of its calls
    states = store.states()
    return tuple(
        DienstStaat(dienst=one, gebeld=called, fout=error, verwijzingen=number)
        for one in known
        for called, error, number in [states.get(one.uuid, (None, "", 0))]
    )


def get_dienst(*, actor: Actor, uuid: UUID) -> DienstStaat:
    """One dienst. Raises NotAllowed, NotFound."""
    found = next((one for one in list_diensten(actor=actor) if one.dienst.uuid == uuid), None)
    if found is None:
        raise NotFound
    return found


def save_dienst(*, actor: Actor, at: datetime, body: DienstBody) -> DienstGedaan:
    """Register the dienst at `body.url`, or change it; repeating it changes nothing.

    Raises NotAllowed, Invalid with every error, DienstInGebruik (of another soort than what refers to it).
    """
    authz.require(actor, WRITE)
    with db.atomic():
        store.lock()
        return _save(body, actor=actor, at=at)


def remove_dienst(*, actor: Actor, at: datetime, url: str, force: bool = False, reden: str = "") -> int:
    """Take a dienst away; to how many of its resources is referred. Raises NotAllowed, NotFound, DienstInGebruik unless
    `force`: the references stay then, with their URL, but nobody is asked about them."""
    authz.require(actor, WRITE)
    with db.atomic():
        store.lock()
        found = _at(regels.root_of(url))
        if found is None:
            raise NotFound("Er is geen dienst met dit adres.")
        number = store.states()[found.uuid][2]
        if number and not force:
            raise DienstInGebruik(f"Er wordt naar {number} gegevens van deze dienst verwezen.")
        store.destroy(found.uuid, actor=actor, at=at, reden=reden)
        queries.after_commit(diensten.forget)
        return number


def test_dienst(*, actor: Actor, uuid: UUID) -> str:
    """Call the dienst now: "" when it answers and knows us, else the class of what is wrong. Raises NotAllowed, NotFound."""
    dienst = get_dienst(actor=actor, uuid=uuid).dienst
    try:
        zgw.probe(dienst, actor=actor)
    except Refusal as refusal:
        return type(refusal).__name__
    finally:
        diensten.forget()
    return ""


def apply_diensten(
    raw: bytes, *, read_secret: Callable[[str], str], actor: Actor, at: datetime
) -> tuple[DienstGedaan, ...]:
    """Make the diensten as a file says, all of them or none; repeating it changes nothing, and what it does not name stays.

    `read_secret` reads the file that a `geheimBestand` or `headerBestand` names. Raises NotAllowed, Invalid.
    """
    authz.require(actor, WRITE)
    done, file = [], read_file(raw, Dienstenbestand, name="diensten")
    with db.atomic():
        store.lock()
        for number, spec in enumerate(file.diensten):
            try:
                done.append(_save(_body(spec, read_secret), actor=actor, at=at))
            except Invalid as refusal:
                fields = (FieldError(f"diensten.{number}.{f.name}", f.code, f.reason) for f in refusal.fields)
                raise Invalid(fields=tuple(fields)) from refusal
    return tuple(done)


def export_diensten(*, actor: Actor) -> bytes:
    """The diensten as a file for `apply_diensten`, as JSON bytes, without anything secret. Raises NotAllowed."""
    found = [
        {
            "url": one.dienst.url,
            "soort": one.dienst.soort,
            "naam": one.dienst.naam,
            **({"clientId": one.dienst.client_id} if one.dienst.auth == "zgw" else {}),
            **({"header": None} if one.dienst.auth == "header" else {}),
            **({"geenAuth": True} if one.dienst.auth == "geen" else {}),
        }
        for one in list_diensten(actor=actor)
    ]
    return msgspec.json.format(msgspec.json.encode({"diensten": found}), indent=2)


def _save(body: DienstBody, *, actor: Actor, at: datetime) -> DienstGedaan:
    url = regels.root_of(body.url)
    current = _at(url)
    body = _with_proof(body, current)
    others = (one.url for one in diensten.known().diensten if one.url != url)
    wrong = [*regels.errors(body, ours=_ours(), others=others)]
    if body.client_id and body.secret is None:
        if current and current.client_id == body.client_id and current.sealed:
            body = msgspec.structs.replace(body, secret=_secret(current))
        else:
            wrong.append(FieldError("secret", "required", "Geef het geheim van de client."))
    elif body.client_id and not body.secret:
        wrong.append(FieldError("secret", "blank", "Geef het geheim van de client."))
    if wrong:
        raise Invalid(fields=tuple(wrong))
    values = _values(body, url)
    if current and _same(current, values, body):
        return DienstGedaan(url=url, wat="ongewijzigd")
    if current and current.soort != body.soort and store.states()[current.uuid][2]:
        raise DienstInGebruik("Er wordt al naar deze dienst verwezen; haar soort verandert niet meer.")
    store.save(values, uuid=current.uuid if current else None, actor=actor, at=at)
    diensten.forget()
    queries.after_commit(diensten.forget)
    return DienstGedaan(url=url, wat="gewijzigd" if current else "toegevoegd")


def _with_proof(body: DienstBody, current: Dienst | None) -> DienstBody:
    """The body with how we make ourselves known where it does not say so: as before, and of a new dienst in no way."""
    if body.client_id or body.header or body.geen_auth:
        return body
    if current and current.auth == "header":
        return msgspec.structs.replace(body, header=_secret(current))
    if body.geen_auth is not None or body.secret:
        return body
    if current and current.auth == "zgw":
        return msgspec.structs.replace(body, client_id=current.client_id)
    return msgspec.structs.replace(body, geen_auth=True)


def _values(body: DienstBody, url: str) -> dict[str, Any]:
    secret = body.header or body.secret or ""
    return {
        "naam": body.naam.strip() or urlsplit(url).netloc,
        "url": url,
        "soort": body.soort,
        "auth": "zgw" if body.client_id else "header" if body.header else "geen",
        "client_id": body.client_id,
        "sealed": seal.seal(secret.encode(), purpose=diensten.PURPOSE).decode() if secret else "",
    }


def _same(current: Dienst, values: dict[str, Any], body: DienstBody) -> bool:
    names = ("naam", "soort", "auth", "client_id")
    equal = all(getattr(current, name) == values[name] for name in names)
    return equal and _secret(current) == (body.header or body.secret or "")


def _secret(dienst: Dienst) -> str | None:
    try:
        return dienst.secret
    except seal.OtherKey:
        return None  # then it has to be given again


def _at(url: str) -> Dienst | None:
    diensten.forget()
    return next((one for one in diensten.known().diensten if one.url == url), None)


def _ours() -> set[str]:
    known = roots()
    return {root for name, root in known.items() if name not in ("base", "catalogi_kenmerk")}


def _body(spec: DienstSpec, read_secret: Callable[[str], str]) -> DienstBody:
    return DienstBody(
        url=spec.url,
        soort=spec.soort,
        naam=spec.naam,
        client_id=spec.client_id,
        secret=read_secret(spec.geheim_bestand) if spec.geheim_bestand else spec.geheim,
        header=read_secret(spec.header_bestand) if spec.header_bestand else spec.header,
        geen_auth=spec.geen_auth,
    )
