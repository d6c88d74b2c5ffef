"""Taking over a register's resources as another provider has them: many rows a statement, each with its audit record.

What comes in keeps its identifier, its numbers and its dates, so none of the rules of making something new apply: only the
shape is judged. Nobody is told of it (no event): these are facts of before. A resource that is the same already is left
alone, and one that somebody changed here since is never overwritten.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg

from raadhuis.kernel import audit, db, wire
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.loading_fields import Field, Item, Known, Wrong, identifier, value_of
from raadhuis.kernel.mutation import Bron
from raadhuis.kernel.references import is_elsewhere, roots
from raadhuis.kernel.refusal import NotAllowed

Row = dict[str, Any]
_CHANGES = ["create", "update", "partial_update", "destroy"]


Adapt = Callable[[Item, Row], None]


def _as_it_is(item: Item, row: Row) -> None:
    """Nothing more to do."""


def _alone(uuid: UUID) -> None:
    """Nothing is part of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of resource: its table, its columns, and how its audit record names it.

    `hoofd` is the column with the main object's identifier ("uuid": it is one itself), `key` what makes a row the same
    row, `weergave` the column that shows it. `adapt` fills the columns that follow from more than one field.
    """

    bron: Bron
    resource: str
    path: str
    hoofd_path: str
    table: str
    fields: tuple[Field, ...]
    hoofd: str = "uuid"
    object: str = "uuid"
    key: tuple[str, ...] = ("uuid",)
    weergave: str = ""
    more: tuple[str, ...] = ()  # columns that only `adapt` fills
    tables: Mapping[str, str] = field(default_factory=dict)  # of each id column: the table with those numbers
    adapt: Adapt = _as_it_is

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that is written."""
        own = ("uuid",) if self.key == ("uuid",) else ()
        return (*own, *(f.column for f in self.fields), *self.more)

    def hoofd_sql(self) -> str:
        """The main object's identifier, of a row `t`."""
        if table := self.tables.get(self.hoofd):
            return f"(SELECT p.uuid FROM {table} p WHERE p.id = t.{self.hoofd})"
        return f"t.{self.hoofd}"

    def sql(self) -> str:
        """The whole statement; constant per kind."""
        names = ", ".join(self.columns)
        new_only = {f.column for f in self.fields if "+" in f.flags} | {*self.key}
        later = [name for name in self.columns if name not in new_only]
        sets = ", ".join(f"{name} = excluded.{name}" for name in later)
        old, new = (", ".join(f"{prefix}.{name}" for name in later) for prefix in ("t", "excluded"))
        same = " AND ".join(f"g.{name} = r.{name}" for name in self.key)
        return f"""
WITH given AS (
    SELECT g.*, x.j FROM jsonb_array_elements(%(rows)s::jsonb) x (j), jsonb_populate_record(NULL::{self.table}, x.j) g),
r AS (
    INSERT INTO {self.table} AS t ({names}) SELECT {names} FROM given
    ON CONFLICT ({", ".join(self.key)}) DO UPDATE SET {sets} WHERE ({old}) IS DISTINCT FROM ({new})
    RETURNING t.*, xmax = 0 AS made),
audit AS (
    INSERT INTO kernel_audit (uuid, bron, actor_kind, actor_id, actor_name, actie, resultaat, hoofd_path, hoofd,
                              resource, path, object, weergave, toelichting, oud, nieuw, at)
    SELECT gen_random_uuid(), '{self.bron}', %(kind)s, %(id)s, %(name)s, CASE WHEN r.made THEN 'create' ELSE 'update' END,
           CASE WHEN r.made THEN 201 ELSE 200 END, '{self.hoofd_path}', h.hoofd, '{self.resource}',
           replace('{self.path}', '{{hoofd}}', h.hoofd::text), h.object, left(coalesce(g.j ->> '_weergave', ''), 200),
           %(reden)s, CASE WHEN NOT r.made THEN (
               SELECT a.nieuw FROM kernel_audit a WHERE a.hoofd = h.hoofd AND a.object = h.object AND a.nieuw IS NOT NULL
               ORDER BY a.id DESC LIMIT 1) END, g.j -> '_nieuw', %(at)s
    FROM r JOIN given g ON {same},
         LATERAL (SELECT (g.j ->> '_hoofd')::uuid AS hoofd, (g.j ->> '_object')::uuid AS object) h)
SELECT count(*) FILTER (WHERE made), count(*) FILTER (WHERE NOT made) FROM r"""


@dataclass(frozen=True, slots=True)
class Refused:
    """A resource that was not taken over: its URL, the field ("" is the whole), and why, for an operator."""

    url: str
    field: str
    reason: str


@dataclass(slots=True)
class Outcome:
    """How many resources were new, changed and the same already, and those that were refused."""

    new: int = 0
    changed: int = 0
    same: int = 0
    refused: list[Refused] = field(default_factory=list)

    def add(self, other: Outcome) -> None:
        """The sum of the two, in place."""
        self.new, self.changed, self.same = (
            self.new + other.new,
            self.changed + other.changed,
            self.same + other.same,
        )
        self.refused += other.refused


def load(
    kind: Kind, items: Sequence[Item], *, actor: Actor, at: datetime, reden: str, known: Known | None = None
) -> Outcome:
    """Take over `items` (as on the wire, with the URLs of this installation) in one transaction.

    A resource that is wrong is refused with its field, and the others go on. `known` are the names behind URLs of types.
    Raises NotAllowed unless the actor may do everything.
    """
    require_everything(actor)
    outcome, rows = Outcome(), []
    prefixes = {f"{register}/": f"{root}/" for register, root in roots().items() if register != "base"}
    for item in items:
        try:
            rows.append(_row(kind, item, prefixes, known or {}))
        except Wrong as wrong:
            outcome.refused.append(Refused(str(item.get("url", "")), wrong.name, wrong.expected))
    with db.atomic():
        # A reference to what is not there must be seen with its row, not at the end of the transaction.
        db.run("SET CONSTRAINTS ALL IMMEDIATE")
        rows = _with_numbers(kind, rows, outcome)
        rows = _untouched(rows, outcome, by=actor.id)
        params = {"kind": actor.kind, "id": actor.id, "name": actor.name, "at": at, "reden": reden}
        _write(kind, rows, params, outcome)
    return outcome


def continue_numbers(sequence: str, form: str, items: Iterable[Item]) -> None:
    """Let the numbers that we give out by `sequence` go on after the highest of our own form among `items`: `form` is what
    such a number begins with, as `ZAAK` of ZAAK-2026-0000000001. Before they are written, so that a stop costs numbers only."""
    ours = re.compile(rf"{form}-[0-9]{{4}}-([0-9]{{10}})")
    found = (ours.fullmatch(str(item.get("identificatie"))) for item in items)
    if most := max((int(one[1]) for one in found if one), default=0):
        sql = f"SELECT setval('{sequence}', %(most)s::bigint) FROM {sequence} WHERE last_value < %(most)s::bigint"
        db.run(sql, {"most": most})


def require_everything(actor: Actor) -> None:
    """Raise NotAllowed unless the actor may do everything: taking over asks no rights per resource."""
    if not actor.rights.everything:
        raise NotAllowed


def _row(kind: Kind, item: Item, prefixes: Mapping[str, str], known: Known) -> Row:
    url = item.get("url")
    uuid = identifier(url if isinstance(url, str) else "")
    if uuid is None:
        raise Wrong("url", "een adres dat eindigt op een UUID")
    if is_elsewhere(UUID(uuid)):
        raise Wrong("url", "een UUID van een andere versie dan 8: die zijn hier van wat bij een ander staat")
    row: Row = {"uuid": uuid}
    for one in kind.fields:
        row[one.column] = value_of(one, one.given(item), prefixes, known)
    kind.adapt(item, row)
    row["_hoofd"] = row[kind.hoofd]
    row["_object"] = row[kind.object]
    row["_weergave"] = str(row.get(kind.weergave) or "") if kind.weergave else ""
    # What the caller put beside it is no part of the resource.
    row["_nieuw"] = {name: value for name, value in item.items() if not name.startswith("_")}
    return row


def _with_numbers(kind: Kind, rows: list[Row], outcome: Outcome) -> list[Row]:
    """The rows with row numbers where they have identifiers of rows in another table; others are refused."""
    for one in kind.fields:
        if one.kind != "id":
            continue
        sql = f"SELECT uuid::text, id FROM {kind.tables[one.column]} WHERE uuid = ANY(%(uuids)s::uuid[])"
        numbers = dict(db.rows(sql, {"uuids": list({row[one.column] for row in rows})}))
        missing = [row for row in rows if row[one.column] not in numbers]
        outcome.refused += [
            Refused(_url(row), one.names[0], "wat hier staat, is zelf niet overgezet") for row in missing
        ]
        rows = [row for row in rows if row[one.column] in numbers]
        for row in rows:
            row[one.column] = numbers[row[one.column]]
    return rows


_TOUCHED = """SELECT DISTINCT a.object::text FROM kernel_audit a
WHERE a.hoofd = ANY(%(hoofden)s::uuid[]) AND a.object = ANY(%(objects)s::uuid[]) AND a.actor_id <> %(by)s
  AND a.actie = ANY(%(changes)s)"""


def touched(rows: Iterable[tuple[str, str]], *, by: str) -> set[str]:
    """Of these (main object, object), the objects that another than `by` changed here."""
    pairs = list(rows)
    params = {
        "hoofden": list({hoofd for hoofd, _ in pairs}),
        "objects": list({uuid for _, uuid in pairs}),
        "by": by,
        "changes": _CHANGES,
    }
    return {uuid for (uuid,) in db.rows(_TOUCHED, params)}


def _untouched(rows: list[Row], outcome: Outcome, *, by: str) -> list[Row]:
    changed = touched(((row["_hoofd"], row["_object"]) for row in rows), by=by)
    outcome.refused += [
        Refused(_url(row), "", "hier na het overzetten gewijzigd: niet overschreven")
        for row in rows
        if row["_object"] in changed
    ]
    return [row for row in rows if row["_object"] not in changed]


# What one row brings about, or two that are the same resource: a list that shifted while it was read has one twice.
_WRONG = (
    psycopg.errors.IntegrityError,
    psycopg.errors.DataError,
    psycopg.errors.CardinalityViolation,
    UnicodeEncodeError,
)


def _write(kind: Kind, rows: list[Row], params: dict[str, Any], outcome: Outcome) -> None:
    """Write the rows; when the database refuses one of them, find it by halves and write the others."""
    if not rows:
        return
    try:
        with db.atomic():
            found = db.row(kind.sql(), {**params, "rows": wire.encode(rows).decode()})
    except _WRONG as error:
        if len(rows) == 1:
            outcome.refused.append(Refused(_url(rows[0]), "", _explained(error)))
            return
        middle = len(rows) // 2
        _write(kind, rows[:middle], params, outcome)
        _write(kind, rows[middle:], params, outcome)
        return
    new, changed = found or (0, 0)
    outcome.new += new
    outcome.changed += changed
    outcome.same += len(rows) - new - changed


def _url(row: Row) -> str:
    return str(row["_nieuw"].get("url", ""))


def _explained(error: psycopg.Error | UnicodeEncodeError) -> str:
    if isinstance(error, UnicodeEncodeError):  # half of a surrogate pair
        return "een teken dat niet bewaard kan worden"
    constraint = error.diag.constraint_name or ""
    match error:
        case psycopg.errors.UniqueViolation():
            return f"er is hier al iets anders met deze sleutel ({constraint})"
        case psycopg.errors.ForeignKeyViolation():
            return f"verwijst naar iets dat niet is overgezet ({constraint})"
        case psycopg.errors.NotNullViolation():
            return f"er ontbreekt een waarde ({error.diag.column_name})"
        case psycopg.errors.CheckViolation():
            return f"een waarde die hier niet kan ({constraint})"
        case _:
            return f"een waarde die niet bewaard kan worden ({error.sqlstate})"


def unload(
    kind: Kind,
    uuids: Sequence[UUID],
    *,
    actor: Actor,
    at: datetime,
    reden: str,
    before: Callable[[UUID], None] = _alone,
) -> Outcome:
    """Remove what the other provider no longer has, unless somebody changed it here; with a main object goes its audit
    trail too, as when it is destroyed (zrc-023, drc-008, brc-009). In one transaction. Raises NotAllowed.

    `before` removes what is part of one that is to go, and is undone when that stays after all.
    """
    require_everything(actor)
    outcome = Outcome()
    hoofd = kind.hoofd_sql()
    with db.atomic():
        db.run("SET CONSTRAINTS ALL IMMEDIATE")
        found = db.rows(
            f"SELECT {hoofd}::text, t.uuid::text FROM {kind.table} t WHERE t.uuid = ANY(%(uuids)s)",
            {"uuids": list(uuids)},
        )
        changed = touched(found, by=actor.id)
        outcome.refused += [
            Refused(f"{kind.path}{uuid}", "", "daar weg, maar hier gewijzigd: niet verwijderd")
            for _, uuid in found
            if uuid in changed
        ]
        for main, uuid in found:
            if uuid not in changed:
                outcome.changed += _remove(kind, main, uuid, actor=actor, at=at, reden=reden, before=before)
    return outcome


def _remove(
    kind: Kind,
    hoofd: str,
    uuid: str,
    *,
    actor: Actor,
    at: datetime,
    reden: str,
    before: Callable[[UUID], None],
) -> int:
    params = {"uuid": uuid, "hoofd": hoofd, "at": at, "reden": reden}
    params |= {
        "kind": actor.kind,
        "id": actor.id,
        "name": actor.name,
        "path": kind.path.replace("{hoofd}", hoofd),
    }
    sql = f"""
WITH r AS (DELETE FROM {kind.table} t WHERE t.uuid = %(uuid)s::uuid RETURNING t.uuid)
INSERT INTO kernel_audit (uuid, bron, actor_kind, actor_id, actor_name, actie, resultaat, hoofd_path, hoofd, resource,
                          path, object, weergave, toelichting, oud, nieuw, at)
SELECT gen_random_uuid(), '{kind.bron}', %(kind)s, %(id)s, %(name)s, 'destroy', 204, '{kind.hoofd_path}', %(hoofd)s::uuid,
       '{kind.resource}', %(path)s, r.uuid, '', %(reden)s,
       (SELECT a.nieuw FROM kernel_audit a WHERE a.hoofd = %(hoofd)s::uuid AND a.object = r.uuid ORDER BY a.id DESC LIMIT 1),
       NULL, %(at)s FROM r"""
    try:
        with db.atomic():
            before(UUID(uuid))
            removed = db.run(sql, params).rowcount
    except psycopg.errors.ForeignKeyViolation:
        return 0  # something that stays hangs on it; `verify` shows what is too many
    if removed and kind.hoofd == "uuid" and kind.bron in ("zrc", "drc", "brc"):
        audit.destroy(
            bron=kind.bron, hoofd_path=kind.hoofd_path, hoofd=UUID(hoofd), actor=actor, at=at, reden=reden
        )
    return removed
