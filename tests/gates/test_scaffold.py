"""A new room keeps every rule from its first minute; a bad name makes nothing."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from raadhuis.kernel.scaffold import CannotBuild, new_component
from tests.gates.conftest import SOURCE, Tree, mypy
from tools import rooms


@pytest.fixture
def room(tree: Tree) -> Path:
    return new_component("vergunningen", root=tree.components)


def test_a_new_room_passes_the_room_gate(tree: Tree, room: Path):
    assert rooms.problems(tree.components) == []
    assert rooms.folders_without_init(tree.package) == []


def test_a_new_room_keeps_every_import_contract(tree: Tree, room: Path):
    kept, said = tree.lint_imports()

    assert kept, said


def test_a_new_room_has_the_format_of_the_house(tree: Tree, room: Path):
    formatted = tree.tool("ruff", "format", "--no-cache", "--check", str(room))
    linted = tree.tool("ruff", "check", "--no-cache", str(room))

    assert formatted.returncode == 0, formatted.stdout
    assert linted.returncode == 0, linted.stdout


def test_a_new_room_is_typed(tree: Tree, room: Path):
    shutil.copyfile(SOURCE / "kernel" / "manifest.py", tree.package / "kernel" / "manifest.py")

    said = mypy(tree, *(room / part for part in ("manifest.py", "api.py", "domain")))

    assert "Success" in said, said


def test_the_tests_of_a_new_room_run_and_pass(tree: Tree, room: Path):
    shutil.rmtree(tree.package / "kernel")
    shutil.copytree(SOURCE / "kernel", tree.package / "kernel")

    done = tree.run(sys.executable, "-m", "pytest", "-q", "--import-mode=importlib", "--rootdir=.", str(room))

    assert done.returncode == 0, done.stdout
    assert "2 passed" in done.stdout


def test_a_new_room_stands_in_the_layer_that_was_asked(tree: Tree):
    room = new_component("klanten", root=tree.components, layer=2)

    assert "layer=2" in (room / "manifest.py").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "way_out"),
    [
        ("", "one Dutch word of lower-case letters"),
        ("Vergunningen", "one Dutch word of lower-case letters"),
        ("mijn zaken", "one Dutch word of lower-case letters"),
        ("mijn_zaken", "so no underscore"),
        ("2fa", "one Dutch word of lower-case letters"),
        ("../zaken", "one Dutch word of lower-case letters"),
        ("één", "one Dutch word of lower-case letters"),
        ("class", "choose another word"),
        ("match", "choose another word"),
        ("kernel", "choose another word"),
        ("sessions", "choose another word"),
        ("v" * 31, "30 at most"),
        ("zaken", "exists already"),
    ],
)
def test_a_bad_name_makes_nothing(tree: Tree, name: str, way_out: str):
    before = sorted(tree.components.rglob("*"))

    with pytest.raises(CannotBuild, match=way_out):
        new_component(name, root=tree.components)

    assert sorted(tree.components.rglob("*")) == before


def test_a_layer_that_does_not_exist_makes_nothing(tree: Tree):
    with pytest.raises(CannotBuild, match="Layer 6 does not exist"):
        new_component("vergunningen", root=tree.components, layer=6)


def test_outside_a_checkout_it_says_where_to_be(tmp_path: Path):
    with pytest.raises(CannotBuild, match="run this in a checkout"):
        new_component("vergunningen", root=tmp_path / "components")
