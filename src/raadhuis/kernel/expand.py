"""`expand` and `fields`: related resources along with an answer, one batch per level, under the reader's own rights.

Zaken 1.7 zrc-025 to zrc-029, Documenten 1.7 drc-011 to drc-014, and the other registers since 2026. A register says in its
API module what can be expanded: `EXPANDS`, by collection. Resources are fetched through the same predicate as any read: what
the reader may not see is left out as if nothing was referred to. What lives at a dienst is fetched there, a few at a time, for
at most PATIENCE seconds an answer; what does not come in that time is left out too.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import msgspec

from raadhuis.kernel import wire, zgw
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.recent import Recent
from raadhuis.kernel.references import is_elsewhere
from raadhuis.kernel.refusal import Invalid, NotFound

DEEPEST, WIDEST, MOST = 10, 50, 20_000  # levels, attributes named, and resources fetched for one answer
PATIENCE = 5.0  # seconds in which what lives elsewhere is fetched for one answer
_ALL = "*"

Load = Callable[..., Mapping[UUID, bytes]]
Resource = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Expandable:
    """A collection that can be fetched for `expand`.

    `load(actor=, uuids=, base=)` gives the JSON of those that the actor may see, by identifier, in one statement.
    `attributes` are the attributes of its resources that refer to others, with the collection they lead to, as
    `/catalogi/api/v1/zaaktypen`; "" when it differs per resource. An attribute inside a group is written
    `relevanteAndereZaken.url`; it is expanded under the group's name. For an attribute that holds a name instead of a
    URL, `named` has the function that says which URLs are meant: `(resources=, base=)` to one URL (or "") per resource.
    `may(actor, resource)` says whether the actor may see one that lives elsewhere, by the rights on ours; without it those are
    left out.
    """

    load: Load
    attributes: Mapping[str, str] = field(default_factory=dict)
    named: Mapping[str, Callable[..., list[str]]] = field(default_factory=dict)
    may: Callable[[Actor, Resource], bool] | None = None


Registry = Mapping[str, Expandable]


@dataclass(slots=True)
class Tree:
    """What to fetch: the attributes to expand by name, and which fields to keep (None is all of them)."""

    expand: dict[str, Tree] = field(default_factory=dict)
    fields: dict[str, Tree | None] | None = None


class NotExpandable(NotFound):
    """The attribute does not exist or refers to nothing that can be fetched (zrc-027, zrc-028)."""

    title = "Deze eigenschap kan niet meegegeven worden met expand."


def parse(texts: Iterable[str]) -> Tree:
    """`expand=zaaktype,status.statustype` as a tree. Raises Invalid when it asks too much."""
    tree = Tree()
    paths = [path.strip() for text in texts for path in text.split(",") if path.strip()]
    if len(paths) > WIDEST:
        raise Invalid.field("expand", "max_length", f"Vraag hoogstens {WIDEST} eigenschappen.")
    for path in paths:
        names = path.split(".")
        if len(names) > DEEPEST:
            raise Invalid.field("expand", "max_length", f"Vraag hoogstens {DEEPEST} niveaus.")
        here = tree
        for name in names:
            here = here.expand.setdefault(name, Tree())
    return tree


def parse_fields(given: Any, *, depth: int = 1) -> Tree:
    """The `fields` of a `_zoek` (zrc-029) as a tree: names to keep, and objects that name what to keep of an expansion.

    Raises Invalid for any other shape.
    """
    if not isinstance(given, list) or depth > DEEPEST or len(given) > 500:
        raise Invalid.field("fields", "invalid", "Verwacht wordt een lijst met namen van velden.")
    tree = Tree(fields={})
    keep = tree.fields
    for item in given:
        match item:
            case str() if item == _ALL:
                keep = None
            case str():
                if keep is not None:
                    keep[item] = None
            case dict():
                for name, inner in item.items():
                    tree.expand[name] = parse_fields(inner, depth=depth + 1)
            case _:
                raise Invalid.field(
                    "fields", "invalid", "Verwacht wordt een naam, of een object van naam naar lijst."
                )
    tree.fields = keep
    return tree


def inline(body: bytes, tree: Tree, *, at: str, registry: Registry, actor: Actor, base: str) -> bytes:
    """`body` (one resource, a list, or a page with `results`) with `_expand` as the tree asks.

    `at` is the collection of its resources. Raises NotExpandable, and Invalid when it would fetch too much.
    """
    said = msgspec.json.decode(body)
    paged = isinstance(said, dict) and isinstance(said.get("results"), list) and "count" in said
    found = said["results"] if paged else said if isinstance(said, list) else [said]
    work = _Work(registry, actor, base)
    changed = work.level(found, tree, at)
    if paged:
        said["results"] = changed
        return wire.encode(said)
    return wire.encode(changed if isinstance(said, list) else changed[0])


@dataclass(slots=True)
class _Work:
    registry: Registry
    actor: Actor
    base: str
    fetched: int = 0
    until: float = field(default_factory=lambda: time.monotonic() + PATIENCE)
    away: set[str] = field(default_factory=set)

    def level(self, resources: list[Resource], tree: Tree, at: str) -> list[Resource]:
        """The resources with their `_expand` and only the fields that are asked; whole levels at a time."""
        groups = {}
        attributes = self.registry[at].attributes if at in self.registry else {}
        for name, inner in tree.expand.items():
            attribute = next((a for a in attributes if a.partition(".")[0] == name), "")
            if attribute:
                key, find = attribute.partition(".")[2], self.registry[at].named.get(name)
                meant = (
                    find(resources=resources, base=self.base) if find else [r.get(name) for r in resources]
                )
                self._expand(resources, name, [_urls(m, key) for m in meant], inner, attributes[attribute])
            elif tree.fields is not None and all(
                name in r and isinstance(r[name], dict | None) for r in resources
            ):
                groups[name] = inner  # a group of the resource itself, of which some fields are asked
            else:
                raise NotExpandable(f"{name!r} is geen eigenschap die meegegeven kan worden.")
        if tree.fields is None:
            return resources
        return [_kept(r, tree, groups) for r in resources]

    def _expand(
        self, resources: list[Resource], name: str, meant: list[list[str]], tree: Tree, target: str
    ) -> None:
        wanted: dict[str, dict[UUID, None]] = {}
        for urls in meant:
            for url in urls:
                if place := self._place(url, target):
                    wanted.setdefault(place[0], {})[place[1]] = None
        found = {place: self._load(place, list(uuids), tree) for place, uuids in wanted.items()}
        if target and not found:
            self._load(target, [], tree)  # an attribute that does not exist is said, also when nothing refers
        for resource, urls in zip(resources, meant, strict=True):
            places = [self._place(url, target) for url in urls]
            related = [found[p[0]][p[1]] for p in places if p and p[1] in found[p[0]]]
            several = isinstance(resource.get(name), list)
            resource.setdefault("_expand", {})[name] = related if several else related[0] if related else {}

    def _place(self, url: str, target: str) -> tuple[str, UUID] | None:
        """The collection and identifier of a resource in this installation that can be fetched; else None."""
        uuid = wire.uuid_of(url) if url.startswith(self.base + "/") else None
        if uuid is None:
            return None
        parts = url[len(self.base) :].split("/")
        place = "/".join([*parts[:4], parts[-2]])
        return (place, uuid) if place in self.registry and target in ("", place) else None

    def _load(self, place: str, uuids: list[UUID], tree: Tree) -> dict[UUID, Any]:
        self.fetched += len(uuids)
        if self.fetched > MOST:
            raise Invalid.field(
                "expand", "max_length", "Dit geeft te veel gegevens. Vraag minder eigenschappen tegelijk."
            )
        here = [uuid for uuid in uuids if not is_elsewhere(uuid)]
        raw = dict(self.registry[place].load(actor=self.actor, uuids=here, base=self.base)) if here else {}
        if len(here) < len(uuids):
            raw |= self._load_elsewhere(place, [uuid for uuid in uuids if is_elsewhere(uuid)])
        if not tree.expand and tree.fields is None:
            return {uuid: msgspec.Raw(body) for uuid, body in raw.items()}  # never decoded, written once each
        keys = list(raw)
        inner = self.level([msgspec.json.decode(raw[k]) for k in keys], tree, place)
        return dict(zip(keys, inner, strict=True))

    def _load_elsewhere(self, place: str, uuids: list[UUID]) -> dict[UUID, bytes]:
        may = self.registry[place].may
        if may is None:
            return {}
        found = {uuid: known for uuid in uuids if (known := _types.get(uuid)) is not None}
        _, register, *_, collection = place.split("/")
        paths = {uuid: f"/{collection}/{uuid}" for uuid in uuids if uuid not in found}
        fetched = zgw.some(register, paths.values(), actor=self.actor, until=self.until, away=self.away)
        for uuid, path in paths.items():
            if path in fetched:
                found[uuid] = fetched[path]
                if register == "catalogi":
                    _types.put(uuid, fetched[path])
        return {uuid: body for uuid, body in found.items() if may(self.actor, msgspec.json.decode(body))}


# Types elsewhere are remembered as long as everywhere in the house; all else is asked each time.
_types: Recent[UUID, bytes] = Recent(seconds=60, size=1000)


def _urls(value: Any, key: str) -> list[str]:
    items = value if isinstance(value, list) else [value]
    urls = (item.get(key) if key and isinstance(item, dict) else item for item in items)
    return [url for url in urls if isinstance(url, str)]


def _kept(resource: Resource, tree: Tree, groups: Mapping[str, Tree]) -> Resource:
    wanted = {name.casefold() for name in tree.fields or ()}
    kept = {k: v for k, v in resource.items() if k == "_expand" or k.casefold() in wanted}
    for name, inner in groups.items():
        group = resource.get(name)
        kept[name] = _kept(group, inner, {}) if group and inner.fields is not None else group
    return kept
