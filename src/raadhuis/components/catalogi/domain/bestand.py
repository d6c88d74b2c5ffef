"""A catalogus as a zip with a JSON file per kind of resource (ImZTC), as ZGW registers exchange them."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Literal, get_args

from raadhuis.components.catalogi.domain import bodies as b
from raadhuis.components.catalogi.domain.relaties import is_url
from raadhuis.kernel import wire
from raadhuis.kernel.refusal import Invalid

# In the order in which they can be made: what is referred to comes first.
FILES = {
    "Catalogus.json": "catalogussen",
    "InformatieObjectType.json": "informatieobjecttypen",
    "BesluitType.json": "besluittypen",
    "ZaakType.json": "zaaktypen",
    "StatusType.json": "statustypen",
    "Eigenschap.json": "eigenschappen",
    "ResultaatType.json": "resultaattypen",
    "RolType.json": "roltypen",
    "ZaakObjectType.json": "zaakobjecttypen",
    "ZaakTypeInformatieObjectType.json": "zaaktype-informatieobjecttypen",
}
LARGEST = 64 * 1024 * 1024  # bytes of all files together, unpacked
MOST_FILES = 100
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # the same catalogus gives the same bytes
# The name that versions share, and how an item is told apart in a report.
NAMES = {
    "zaaktypen": "identificatie",
    "besluittypen": "omschrijving",
    "informatieobjecttypen": "omschrijving",
}
_SHOWN = ("identificatie", "domein", "naam", "omschrijving", "relatieOmschrijving", "informatieobjecttype")
_GROUPS = ("broncatalogus", "bronzaaktype", "omschrijvingGeneriek", "brondatumArchiefprocedure")
# Relations by name, and where 1.3.3 gives the names beside the URLs.
_NAMED_BY = {
    "zaaktypen": {"besluittypen": "besluittypeOmschrijving", "deelzaaktypen": "deelzaaktypeIdentificaties"},
    "besluittypen": {"informatieobjecttypen": "informatieobjecttypeOmschrijvingen"},
    "resultaattypen": {
        "besluittypen": "besluittypeOmschrijving",
        "informatieobjecttypen": "informatieobjecttypeOmschrijving",
    },
}

Item = dict[str, Any]
Uitslag = Literal["nieuw", "gelijk", "gewijzigd", "overgeslagen", "fout"]
UITSLAGEN: tuple[Uitslag, ...] = get_args(Uitslag)


class BestandFout(Invalid):
    """The file is no catalogus that can be read; nothing of it was kept."""

    title = "Dit bestand is geen catalogus die gelezen kan worden."


@dataclass(frozen=True, slots=True, kw_only=True)
class Uitkomst:
    """What became of one item: `soort` is its collection, `naam` what people call it, `reden` what is wrong with it."""

    soort: str
    naam: str
    uitslag: Uitslag
    reden: str = ""


class OudZaaktype(b.ZaaktypeBody, frozen=True, kw_only=True):
    """A zaaktype from before 1.2, which had no `verantwoordelijke`."""

    verantwoordelijke: str = ""


class OudInformatieobjecttype(b.InformatieobjecttypeBody, frozen=True, kw_only=True):
    """An informatieobjecttype from before 1.2, which had no category."""

    informatieobjectcategorie: str = ""


BODIES: dict[str, type[b.Body]] = {
    **b.BODIES,
    "zaaktypen": OudZaaktype,
    "informatieobjecttypen": OudInformatieobjecttype,
}


@dataclass(slots=True)
class Bestand:
    """The items of a catalogus file, by collection and with keys as they stand on the wire.

    `doubles` are the URLs of versions that begin on the day on which another version of the same type begins, which
    counts longer: they cannot both be kept (ztc-016).
    """

    items: dict[str, list[Item]] = field(default_factory=dict)
    doubles: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._close_touching()
        self._find_doubles()
        urls = {
            item["url"]: item[name]
            for resource, name in NAMES.items()
            for item in self.items.get(resource, [])
            if isinstance(item.get("url"), str) and isinstance(item.get(name), str)
        }
        for resource, items in self.items.items():
            for item in items:
                _by_name(resource, item, urls)

    def _find_doubles(self) -> None:
        for resource, name in NAMES.items():
            versions: dict[tuple[Any, ...], list[Item]] = {}
            for item in self.items.get(resource, []):
                key = tuple(str(item.get(field)) for field in ("catalogus", name, "beginGeldigheid"))
                versions.setdefault(key, []).append(item)
            for same in versions.values():
                # The one without a last day, else with the latest.
                best = max(same, key=lambda item: str(item.get("eindeGeldigheid") or "9999"))
                self.doubles |= {str(item.get("url")) for item in same if item is not best}

    def skips(self, item: Item) -> bool:
        """Whether this is such a version, or hangs on one."""
        return item.get("url") in self.doubles or item.get("zaaktype") in self.doubles

    def _close_touching(self) -> None:
        """Some registers let a version end on the day that the next begins; its last day is the day before."""
        for resource, name in NAMES.items():
            begins = {
                (item.get("catalogus"), item.get(name), item.get("beginGeldigheid"))
                for item in self.items.get(resource, [])
            }
            for item in self.items.get(resource, []):
                end = item.get("eindeGeldigheid")
                touches = (item.get("catalogus"), item.get(name), end) in begins
                if end and touches and end != item.get("beginGeldigheid"):
                    item["eindeGeldigheid"] = _day_before(end)


def read(raw: bytes) -> Bestand:
    """The catalogus in a zip; nothing is unpacked to disk, and not more than LARGEST to memory. Raises BestandFout."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            texts = dict(_texts(archive))
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
        raise BestandFout("Dit is geen zip-bestand, of het is beschadigd of versleuteld.") from error
    if "Catalogus.json" not in texts:
        raise BestandFout("In het zip-bestand staat geen Catalogus.json.")
    return Bestand({resource: _items(name, texts[name]) for name, resource in FILES.items() if name in texts})


def _texts(archive: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    entries = archive.infolist()
    names = [entry.filename for entry in entries]
    if len(names) > MOST_FILES or len(set(names)) < len(names):
        raise BestandFout("Er staan te veel bestanden in de zip, of twee met dezelfde naam.")
    if any(name.startswith("/") or "\\" in name or ".." in name.split("/") for name in names):
        raise BestandFout("Een naam in de zip wijst buiten de zip.")
    left = LARGEST
    for entry in entries:
        if entry.filename in FILES:
            with archive.open(entry) as file:
                # What an entry says of its own size is not believed.
                text = file.read(left + 1)
            left -= len(text)
            if left < 0:
                raise BestandFout(f"Uitgepakt is de catalogus groter dan {LARGEST // 2**20} MB.")
            yield entry.filename, text


def _items(name: str, text: bytes) -> list[Item]:
    try:
        found = wire.decode(text, list[dict[str, Any]])
    except Invalid as error:
        raise BestandFout(f"{name} is geen lijst met objecten.") from error
    return [_tidy(_camel(item)) for item in found]


def _camel(value: Any) -> Any:
    """Keys as they stand on the wire; files have them with underscores or without."""
    if isinstance(value, dict):
        return {re.sub(r"_([a-z])", lambda m: m[1].upper(), key): _camel(v) for key, v in value.items()}
    return [_camel(v) for v in value] if isinstance(value, list) else value


def _tidy(item: Item) -> Item:
    """Without what says nothing: null, and groups that are empty."""
    kept = {name: value for name, value in item.items() if value is not None}
    for name in _GROUPS:
        group = kept.get(name)
        empty = isinstance(group, dict) and not any(group.values())
        if empty or (name == "brondatumArchiefprocedure" and group and not group.get("afleidingswijze")):
            del kept[name]
    return kept


def _by_name(resource: str, item: Item, names: Mapping[str, str]) -> None:
    """Relations by name instead of by URLs of the register that the file comes from."""
    for field_name, beside in _NAMED_BY.get(resource, {}).items():
        told = item.get(beside) or item.get(field_name)
        if isinstance(told, list):
            item[field_name] = list(dict.fromkeys(names.get(t, t) for t in told if isinstance(t, str)))
    if resource == "zaaktypen":
        item.setdefault("besluittypen", [])
        related = [r for r in item.get("gerelateerdeZaaktypen", []) if isinstance(r, dict)]
        unique = {
            str((n := {**r, "zaaktype": names.get(r.get("zaaktype", ""), r.get("zaaktype"))}).items()): n
            for r in related
        }
        item["gerelateerdeZaaktypen"] = list(unique.values())
    if resource == "zaaktype-informatieobjecttypen" and isinstance(item.get("informatieobjecttype"), str):
        item["informatieobjecttype"] = names.get(item["informatieobjecttype"], item["informatieobjecttype"])


def _day_before(day: str) -> str:
    try:
        return (date.fromisoformat(day) - timedelta(days=1)).isoformat()
    except (ValueError, OverflowError):
        return day


def shown(item: Item) -> str:
    """What people call an item."""
    name = next((str(item[key]) for key in _SHOWN if item.get(key)), "?")
    begin = item.get("beginGeldigheid")
    return f"{name} ({begin})" if begin and "catalogus" in item and "zaaktype" not in item else name


def write(items: Mapping[str, list[Item]]) -> bytes:
    """A zip as `read` takes it, and other registers too: keys with underscores, relations as URLs."""
    newest: dict[tuple[Any, Any], tuple[str, str]] = {}
    for item in items.get("informatieobjecttypen", []):
        key = item["catalogus"], item["omschrijving"]
        newest[key] = max(newest.get(key, ("", "")), (item["beginGeldigheid"], item["url"]))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, resource in FILES.items():
            found = items.get(resource, [])
            if resource == "zaaktype-informatieobjecttypen":
                found = [_with_url(item, newest) for item in found]
            if found:
                entry = zipfile.ZipInfo(name, _FIRST_DAY)
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, wire.encode([_snake(item) for item in found]))
    return packed.getvalue()


def _with_url(item: Item, newest: Mapping[tuple[Any, Any], tuple[str, str]]) -> Item:
    _, url = newest.get((item["catalogus"], item["informatieobjecttype"]), ("", ""))
    return {**item, "informatieobjecttype": url or item["informatieobjecttype"]}


def _snake(value: Any) -> Any:
    if isinstance(value, dict):
        return {re.sub(r"[A-Z]", lambda m: f"_{m[0].lower()}", key): _snake(v) for key, v in value.items()}
    return [_snake(v) for v in value] if isinstance(value, list) else value


def at_home(item: Item, ours: Mapping[str, str]) -> Item:
    """The item with our URLs instead of those of the register that the file comes from."""

    def translated(value: Any) -> Any:
        if isinstance(value, list):
            return [translated(v) for v in value]
        return ours.get(value, value) if isinstance(value, str) and is_url(value) else value

    return {name: translated(value) for name, value in item.items()}
