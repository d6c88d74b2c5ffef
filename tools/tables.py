"""The judge of tables: no relation between rooms, and every table carries the name of the room it stands in.

`python -m tools.tables` asks Django itself, with every component on; no database is needed.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from fnmatch import fnmatch
from typing import TypeGuard

import django
from django.apps import apps
from django.db import models

PACKAGE = "raadhuis"
# Tables of libraries, made by their own migrations. A new library with tables is a decision: write it in an ADR first.
THIRD_PARTY_TABLES = ("django_session", "procrastinate_*")


def problems(found: Iterable[type[models.Model]]) -> list[str]:
    """What is wrong with these models, each in a sentence that says what to do."""
    said: list[str] = []
    for model in found:
        said += _name(model) + _relations(model)
    return said


def _name(model: type[models.Model]) -> list[str]:
    meta, room = model._meta, model._meta.app_label
    table = meta.db_table.replace('"', "")
    package = apps.get_app_config(room).name
    if not package.startswith(f"{PACKAGE}."):
        if any(fnmatch(table, allowed) for allowed in THIRD_PARTY_TABLES):
            return []
        return [
            f"{meta.label}: table {table!r} comes from the library {package}: leave that app out, or write down why in "
            "an ADR and add it to THIRD_PARTY_TABLES in tools/tables.py."
        ]
    said = []
    if package.startswith(f"{PACKAGE}.components.") and package != f"{PACKAGE}.components.{room}.store":
        said.append(f'{package}: its AppConfig says label="{room}"; a store carries the name of its room.')
    if not table.startswith(f"{room}_"):
        said.append(
            f'{meta.label}: table {table!r} must start with {room}_: set db_table = "{room}_..." in Meta.'
        )
    return said


def _relations(model: type[models.Model]) -> list[str]:
    room = model._meta.app_label
    if not apps.get_app_config(room).name.startswith(f"{PACKAGE}."):
        return []
    return [
        f"{model._meta.label}.{field.name} is a relation to {_label(field.related_model)}, in another app: store its "
        "uuid or url and fetch it through the door."
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and _app(field.related_model) != room
    ]


def _is_model(related: object) -> TypeGuard[type[models.Model]]:
    return isinstance(related, type) and issubclass(related, models.Model)


def _app(related: object) -> str:
    return related._meta.app_label if _is_model(related) else ""


def _label(related: object) -> str:
    return related._meta.label if _is_model(related) else "anything"


def main() -> int:
    """Judge every model of the house; the exit code is 1 when something is wrong."""
    os.environ["RAADHUIS_COMPONENTS"] = ""  # every component, whatever this machine runs
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", f"{PACKAGE}.house.settings")
    django.setup()
    found = problems(apps.get_models(include_auto_created=True))
    sys.stdout.writelines(f"{problem}\n" for problem in found)
    return bool(found)


if __name__ == "__main__":
    raise SystemExit(main())
