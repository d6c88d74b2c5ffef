"""The command `raadhuis catalogus`: types as a JSON file says, and in and out as the zip that registers exchange."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from raadhuis.house.acting import CannotRead, Django, adder, read, say, who


def add_actions(parser: argparse.ArgumentParser, *, django: Django, add_data: Callable[..., None]) -> None:
    """The actions of `raadhuis catalogus`; `django` opens the installation, `add_data` adds the option that names it."""
    action = adder(parser, django=django, add_data=add_data, refused="")

    apply = action("apply", _apply, "make a catalogus as a JSON file says (catalogi.json); repeatable")
    apply.add_argument("file", help="- is stdin")
    taken = action("import", _import, "import the types in a zip, item by item; repeatable")
    taken.add_argument("file", type=Path, metavar="FILE")
    taken.add_argument("--dry-run", action="store_true", help="say what would happen, keep nothing")
    given = action("export", _export, "write every version of every type of a catalogus to a zip")
    given.add_argument("domein", metavar="DOMEIN")
    given.add_argument("rsin", metavar="RSIN")
    given.add_argument("file", type=Path, metavar="FILE")


def _apply(options: argparse.Namespace) -> int:
    from raadhuis.components.catalogi import api
    from raadhuis.kernel import wire

    spec = wire.decode(read(options.file).encode(), api.CatalogusSpec)
    api.load_catalogus(spec, **who())
    return say(f"De catalogus {spec.domein} is zoals het bestand zegt.")


def _import(options: argparse.Namespace) -> int:
    from raadhuis.components.catalogi import api

    if not options.file.is_file():
        raise CannotRead(f"there is no file {str(options.file)!r} to import.")
    report = api.import_catalogus(options.file.read_bytes(), dry_run=options.dry_run, **who())
    for item in report:
        say(f"{item.uitslag:<12} {item.soort} {item.naam}" + (f": {item.reden}" if item.reden else ""))
    counts = {kind: sum(i.uitslag == kind for i in report) for kind in api.UITSLAGEN}
    say(", ".join(f"{number} {kind}" for kind, number in counts.items()) + ".")
    return 1 if counts["fout"] else 0


def _export(options: argparse.Namespace) -> int:
    from raadhuis.components.catalogi import api

    actor = who()["actor"]
    options.file.write_bytes(api.export_catalogus(actor=actor, domein=options.domein, rsin=options.rsin))
    return say(f"Geschreven: {options.file}")
