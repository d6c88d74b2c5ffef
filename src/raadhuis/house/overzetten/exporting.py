"""`raadhuis overzetten export`: everything of the other provider into a folder, and again what changed since."""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from uuid import uuid4

from raadhuis.house.overzetten.folder import Folder, Item, dumps, tail_of
from raadhuis.house.overzetten.progress import Progress
from raadhuis.house.overzetten.provider import Absent, CannotGoOn, NotThisQuery, Provider
from raadhuis.house.overzetten.reading import Reader
from raadhuis.house.overzetten.resources import BY_NAME, MAIN, RESOURCES, Resource

CONTENT = "inhoud.ndjson"
_OF_CONTENT = ("url", "versie", "beginRegistratie", "bestandsomvang")  # of a version, to fetch what is in it


def export(
    provider: Provider, folder: Folder, progress: Progress, *, without: Iterable[str], now: str
) -> None:
    """Read everything into `folder`; when it was done before, what changed since. Raises CannotGoOn."""
    left_out = set(without)
    if unknown := left_out - {*BY_NAME, *MAIN, "catalogi", "autorisaties", "notificaties", "audittrails"}:
        raise CannotGoOn(
            f"--zonder names {', '.join(sorted(unknown))}; it takes {', '.join(one.name for one in RESOURCES)},"
            " a whole register, or audittrails."
        )
    folder.path.mkdir(mode=0o700, parents=True, exist_ok=True)  # what comes in it is personal
    folder.manifest |= {
        "compleet": False,
        "meldingen": [],
        "afwezig": {},
        "weg": folder.manifest.get("weg", {}),
    }
    folder.manifest["gelezenVan"] = dict(provider.source.roots)
    folder.save_manifest()
    reader = Reader(provider, folder, progress)
    for resource in _in_reading_order():
        chosen = {resource.name, resource.register, resource.collection} & left_out
        if chosen or resource.register not in provider.source.roots:
            reason = "niet gevraagd (--zonder)" if chosen else "van dit register is geen adres opgegeven"
            folder.manifest["afwezig"][resource.name] = reason
            continue
        try:
            _read(reader, resource)
        except Absent:
            folder.manifest["afwezig"][resource.name] = "deze aanbieder heeft dit niet (404 of 405)"
            progress.say(f"{resource.name}: heeft deze aanbieder niet")
            folder.keep(resource.name, [])
    _forget_returned(folder)
    folder.manifest |= {"compleet": True, "gemaakt": now}
    folder.save_manifest()


def _in_reading_order() -> list[Resource]:
    """Lists first; what is asked per resource of a list after all of them."""
    return sorted(RESOURCES, key=lambda one: one.how != "list")


def _read(reader: Reader, resource: Resource) -> None:
    match resource.how:
        case "list":
            reader.read_list(resource)
        case "of_zaak":
            _read_zaakeigenschappen(reader, resource)
        case "besluiten_of_zaak":
            _read_zaakbesluiten(reader, resource)
        case "versions":
            _read_versions(reader, resource)
        case "audit":
            _read_audit(reader, resource)


def _read_zaakeigenschappen(reader: Reader, resource: Resource) -> None:
    zaken = [tail_of(one["url"]) for one in reader.folder.lines("zaken/zaken") if one.get("eigenschappen")]
    reader.read_each(
        resource, zaken, lambda zaak: _several(reader.provider, "zaken", f"zaken/{zaak}/zaakeigenschappen")
    )


def _read_zaakbesluiten(reader: Reader, resource: Resource) -> None:
    zaken = {one["zaak"] for one in reader.folder.lines("besluiten/besluiten") if one.get("zaak")}

    def fetch(url: str) -> list[Item]:
        found = _several(reader.provider, "zaken", f"zaken/{tail_of(url)}/besluiten")
        return [{**one, "_zaak": url} for one in found]

    reader.read_each(resource, sorted(zaken), fetch)


def _several(provider: Provider, register: str, path: str) -> list[Item]:
    """A list below one resource, whether it has pages or not; none when the resource went away meanwhile."""
    try:
        found = provider.get(register, path)
        if isinstance(found, list):
            return found
        items, number = list(found["results"]), 1
        while found.get("next"):
            number += 1
            found = provider.get(register, path, {"page": str(number)})
            items += found["results"]
        return items
    except (Absent, NotThisQuery):
        return []


def _read_audit(reader: Reader, resource: Resource) -> None:
    collection = MAIN[resource.register]
    main = [tail_of(one["url"]) for one in reader.folder.lines(f"{resource.register}/{collection}")]
    if main:  # a provider without audit trails says so at the first
        reader.provider.get(resource.register, f"{collection}/{main[0]}/audittrail")

    def fetch(uuid: str) -> list[Item]:
        found = _several(reader.provider, resource.register, f"{collection}/{uuid}/audittrail")
        return [{"_hoofd": uuid, "regels": found}] if found else []

    reader.read_each(resource, main, fetch)


def _read_versions(reader: Reader, resource: Resource) -> None:
    """Every version of every document but the newest, which is in the list; and the content of all of them."""
    folder, provider = reader.folder, reader.provider
    older = [
        f"{tail_of(one['url'])} {number}"
        for one in folder.lines("documenten/enkelvoudiginformatieobjecten")
        for number in range(1, int(one.get("versie") or 1))
    ]
    # A version that is no longer the newest never changes again.
    known = {_version_key(one): one for one in folder.lines_before(resource.name)}

    def fetch(key: str) -> list[Item]:
        uuid, _, number = key.partition(" ")
        if key in known:
            return [known[key]]
        path = f"enkelvoudiginformatieobjecten/{uuid}"
        try:
            return [provider.get("documenten", path, {"versie": number})]
        except (Absent, NotThisQuery):
            folder.manifest["meldingen"].append(
                {"bron": resource.name, "url": path, "reden": f"versie {number} is daar niet te lezen"}
            )
            return []

    reader.read_each(resource, older, fetch)
    _Contents(reader).fetch_all()


def _version_key(one: Item) -> str:
    return f"{tail_of(one['url'])} {one.get('versie') or 1}"


class _Contents:
    """Fetches the content of every version that has any, and keeps a log of which hash belongs to which version."""

    def __init__(self, reader: Reader) -> None:
        self._reader, self._folder = reader, reader.folder
        self._log = self._folder.path / CONTENT
        self._lock = threading.Lock()

    def fetch_all(self) -> None:
        """Everything that is not there yet; what was fetched before a stop is not fetched again."""
        known = read_contents(self._folder)
        wanted = [
            {key: version.get(key) for key in _OF_CONTENT}
            for name in ("documenten/versies", "documenten/enkelvoudiginformatieobjecten")
            for version in self._folder.lines(name)
            if version.get("inhoud")
            for kept in (known.get(_version_key(version)),)
            if not kept or kept["van"] != _stamp(version) or not self._folder.content(kept["sha256"]).exists()
        ]
        self._end_cut_line()
        with self._log.open("ab") as log, self._reader.progress.step("inhoud", len(wanted)) as step:

            def fetch(version: Item) -> None:
                line = dumps(self._fetch(version)) + b"\n"
                with self._lock:
                    log.write(line)
                    log.flush()

            width = self._reader.provider.source.together
            pool = self._reader.provider.pool
            for start in range(0, len(wanted), width * 25):
                batch = [pool.submit(fetch, one) for one in wanted[start : start + width * 25]]
                for done in batch:
                    done.result()
                    step.add(1)
            os.fsync(log.fileno())

    def _end_cut_line(self) -> None:
        """A stop in the middle of a line leaves half of one: it ends here, and the next begins on a line of its own."""
        if self._log.exists() and (raw := self._log.read_bytes()) and not raw.endswith(b"\n"):
            with self._log.open("ab") as log:
                log.write(b"\n")

    def _fetch(self, version: Item) -> Item:
        uuid, number = tail_of(version["url"]), int(version.get("versie") or 1)
        beside = self._folder.path / "inhoud" / f"{uuid4()}.nieuw"
        beside.parent.mkdir(parents=True, exist_ok=True)
        digest, size = hashlib.sha256(), 0
        path = f"enkelvoudiginformatieobjecten/{uuid}/download"
        try:
            with (
                self._reader.provider.stream("documenten", path, {"versie": number}) as chunks,
                beside.open("wb") as file,
            ):
                for chunk in chunks:
                    digest.update(chunk)
                    size += len(chunk)
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            said = version.get("bestandsomvang")
            if isinstance(said, int) and said != size:
                raise CannotGoOn(
                    f"version {number} of document {uuid} has {size} bytes of content there and says {said}: have the other"
                    " provider repair it, or leave documents out with --zonder documenten, and give the same command again."
                )
            where = self._folder.content(digest.hexdigest())
            where.parent.mkdir(parents=True, exist_ok=True)
            beside.replace(where)
        except Absent as error:
            raise CannotGoOn(
                f"the content of version {number} of document {uuid} is not there (404), though the document says it is:"
                " have the other provider repair it and give the same command again."
            ) from error
        finally:
            beside.unlink(missing_ok=True)
        key = f"{uuid} {number}"
        return {"versie": key, "van": _stamp(version), "sha256": digest.hexdigest(), "omvang": size}


def _stamp(version: Item) -> str:
    """What changes when the content does."""
    return f"{version.get('beginRegistratie', '')} {version.get('bestandsomvang', '')}"


def read_contents(folder: Folder) -> dict[str, dict[str, Any]]:
    """Of each version (`uuid number`), what the log says of its content; half a line at the end counts as none."""
    where: Path = folder.path / CONTENT
    found: dict[str, dict[str, Any]] = {}
    if where.exists():
        with where.open("rb") as file:
            for line in file:
                try:
                    said = json.loads(line)
                    found[said["versie"]] = said
                except (ValueError, KeyError, TypeError):
                    continue
    return found


def _forget_returned(folder: Folder) -> None:
    """What was gone and is there again is not gone."""
    gone: dict[str, list[str]] = folder.manifest.get("weg", {})
    for name, uuids in list(gone.items()):
        there = {tail_of(str(one.get("url", ""))) for one in folder.lines(name)}
        gone[name] = [uuid for uuid in uuids if uuid not in there]
