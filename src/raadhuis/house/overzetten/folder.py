"""The folder between export and import: a file of JSON lines per collection, content by its hash, and a manifest.

Every file appears whole or not at all (written beside it, synced, renamed), so a stop at any moment leaves what was finished.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from raadhuis.house.overzetten.provider import CannotGoOn

FORMAT, VERSION = "raadhuis-overzetten", 1
MANIFEST, REPORT = "manifest.json", "rapport.json"
Item = dict[str, Any]


class Folder:
    """The folder of one move."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.manifest: dict[str, Any] = {
            "formaat": FORMAT,
            "versie": VERSION,
            "compleet": False,
            "bronnen": {},
            "adressen": {},
            "afwezig": {},
            "meldingen": [],
        }
        if (path / MANIFEST).exists():
            self.manifest = self._read_manifest()

    def _read_manifest(self) -> dict[str, Any]:
        where = self.path / MANIFEST
        try:
            found = json.loads(where.read_bytes())
        except ValueError as error:
            raise CannotGoOn(
                f"{where} is no JSON: this is not what `raadhuis overzetten export` wrote."
            ) from error
        if not isinstance(found, dict) or found.get("formaat") != FORMAT:
            raise CannotGoOn(f"{where} is no manifest of `raadhuis overzetten export`.")
        if found.get("versie") != VERSION:
            raise CannotGoOn(
                f"{where} has version {found.get('versie')!r} and this Raadhuis reads version {VERSION}: export again with"
                " this Raadhuis, into a new folder."
            )
        return found

    def require_complete(self) -> None:
        """Raise CannotGoOn unless an export was finished here."""
        if not (self.path / MANIFEST).exists():
            raise CannotGoOn(f"{self.path} holds no manifest: first give `raadhuis overzetten export`.")
        if not self.manifest["compleet"]:
            raise CannotGoOn(
                f"the export into {self.path} was not finished: give `raadhuis overzetten export` again."
            )

    def save_manifest(self) -> None:
        """Keep the manifest as it now is."""
        self.write(MANIFEST, json.dumps(self.manifest, indent=2, ensure_ascii=False).encode())

    def write(self, name: str, content: bytes) -> None:
        """A small file, whole or not at all."""
        where = self.path / name
        where.parent.mkdir(parents=True, exist_ok=True)
        beside = where.with_name(where.name + ".nieuw")
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(where)

    def file(self, name: str) -> Path:
        """Where the lines of a collection are."""
        return self.path / f"{name}.ndjson"

    def has(self, name: str) -> bool:
        """Whether this collection was read."""
        return name in self.manifest["bronnen"]

    def keep(self, name: str, items: Iterable[Item]) -> int:
        """Replace the lines of a collection, and enter count and hash in the manifest; how many."""
        where = self.file(name)
        where.parent.mkdir(parents=True, exist_ok=True)
        beside = where.with_suffix(".nieuw")
        digest, count = hashlib.sha256(), 0
        with beside.open("wb") as file:
            for item in items:
                line = dumps(item) + b"\n"
                digest.update(line)
                file.write(line)
                count += 1
            file.flush()
            os.fsync(file.fileno())
        beside.replace(where)
        self.manifest["bronnen"][name] = {"aantal": count, "sha256": digest.hexdigest()}
        self.save_manifest()
        return count

    def lines(self, name: str) -> Iterator[Item]:
        """The lines of a collection; none when it was not read. Raises CannotGoOn for one that is cut off."""
        where = self.file(name)
        if not where.exists():
            return
        with where.open("rb") as file:
            for number, line in enumerate(file, 1):
                try:
                    found = json.loads(line)
                except ValueError as error:
                    raise CannotGoOn(
                        f"{where}, line {number} is no whole JSON object: the file was cut off or changed. Give"
                        " `raadhuis overzetten export` again to have it made anew."
                    ) from error
                yield found

    def lines_before(self, name: str) -> Iterator[Item]:
        """The lines of an earlier export, as far as they can be read: they only save work."""
        try:
            yield from self.lines(name)
        except CannotGoOn:
            return

    def check(self) -> None:
        """Every file is there and is what the manifest says. Raises CannotGoOn for the first that is not."""
        for name, said in self.manifest["bronnen"].items():
            where = self.file(name)
            if not where.exists():
                raise CannotGoOn(f"{where} is not there: give `raadhuis overzetten export` again.")
            with where.open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
            if found != said["sha256"]:
                for _ in self.lines(name):
                    pass  # names the line that is cut off, when there is one
                raise CannotGoOn(
                    f"{where} does not have the hash of the manifest: it was changed after the export. Give"
                    " `raadhuis overzetten export` again to have it made anew."
                )

    def content(self, sha256: str) -> Path:
        """Where content with this hash is."""
        return self.path / "inhoud" / sha256[:2] / sha256

    def read_content(self, sha256: str) -> Iterator[bytes]:
        """Content in chunks, the last one only when the whole has this hash. Raises CannotGoOn."""
        where, digest, held = self.content(sha256), hashlib.sha256(), b""
        try:
            with where.open("rb") as file:
                while chunk := file.read(1 << 20):
                    digest.update(chunk)
                    if held:
                        yield held
                    held = chunk
        except OSError as error:
            raise CannotGoOn(
                f"{where} is not there: give `raadhuis overzetten export` again to have it fetched."
            ) from error
        if digest.hexdigest() != sha256:
            raise CannotGoOn(
                f"{where} does not have its hash: the content was damaged. Remove that file and give"
                " `raadhuis overzetten export` again to have it fetched anew."
            )
        yield held


def dumps(item: Any) -> bytes:
    """One line of JSON, with the characters as they are."""
    try:
        return json.dumps(item, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:  # half of a surrogate pair, which only an escape can hold
        return json.dumps(item).encode()


def tail_of(url: str) -> str:
    """The identifier at the end of a URL."""
    return url.partition("?")[0].rstrip("/").rsplit("/", 1)[-1]
