"""A register's door leads to our own room, or over the VNG API to somebody else's register: by setting, or by what is asked."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, ParamSpec, TypeVar

from raadhuis.kernel import ahead, settings
from raadhuis.kernel.references import is_elsewhere

P = ParamSpec("P")
R = TypeVar("R")


def door(function: Callable[P, R]) -> Callable[P, R]:
    """Mark a function of a register's door (`api`): it runs here, or its namesake in `remote.py` does, by setting.

    The two must take the same parameters; a difference is an error at the first call (and in the door's tests).
    """
    return _through(function, lambda _: None)


def door_to(about: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """The same for a function about one resource, which may live at another provider (`elsewhere`): then `remote.py` asks
    there. `about` names the argument with its uuid or URL, as `uuid` or `body.informatieobject`."""
    name, _, attribute = about.partition(".")

    def subject(arguments: Mapping[str, Any]) -> object:
        value = arguments.get(name)
        return getattr(value, attribute) if attribute else value

    return lambda function: _through(function, subject)


def _through(function: Callable[P, R], subject: Callable[[Mapping[str, Any]], object]) -> Callable[P, R]:
    # The door is `<room>.api`, a module or a package of modules.
    where = function.__module__.split(".")
    *package, component = where[: where.index("api")]

    @functools.cache
    def remote() -> Callable[P, R]:
        module = import_module(".".join((*package, component, "remote")))
        found: Callable[P, R] = getattr(module, function.__name__)
        ours, theirs = inspect.signature(function).parameters, inspect.signature(found).parameters
        if list(ours) != list(theirs):
            raise TypeError(
                f"{component}.remote.{function.__name__} takes {list(theirs)}, the door {list(ours)}"
            )
        return found

    @functools.cache
    def by_setting() -> bool:
        return bool(settings.current().register_url(component))

    @functools.wraps(function)
    def through(*args: P.args, **kwargs: P.kwargs) -> R:
        away = by_setting() or is_elsewhere(subject(kwargs))
        target = remote() if away else function
        return ahead.change(lambda: target(*args, **kwargs))

    through.is_door = True  # type: ignore[attr-defined]  # read by the door's tests
    return through
