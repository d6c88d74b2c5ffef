"""A register's door leads to our own room, or over the VNG API to somebody else's register: by setting."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from importlib import import_module
from typing import ParamSpec, TypeVar

from raadhuis.kernel import settings

P = ParamSpec("P")
R = TypeVar("R")


def door(function: Callable[P, R]) -> Callable[P, R]:
    """Mark a function of a register's door (`api`): it runs here, or its namesake in `remote.py` does.

    The two must take the same parameters; a difference is an error at the first call (and in the door's tests).
    """
    # The door is `<room>.api`, a module or a package of modules.
    where = function.__module__.split(".")
    *package, component = where[: where.index("api")]

    @functools.cache
    def chosen() -> Callable[P, R]:
        if not settings.current().register_url(component):
            return function
        remote: Callable[P, R] = getattr(
            import_module(".".join((*package, component, "remote"))), function.__name__
        )
        ours, theirs = inspect.signature(function).parameters, inspect.signature(remote).parameters
        if list(ours) != list(theirs):
            raise TypeError(
                f"{component}.remote.{function.__name__} takes {list(theirs)}, the door {list(ours)}"
            )
        return remote

    @functools.wraps(function)
    def through(*args: P.args, **kwargs: P.kwargs) -> R:
        return chosen()(*args, **kwargs)

    through.is_door = True  # type: ignore[attr-defined]  # read by the door's tests
    return through
