"""`raadhuis overzetten terug --naar`: what changed here since the switch, written to the other provider over the standard.

The standard does not let a client choose identifiers, so what was made here gets other ones there: `terug.ndjson` in the
folder says which. What was taken over from there still has its own, and is changed in place.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

from raadhuis.house.overzetten.comparing import nothing, same
from raadhuis.house.overzetten.folder import Folder, Item, dumps, tail_of
from raadhuis.house.overzetten.importing import WHO
from raadhuis.house.overzetten.ours import NotAnswered, Ours
from raadhuis.house.overzetten.provider import Absent, CannotGoOn, NotThisQuery, Provider
from raadhuis.house.overzetten.switching import Changes
from raadhuis.kernel import references

BACK = "terug.ndjson"
DOCUMENTS = "enkelvoudiginformatieobjecten"
# What a client may not write: a provider makes it itself.
_DERIVED = frozenset(
    "url uuid deelzaken eigenschappen rollen status zaakinformatieobjecten zaakobjecten resultaat einddatum"
    " laatstGemuteerd laatstGeopend indicatieLaatstGezetteStatus statussen versie beginRegistratie locked"
    " bestandsdelen".split()
)
# In this order: what is referred to first. A status may close the zaak, so it is the last.
_ORDER = (
    "zaak enkelvoudiginformatieobject rol zaakeigenschap zaakobject klantcontact zaakcontactmoment zaakverzoek"
    " zaaknotitie zaakinformatieobject besluit besluitinformatieobject gebruiksrechten verzending resultaat status"
    " substatus"
).split()
_MIRRORS = frozenset({"zaakbesluit", "objectinformatieobject"})  # a provider makes these itself
# A provider finds parts by what they hang on.
_HANGS_ON = "zaak besluit informatieobject gerelateerdAan".split()
_SET_THERE = frozenset({"registratiedatum"})  # a moment that a provider sets itself
_PAGES = 100  # of the parts of one, at most


class WriteBack:
    """One writing back; what was written before a stop is not written again."""

    def __init__(self, provider: Provider, folder: Folder) -> None:
        self._provider, self._ours = provider, Ours(WHO)
        self._log = folder.path / BACK
        self._there: dict[str, str] = {}
        self._done: set[str] = set()
        self._begun: set[str] = set()
        for line in self._log.read_bytes().splitlines() if self._log.exists() else []:
            try:
                one = json.loads(line)
            except ValueError:
                continue  # a stop in the middle of a line
            if "begint" in one:
                self._begun.add(one["begint"])
                continue
            self._done.add(one["wat"])
            if one["daar"]:
                self._there[one["hier"]] = one["daar"]
        self.written, self.failed = 0, list[str]()

    def run(self, changes: Changes) -> None:
        """Make, change and remove, in that order."""
        made = {url: said["resource"] for url, said in changes.made.items()}
        for resource in _ORDER:
            for url in [url for url, its in made.items() if its == resource]:
                self._attempt("maken", url, self._make)
        for url, said in changes.changed.items():
            if said["resource"] in _ORDER:
                self._attempt("wijzigen", url, self._change)
        for url, said in reversed(changes.removed.items()):
            if said["resource"] in _ORDER:
                self._attempt("verwijderen", url, self._remove)
        for group in (changes.made, changes.changed, changes.removed):
            for url, said in group.items():
                if said["resource"] not in _MIRRORS and said["resource"] not in _ORDER:
                    self.failed.append(f"{said['resource']} {url}: doe dit daar met de hand")

    def _attempt(self, what: str, url: str, act: Callable[[str], Iterator[tuple[str, str]]]) -> None:
        """Do what is not done yet: `act` gives a key of what it is about to do, then the address there."""
        try:
            for key, there in act(url):
                if key in self._done:
                    return
                if there != _BEFORE:
                    self._note(key, url, there)
        except (Absent, NotAnswered):
            self.failed.append(f"{what} {url}: bestaat hier of daar niet (meer)")
        except CannotGoOn as error:
            self.failed.append(f"{what} {url}: {error}")

    def _write(self, line: Item) -> None:
        with self._log.open("ab") as log:
            log.write(dumps(line) + b"\n")
            log.flush()
            os.fsync(log.fileno())

    def _note(self, key: str, url: str, there: str) -> None:
        self._write({"wat": key, "hier": url, "daar": there})
        if there:
            self._there[url] = there
        self.written += 1

    def _make(self, url: str) -> Iterator[tuple[str, str]]:
        key = f"maken {url}"
        yield key, _BEFORE
        register, path, found = self._here(url)
        body = {name: value for name, value in found.items() if not nothing(value)}
        collection = self._path_there(register, path).rsplit("/", 1)[0]
        there = self._known_there(register, collection, body)
        if not there and key in self._begun:
            there = self._like_it_there(register, collection, body)
        if not there:
            # Noted before it is sent: after a stop in between we look there first.
            self._write({"begint": key})
            there = str(self._send("POST", register, collection, body).get("url", ""))
        yield key, there

    def _change(self, url: str) -> Iterator[tuple[str, str]]:
        register, path, found = self._here(url)
        body = {
            n: v
            for n, v in found.items()
            if not (isinstance(v, dict) and nothing(v)) and n != "identificatie"
        }
        key = f"wijzigen {url} {hashlib.sha256(dumps(body)).hexdigest()}"
        yield key, _BEFORE
        where = self._path_there(register, path)
        if where.startswith(DOCUMENTS):
            lock = self._send("POST", register, f"{where}/lock", {})["lock"]
            self._send("PATCH", register, where, {**body, "lock": lock})
            self._send("POST", register, f"{where}/unlock", {"lock": lock})
        else:
            self._send("PATCH", register, where, body)
        yield key, ""

    def _remove(self, url: str) -> Iterator[tuple[str, str]]:
        key = f"verwijderen {url}"
        yield key, _BEFORE
        register, path = self._place(url)
        with suppress(Absent):  # gone with what it hung on
            self._send("DELETE", register, self._path_there(register, path), None)
        yield key, ""

    def _place(self, url: str) -> tuple[str, str]:
        """The register of one of our URLs, and the path below its root. Raises Absent."""
        for register, root in references.roots().items():
            if register in self._provider.source.roots and url.startswith(f"{root}/"):
                return register, url.removeprefix(f"{root}/")
        raise Absent

    def _path_there(self, register: str, path: str) -> str:
        """The path there: with the identifiers that what was made here got there."""
        root, parts = references.roots()[register], path.split("/")
        for end in range(2, len(parts) + 1, 2):
            there = self._there.get(f"{root}/{'/'.join(path.split('/')[:end])}")
            if there:
                parts[end - 1] = tail_of(there)
        return "/".join(parts)

    def _here(self, url: str) -> tuple[str, str, Item]:
        """Register, path, and what a client would send to have this resource there, with their addresses."""
        register, path = self._place(url)
        found: Item = self._ours.get(f"/{register}/api/v1/{path}")
        kept = {n: v for n, v in found.items() if n not in _DERIVED and not n.endswith("Weergave")}
        if "status" in found and not path.startswith("zaken/"):
            kept["status"] = found["status"]  # of all these only a zaak's follows from another resource
        kept.pop("inhoud", None)
        if found.get("inhoud"):
            raw = b"".join(self._ours.stream(f"/{register}/api/v1/{path}/download"))
            kept["inhoud"] = base64.b64encode(raw).decode()
        return register, path, json.loads(self._theirs(json.dumps(kept)))

    def _theirs(self, text: str) -> str:
        for here, there in self._there.items():
            text = text.replace(f'"{here}"', f'"{there}"')
        ours = references.roots()
        for register, root in self._provider.source.roots.items():
            text = text.replace(f'"{ours[register]}/', f'"{root}/')
        return text

    def _known_there(self, register: str, collection: str, body: Item) -> str:
        """What a stop kept us from noting: the same number of the same organisation is the same resource."""
        number = body.get("identificatie")
        name = "verantwoordelijkeOrganisatie" if collection == "besluiten" else "bronorganisatie"
        if collection not in ("zaken", "besluiten", DOCUMENTS) or not number or not body.get(name):
            return ""
        found: Any = self._provider.get(register, collection, {"identificatie": number, name: body[name]})
        results = found["results"] if isinstance(found, dict) else found
        return str(results[0]["url"]) if results else ""

    def _like_it_there(self, register: str, collection: str, body: Item) -> str:
        """What was sent before a stop, of a kind without number: what says the same of the same, and is nothing else of ours."""
        ours = {name: value for name, value in body.items() if name not in _SET_THERE}
        taken = set(self._there.values())
        with suppress(NotThisQuery):  # there it cannot be found by that: then it is sent
            for one in self._parts_there(register, collection, body):
                alike = all(same(value, one.get(name)) for name, value in ours.items())
                if alike and one["url"] not in taken:
                    return str(one["url"])
        return ""

    def _parts_there(self, register: str, collection: str, body: Item) -> Iterator[Item]:
        """What hangs there on what this hangs on."""
        parents = [name for name in _HANGS_ON if body.get(name)]
        if "/" in collection:
            query: dict[str, str | int] = {}  # the path says of which zaak
        elif parents:
            query = {parents[0]: body[parents[0]]}
        else:
            return
        for page in range(1, _PAGES + 1):
            asked = query | {"page": page} if page > 1 else query  # not every collection has pages
            found: Any = self._provider.get(register, collection, asked)
            yield from found["results"] if isinstance(found, dict) else found
            if not isinstance(found, dict) or not found.get("next"):
                return

    def _send(self, method: str, register: str, path: str, body: Item | None) -> Item:
        more: dict[str, Any] = {} if body is None else {"json": body}
        response = self._provider.call(method, register, path, **more)
        if response.status_code >= 300:
            raise CannotGoOn(f"daar geweigerd ({response.status_code}): {response.text[:300]}")
        found: Item = response.json() if response.content else {}
        return found


_BEFORE = "(nog niet)"


def write_back(provider: Provider, folder: Folder, changes: Changes, say: Callable[[str], None]) -> int:
    """Write back what changed; how many did not go. Each of those is named, and the others go on."""
    work = WriteBack(provider, folder)
    work.run(changes)
    for line in work.failed:
        say(f"Niet teruggeschreven: {line}")
    say(f"Teruggeschreven: {work.written}. Wat daar een nieuw adres kreeg, staat in {folder.path / BACK}.")
    return len(work.failed)
