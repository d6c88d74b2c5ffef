"""`raadhuis overzetten terug --naar`: what changed here since the switch, written to the other provider over the standard.

The standard does not let a client choose identifiers, so what was made here gets other ones there: `terug.ndjson` in the
folder says which. What was taken over from there still has its own, and is changed in place.
"""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Callable
from typing import Any

from raadhuis.house.overzetten.folder import Folder, Item, dumps, tail_of
from raadhuis.house.overzetten.importing import WHO
from raadhuis.house.overzetten.ours import NotAnswered, Ours
from raadhuis.house.overzetten.provider import Absent, CannotGoOn, Provider
from raadhuis.house.overzetten.switching import Changes
from raadhuis.kernel import references

BACK = "terug.ndjson"
# What a client may not write, or another provider makes itself.
_DERIVED = frozenset(
    "url uuid deelzaken eigenschappen rollen status zaakinformatieobjecten zaakobjecten resultaat einddatum"
    " betalingsindicatieWeergave laatstGemuteerd laatstGeopend indicatieLaatstGezetteStatus statussen omschrijving_"
    " aardRelatieWeergave versie beginRegistratie locked bestandsdelen vervalredenWeergave concept".split()
)
_SECONDS = "zaak rol status substatus resultaat zaakeigenschap zaakobject klantcontact zaakcontactmoment zaakverzoek zaaknotitie"
# In this order: what is referred to first. A status may close the zaak, so it is nearly the last.
_ORDER = (
    "zaak enkelvoudiginformatieobject rol zaakeigenschap zaakobject klantcontact zaakcontactmoment zaakverzoek"
    " zaaknotitie zaakinformatieobject besluit besluitinformatieobject gebruiksrechten verzending resultaat status"
).split()


class WriteBack:
    """One writing back; what was written before a stop is not written again."""

    def __init__(self, provider: Provider, folder: Folder, say: Callable[[str], None]) -> None:
        self._provider, self._folder, self._say, self._ours = provider, folder, say, Ours(WHO)
        self._log = folder.path / BACK
        self._there: dict[str, str] = {}
        self._done: set[str] = set()
        for line in self._log.read_bytes().splitlines() if self._log.exists() else []:
            try:
                one = json.loads(line)
            except ValueError:
                continue  # a stop in the middle of a line
            self._done.add(one["wat"])
            if one.get("daar"):
                self._there[one["hier"]] = one["daar"]
        self.failed: list[str] = []

    def run(self, changes: Changes) -> None:
        """Make, change and remove, in that order."""
        for resource in _ORDER:
            for url, said in changes.made.items():
                if said["resource"] == resource:
                    self._attempt("maak", url, lambda url=url: self._make(url))  # type: ignore[misc]  # bound early
        for url in changes.changed:
            self._attempt("wijzig", url, lambda url=url: self._change(url))  # type: ignore[misc]
        for url in reversed(changes.removed):
            self._attempt("verwijder", url, lambda url=url: self._remove(url))  # type: ignore[misc]
        for said in changes.made.values():
            if said["resource"] not in _ORDER:
                self.failed.append(
                    f"{said['resource']}: hiervoor heeft de standaard daar geen weg; doe dit met de hand"
                )

    def _attempt(self, what: str, url: str, act: Callable[[], str]) -> None:
        key = f"{what} {url} {self._version(url)}"
        if key in self._done:
            return
        try:
            there = act()
        except (Absent, NotAnswered) as error:
            self.failed.append(f"{what} {url}: {type(error).__name__}")
            return
        except CannotGoOn as error:
            self.failed.append(f"{what} {url}: {error}")
            return
        with self._log.open("ab") as log:
            log.write(dumps({"wat": key, "hier": url, "daar": there}) + b"\n")
            log.flush()
            os.fsync(log.fileno())

    def _version(self, url: str) -> str:
        return ""

    def _place(self, url: str) -> tuple[str, str]:
        """The register of one of our URLs, and the path below its root."""
        for register, root in references.roots().items():
            if register in self._provider.source.roots and url.startswith(f"{root}/"):
                return register, url.removeprefix(f"{root}/")
        raise Absent

    def _theirs(self, text: str) -> str:
        """JSON text with their addresses: of what was made there since, and of what always was there."""
        for here, there in self._there.items():
            text = text.replace(f'"{here}"', f'"{there}"')
        ours = references.roots()
        for register, root in self._provider.source.roots.items():
            text = text.replace(f'"{ours[register]}/', f'"{root}/')
        return text

    def _body(self, url: str) -> tuple[str, str, Item]:
        register, path = self._place(url)
        found: Item = self._ours.get(f"/{register}/api/v1/{path}")
        kept = {name: value for name, value in found.items() if name not in _DERIVED}
        if found.get("inhoud"):
            chunks = self._ours.stream(f"/{register}/api/v1/{path}/download")
            kept["inhoud"] = base64.b64encode(b"".join(chunks)).decode()
        return register, path, json.loads(self._theirs(json.dumps(kept)))

    def _make(self, url: str) -> str:
        register, path, body = self._body(url)
        collection = path.rsplit("/", 1)[0]
        collection = (
            json.loads(self._theirs(json.dumps(f"{references.roots()[register]}/{collection}"))).removeprefix(
                f"{self._provider.source.roots[register]}/"
            )
            if "/" in collection
            else collection
        )
        known = self._known_there(register, collection, body)
        if known:
            return known
        answer = self._send("POST", register, collection, body)
        return str(answer.get("url", ""))

    def _known_there(self, register: str, collection: str, body: Item) -> str:
        """What a stop kept us from noting: the same number of the same organisation is the same resource."""
        number = body.get("identificatie")
        name = next((n for n in ("bronorganisatie", "verantwoordelijkeOrganisatie") if body.get(n)), "")
        if collection not in ("zaken", "besluiten", "enkelvoudiginformatieobjecten") or not number:
            return ""
        found: Any = self._provider.get(register, collection, {"identificatie": number, name: body[name]})
        results = found["results"] if isinstance(found, dict) else found
        return str(results[0]["url"]) if results else ""

    def _change(self, url: str) -> str:
        register, path, body = self._body(url)
        body.pop("identificatie", None)
        self._send("PATCH", register, self._path_there(url, path), body)
        return ""

    def _remove(self, url: str) -> str:
        register, path = self._place(url)
        self._send("DELETE", register, self._path_there(url, path), None)
        return ""

    def _path_there(self, url: str, path: str) -> str:
        there = self._there.get(url)
        return f"{path.rsplit('/', 1)[0]}/{tail_of(there)}" if there else path

    def _send(self, method: str, register: str, path: str, body: Item | None) -> Item:
        more: dict[str, Any] = {} if body is None else {"json": body}
        response = self._provider.call(method, register, path, **more)
        if response.status_code >= 300:
            raise CannotGoOn(
                f"{method} {register}/{path} answered {response.status_code}: {response.text[:300]}"
            )
        found: Item = response.json() if response.content else {}
        return found


def write_back(provider: Provider, folder: Folder, changes: Changes, say: Callable[[str], None]) -> int:
    """Write back what changed; how many did not go. Each of those is named, and the others go on."""
    work = WriteBack(provider, folder, say)
    work.run(changes)
    for line in work.failed:
        say(f"Niet teruggeschreven: {line}")
    say(f"Wat daar een nieuw adres kreeg, staat in {folder.path / BACK}.")
    return len(work.failed)
