"""The judge of rule 1: a room imports a neighbour's door only, only what its manifest needs, and never upward."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output

from tools import manifests
from tools.manifests import Stated


class DoorContract(Contract):
    """`components` is the package whose children are rooms; each says in `manifest.py` which doors it needs."""

    type_name = "door"
    components = fields.StringField()

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        package = str(self.components)
        spec = find_spec(package)
        if spec is None or not spec.submodule_search_locations:
            raise ValueError(f"{package} is not a package: put an __init__.py in its folder.")
        stated = manifests.read_all(Path(spec.submodule_search_locations[0]))
        found = problems(graph, package=package, stated=stated)
        return ContractCheck(kept=not found, metadata={"problems": found})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for problem in check.metadata["problems"]:
            output.print_error(f"- {problem}", bold=False)


def problems(graph: ImportGraph, *, package: str, stated: dict[str, Stated]) -> list[str]:
    """What is wrong between the rooms of `package`, each in a sentence that says what to do."""
    found: list[str] = []
    used: dict[str, set[str]] = {name: set() for name in stated}
    for importer in sorted(graph.find_descendants(package.split(".")[0])):
        # Whoever is outside the rooms (the house, the cli) uses the doors too, and needs no manifest for it.
        inside_a_room = importer.startswith(f"{package}.")
        room, *inside = importer.removeprefix(f"{package}.").split(".") if inside_a_room else [""]
        in_tests = inside[:1] == ["tests"]
        for imported in sorted(graph.find_modules_directly_imported_by(importer)):
            if imported == package or (
                imported.startswith(f"{package}.") and imported.count(".") == package.count(".") + 1
            ):
                found.append(
                    f"{_place(graph, importer, imported)} imports {imported} as a whole, which opens every part of it: "
                    f"import what you use by its full name (`from {package}.<room> import api as <room>`)."
                )
                continue
            if not imported.startswith(f"{package}."):
                continue
            neighbour, *part = imported.removeprefix(f"{package}.").split(".")
            if neighbour == room:
                continue
            place = _place(graph, importer, imported)
            if part != ["api"] and not (in_tests and part[:1] == ["tests"]):
                found.append(
                    f"{place} reaches into {imported}; the door is {package}.{neighbour}.api: use it, or ask its room "
                    "for the function that you miss."
                )
                continue
            if in_tests or room not in stated:
                continue  # a test may set its scene through any door; a room without manifest is the room gate's
            used[room].add(neighbour)
            if neighbour not in stated[room].needs:
                found.append(
                    f"{place} uses the door of {neighbour!r}, which the manifest of {room!r} does not need: add "
                    f"{neighbour!r} to its `needs`, or do without."
                )
    return found + _needs(stated, used)


def _needs(stated: dict[str, Stated], used: dict[str, set[str]]) -> list[str]:
    found: list[str] = []
    for room, manifest in sorted(stated.items()):
        for need in manifest.needs:
            if need not in stated:
                found.append(
                    f"{room!r} needs {need!r}, which does not exist: take it out of `needs`, or build it."
                )
            elif stated[need].layer > manifest.layer:
                found.append(
                    f"{room!r} (layer {manifest.layer}) needs {need!r} of a higher Common Ground layer "
                    f"({stated[need].layer}): calls go down; let {need!r} hear an event of {room!r} instead."
                )
            elif need not in used[room]:
                found.append(f"{room!r} needs {need!r} but never uses its door: take it out of `needs`.")
    return found


def _place(graph: ImportGraph, importer: str, imported: str) -> str:
    details = graph.get_import_details(importer=importer, imported=imported)
    return f"{importer} (line {details[0]['line_number']})" if details else importer
