"""What a component says of itself: literal values, so that the judge can read them without importing."""

from __future__ import annotations

from dataclasses import dataclass

REGISTER_LAYERS = (1, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hears:
    """One subscription: the ZGW `kanaal`, `resource` and `actie` ("" is any), and the function that is called.

    `calls` is `module:function` inside the component; the function takes `(event, *, at)`.
    """

    kanaal: str
    calls: str
    resource: str = ""
    actie: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuItem:
    """An entry of a main menu: `audience` is `inwoner` or `medewerker`; `role` "" is everybody of it.
    `shortcut` is a key sequence such as `g w`."""

    label: str
    url: str
    audience: str
    role: str = ""
    order: int = 50
    shortcut: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """One component.

    `layer` is the Common Ground layer (1 data .. 5 interaction). `needs` are the doors it uses. `apis` are
    `(path prefix, module with ROUTES)`, `pages` is a module with Django `urlpatterns` mounted at the root.
    `store` says whether it has tables. `remote` says that the door can also lead to somebody else's register.
    `authenticates` (`module:function`) turns a bearer token into an actor; one component may have it.
    `loads` (`module:function`) loads the part of a demo municipality that is for this component.
    `starts` (`module:function`, takes `at`) is called in the worker at its start until it succeeds, then now and again.
    """

    name: str
    layer: int
    needs: tuple[str, ...] = ()
    apis: tuple[tuple[str, str], ...] = ()
    pages: str = ""
    store: bool = True
    remote: bool = False
    hears: tuple[Hears, ...] = ()
    sends: tuple[str, ...] = ()
    menu: tuple[MenuItem, ...] = ()
    authenticates: str = ""
    delivers: str = ""
    loads: str = ""
    starts: str = ""
