"""`raadhuis overzetten verify`: every resource as our API answers it against what was exported, and the content by hash."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from raadhuis.house.overzetten.comparing import differences, same
from raadhuis.house.overzetten.exporting import read_contents
from raadhuis.house.overzetten.folder import Folder, Item, tail_of
from raadhuis.house.overzetten.importing import WHO, rewriter_of
from raadhuis.house.overzetten.ours import NotAnswered, Ours
from raadhuis.house.overzetten.progress import Progress
from raadhuis.house.overzetten.resources import MAIN, RESOURCES, Resource

DIFFERENCES = "verschillen.json"
# Of these we have our own beside those that were taken over.
_OURS_TOO = frozenset({"autorisaties/applicaties", "notificaties/kanaal", "notificaties/abonnement"})


class Verifier:
    """One comparison of one folder with this installation."""

    def __init__(self, folder: Folder, progress: Progress) -> None:
        self.folder, self.progress = folder, progress
        self.rewriter, self.ours = rewriter_of(folder), Ours(WHO)
        self.found: list[dict[str, str]] = []
        self.compared = 0
        self._names = self._type_names()

    def run(self) -> list[dict[str, str]]:
        """Every difference: of which collection, which resource, and what. Raises CannotGoOn."""
        self.folder.require_complete()
        self.folder.check()
        for resource in RESOURCES:
            if not self.folder.has(resource.name):
                continue
            total = int(self.folder.manifest["bronnen"][resource.name]["aantal"])
            with self.progress.step(f"vergelijken: {resource.name}", total) as step:
                look = {"versions": self._versions, "audit": self._audit}.get(resource.how, self._lists)
                for _ in look(resource):
                    self.compared += 1
                    step.add(1)
        self._contents()
        self.folder.write(DIFFERENCES, json.dumps(self.found, indent=2, ensure_ascii=False).encode())
        return self.found

    def _type_names(self) -> dict[str, str]:
        collections = {
            "zaaktypen": "identificatie",
            "besluittypen": "omschrijving",
            "informatieobjecttypen": "omschrijving",
        }
        return {
            self.rewriter.url(item["url"]): f"{item.get('catalogus')} {item.get(name)}"
            for collection, name in collections.items()
            for item in self.folder.lines(f"catalogi/{collection}")
        }

    def _say(self, resource: Resource, url: str, what: str) -> None:
        self.found.append({"bron": resource.name, "url": url, "verschil": what})

    def _lists(self, resource: Resource) -> Iterator[None]:
        """A collection against ours. Ours goes to a file first: there may be millions, in another order."""
        with (
            tempfile.TemporaryDirectory(prefix="raadhuis-verify-") as place,
            closing(sqlite3.connect(Path(place) / "ours")) as table,
        ):
            table.execute(
                "CREATE TABLE ours (key TEXT PRIMARY KEY, body TEXT, seen INT DEFAULT 0) WITHOUT ROWID"
            )
            table.executemany(
                "INSERT OR REPLACE INTO ours (key, body) VALUES (?, ?)",
                ((_key(resource, one), json.dumps(one)) for one in self._all_of_ours(resource)),
            )
            for item in self.folder.lines(resource.name):
                expected = self.rewriter.item(item)
                self._against(resource, expected, table)
                yield
            if resource.name not in _OURS_TOO:
                for (key,) in table.execute("SELECT key FROM ours WHERE NOT seen"):
                    self._say(resource, key, "is hier, en was niet in de export")

    def _against(self, resource: Resource, expected: Item, table: sqlite3.Connection) -> None:
        key = _key(resource, expected)
        row = table.execute("SELECT body FROM ours WHERE key = ?", (key,)).fetchone()
        if row is None:
            self._say(resource, expected.get("url", key), "is hier niet")
            return
        table.execute("UPDATE ours SET seen = 1 WHERE key = ?", (key,))
        kanaal = resource.name == "notificaties/kanaal"
        compared = {"naam": key} if kanaal else expected  # a kanaal that was here already stays as it was
        for what in differences(compared, json.loads(row[0]), self._names):
            self._say(resource, expected.get("url", key), what)

    def _all_of_ours(self, resource: Resource) -> Iterator[Item]:
        if resource.how == "list":
            yield from self.ours.every(resource)
            return
        part = {"of_zaak": "zaakeigenschappen", "besluiten_of_zaak": "besluiten"}[resource.how]
        zaken = dict.fromkeys(
            str(one.get("_zaak") or one.get("zaak")) for one in self.folder.lines(resource.name)
        )
        for url in zaken:
            try:
                yield from self.ours.get(f"/zaken/api/v1/zaken/{tail_of(url)}/{part}")
            except NotAnswered:
                continue  # the zaak itself is told of

    def _versions(self, resource: Resource) -> Iterator[None]:
        for item in self.folder.lines(resource.name):
            expected = self.rewriter.item(item)
            uuid, number = tail_of(expected["url"]), expected["versie"]
            path = f"/documenten/api/v1/enkelvoudiginformatieobjecten/{uuid}"
            try:
                found = self.ours.get(path, {"versie": number})
            except NotAnswered:
                self._say(resource, path, f"versie {number} is hier niet")
            else:
                expected["url"] = str(expected["url"]).partition("?")[0]
                for what in differences(expected, found, self._names):
                    self._say(resource, path, f"versie {number}: {what}")
            yield

    def _audit(self, resource: Resource) -> Iterator[None]:
        for item in self.folder.lines(resource.name):
            expected = self.rewriter.item(item)
            path = f"/{resource.register}/api/v1/{MAIN[resource.register]}/{expected['_hoofd']}"
            try:
                found = {one["uuid"]: one for one in self.ours.get(f"{path}/audittrail")}
            except NotAnswered:
                self._say(resource, path, "de audittrail is hier niet")
                found = {}
            for said in expected["regels"] if found else []:
                if not same(said, found.get(said["uuid"])):
                    self._say(resource, path, f"auditregel {said['uuid']} is hier anders of niet")
            yield

    def _contents(self) -> None:
        """The content of every version, as our API gives it, against the hash of what was exported."""
        if not self.folder.has("documenten/versies"):
            return
        resource = next(one for one in RESOURCES if one.how == "versions")
        contents = read_contents(self.folder)
        with self.progress.step("vergelijken: inhoud", len(contents)) as step:
            for name in ("documenten/versies", "documenten/enkelvoudiginformatieobjecten"):
                for version in self.folder.lines(name):
                    uuid, number = tail_of(version["url"]), version.get("versie") or 1
                    said = contents.get(f"{uuid} {number}")
                    if not version.get("inhoud") or said is None:
                        continue
                    path = f"/documenten/api/v1/enkelvoudiginformatieobjecten/{uuid}/download"
                    digest = hashlib.sha256()
                    try:
                        for chunk in self.ours.stream(path, {"versie": number}):
                            digest.update(chunk)
                    except NotAnswered:
                        self._say(resource, path, f"de inhoud van versie {number} is hier niet")
                    else:
                        if digest.hexdigest() != said["sha256"]:
                            self._say(resource, path, f"de inhoud van versie {number} is hier anders")
                    step.add(1)


def _key(resource: Resource, item: dict[str, Any]) -> str:
    return str(item["naam"]) if resource.name == "notificaties/kanaal" else tail_of(str(item.get("url", "")))
