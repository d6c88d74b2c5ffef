"""What a kind of part says of itself, and the one statement that makes, changes or removes one of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal
from uuid import UUID

from raadhuis.components.zaken.domain.machtiging import at_least
from raadhuis.components.zaken.store.urls import ZRC, identify
from raadhuis.components.zaken.store.zaken import KENMERKEN, MOVED, PATH
from raadhuis.kernel.mutation import Mutation
from raadhuis.kernel.refusal import FieldError, Invalid

Actie = Literal["create", "update", "partial_update", "destroy"]
_NOWHERE = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Filter:
    """A query parameter: `sql` is its condition on `r`, with {} where its value comes.

    `kind` is how its text is read: as it is, as one of `choices`, as a URL of anything (`url`), as the URL of a resource
    of the collection `refers` (`ref`; a URL of another place matches nothing), as a moment with a zone, as true or false,
    as a level of assurance and those above it (`loa`).
    """

    name: str
    sql: str
    kind: Literal["text", "url", "ref", "moment", "bool", "loa"] = "text"
    refers: str = ""
    choices: tuple[str, ...] = ()

    def read(self, text: str) -> Any:
        """The value in `text`. Raises ValueError with the standard's code when it is none."""
        if self.choices and text not in self.choices:
            raise ValueError("invalid_choice")
        if self.kind in ("url", "ref") and not text.startswith(("http://", "https://")):
            raise ValueError("invalid")
        if self.kind == "ref":
            return identify(text, *self.refers.split("/")) or _NOWHERE
        if self.kind == "loa":
            return at_least(text)
        if self.kind == "bool":
            return _bool(text)
        return _moment(text) if self.kind == "moment" else text


def _bool(text: str) -> bool:
    if text.lower() not in ("true", "false"):
        raise ValueError("invalid")
    return text.lower() == "true"


def _moment(text: str) -> datetime:
    try:
        # A plus sign that a client did not escape arrives as a space.
        found = datetime.fromisoformat(text.replace(" ", "+") if "T" in text else text)
    except ValueError:
        raise ValueError("invalid") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Onderdeel:
    """One kind of part. `view` selects its wire form FROM {source} r.

    `collection` is where its URL is below the API (or below the zaak, when `nested`). `columns` are what a client or the
    register writes; those in `kept` do not change afterwards. `on_zaak` and `off_zaak` change the zaak's row when one
    is made or removed, `on_delete` is one more CTE then. `order` is within a zaak, oldest first unless the standard has
    a better one. What a resident sees of it: the rows that satisfy `for_resident`, or those of `resident_source`
    instead of the table. `of_zaak` is the parameter (and attribute) with the URL of the zaak.
    """

    resource: str
    collection: str
    table: str
    columns: str
    view: str
    kept: str = ""
    nested: bool = False
    on_zaak: str = ""
    off_zaak: str = ""
    on_delete: str = ""
    weergave: str = "''"
    order: str = "r.uuid"
    for_resident: str = "TRUE"
    resident_source: str = ""
    of_zaak: str = "zaak"
    filters: tuple[Filter, ...] = ()

    @property
    def path(self) -> str:
        return f"{PATH}{{hoofd}}/{self.collection}/" if self.nested else f"{ZRC}{self.collection}/"

    @property
    def known(self) -> dict[str, Filter]:
        """Every filter by its query parameter."""
        zaak = Filter(self.of_zaak, "r.zaak = {}", "ref", refers="zrc/zaken")
        return {found.name: found for found in (zaak, *self.filters)}

    def parse(self, given: dict[str, str]) -> list[tuple[Filter, Any]]:
        """Query parameters as filters with their values. Raises Invalid with every one that has a wrong value."""
        found, errors, known = [], [], self.known
        for name, text in given.items():
            chosen = known[name]
            try:
                found.append((chosen, chosen.read(text)))
            except ValueError as error:
                errors.append(FieldError(name, str(error), _WRONG[chosen.kind]))
        if errors:
            raise Invalid(fields=tuple(errors))
        return found

    def mutation(self, actie: Actie) -> Mutation:
        """What locks the zaak's row, moves its versie, and changes the part, as one statement."""
        change = {"create": self.on_zaak, "destroy": self.off_zaak}.get(actie, "")
        extra = [self.on_delete] if actie == "destroy" and self.on_delete else []
        moved = MOVED.format("z.") + (f", {change}" if change else "")
        zaak = f"z AS (UPDATE zaken_zaak z SET {moved} WHERE z.uuid = %(zaak)s RETURNING z.*)"
        before = self.view.format(source=f"(SELECT * FROM {self.table} WHERE uuid = %(uuid)s)")
        return Mutation(
            bron="zrc",
            kanaal="zaken",
            resource=self.resource,
            actie=actie,
            path=self.path,
            hoofd_path=PATH,
            hoofd="r.zaak",
            weergave=self.weergave,
            kenmerken=f"(SELECT {KENMERKEN} FROM z)",
            change=", ".join([zaak, *extra, self._row(actie)]),
            view=self.view.format(source=""),
            old_view="" if actie == "create" else before,
        )

    def _row(self, actie: Actie) -> str:
        columns, this = self.columns.split(), "uuid = %(uuid)s AND zaak = %(zaak)s"
        if actie == "create":
            values = ", ".join(f"%({name})s" for name in columns)
            names = ", ".join(["uuid", "zaak", *columns])
            return f"r AS (INSERT INTO {self.table} ({names}) SELECT %(uuid)s, z.uuid, {values} FROM z RETURNING *)"
        if actie == "destroy":
            return f"r AS (DELETE FROM {self.table} WHERE {this} RETURNING *)"
        changes = ", ".join(f"{c} = %({c})s" for c in columns if c not in self.kept.split())
        return f"r AS (UPDATE {self.table} SET {changes} WHERE {this} RETURNING *)"


_WRONG = {
    "text": "Dit is een ongeldige keuze.",
    "url": "Voer een geldige URL in.",
    "ref": "Voer een geldige URL in.",
    "moment": "Geef een datum en tijd volgens ISO 8601.",
    "bool": "Geef true of false.",
    "loa": "Dit is geen betrouwbaarheidsniveau van DigiD, eHerkenning of eIDAS.",
}
