"""The import contracts: kept by the house, and each broken once to see it refused with a way out."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.gates.conftest import PROJECT, Tree


def test_the_house_keeps_every_import_contract():
    done = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-logo"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout


def test_a_house_within_the_rules_is_accepted(tree: Tree):
    tree.write("components/zaken/web/pages.py", "from raadhuis.kernel import page, clock")
    tree.write("house/instance.py", "import raadhuis.host\nimport raadhuis.simulators")
    tree.write("components/zaken/tests/test_zaken.py", "from raadhuis.components.portaal import api")

    kept, said = tree.lint_imports()

    assert kept, said


LAYERS = "The house stands in layers; the kernel knows no component BROKEN"
SEALED = "Host and simulators know nothing of the house BROKEN"
ROOM = "Inside a room imports go down BROKEN"
PURE = "Rules are pure BROKEN"
EDGE = "Web and tasks use the door BROKEN"
CIRCLE = "No circle of rooms BROKEN"
DOOR = "One door: only the door, only what is needed, only downward BROKEN"
MANIFEST = "Only the loader reads a manifest BROKEN"
C = "raadhuis.components"

VIOLATIONS = [
    (
        "the kernel knows a room",
        "kernel/events.py",
        f"from {C}.zaken import api",
        LAYERS,
        "reads from its manifest",
    ),
    ("the kernel knows the house", "kernel/events.py", "import raadhuis.house", LAYERS, "Imports go down"),
    (
        "the look knows a room",
        "look/tags.py",
        f"from {C}.zaken import api",
        LAYERS,
        "comes in as an argument",
    ),
    ("a room knows the house", "components/zaken/api.py", "import raadhuis.house", LAYERS, "Imports go down"),
    (
        "a room starts a process",
        "components/zaken/api.py",
        "import raadhuis.host",
        LAYERS,
        "which alone starts host",
    ),
    ("a stray package", "helpers/__init__.py", "", LAYERS, "write an ADR"),
    (
        "the host knows the kernel",
        "host/postgres.py",
        "from raadhuis.kernel import db",
        SEALED,
        "as arguments",
    ),
    ("the host knows Django", "host/postgres.py", "import django", SEALED, "as arguments"),
    ("a simulator knows a room", "simulators/brp.py", f"from {C}.zaken import api", SEALED, "over HTTP"),
    (
        "a rule reads the store",
        "components/zaken/domain/rules.py",
        f"from {C}.zaken.store import models",
        ROOM,
        "Move the function down",
    ),
    ("a stray module", "components/zaken/utils.py", "", ROOM, "Only these modules belong in a room"),
    (
        "the store calls its api",
        "components/zaken/store/models.py",
        f"from {C}.zaken import api",
        ROOM,
        "then api, then",
    ),
    (
        "a rule uses Django",
        "components/zaken/domain/rules.py",
        "from django.utils import text",
        PURE,
        "let the rule only decide",
    ),
    (
        "a rule reads the clock",
        "components/zaken/domain/rules.py",
        "from raadhuis.kernel import clock",
        PURE,
        "the moment as `at`",
    ),
    (
        "a rule calls the network",
        "components/zaken/domain/rules.py",
        "import httpx",
        PURE,
        "Read and write in store/",
    ),
    (
        "a rule opens a socket",
        "components/zaken/domain/rules.py",
        "import socket",
        PURE,
        "Read and write in store/",
    ),
    (
        "web reads its store",
        "components/zaken/web/pages.py",
        f"from {C}.zaken.store import models",
        EDGE,
        "call that",
    ),
    (
        "web skips the door for a rule",
        "components/zaken/web/pages.py",
        f"from {C}.zaken.domain import rules",
        EDGE,
        "call that",
    ),
    ("web writes SQL", "components/zaken/web/pages.py", "from raadhuis.kernel import db", EDGE, "no SQL"),
    (
        "tasks read the store",
        "components/zaken/tasks.py",
        f"from {C}.zaken.store import models",
        EDGE,
        "call that",
    ),
    (
        "rooms in a circle",
        "components/catalogi/api.py",
        f"from {C}.zaken import api",
        CIRCLE,
        "hear an event",
    ),
    (
        "past the door",
        "components/portaal/api.py",
        f"from {C}.catalogi import api\nfrom {C}.zaken.store import models",
        DOOR,
        "reaches into raadhuis.components.zaken.store.models; the door is raadhuis.components.zaken.api",
    ),
    (
        "a room as a whole",
        "components/portaal/web/pages.py",
        f"from {C} import zaken",
        DOOR,
        "imports raadhuis.components.zaken as a whole",
    ),
    (
        "the house past the door",
        "house/urls.py",
        f"from {C}.zaken.web import pages",
        DOOR,
        "raadhuis.house.urls (line 3) reaches into raadhuis.components.zaken.web.pages",
    ),
    (
        "an undeclared need",
        "components/catalogi/web/pages.py",
        f"from {C}.portaal import api",
        DOOR,
        "add 'portaal' to its `needs`, or do without",
    ),
    (
        "an unused need",
        "components/portaal/api.py",
        f"from {C}.zaken import api",
        DOOR,
        "needs 'catalogi' but never uses its door",
    ),
    (
        "a test reaches into another room's store",
        "components/portaal/tests/test_portaal.py",
        f"from {C}.zaken.store import models",
        DOOR,
        "the door is raadhuis.components.zaken.api",
    ),
    (
        "a room reads a manifest",
        "components/zaken/api.py",
        f"from {C}.catalogi import api, manifest",
        MANIFEST,
        "Ask the loader",
    ),
]


@pytest.mark.parametrize(
    ("path", "line", "contract", "way_out"), [v[1:] for v in VIOLATIONS], ids=[v[0] for v in VIOLATIONS]
)
def test_a_broken_boundary_is_refused(tree: Tree, path: str, line: str, contract: str, way_out: str):
    tree.write(path, line)

    kept, said = tree.lint_imports()

    assert not kept
    assert contract in said
    assert way_out in said


def test_a_neighbour_uses_the_front_of_a_door_that_is_a_package(tree: Tree):
    tree.package_door("zaken")
    tree.write("components/zaken/web/pages.py", f"from {C}.zaken import api")
    tree.write(
        "components/portaal/api.py",
        f"from {C}.catalogi import api as catalogi\nfrom {C}.zaken import api as zaken\nfrom {C}.zaken.api import models",
    )

    kept, said = tree.lint_imports()

    assert kept, said


@pytest.mark.parametrize(
    "path", ["components/portaal/api.py", "components/portaal/tests/test_portaal.py", "house/urls.py"]
)
def test_a_module_behind_the_front_of_a_door_is_refused(tree: Tree, path: str):
    tree.package_door("zaken")
    tree.write(
        path, f"from {C}.catalogi import api\nfrom {C}.zaken import api\nfrom {C}.zaken.api import statussen"
    )

    kept, said = tree.lint_imports()

    assert not kept
    assert DOOR in said
    assert f"reaches into {C}.zaken.api.statussen; the door is {C}.zaken.api" in said


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("components/zaken/store/models.py", f"from {C}.zaken.api import statussen"),
        ("components/zaken/api/statussen.py", f"from {C}.zaken.web import pages"),
    ],
)
def test_a_door_that_is_a_package_stands_in_the_same_layer(tree: Tree, path: str, line: str):
    tree.package_door("zaken")
    tree.write(path, line)

    kept, said = tree.lint_imports()

    assert not kept
    assert ROOM in said


def test_a_need_of_a_higher_layer_is_refused(tree: Tree):
    tree.room("archief", layer=2, needs=("processen",))
    tree.room("processen", layer=4)

    kept, said = tree.lint_imports()

    assert not kept
    assert "'archief' (layer 2) needs 'processen' of a higher Common Ground layer (4)" in said
    assert "let 'processen' hear an event of 'archief' instead" in said


def test_a_need_that_does_not_exist_is_refused(tree: Tree):
    tree.room("zaken", layer=1, needs=("catalogi", "klanten"))
    tree.write("components/zaken/api.py", f"from {C}.catalogi import api")

    kept, said = tree.lint_imports()

    assert not kept
    assert "'zaken' needs 'klanten', which does not exist" in said


def test_registers_may_need_each_other_without_a_circle(tree: Tree):
    tree.room("besluiten", layer=1, needs=("catalogi", "zaken"))

    kept, said = tree.lint_imports()

    assert kept, said


def test_a_house_without_rooms_is_accepted(tree: Tree):
    for room in ("catalogi", "zaken", "portaal"):
        shutil.rmtree(tree.components / room)

    kept, said = tree.lint_imports()

    assert kept, said
