"""The command `raadhuis overzetten`: export, import, verify, wissel, terug."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from raadhuis.host.datadir import DataDir
from raadhuis.house.overzetten.folder import Folder
from raadhuis.house.overzetten.progress import Progress
from raadhuis.house.overzetten.provider import Provider, Source, read_source
from raadhuis.kernel import clock, settings

Django = Callable[[argparse.Namespace], AbstractContextManager[None]]
SECRET = "RAADHUIS_OVERZETTEN_SECRET"  # noqa: S105  # the name of the variable, not a secret
SHOWN = 20


def add_actions(parser: argparse.ArgumentParser, *, django: Django, add_data: Callable[[Any], None]) -> None:
    """The actions of `raadhuis overzetten`; `django` opens the installation, `add_data` adds the option that names it."""
    actions = parser.add_subparsers(required=True, metavar="ACTION")

    def action(name: str, run: Callable[[argparse.Namespace], int], help: str, *, here: bool = True) -> Any:
        added = actions.add_parser(name, help=help, description=help)
        if here:
            add_data(added)
        added.add_argument("--stil", action="store_true", help="say nothing of progress")
        added.set_defaults(run=(lambda options: _opened(run, options, django)) if here else run)
        return added

    out = action(
        "export", _export, "read another provider into a folder; repeatable, goes on after a stop", here=False
    )
    _add_source(out)
    out.add_argument("--naar", type=Path, required=True, metavar="DIR", help="the folder of this move")
    _add_without(out)
    taken = action("import", _import, "load that folder into this installation; repeatable")
    taken.add_argument("folder", type=Path, metavar="DIR")
    checked = action("verify", _verify, "compare what our API answers with what was exported")
    checked.add_argument("folder", type=Path, metavar="DIR")
    _add_source(checked, needed=False)
    _add_without(checked)
    switched = action(
        "wissel", _wissel, "begin here: start the subscriptions, and note from where to go back"
    )
    switched.add_argument("folder", type=Path, metavar="DIR")
    back = action(
        "terug", _terug, "say what changed here since the switch, and write it back to the other provider"
    )
    back.add_argument("folder", type=Path, metavar="DIR")
    back.add_argument(
        "--naar", default="", metavar="URL", help="the other provider; only a report without it"
    )
    back.add_argument("--client-id", default="")
    back.add_argument("--secret", default="", help=f"or in {SECRET}")


def _add_source(parser: Any, *, needed: bool = True) -> None:
    parser.add_argument("--van", type=Path, metavar="FILE", help="JSON with url or apis, clientId and secret")
    parser.add_argument("--url", default="", help="the other provider, https://openzaak.example.nl")
    parser.add_argument("--client-id", default="")
    parser.add_argument("--secret", default="", help=f"better in the file, or in {SECRET}")
    parser.add_argument("--per-seconde", type=float, default=0, help="at most so many requests a second")
    parser.add_argument("--tegelijk", type=int, default=0, help="so many requests at once (4)")


def _add_without(parser: Any) -> None:
    parser.add_argument(
        "--zonder",
        action="append",
        default=[],
        metavar="WHAT",
        help="leave out zaken/zaaknotities, notificaties, ..",
    )


def _opened(run: Callable[[argparse.Namespace], int], options: argparse.Namespace, django: Django) -> int:
    with django(options):
        return run(options)


def _source(options: argparse.Namespace) -> Source:
    return read_source(
        file=options.van,
        url=options.url,
        client_id=options.client_id,
        secret=options.secret or os.environ.get(SECRET, ""),
        rate=options.per_seconde,
        together=options.tegelijk,
    )


def _export(options: argparse.Namespace) -> int:
    folder = Folder(options.naar)
    _read(options, folder)
    counts = {name: said["aantal"] for name, said in folder.manifest["bronnen"].items()}
    _say("\n".join(f"{name}: {number}" for name, number in counts.items()))
    for name, reason in folder.manifest["afwezig"].items():
        _say(f"{name}: {reason}")
    _say(f"Klaar. Volgende stap: raadhuis overzetten import {options.naar}")
    return 0


def _read(options: argparse.Namespace, folder: Folder) -> None:
    from raadhuis.house.overzetten.exporting import export

    with Provider(_source(options)) as provider:
        export(
            provider,
            folder,
            Progress(quiet=options.stil),
            without=options.zonder,
            now=clock.now().isoformat(),
        )


def _import(options: argparse.Namespace) -> int:
    from raadhuis.house.overzetten.importing import Importer
    from raadhuis.house.overzetten.report import Report

    folder, report = Folder(options.folder), Report()
    folder.require_complete()
    if not (ours := Path(settings.current().data)).exists():
        with DataDir(ours):
            pass  # content goes in there before the installation ever served
    importer = Importer(folder, Progress(quiet=options.stil), report)
    try:
        importer.run()
    finally:
        if options.folder.is_dir():
            report.save(folder)
    _say(report.summary())
    _say(f"Klaar. Volgende stap: raadhuis overzetten verify {options.folder}")
    return 0


def _verify(options: argparse.Namespace) -> int:
    from raadhuis.house.overzetten.verifying import Verifier

    folder = Folder(options.folder)
    if options.van or options.url:
        _read(options, folder)
    verifier = Verifier(folder, Progress(quiet=options.stil))
    found = verifier.run()
    for one in found[:SHOWN]:
        # Which field only: what is in it may be personal, and stays in the folder.
        _say(f"{one['bron']} {one['url']}: {one['verschil'].partition(': daar ')[0]}")
    if found:
        more = f" De eerste {SHOWN} staan hierboven." if len(found) > SHOWN else ""
        _say(
            f"{len(found)} verschillen op {verifier.compared} vergeleken.{more} Alle: {options.folder}/verschillen.json"
        )
        return 1
    _say(f"Geen verschillen; {verifier.compared} vergeleken.")
    return 0


def _wissel(options: argparse.Namespace) -> int:
    from raadhuis.house.overzetten.switching import switch

    for line in switch(Folder(options.folder)):
        _say(line)
    return 0


def _terug(options: argparse.Namespace) -> int:
    from raadhuis.house.overzetten.returning import write_back
    from raadhuis.house.overzetten.switching import changed_since

    folder = Folder(options.folder)
    changes = changed_since(folder)
    for line in changes.summary():
        _say(line)
    if not options.naar:
        _say("Er is niets teruggeschreven. Doe dat met --naar URL --client-id .. (zie docs/migration.md).")
        return 0
    source = read_source(
        file=None, url=options.naar, client_id=options.client_id,
        secret=options.secret or os.environ.get(SECRET, ""), rate=0, together=1,
    )  # fmt: skip
    with Provider(source) as provider:
        failed = write_back(provider, folder, changes, _say)
    return 1 if failed else 0


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
