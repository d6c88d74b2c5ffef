"""The command `raadhuis documenten`: import documents in bulk, and read all content back."""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

if TYPE_CHECKING:
    from raadhuis.components.documenten.api import ImportStatus
    from raadhuis.kernel.refusal import FieldError

Django = Callable[[argparse.Namespace], AbstractContextManager[None]]
CHUNK = 1024 * 1024
SHOWN = 20  # rows that failed
EVERY = 1000  # rows or files between two lines of progress


class CannotImport(Exception):
    """What was named cannot be imported; the message says why."""


def add_actions(parser: argparse.ArgumentParser, *, django: Django, add_data: Callable[..., None]) -> None:
    """The actions of `raadhuis documenten`; `django` opens the installation, `add_data` adds the option that names it."""
    actions = parser.add_subparsers(required=True, metavar="ACTION")

    def action(name: str, run: Callable[[argparse.Namespace], int], help: str) -> Any:
        added = actions.add_parser(name, help=help, description=help)
        add_data(added)
        added.set_defaults(run=lambda options: _run(run, options, django=django))
        return added

    taken = action(
        "import", _import, "make the documents that a CSV file lists; goes on where it was cut off"
    )
    taken.add_argument("file", type=Path, metavar="FILE.csv")
    taken.add_argument("--map", type=Path, required=True, metavar="DIR", help="the folder with the files")
    taken.add_argument(
        "--report", type=Path, metavar="FILE", help="a new file that says what became of each row"
    )
    taken.add_argument("--again", action="store_true", help="also when this file was imported before")
    action("verify", _verify, "read all content back and compare it with what came in")


def _run(act: Callable[[argparse.Namespace], int], options: argparse.Namespace, *, django: Django) -> int:
    with django(options):
        from raadhuis.kernel.refusal import Refusal

        try:
            return act(options)
        except CannotImport as error:
            sys.stderr.write(f"raadhuis: {error}\n")
        except Refusal as refusal:
            sys.stderr.write(f"raadhuis: {refusal.detail}\n")
            sys.stderr.writelines(f"  {f.name}: {f.reason} ({f.code})\n" for f in refusal.fields)
        return 1


def _import(options: argparse.Namespace) -> int:
    from raadhuis.components.documenten import api
    from raadhuis.kernel import clock
    from raadhuis.kernel.identity import systeem
    from raadhuis.kernel.refusal import Unavailable

    actor, folder = systeem("beheer"), options.map.resolve()
    if not folder.is_dir():
        raise CannotImport(f"{options.map} is no folder.")
    if options.report and options.report.exists():
        raise CannotImport(f"{options.report} exists already and is not overwritten.")
    uuid = _begun(options, folder)
    said, shown = api.import_status(actor=actor, uuid=uuid), -1
    try:
        more = True
        while more:
            if said.processed // EVERY > shown:
                shown = said.processed // EVERY
                _say(f"{said.processed} van {said.total}")
            more = api.import_some(at=clock.now(), uuid=uuid)
            said = api.import_status(actor=actor, uuid=uuid)
    except Unavailable as refusal:
        raise CannotImport(
            f"{refusal.detail} Doe het commando later opnieuw: het gaat verder waar het was."
        ) from None
    if options.report:
        with options.report.open("xb") as report:
            report.writelines(api.import_report(actor=actor, uuid=uuid))
    return _told(said, api.import_failures(actor=actor, uuid=uuid, most=SHOWN))


def _begun(options: argparse.Namespace, folder: Path) -> UUID:
    """The import of this file and folder: the one that was cut off, or a new one."""
    from raadhuis.components.documenten import api
    from raadhuis.kernel import clock
    from raadhuis.kernel.identity import systeem

    actor, digest = systeem("beheer"), hashlib.sha256()
    try:
        with options.file.open("rb") as file:
            for chunk in iter(lambda: file.read(CHUNK), b""):
                digest.update(chunk)
            sha256 = digest.hexdigest()
            if unfinished := api.unfinished_import(actor=actor, sha256=sha256, map=folder):
                _say("Deze import was begonnen en gaat verder.")
                return unfinished
            if not options.again and api.finished_import(actor=actor, sha256=sha256, map=folder):
                raise CannotImport(
                    "This file was imported from this folder before; --again does it once more."
                )
            file.seek(0)
            uuid = api.make_import(actor=actor, at=clock.now(), map=folder)
            metadata = api.receive_import(actor=actor, uuid=uuid)
            try:
                for chunk in iter(lambda: file.read(CHUNK), b""):
                    metadata.write(chunk)
                api.begin_import(metadata, in_background=False)
            except BaseException:
                metadata.abandon()
                api.delete_import(actor=actor, uuid=uuid)
                raise
            return uuid
    except OSError as error:
        raise CannotImport(f"{options.file} cannot be read: {error.strerror or error}.") from error


def _told(said: ImportStatus, failures: dict[int, tuple[FieldError, ...]]) -> int:
    for nummer, errors in failures.items():
        _say(f"rij {nummer}: " + "; ".join(f"{e.name}: {e.reason}" for e in errors))
    if said.processed_invalid > len(failures):
        _say(f"... en nog {said.processed_invalid - len(failures)}; --report FILE noemt ze allemaal.")
    _say(
        f"{said.processed} van {said.total}: {said.processed_successfully} geïmporteerd, {said.processed_invalid} niet."
    )
    return 1 if said.processed_invalid or said.status != "finished" else 0


def _verify(options: argparse.Namespace) -> int:
    from raadhuis.components.documenten import api

    files = size = wrong = 0
    for checked in api.check_content():
        files, size = files + 1, size + checked.omvang
        if checked.wrong:
            wrong += 1
            what = {"missing": "ontbreekt", "damaged": "is beschadigd"}[checked.wrong]
            _say(f"De inhoud van document {checked.document} {what} ({checked.key}).")
        if files % EVERY == 0:
            _say(f"{files} bestanden gelezen")
    _say(f"{files} bestanden ({size} bytes) gelezen, {wrong} niet in orde.")
    return 1 if wrong else 0


def _say(sentence: str) -> None:
    sys.stdout.write(sentence + "\n")
    sys.stdout.flush()
