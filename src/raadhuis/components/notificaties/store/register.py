"""SQL of kanalen and abonnementen."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import psycopg

from raadhuis.components.notificaties.store import sealed
from raadhuis.components.notificaties.types import HIDDEN, Abonnement, AbonnementBody, Kanaal, KanaalBody
from raadhuis.kernel import audit, db, settings, wire
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.mutation import Mutation, write
from raadhuis.kernel.refusal import Invalid, NotFound

_KANAAL, _ABONNEMENT = "/notificaties/api/v1/kanaal/", "/notificaties/api/v1/abonnement/"
_KANAAL_VIEW = f"""SELECT %(base)s::text || '{_KANAAL}' || r.uuid AS url, r.naam,
 r.documentatie_link AS "documentatieLink", r.filters FROM {{source}} r"""
_ABONNEMENT_VIEW = f"""SELECT %(base)s::text || '{_ABONNEMENT}' || r.uuid AS url, r.callback_url AS "callbackUrl",
 '{HIDDEN}' AS auth, r.kanalen, r.formaat AS berichtformaat,
 CASE WHEN r.sleutel = '' THEN '' ELSE '{HIDDEN}' END AS ondertekeningssleutel FROM {{source}} r"""

_NEW_KANAAL = Mutation(
    bron="nrc", kanaal="notificaties", resource="kanaal", actie="create", path=_KANAAL, hoofd_path=_KANAAL,
    change="""r AS (INSERT INTO notificaties_kanaal (uuid, naam, documentatie_link, filters)
      VALUES (%(uuid)s, %(naam)s, %(link)s, %(filters)s) RETURNING *)""",
    view=_KANAAL_VIEW.format(source="r"), weergave="r.naam",
)  # fmt: skip


def _abonnement(actie: str, change: str) -> Mutation:
    before = _ABONNEMENT_VIEW.format(source="(SELECT * FROM notificaties_abonnement WHERE uuid = %(uuid)s)")
    return Mutation(
        bron="nrc", kanaal="notificaties", resource="abonnement", actie=actie, path=_ABONNEMENT,
        hoofd_path=_ABONNEMENT, change=f"r AS ({change} RETURNING *)", view=_ABONNEMENT_VIEW.format(source="r"),
        weergave="r.callback_url", old_view="" if actie == "create" else before,
    )  # fmt: skip


_WRITES = {
    "create": _abonnement("create", """INSERT INTO notificaties_abonnement (uuid, callback_url, auth, kanalen, formaat, sleutel)
      VALUES (%(uuid)s, %(callback_url)s, %(auth)s, %(kanalen)s, %(formaat)s, %(sleutel)s)"""),
    **{
        actie: _abonnement(actie, """UPDATE notificaties_abonnement SET callback_url = %(callback_url)s,
          auth = %(auth)s, kanalen = %(kanalen)s, formaat = %(formaat)s, sleutel = %(sleutel)s WHERE uuid = %(uuid)s""")
        for actie in ("update", "partial_update")
    },
    "destroy": _abonnement("destroy", "DELETE FROM notificaties_abonnement WHERE uuid = %(uuid)s"),
}  # fmt: skip

# A group of filters matches when the message has each of its kenmerken, with that value.
_MATCHING = """
SELECT a.uuid FROM notificaties_abonnement a WHERE EXISTS (
    SELECT 1 FROM jsonb_array_elements(a.kanalen) k WHERE k ->> 'naam' = %(kanaal)s AND NOT EXISTS (
        SELECT 1 FROM jsonb_each_text(k -> 'filters') f
        WHERE NOT jsonb_exists(%(kenmerken)s::jsonb, f.key)
           OR f.value NOT IN ('*', %(kenmerken)s::jsonb ->> f.key)))
ORDER BY a.id"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """Where messages go and how: the address and, unsealed, the header to send along and the secret to sign with."""

    callback_url: str
    auth: str
    formaat: str
    sleutel: str
    body: AbonnementBody


def kanaal_filters() -> dict[str, frozenset[str]]:
    """The kenmerken of each kanaal by its name."""
    return {
        naam: frozenset(json.loads(filters))
        for naam, filters in db.rows("SELECT naam, filters::json FROM notificaties_kanaal")
    }


def kanalen(*, naam: str = "") -> bytes:
    """All kanalen, or the one with this name, as a JSON array."""
    view = _KANAAL_VIEW.format(source="notificaties_kanaal")
    sql = f"SELECT coalesce(json_agg(v ORDER BY v.naam), '[]') FROM ({view} WHERE %(naam)s IN ('', r.naam)) v"
    return bytes(db.value(sql, {"base": settings.current().url, "naam": naam}))


def kanaal(uuid: UUID) -> bytes | None:
    """One kanaal."""
    return _one(_KANAAL_VIEW.format(source="notificaties_kanaal"), uuid)


def add_kanaal(body: KanaalBody, *, actor: Actor, at: datetime) -> Kanaal:
    """Add a kanaal. Raises Invalid (`unique`)."""
    params = {
        "uuid": uuid4(),
        "base": settings.current().url,
        "naam": body.naam,
        "link": body.documentatie_link,
        "filters": json.dumps(body.filters),
    }
    try:
        with db.atomic():
            made = write(_NEW_KANAAL, params, actor=actor, at=at)
    except psycopg.errors.UniqueViolation as error:
        raise Invalid.field("naam", "unique", "Er is al een kanaal met deze naam.") from error
    return wire.decode(made or b"", Kanaal)


def abonnementen() -> bytes:
    """All subscriptions as a JSON array, oldest first, without their secrets."""
    view = _ABONNEMENT_VIEW.format(source="notificaties_abonnement")
    sql = f"SELECT coalesce(json_agg(v), '[]') FROM ({view} ORDER BY r.id) v"
    return bytes(db.value(sql, {"base": settings.current().url}))


def abonnement(uuid: UUID) -> bytes | None:
    """One subscription, without its secret."""
    return _one(_ABONNEMENT_VIEW.format(source="notificaties_abonnement"), uuid)


def subscription(uuid: UUID) -> Subscription | None:
    """Where to send, with the secret; None when nobody subscribes any more."""
    found = db.row(
        "SELECT callback_url, auth, kanalen::json, formaat, sleutel FROM notificaties_abonnement"
        " WHERE uuid = %(uuid)s",
        {"uuid": uuid},
    )
    if found is None:
        return None
    auth = sealed.unseal(found[1])
    formaat, sleutel = found[3], sealed.unseal(found[4]) if found[4] else ""
    body: Mapping[str, Any] = {
        "callbackUrl": found[0],
        "auth": auth,
        "kanalen": json.loads(found[2]),
        "berichtformaat": formaat,
        "ondertekeningssleutel": sleutel,
    }
    return Subscription(
        callback_url=found[0],
        auth=auth,
        formaat=formaat,
        sleutel=sleutel,
        body=wire.convert(body, AbonnementBody),
    )


def save(actie: str, uuid: UUID, body: AbonnementBody | None, *, actor: Actor, at: datetime) -> Abonnement:
    """Write (`create`, `update`, `partial_update`) or remove (`destroy`) a subscription. Raises NotFound."""
    params: dict[str, Any] = {"uuid": uuid, "base": settings.current().url}
    if body is not None:
        groups = json.loads(wire.encode(body.kanalen))
        params |= {
            "callback_url": body.callback_url,
            "auth": sealed.seal(body.auth),
            "kanalen": json.dumps(groups),
            "formaat": body.berichtformaat or "zgw",
            "sleutel": sealed.seal(body.ondertekeningssleutel) if body.ondertekeningssleutel else "",
        }
    written = write(_WRITES[actie], params, actor=actor, at=at)
    if written is None:
        raise NotFound
    return wire.decode(written, Abonnement)


def matching(kanaal: str, kenmerken: Mapping[str, Any]) -> list[UUID]:
    """The subscriptions that want a message on `kanaal` with these kenmerken."""
    params = {"kanaal": kanaal, "kenmerken": json.dumps(dict(kenmerken))}
    return [uuid for (uuid,) in db.rows(_MATCHING, params)]


def _one(view: str, uuid: UUID) -> bytes | None:
    sql = f"SELECT row_to_json(v) FROM ({view} WHERE r.uuid = %(uuid)s) v"
    found = db.value(sql, {"base": settings.current().url, "uuid": uuid})
    return None if found is None else bytes(found)


def on_callback(url: str) -> list[UUID]:
    """The subscriptions on this callback, oldest first."""
    sql = "SELECT uuid FROM notificaties_abonnement WHERE callback_url = %(url)s ORDER BY id"
    return [uuid for (uuid,) in db.rows(sql, {"url": url})]


def saved(uuid: UUID) -> Abonnement:
    """One subscription as it stands in the register. Raises NotFound."""
    if (found := abonnement(uuid)) is None:
        raise NotFound
    return wire.decode(found, Abonnement)


def subscribers() -> list[tuple[UUID, str, tuple[str, ...]]]:
    """Every subscription: its identifier, its callback and its kanalen."""
    found = db.rows("SELECT uuid, callback_url, kanalen::json FROM notificaties_abonnement ORDER BY id")
    return [(uuid, url, tuple(k["naam"] for k in json.loads(kanalen))) for uuid, url, kanalen in found]


def record(what: str, uuid: UUID, weergave: str, *, actor: Actor, at: datetime, reden: str) -> None:
    """An audit record of what an operator did with a subscriber."""
    audit.acted(
        actie=what,
        bron="nrc",
        hoofd_path=_ABONNEMENT,
        hoofd=uuid,
        resource="abonnement",
        path=_ABONNEMENT,
        object=uuid,
        weergave=weergave,
        actor=actor,
        at=at,
        reden=reden,
    )
