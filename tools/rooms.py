"""The judge of rooms: what imports cannot show about a component's folder, its manifest, its SQL and its reach."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tools import manifests

FILES = frozenset({"__init__.py", "README.md", "manifest.py", "api.py", "types.py", "remote.py", "tasks.py"})
FOLDERS = frozenset({"api", "domain", "store", "web", "tests", "locale"})
REQUIRED = ("__init__.py", "README.md", "manifest.py", "tests")
README_LINES = 80
DOOR_LINES = 400
ROUND_THE_BACK = ("import_module", "__import__")
_SQL = re.compile(
    r"\b(?:from|join|into|update|references|truncate|table(?:\s+if\s+(?:not\s+)?exists)?)\s+\"?([a-z][a-z0-9_]*)",
    re.IGNORECASE,
)


def folders_without_init(package: Path) -> list[str]:
    """Folders with Python files that import-linter cannot see, because they are no package."""
    holding_code = {path.parent for path in package.rglob("*.py")}
    # A folder above a package must be a package too, or the one below is out of sight.
    between = {up for folder in holding_code for up in folder.parents if up.is_relative_to(package)}
    return [
        f"{folder} holds Python but no __init__.py, so no judge sees it: add an empty one."
        for folder in sorted(holding_code | between)
        if not (folder / "__init__.py").is_file()
    ]


def problems(components: Path) -> list[str]:
    """What is wrong in the rooms below `components`, each in a sentence that says what to do."""
    rooms = [path for path in sorted(components.iterdir()) if path.is_dir() and path.name != "__pycache__"]
    rooms = [
        room for room in rooms if any(p.is_file() and "__pycache__" not in p.parts for p in room.rglob("*"))
    ]
    names = {room.name for room in rooms}
    found = [
        f"{path} stands between the rooms: a component is a folder; put it in the room that owns it."
        for path in sorted(components.iterdir())
        if path.is_file() and path.name != "__init__.py"
    ]
    for room in rooms:
        found += _contents(room) + _manifest(room) + _readme(room)
        if broken := _broken(room):
            found += broken
            continue
        found += _front(room) + _door(room) + _reach(room) + _sql(room, neighbours=names - {room.name})
    return found


def _contents(room: Path) -> list[str]:
    found = [
        f"{room / name} is missing: every room has one (`make new-component` shows how)."
        for name in REQUIRED
        if not (room / name).exists()
    ]
    for path in sorted(room.iterdir()):
        if path.name == "__pycache__" or path.name in (FOLDERS if path.is_dir() else FILES):
            continue
        found.append(
            f"{path} does not belong in a room: allowed are {', '.join(sorted(FILES | FOLDERS))}. Rules go in domain/, "
            "tables and SQL in store/, pages and templates in web/."
        )
    return found


def _manifest(room: Path) -> list[str]:
    if not (room / "manifest.py").exists():
        return []  # already said
    try:
        stated = manifests.read(room / "manifest.py")
    except manifests.NotReadable as error:
        return [str(error)]
    if stated.name != room.name:
        return [
            f'{room / "manifest.py"} says name="{stated.name}" in the folder {room.name!r}: make them the same.'
        ]
    return []


def _readme(room: Path) -> list[str]:
    path = room / "README.md"
    if not path.is_file():
        return []  # already said
    lines = path.read_text(encoding="utf-8").splitlines()
    if not any(lines):
        return [
            f"{path} is empty: say what it is, for whom, which standard and version, what is not there yet."
        ]
    if len(lines) > README_LINES:
        return [f"{path} has {len(lines)} lines: one page is {README_LINES}; move the rest to docs/."]
    return []


def _broken(room: Path) -> list[str]:
    found: list[str] = []
    for path in sorted(room.rglob("*.py")):
        try:
            ast.parse(path.read_text(encoding="utf-8"))
        except SyntaxError as error:
            found.append(
                f"{path}:{error.lineno}: is not Python ({error.msg}); mend it, then the rest can be judged."
            )
    return found


def _front(room: Path) -> list[str]:
    """A room's `__init__.py` re-exports nothing, or everybody could walk in past the door."""
    path = room / "__init__.py"
    if not path.is_file():
        return []  # already said
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        future = isinstance(node, ast.ImportFrom) and node.module == "__future__"
        if not docstring and not future:
            return [f"{path}:{node.lineno}: holds code; leave only its docstring, the door is api."]
    return []


def _door(room: Path) -> list[str]:
    """The door is `api.py`, or once that is too long a package `api/` whose front says what is on offer."""
    single, package = room / "api.py", room / "api"
    found = [
        f"{path} has {lines} lines: a door of more than {DOOR_LINES} is a package api/ with a module per subject."
        for path in (single, *sorted(package.glob("*.py")))
        if path.is_file() and (lines := len(path.read_text(encoding="utf-8").splitlines())) > DOOR_LINES
    ]
    if not package.is_dir():
        return found
    if single.exists():
        found.append(f"{single} stands beside api/, and Python would take the folder: keep one of the two.")
    front = package / "__init__.py"
    body = ast.parse(front.read_text(encoding="utf-8")).body if front.is_file() else []
    found += [
        f"{front}:{node.lineno}: holds code; the front of a door only imports what it offers and lists it in __all__."
        for node in body
        if not _only_offers(node)
    ]
    if not any(isinstance(node, ast.Assign) for node in body):
        found.append(f"{front} has no __all__: list there what this door offers.")
    return found


def _only_offers(node: ast.stmt) -> bool:
    match node:
        case ast.Expr(value=ast.Constant()) | ast.ImportFrom():
            return True
        case ast.Assign(targets=[ast.Name(id="__all__")], value=ast.List(elts=names)):
            return all(isinstance(name, ast.Constant) for name in names)
    return False


def _reach(room: Path) -> list[str]:
    """Ways around the import graph, and the ORM in web/ (to import-linter all of django is one module)."""
    found: list[str] = []
    for path, tree in _code(room):
        at_the_edge = (room / "web") in path.parents or path == room / "tasks.py"
        for node in ast.walk(tree):
            match node:
                case ast.Name(id=name, lineno=line) | ast.Attribute(attr=name, lineno=line):
                    if name in ROUND_THE_BACK:
                        found.append(
                            f"{path}:{line}: {name} goes round the judges: import by name, or let the house load it "
                            "from the manifest."
                        )
                case ast.Import(lineno=line) | ast.ImportFrom(lineno=line):
                    if at_the_edge and any(
                        f"{module}.".startswith("django.db.") for module in _imports(node)
                    ):
                        found.append(
                            f"{path}:{line}: web/ and tasks.py do not touch the database (django.db): write the query "
                            "in store/ and a function in the api."
                        )
    return found


def _imports(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module and not node.level:
        return [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return []


def _sql(room: Path, *, neighbours: set[str]) -> list[str]:
    """Rule 2 for what is written as SQL: no statement over a table of another room."""
    found: list[str] = []
    texts = [
        (path, node.lineno, node.value)
        for path, tree in _code(room)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    texts += [(path, 1, path.read_text(encoding="utf-8")) for path in sorted(room.rglob("*.sql"))]
    for path, line, text in texts:
        for match in _SQL.finditer(text):
            owner = match[1].lower().split("_", 1)[0]
            if owner in neighbours and "_" in match[1]:
                at = line + text.count("\n", 0, match.start())
                found.append(
                    f"{path}:{at}: SQL over {match[1]}, a table of the room {owner!r}: keep the reference and fetch in "
                    f"batches through {owner}.api."
                )
    return found


def _code(room: Path) -> Iterator[tuple[Path, ast.Module]]:
    """The Python of a room, without its tests."""
    for path in sorted(room.rglob("*.py")):
        if (room / "tests") not in path.parents:
            yield path, ast.parse(path.read_text(encoding="utf-8"), filename=str(path))
