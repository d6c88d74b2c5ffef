"""Reads a component's manifest without importing it, so that a broken room can still be judged."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SHAPES_COME_FROM = "raadhuis.kernel.manifest"


class NotReadable(Exception):
    """The manifest is missing or not literal; the message says where and what to write instead."""


@dataclass(frozen=True, slots=True)
class Stated:
    """What a manifest says about boundaries."""

    name: str
    layer: int
    needs: tuple[str, ...]


def read(path: Path) -> Stated:
    """The manifest in `path`. Raises NotReadable."""
    values = _values(path)
    name, layer, needs = values.get("name"), values.get("layer"), values.get("needs", ())
    if not isinstance(name, str) or not isinstance(layer, int) or layer not in range(1, 6):
        raise NotReadable(
            f'{path}: Manifest(...) needs name="{path.parent.name}" and layer=1..5 (Common Ground, 1 is data).'
        )
    if not isinstance(needs, tuple) or not all(isinstance(need, str) for need in needs):
        raise NotReadable(f'{path}: `needs` is a tuple of component names, such as needs=("catalogi",).')
    return Stated(name, layer, needs)


def read_all(components: Path) -> dict[str, Stated]:
    """Every readable manifest below `components`, by folder; the room gate reports the unreadable ones."""
    found: dict[str, Stated] = {}
    for path in sorted(components.glob("*/manifest.py")):
        try:
            found[path.parent.name] = read(path)
        except NotReadable:
            continue
    return found


def _values(path: Path) -> dict[str, Any]:
    try:
        tree = ast.parse(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise NotReadable(f"{path} is missing: write MANIFEST = Manifest(name=..., layer=...).") from None
    except SyntaxError as error:
        raise NotReadable(f"{path}:{error.lineno}: {error.msg}.") from error
    found: ast.expr | None = None
    for node in tree.body:
        match node:
            case ast.Expr(value=ast.Constant(value=str())):
                continue
            case ast.ImportFrom(module="__future__") | ast.ImportFrom(module="raadhuis.kernel.manifest"):
                continue
            case ast.Assign(targets=[ast.Name(id="MANIFEST")], value=value):
                found = value
            case ast.AnnAssign(target=ast.Name(id="MANIFEST"), value=ast.expr() as value):
                found = value
            case _:
                raise NotReadable(
                    f"{path}:{node.lineno}: a manifest holds one thing, MANIFEST = Manifest(...), and imports only "
                    f"{SHAPES_COME_FROM}; move the rest into the room."
                )
    match found:
        case ast.Call(func=ast.Name(id="Manifest"), args=[], keywords=keywords):
            return {str(keyword.arg): _literal(keyword.value, path) for keyword in keywords}
        case _:
            raise NotReadable(f"{path}: write MANIFEST = Manifest(name=..., layer=...), by keyword.")


def _literal(node: ast.expr, path: Path) -> Any:
    match node:
        case ast.Constant(value=value):
            return value
        case ast.Tuple(elts=parts):
            return tuple(_literal(part, path) for part in parts)
        case ast.Call(func=ast.Name(id=shape), args=[], keywords=keywords) if shape[:1].isupper():
            return {"": shape, **{str(keyword.arg): _literal(keyword.value, path) for keyword in keywords}}
        case _:
            raise NotReadable(
                f"{path}:{node.lineno}: `{ast.unparse(node)[:60]}` is not a literal; write the value itself "
                "(text, number, tuple, or a shape such as Hears(...) by keyword), so that nobody has to import a "
                "room to know it."
            )
