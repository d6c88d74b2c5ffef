"""Reads one collection into the folder: page by page, a file each, so that a stop at any moment loses one page at most."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from raadhuis.house.overzetten.folder import Folder, Item, dumps, tail_of
from raadhuis.house.overzetten.progress import Progress
from raadhuis.house.overzetten.provider import Absent, NotThisQuery, Provider
from raadhuis.house.overzetten.resources import Resource

PAGE, TOGETHER, ATTEMPTS = 500, 100, 3


class Reader:
    """Reads collections of one provider into one folder."""

    def __init__(self, provider: Provider, folder: Folder, progress: Progress) -> None:
        self.provider, self.folder, self.progress = provider, folder, progress

    def read_list(self, resource: Resource) -> None:
        """Every resource of a collection, once. Raises Absent, CannotGoOn.

        What changes there meanwhile shifts the pages; so it counts, and reads again when something is missing.
        """
        for attempt in range(ATTEMPTS):
            first, params = self._first(resource)
            if isinstance(first, list):
                self._keep(resource, iter(first))
                return
            busy = self._busy(resource)
            whole = self._pages(resource, first, params, busy)
            found = self.folder.keep(resource.name, self._checked(resource, _unique(busy, whole)))
            shutil.rmtree(busy, ignore_errors=True)
            if found >= int(self._first(resource)[0]["count"]):
                return
            self.progress.say(
                f"{resource.name}: daar veranderde iets tijdens het lezen; nog eens ({attempt + 1})."
            )
        self.folder.manifest["meldingen"].append(
            {
                "bron": resource.name,
                "reden": "dit veranderde daar steeds tijdens het lezen: geef export nog eens als er niets verandert",
            }
        )

    def _first(self, resource: Resource) -> tuple[Any, dict[str, str]]:
        """The first page, and the parameters that this provider takes: `pageSize` only when it does not refuse it."""
        query = dict(parse_qsl(resource.query))
        tries: list[dict[str, str]] = [
            query | {"page": "1", "pageSize": str(PAGE)},
            query | {"page": "1"},
            query,
            {},
        ]
        for params in tries:
            try:
                return self.provider.get(resource.register, resource.collection, params), params
            except NotThisQuery:
                continue
        raise Absent

    def _pages(self, resource: Resource, first: Any, params: dict[str, str], busy: Path) -> int:
        count, results = int(first["count"]), first["results"]
        size = max(1, len(results))
        whole = -(-count // size) if first.get("next") else 1
        said = busy / "telling"
        if said.exists() and said.read_text() != f"{count} {size}":
            shutil.rmtree(busy)  # begun at another moment: its pages are no part of this list
        busy.mkdir(parents=True, exist_ok=True)
        said.write_text(f"{count} {size}")
        _write(busy, 1, results)

        def fetch(number: int) -> int:
            try:
                page = self.provider.get(
                    resource.register, resource.collection, {**params, "page": str(number)}
                )
            except Absent:
                return 0  # fewer pages than there were
            _write(busy, number, page["results"])
            return len(page["results"])

        missing = [number for number in range(2, whole + 1) if not _page(busy, number).exists()]
        with self.progress.step(resource.name, count, done=count - size * len(missing)) as step:
            for number in _bounded(self.provider, fetch, missing):
                step.add(number)
        return whole

    def read_each(
        self, resource: Resource, parents: Sequence[str], fetch: Callable[[str], list[Item]]
    ) -> None:
        """What has no list of its own: `fetch` for each of `parents`, kept per hundred. Raises Absent, CannotGoOn."""
        busy = self._busy(resource)
        said = busy / "telling"
        if said.exists() and said.read_text() != _fingerprint(parents):
            shutil.rmtree(busy)
        busy.mkdir(parents=True, exist_ok=True)
        said.write_text(_fingerprint(parents))
        chunks = [parents[start : start + TOGETHER] for start in range(0, len(parents), TOGETHER)]
        missing = [n for n in range(1, len(chunks) + 1) if not _page(busy, n).exists()]
        done = len(parents) - sum(len(chunks[n - 1]) for n in missing)
        with self.progress.step(resource.name, len(parents), done=done) as step:
            for number in missing:
                found: list[Item] = []
                for items in _bounded(self.provider, fetch, chunks[number - 1]):
                    found += items
                    step.add(1)
                _write(busy, number, found)
        self._keep(resource, _unique(busy, len(chunks)))
        shutil.rmtree(busy, ignore_errors=True)

    def _keep(self, resource: Resource, items: Iterator[Item]) -> None:
        self.folder.keep(resource.name, self._checked(resource, items))

    def _checked(self, resource: Resource, items: Iterator[Item]) -> Iterator[Item]:
        """The items, with the address under which the provider knows itself noted, and what is gone since last time."""
        before = {tail_of(str(item.get("url", ""))) for item in self.folder.lines_before(resource.name)}
        for item in items:
            before.discard(tail_of(str(item.get("url", ""))))
            self._note_root(resource, item)
            yield item
        for item in self._moved(resource, before):
            before.discard(tail_of(item["url"]))
            yield item
        if resource.how in ("list", "of_zaak", "besluiten_of_zaak"):
            self._note_gone(resource, before)

    def _moved(self, resource: Resource, missing: set[str]) -> Iterator[Item]:
        """Of what the list had before and not now, what is there all the same: it moved to a page that was read already.
        What counts as gone is removed here, so each is asked for."""
        for uuid in sorted(missing - {""}) if resource.how == "list" else ():
            try:
                found = self.provider.get(resource.register, f"{resource.collection}/{uuid}")
            except Absent:
                continue
            if isinstance(found, dict) and tail_of(str(found.get("url", ""))) == uuid:
                yield found

    def _note_root(self, resource: Resource, item: Item) -> None:
        url, part = str(item.get("url", "")), f"/{resource.collection}/"
        if resource.how != "list" or part not in url:
            return
        root = url[: url.rindex(part)]
        known = self.folder.manifest["adressen"].setdefault(resource.register, [])
        if root not in known:
            known.append(root)

    def _note_gone(self, resource: Resource, gone: set[str]) -> None:
        kept = self.folder.manifest.setdefault("weg", {})
        still = (set(kept.get(resource.name, [])) | gone) - {""}
        if still:
            kept[resource.name] = sorted(still)

    def _busy(self, resource: Resource) -> Path:
        return self.folder.path / "bezig" / resource.name.replace("/", ".")


def _page(busy: Path, number: int) -> Path:
    return busy / f"{number:07}.ndjson"


def _write(busy: Path, number: int, items: list[Item]) -> None:
    where = _page(busy, number)
    beside = where.with_suffix(".nieuw")
    beside.write_bytes(b"".join(dumps(item) + b"\n" for item in items))
    beside.replace(where)


def _unique(busy: Path, pages: int) -> Iterator[Item]:
    """What is in the pages; what stood on two of them because it shifted, once, as it was read last."""
    seen: set[str] = set()
    for number in range(pages, 0, -1):
        where = _page(busy, number)
        if not where.exists():
            continue
        for line in where.read_bytes().splitlines():
            item = json.loads(line)
            key = (
                f"{tail_of(str(item.get('url', '')))} {item.get('versie', '')}"
                if "url" in item
                else line.decode()
            )
            if key not in seen:
                seen.add(key)
                yield item


def _fingerprint(parents: Sequence[str]) -> str:
    return f"{len(parents)} {parents[0] if parents else ''} {parents[-1] if parents else ''}"


def _bounded(provider: Provider, act: Callable[[Any], Any], arguments: Sequence[Any]) -> Iterator[Any]:
    """`act` on each, as many at once as the provider may have; the results in order, the first error at once."""
    width = provider.source.together * 2
    waiting = [provider.pool.submit(act, one) for one in arguments[:width]]
    for place in range(len(arguments)):
        found = waiting.pop(0).result()
        if place + width < len(arguments):
            waiting.append(provider.pool.submit(act, arguments[place + width]))
        yield found
