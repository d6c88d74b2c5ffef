"""Types from files: a municipality's own, and those of other catalogues."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from raadhuis.components.catalogi.api import schrijven
from raadhuis.components.catalogi.api.lezen import changed, may_read
from raadhuis.components.catalogi.domain import bestand, rules, selectielijst, typen
from raadhuis.components.catalogi.domain.bestand import Bestand, Item, Uitkomst, Uitslag
from raadhuis.components.catalogi.domain.bodies import Body, ChildBody
from raadhuis.components.catalogi.domain.facts import Facts, Named, Version
from raadhuis.components.catalogi.domain.relaties import API
from raadhuis.components.catalogi.domain.spec import CatalogusSpec
from raadhuis.components.catalogi.store import changing, load, queries
from raadhuis.components.catalogi.store.kinds import KINDS
from raadhuis.kernel import authz, clock, db, settings, wire
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.refusal import Invalid, NotFound


def load_catalogus(spec: CatalogusSpec, *, actor: Actor, at: datetime) -> None:
    """Make the catalogus as `spec` says: new rows are added, different ones changed, nothing is taken away.

    Uuids stay what they were. Raises Invalid naming every wrong field (ztc-003 .. ztc-008, ztc-015, ztc-016, unknown
    names).
    """
    if wrong := rules.errors(spec):
        raise Invalid(fields=wrong)
    with db.atomic():
        load.load(spec, actor=actor, at=at)
    changed()


def export_catalogus(*, actor: Actor, domein: str, rsin: str) -> bytes:
    """A catalogus with every version of everything in it, as a zip that `import_catalogus` and other registers take.

    Raises NotFound, NotAllowed.
    """
    may_read(actor)
    found = queries.whole_catalogus(domein, rsin, base=settings.current().url)
    if found is None:
        raise NotFound("Deze catalogus is er niet.")
    return bestand.write(wire.decode(found, dict[str, list[Item]]))


def import_catalogus(
    raw: bytes, *, actor: Actor, at: datetime, dry_run: bool = False
) -> tuple[Uitkomst, ...]:
    """Bring the catalogus in a zip into the register, item by item; says of each what became of it.

    Items are recognised by their names, so importing again changes nothing. What is wrong with one item does not stop
    the others. What is published here stays as it is, but for its last day. `dry_run`: say it, and keep nothing. Raises
    BestandFout when the file cannot be read at all, NotAllowed.
    """
    authz.require(actor, schrijven.SCHRIJVEN)
    work = _Import(bestand.read(raw), actor, at)
    try:
        with db.atomic():
            changing.take_turns()
            work.run()
            if dry_run:
                raise _OnlyTried
    except _OnlyTried:
        pass
    changed()
    return tuple(work.report)


class _OnlyTried(Exception):
    """Nothing of a try is kept."""


class _AsInFile:
    """A file tells how long files are kept; its own register judged that."""

    def __init__(self, said: str) -> None:
        self._said = said

    def klasse(self, url: str) -> selectielijst.Klasse | None:
        return None

    def omschrijving(self, url: str) -> str:
        return self._said[:80]


# They follow from the versions, or (of a statustype) from the other side of the relation.
_DERIVED = frozenset({"begin_object", "einde_object"})


@dataclass(slots=True)
class _Import:
    file: Bestand
    actor: Actor
    at: datetime
    report: list[Uitkomst] = field(default_factory=list)
    ours: dict[str, str] = field(default_factory=dict)  # the file's URLs to ours
    fresh: set[UUID] = field(
        default_factory=set
    )  # zaaktypen made in this import: they are still being filled

    def run(self) -> None:
        for resource in bestand.FILES.values():
            for item in self.file.items.get(resource, []):
                uitslag, reden = self._item(resource, item)
                self.report.append(
                    Uitkomst(soort=resource, naam=bestand.shown(item), uitslag=uitslag, reden=reden)
                )
        for item in self.file.items.get("statustypen", []):
            self._ask_eigenschappen(item)

    def _item(self, resource: str, item: Item) -> tuple[Uitslag, str]:
        if self.file.skips(item):
            return "overgeslagen", "Een andere versie in het bestand begint op dezelfde dag en geldt langer."
        try:
            with db.atomic():
                return self._save(resource, item), ""
        except Invalid as refusal:
            wrong = (f"{f.name}: {f.reason} ({f.code})" for f in refusal.fields)
            return "fout", "; ".join(wrong) or refusal.detail

    def _save(self, resource: str, item: Item) -> Uitslag:
        kind = KINDS[resource]
        body = self._body(resource, item)
        facts = self._facts(resource, body)
        parent = facts.zaaktype.id if facts.zaaktype else facts.catalogus.id if facts.catalogus else None
        key = {n: getattr(body, n, parent) for n in kind.key}
        row = changing.existing(resource, key) if None not in key.values() else None
        said = _AsInFile(str(item.get("omschrijvingGeneriek") or ""))
        self_ = UUID(row["uuid"]) if row else None
        kept = typen.kept(body, facts, refer=schrijven.refer, selectielijst=said, self_=self_)
        if kept.errors:
            raise Invalid(fields=kept.errors)
        values = {n: v for n, v in kept.values.items() if n not in _DERIVED}
        if resource == "statustypen":
            del values["eigenschappen"]  # those are not there yet
        concept = bool(item.get("concept", True))
        if row is None:
            self._create(resource, item, values, facts, concept=concept, parent=kept.parent)
            return "nieuw"
        self.ours[str(item.get("url"))] = f"{settings.current().url}{API}/{resource}/{self_}"
        if kind.is_type and row["concept"] and not concept:
            values["concept"] = False
        return self._update(resource, row, values, facts, parent=kept.parent)

    def _body(self, resource: str, item: Item) -> Body:
        translated = bestand.at_home(item, self.ours)
        kind = bestand.BODIES[resource]
        if issubclass(kind, ChildBody):
            translated.pop("beginGeldigheid", None)  # the zaaktype's
        translated.pop("eigenschappen", None)
        return wire.convert(translated, kind)

    def _facts(self, resource: str, body: Body) -> Facts:
        """As the register has them, and the zaaktypen that are still to come from the file."""
        facts = schrijven.facts_of(resource, body)
        if resource != "zaaktypen" or facts.catalogus is None:
            return facts
        here = facts.catalogus.uuid
        coming = (
            Named(uuid=UUID(int=0), naam=str(other.get("identificatie")), catalogus=here)
            for other in self.file.items["zaaktypen"]
            if self.ours.get(str(other.get("catalogus")), "").endswith(str(here))
        )
        return msgspec.structs.replace(facts, zaaktypen=(*facts.zaaktypen, *coming))

    def _create(
        self,
        resource: str,
        item: Item,
        values: dict[str, Any],
        facts: Facts,
        *,
        concept: bool,
        parent: int | None,
    ) -> None:
        if facts.zaaktype and not self._is_open(facts):
            raise Invalid(fields=(schrijven.non_concept(resource),))
        if KINDS[resource].is_type and not concept:
            self._no_overlap(UUID(int=0), values, facts)
        made = changing.create(
            resource,
            values,
            parent=parent,
            geforceerd=True,
            concept=concept,
            actor=self.actor,
            at=self.at,
            op=clock.local_date(self.at),
            reden="",
        )
        if made is None:
            raise Invalid.field(*KINDS[resource].double)
        url = wire.decode(made, dict[str, Any])["url"]
        self.ours[str(item.get("url"))] = url
        if resource == "zaaktypen" and (uuid := wire.uuid_of(url)):
            self.fresh.add(uuid)

    def _update(
        self,
        resource: str,
        row: dict[str, Any],
        values: dict[str, Any],
        facts: Facts,
        *,
        parent: int | None,
    ) -> Uitslag:
        plain: dict[str, Any] = msgspec.to_builtins(values)
        different = {name for name, value in plain.items() if row[name] != value}
        if not different:
            return "gelijk"
        published = KINDS[resource].is_type and not row["concept"]
        if (published and different != {"einde_geldigheid"}) or (facts.zaaktype and not self._is_open(facts)):
            names = ", ".join(sorted(typen.wire_name(name) for name in different))
            raise Invalid.field(
                "nonFieldErrors",
                schrijven.non_concept(resource).code,
                f"Dit is hier gepubliceerd en blijft zoals het is; in het bestand is anders: {names}.",
            )
        if published or "concept" in different:
            self._no_overlap(UUID(row["uuid"]), values, facts)
        changing.update(
            resource,
            row["id"],
            {name: values[name] for name in different},
            parent=parent,
            act="update",
            actor=self.actor,
            at=self.at,
            op=clock.local_date(self.at),
            reden="",
        )
        return "gewijzigd"

    def _no_overlap(self, uuid: UUID, values: dict[str, Any], facts: Facts) -> None:
        this = Version(
            uuid=uuid,
            begin_geldigheid=values["begin_geldigheid"],
            einde_geldigheid=values["einde_geldigheid"],
            concept=False,
        )
        if errors := typen.overlap_errors(this, facts.versies):
            raise Invalid(fields=errors)

    def _is_open(self, facts: Facts) -> bool:
        zaaktype = facts.zaaktype
        return bool(zaaktype and (zaaktype.concept or zaaktype.uuid in self.fresh))

    def _ask_eigenschappen(self, item: Item) -> None:
        """The eigenschappen that a statustype asks for, beyond those that name it themselves."""
        url = self.ours.get(str(item.get("url")))
        uuid = wire.uuid_of(url) if url else None
        asked = [self.ours[e] for e in item.get("eigenschappen", []) if isinstance(e, str) and e in self.ours]
        state = changing.held("statustypen", uuid) if uuid and asked else None
        if state is None or not self._may_fill(state.wire):
            return
        there = state.wire["eigenschappen"]
        if isinstance(there, list) and (missing := [e for e in asked if e not in there]):
            changing.update(
                "statustypen",
                state.id,
                {"eigenschappen": [*state.eigenschappen, *(e[-36:] for e in missing)]},
                act="update",
                actor=self.actor,
                at=self.at,
                op=clock.local_date(self.at),
                reden="",
            )

    def _may_fill(self, statustype: dict[str, Any]) -> bool:
        zaaktype = wire.uuid_of(str(statustype["zaaktype"]))
        return zaaktype in self.fresh
