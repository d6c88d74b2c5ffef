"""Finds the components, checks that the chosen ones fit together, and resolves what their manifests name."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path
from typing import Any

from raadhuis.kernel import settings
from raadhuis.kernel.manifest import Manifest

PACKAGE = "raadhuis.components"


class CannotCompose(Exception):
    """The chosen components do not fit; the message names the missing one and the two ways out."""


@functools.cache
def known() -> dict[str, Manifest]:
    """Every component that is installed, by name."""
    folder = Path(__file__).parent.parent / "components"
    names = sorted(path.parent.name for path in folder.glob("*/manifest.py"))
    return {name: import_module(f"{PACKAGE}.{name}.manifest").MANIFEST for name in names}


def compose(names: Iterable[str], *, elsewhere: Iterable[str] = ()) -> tuple[Manifest, ...]:
    """The chosen components, neighbours first.

    `elsewhere` are the registers whose door leads to another installation. Raises CannotCompose when a name is
    unknown or a need is met neither here nor elsewhere.
    """
    chosen, remote = list(dict.fromkeys(names)), set(elsewhere)
    everything = known()
    if unknown := [name for name in chosen if name not in everything]:
        raise CannotCompose(f"Unknown component {unknown[0]!r}; choose from: {', '.join(everything)}.")
    for name in chosen:
        for need in everything[name].needs:
            if need in chosen or need in remote:
                continue
            way_out = f" or set RAADHUIS_{need.upper()}_URL" if everything[need].remote else ""
            raise CannotCompose(f"Component {name!r} needs {need!r}: add it to --components{way_out}.")
    ordered: list[str] = []

    def place(name: str) -> None:
        if name in ordered or name not in chosen:
            return
        for need in everything[name].needs:
            place(need)
        ordered.append(name)

    for name in chosen:
        place(name)
    return tuple(everything[name] for name in ordered)


@functools.cache
def enabled() -> tuple[Manifest, ...]:
    """The components of this process, by the settings; all of them when none is named."""
    chosen = settings.current().components or tuple(known())
    return compose(chosen, elsewhere=settings.current().elsewhere)


def resolve(component: str, reference: str) -> Callable[..., Any]:
    """The function that a manifest names as `module:function`, relative to its component."""
    module, _, function = reference.partition(":")
    found: Callable[..., Any] = getattr(import_module(f"{PACKAGE}.{component}.{module}"), function)
    return found


def apis() -> list[tuple[str, Any]]:
    """The APIs of the enabled components: path prefix, and the module with VERSION, ROUTES and perhaps EXPANDS."""
    return [
        (prefix, import_module(f"{PACKAGE}.{m.name}.{name}")) for m in enabled() for prefix, name in m.apis
    ]
