"""`raadhuis overzetten import`: what was exported into the registers of this installation, through their doors."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from raadhuis.components.autorisaties import api as autorisaties
from raadhuis.components.besluiten import api as besluiten
from raadhuis.components.catalogi import api as catalogi
from raadhuis.components.documenten import api as documenten
from raadhuis.components.notificaties import api as notificaties
from raadhuis.components.zaken import api as zaken
from raadhuis.house.overzetten.comparing import nothing
from raadhuis.house.overzetten.exporting import read_contents
from raadhuis.house.overzetten.folder import Folder, Item, tail_of
from raadhuis.house.overzetten.ours import Ours
from raadhuis.house.overzetten.progress import Progress
from raadhuis.house.overzetten.provider import CannotGoOn
from raadhuis.house.overzetten.report import Report
from raadhuis.house.overzetten.resources import BRON, MAIN, RESOURCES, Resource
from raadhuis.house.overzetten.rewriting import Rewriter
from raadhuis.kernel import audit, clock, db, references, wire
from raadhuis.kernel.identity import systeem
from raadhuis.kernel.loading import Outcome, Refused
from raadhuis.kernel.refusal import Invalid

BATCH, DOCUMENTS = 500, 50
WHO = systeem("overzetten")
_HIDDEN = ("", "*", "(verborgen)")


def rewriter_of(folder: Folder) -> Rewriter:
    """What turns the addresses of the export into those of this installation."""
    theirs: dict[str, list[str]] = {
        name: list(roots) for name, roots in folder.manifest.get("adressen", {}).items()
    }
    for name, root in folder.manifest.get("gelezenVan", {}).items():
        theirs.setdefault(name, [])
        if root not in theirs[name]:
            theirs[name].append(root)
    ours = references.roots()
    return Rewriter(theirs, {name: ours[name] for name in theirs})


class Importer:
    """One import of one folder."""

    def __init__(self, folder: Folder, progress: Progress, report: Report) -> None:
        self.folder, self.progress, self.report = folder, progress, report
        self.rewriter, self.ours = rewriter_of(folder), Ours(WHO)
        roots = folder.manifest.get("gelezenVan", {}).values()
        self.reden = f"Overgezet van {', '.join(sorted(roots))}"[:1000]

    def run(self) -> None:
        """Take over everything, in an order in which what is referred to is there first. Raises CannotGoOn."""
        self.folder.require_complete()
        self.folder.check()
        self._begin()
        for reason in self.folder.manifest["meldingen"]:
            self.report.add(reason["bron"], reason.get("url", ""), "", reason["reden"])
        for name, reason in self.folder.manifest["afwezig"].items():
            self.report.add(name, "", "", f"niet overgezet: {reason}")
        self._unload()
        loads: dict[str, Callable[[Resource], None]] = {
            "documenten/enkelvoudiginformatieobjecten": self._documents,
            "autorisaties/applicaties": self._applicaties,
            "notificaties/kanaal": self._kanalen,
            "notificaties/abonnement": self._abonnementen,
        }
        for resource in RESOURCES:
            if resource.how == "versions" or not self.folder.has(resource.name):
                continue
            load = self._audit if resource.how == "audit" else loads.get(resource.name, self._collection)
            load(resource)
        self._settle()
        catalogi.forget()
        self.folder.manifest.pop("importBegonnen", None)
        self.folder.save_manifest()

    def _begin(self) -> None:
        """Note since when: one that was stopped began earlier than the one that goes on."""
        self.folder.manifest.setdefault("importBegonnen", clock.now().isoformat())
        self.folder.save_manifest()
        self.since = datetime.fromisoformat(self.folder.manifest["importBegonnen"])

    def _batches(self, name: str, size: int) -> Iterator[list[Item]]:
        lines = (self.rewriter.item(item) for item in self.folder.lines(name))
        while batch := list(islice(lines, size)):
            yield batch

    def _total(self, resource: Resource) -> int:
        return int(self.folder.manifest["bronnen"][resource.name]["aantal"])

    def _collection(self, resource: Resource) -> None:
        load = self._loader(resource)
        said: set[str] = set()
        with self.progress.step(resource.name, self._total(resource)) as step:
            for batch in self._batches(resource.name, BATCH):
                self._tell(resource, load(batch, clock.now()))
                said.update(*({k for k, v in one.items() if not nothing(v)} for one in batch))
                step.add(len(batch))
        self._tell_unknown(resource, said)

    def _tell_unknown(self, resource: Resource, said: set[str]) -> None:
        """Fields with something in them that the answers of ours do not have: they are kept in the export only."""
        example = next(iter(self.ours.every(resource)), None) if resource.how == "list" else None
        for name in sorted(said - set(example or said)):
            if not name.startswith("_") and not name.endswith("Weergave"):
                reason = "dit veld kent de standaard hier niet; het staat alleen nog in de export"
                self.report.add(resource.name, "", name, reason)

    def _tell(self, resource: Resource, outcome: Outcome) -> None:
        self.report.count(resource.name, outcome)
        for one in outcome.refused:
            self.report.add(resource.name, one.url, one.field, one.reason)

    def _loader(self, resource: Resource) -> Callable[[list[Item], datetime], Outcome]:
        collection = resource.collection
        if resource.register == "catalogi":
            names, owners = self._types()

            def of_types(batch: list[Item], at: datetime) -> Outcome:
                return catalogi.load_resources(
                    collection=collection, items=batch, known=names, catalogi=owners, actor=WHO, at=at, reden=self.reden
                )  # fmt: skip

            return of_types
        door = {"zaken": zaken, "documenten": documenten, "besluiten": besluiten}[resource.register]
        dates = self._dates() if resource.name == "zaken/zaakbesluiten" else {}

        def of_others(batch: list[Item], at: datetime) -> Outcome:
            items = batch
            if collection == "zaakbesluiten":
                items = [{**one, **dates.get(one["besluit"], {}), "zaak": one["_zaak"]} for one in batch]
            return door.load_resources(  # type: ignore[no-any-return]  # the same door function of each
                collection=collection, items=items, actor=WHO, at=at, reden=self.reden
            )

        return of_others

    def _types(self) -> tuple[dict[str, str], dict[str, str]]:
        """The name, and the catalogus, behind the URL of every type."""
        names: dict[str, str] = {}
        owners: dict[str, str] = {}
        for collection, name in (
            ("zaaktypen", "identificatie"),
            ("besluittypen", "omschrijving"),
            ("informatieobjecttypen", "omschrijving"),
        ):
            for item in self.folder.lines(f"catalogi/{collection}"):
                url = self.rewriter.url(item["url"])
                names[url] = str(item.get(name) or "")
                owners[url] = self.rewriter.url(str(item.get("catalogus") or ""))
        return names, owners

    def _dates(self) -> dict[str, Item]:
        """The dates of each besluit that its zaak keeps beside it."""
        return {
            self.rewriter.url(one["url"]): {
                "ingangsdatum": one.get("ingangsdatum"),
                "vervaldatum": one.get("vervaldatum"),
            }
            for one in self.folder.lines("besluiten/besluiten")
        }

    def _documents(self, resource: Resource) -> None:
        contents = read_contents(self.folder)
        older = _Older(self._batches("documenten/versies", 1))
        said: set[str] = set()
        with self.progress.step(resource.name, self._total(resource)) as step:
            for batch in self._batches(resource.name, DOCUMENTS):
                whole = []
                for newest in batch:
                    versions = [*older.of(tail_of(newest["url"])), newest]
                    whole.append([self._with_content(one, contents) for one in versions])
                    self._tell_of_document(resource, newest)
                outcome = documenten.load_documents(
                    items=whole, content=self.folder.read_content, actor=WHO, at=clock.now(), reden=self.reden
                )
                self._tell(resource, outcome)
                said.update(*({k for k, v in one.items() if not nothing(v)} for one in batch))
                step.add(len(batch))
        self._tell_unknown(resource, said)

    def _with_content(self, version: Item, contents: dict[str, Any]) -> Item:
        url = str(version["url"]).partition("?")[0]
        said = contents.get(f"{tail_of(url)} {version.get('versie') or 1}")
        if version.get("inhoud") and said is None:
            raise CannotGoOn(
                f"the content of version {version.get('versie')} of {url} was not exported: give `raadhuis overzetten"
                " export` again."
            )
        return {**version, "url": url, "_sha256": said["sha256"] if said and version.get("inhoud") else ""}

    def _tell_of_document(self, resource: Resource, newest: Item) -> None:
        if newest.get("locked"):
            reason = "was daar vergrendeld; hier niet, want de sleutel van het slot is alleen daar bekend"
            self.report.add(resource.name, newest["url"], "locked", reason)
        if newest.get("bestandsdelen"):
            reason = "de inhoud kwam daar nog in delen binnen: laat de zender opnieuw uploaden"
            self.report.add(resource.name, newest["url"], "bestandsdelen", reason)

    def _audit(self, resource: Resource) -> None:
        path = f"/{resource.register}/api/v1/{MAIN[resource.register]}/"
        with self.progress.step(resource.name, self._total(resource)) as step:
            for batch in self._batches(resource.name, BATCH):
                with db.atomic():
                    for one in batch:
                        self._take_over(resource, path, one)
                step.add(len(batch))

    def _take_over(self, resource: Resource, path: str, one: Item) -> None:
        records = []
        for said in one["regels"]:
            try:
                at = datetime.fromisoformat(said["aanmaakdatum"])
                records.append((UUID(said["uuid"]), at, json.dumps(said, ensure_ascii=False)))
            except (KeyError, TypeError, ValueError):
                self.report.add(
                    resource.name, f"{path}{one['_hoofd']}", "uuid", "een auditregel zonder uuid of moment"
                )
        records.sort(key=lambda record: record[1])
        made = audit.take_over(
            bron=BRON[resource.register], hoofd_path=path, hoofd=UUID(one["_hoofd"]), records=records, actor=WHO,
            at=clock.now(), reden=self.reden,
        )  # fmt: skip
        self.report.count(resource.name, Outcome(new=made, same=len(records) - made))

    def _applicaties(self, resource: Resource) -> None:
        for (item,) in self._batches(resource.name, 1):

            def act(item: Item = item) -> bool:
                body = wire.convert(
                    {k: v for k, v in item.items() if k != "url"}, autorisaties.ApplicatieBody
                )
                return autorisaties.load_applicatie(
                    actor=WHO, at=clock.now(), uuid=UUID(tail_of(item["url"])), body=body, reden=self.reden
                )

            self._one(resource, item, act)
            for client_id in item.get("clientIds") or []:
                reason = f"client {client_id}: geef hem hier een geheim (raadhuis applicatie add --client-id {client_id} ..)"
                self.report.add(resource.name, item["url"], "secret", reason)

    def _kanalen(self, resource: Resource) -> None:
        for (item,) in self._batches(resource.name, 1):

            def act(item: Item = item) -> bool:
                body = wire.convert({k: v for k, v in item.items() if k != "url"}, notificaties.KanaalBody)
                return notificaties.load_kanaal(actor=WHO, at=clock.now(), body=body)

            self._one(resource, item, act)

    def _abonnementen(self, resource: Resource) -> None:
        for (item,) in self._batches(resource.name, 1):
            if str(item.get("auth") or "") in _HIDDEN:
                reason = "was daar niet te lezen: geef het hier (raadhuis abonnement add, met deze callbackUrl), anders start het niet"
                self.report.add(resource.name, item["url"], "auth", reason)
                item["auth"] = _HIDDEN[-1]

            def act(item: Item = item) -> bool:
                body = wire.convert(
                    {k: v for k, v in item.items() if k != "url"}, notificaties.AbonnementBody
                )
                return notificaties.load_abonnement(
                    actor=WHO, at=clock.now(), uuid=UUID(tail_of(item["url"])), body=body
                )

            self._one(resource, item, act)

    def _one(self, resource: Resource, item: Item, act: Callable[[], bool]) -> None:
        try:
            changed = act()
        except Invalid as refusal:
            refused = [Refused(str(item["url"]), f.name, f.reason) for f in refusal.fields]
            self._tell(resource, Outcome(refused=refused))
        else:
            self._tell(resource, Outcome(changed=int(changed), same=int(not changed)))

    def _settle(self) -> None:
        """What hangs on a zaak also stands on its own row, and the rooms with a picture of it hear of it."""
        if not self.folder.has("zaken/zaken"):
            return
        total = int(self.folder.manifest["bronnen"]["zaken/zaken"]["aantal"])
        with self.progress.step("zaken: samenhang", total) as step:
            for batch in self._batches("zaken/zaken", BATCH):
                uuids = [UUID(tail_of(one["url"])) for one in batch]
                zaken.settle_loaded(zaken=uuids, since=self.since, actor=WHO, at=clock.now())
                step.add(len(batch))

    def _unload(self) -> None:
        """What was exported before and is gone there: what hangs on something first."""
        gone: dict[str, list[str]] = self.folder.manifest.get("weg", {})
        doors = {"zaken": zaken, "documenten": documenten, "besluiten": besluiten, "catalogi": catalogi}
        for resource in reversed(RESOURCES):
            uuids = [UUID(uuid) for uuid in gone.get(resource.name, [])]
            if not uuids:
                continue
            if resource.register not in doors:
                for uuid in uuids:
                    reason = "daar weg: haal het hier zelf weg als het ook hier weg moet"
                    self.report.add(resource.name, str(uuid), "", reason)
                continue
            outcome = doors[resource.register].unload_resources(
                collection=resource.collection, uuids=uuids, actor=WHO, at=clock.now(), reden=self.reden
            )
            self.report.removed(resource.name, outcome.changed)
            for one in outcome.refused:
                self.report.add(resource.name, one.url, one.field, one.reason)


class _Older:
    """The older versions of documents; the file has them in the order of the documents, near enough to read along."""

    def __init__(self, lines: Iterator[list[Item]]) -> None:
        self._of: dict[str, list[Item]] = {}
        for (item,) in lines:
            self._of.setdefault(tail_of(item["url"]), []).append(item)

    def of(self, uuid: str) -> list[Item]:
        """Oldest first; each is asked once."""
        return sorted(self._of.pop(uuid, []), key=lambda one: int(one.get("versie") or 1))
