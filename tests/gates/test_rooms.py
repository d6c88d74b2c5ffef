"""The room gate: what belongs in a component's folder, and what no import shows."""

from __future__ import annotations

import shutil

import pytest

from tests.gates.conftest import SOURCE, Tree
from tools import rooms


def test_every_room_of_the_house_keeps_the_rules():
    assert rooms.problems(SOURCE / "components") == []


def test_no_code_of_the_house_hides_from_the_judges():
    assert rooms.folders_without_init(SOURCE) == []


def test_rooms_within_the_rules_are_accepted(tree: Tree):
    tree.write(
        "components/zaken/store/sql.py", 'READ = "SELECT * FROM zaken_zaak JOIN zaken_status USING (zaak)"'
    )
    tree.write("components/zaken/store/migrations/__init__.py", "")
    (tree.components / "zaken" / "web" / "templates").mkdir()

    assert rooms.problems(tree.components) == []
    assert rooms.folders_without_init(tree.package) == []


def test_a_door_may_be_a_package(tree: Tree):
    tree.package_door("zaken")

    assert rooms.problems(tree.components) == []
    assert rooms.folders_without_init(tree.package) == []


def test_a_folder_without_init_is_refused(tree: Tree):
    tree.write("components/zaken/web/zgw_v1/zaken.py", "")

    (said,) = rooms.folders_without_init(tree.package)

    assert said.endswith(
        "components/zaken/web/zgw_v1 holds Python but no __init__.py, so no judge sees it: add an empty one."
    )


def test_a_folder_above_a_package_is_refused_too(tree: Tree):
    tree.write("components/zaken/web/zgw/v1/__init__.py", "")

    (said,) = rooms.folders_without_init(tree.package)

    assert "components/zaken/web/zgw holds Python but no __init__.py" in said


VIOLATIONS = [
    (
        "a stray module",
        "components/zaken/utils.py",
        "",
        "utils.py does not belong in a room: allowed are README.md",
    ),
    ("a stray folder", "components/zaken/services/__init__.py", "", "Rules go in domain/"),
    ("a file between the rooms", "components/shared.py", "", "put it in the room that owns it"),
    (
        "another name in the manifest",
        "components/zaken/manifest.py",
        'MANIFEST = Manifest(name="cases", layer=1)',
        "says name=\"cases\" in the folder 'zaken': make them the same",
    ),
    (
        "a manifest that computes",
        "components/zaken/manifest.py",
        'MANIFEST = Manifest(name="zaken", layer=1, needs=tuple(sorted(["catalogi"])))',
        "is not a literal; write the value itself",
    ),
    (
        "a manifest that imports",
        "components/zaken/manifest.py",
        "from raadhuis.components.zaken import api",
        "a manifest holds one thing, MANIFEST = Manifest(...)",
    ),
    (
        "no manifest in it",
        "components/zaken/manifest.py",
        "",
        "write MANIFEST = Manifest(name=..., layer=...)",
    ),
    (
        "a manifest without layer",
        "components/zaken/manifest.py",
        'MANIFEST = Manifest(name="zaken")',
        "layer=1..5",
    ),
    (
        "a broken manifest",
        "components/zaken/manifest.py",
        "MANIFEST = Manifest(",
        "manifest.py:3: is not Python",
    ),
    (
        "needs as a text",
        "components/zaken/manifest.py",
        'MANIFEST = Manifest(name="zaken", layer=1, needs=("catalogi"))',
        "tuple",
    ),
    (
        "a front with a view inside",
        "components/zaken/__init__.py",
        "from raadhuis.components.zaken.store import models",
        "leave only its docstring",
    ),
    (
        "a door that outgrew one file",
        "components/zaken/api.py",
        "\n" * 400,
        "is a package api/ with a module per subject",
    ),
    (
        "a door as a file and as a folder",
        "components/zaken/api/__init__.py",
        "__all__ = []",
        "api.py stands beside api/",
    ),
    (
        "a front of a door with a function in it",
        "components/portaal/api/__init__.py",
        "__all__ = []\n\ndef get_zaak() -> None: ...",
        "only imports what it offers",
    ),
    (
        "a door that does not say what it offers",
        "components/portaal/api/__init__.py",
        "from raadhuis.components.portaal.api.zaken import get_zaak",
        "has no __all__",
    ),
    (
        "an import in disguise",
        "components/zaken/api.py",
        "from importlib import import_module\nimport_module('x')",
        "import_module goes round the judges",
    ),
    (
        "the ORM in web",
        "components/zaken/web/pages.py",
        "from django.db.models import F",
        "do not touch the database (django.db)",
    ),
    ("the ORM in tasks", "components/zaken/tasks.py", "from django import db", "write the query in store/"),
    (
        "a join across rooms",
        "components/zaken/store/sql.py",
        'READ = """SELECT *\nFROM zaken_zaak\nJOIN catalogi_zaaktype USING (zaaktype)"""',
        "sql.py:5: SQL over catalogi_zaaktype, a table of the room 'catalogi'",
    ),
    (
        "a foreign key in SQL",
        "components/zaken/store/migrations/__init__.py",
        'SQL = "ALTER TABLE zaken_zaak ADD FOREIGN KEY (type) REFERENCES catalogi_zaaktype (id)"',
        "fetch in batches through catalogi.api",
    ),
]


@pytest.mark.parametrize(
    ("path", "text", "way_out"), [v[1:] for v in VIOLATIONS], ids=[v[0] for v in VIOLATIONS]
)
def test_a_room_that_breaks_a_rule_is_refused(tree: Tree, path: str, text: str, way_out: str):
    tree.write(path, text)

    assert any(way_out in said for said in rooms.problems(tree.components)), rooms.problems(tree.components)


@pytest.mark.parametrize("missing", ["__init__.py", "README.md", "manifest.py"])
def test_a_room_without_a_required_file_is_refused(tree: Tree, missing: str):
    (tree.components / "zaken" / missing).unlink()

    (said,) = rooms.problems(tree.components)

    assert f"components/zaken/{missing} is missing" in said
    assert "make new-component" in said


def test_a_room_without_tests_is_refused(tree: Tree):
    shutil.rmtree(tree.components / "zaken" / "tests")

    (said,) = rooms.problems(tree.components)

    assert "components/zaken/tests is missing" in said


@pytest.mark.parametrize(
    ("text", "way_out"), [("", "say what it is, for whom"), ("line\n" * 81, "move the rest to docs/")]
)
def test_a_readme_is_one_page(tree: Tree, text: str, way_out: str):
    (tree.components / "zaken" / "README.md").write_text(text, encoding="utf-8")

    (said,) = rooms.problems(tree.components)

    assert way_out in said


def test_what_a_deleted_room_left_behind_is_no_room(tree: Tree):
    (tree.components / "oud" / "__pycache__").mkdir(parents=True)
    (tree.components / "oud" / "__pycache__" / "api.cpython-311.pyc").write_bytes(b"")

    assert rooms.problems(tree.components) == []
