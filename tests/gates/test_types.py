"""mypy --strict: a wrong call at a door is a type error, before anything runs."""

from __future__ import annotations

import subprocess
import tomllib

import pytest

from tests.gates.conftest import PROJECT, Tree, mypy

DOOR = """
from dataclasses import dataclass

@dataclass(frozen=True, slots=True)
class Zaak:
    identificatie: str

def get_zaak(*, identificatie: str) -> Zaak:
    return Zaak(identificatie)
"""


@pytest.fixture
def door(tree: Tree) -> Tree:
    tree.write("components/zaken/api.py", DOOR)
    return tree


def test_the_project_is_judged_strictly():
    config = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mypy"]

    assert config["strict"] is True
    assert "src" in config["files"]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (
            "from raadhuis.components.zaken import api\napi.get_zaak('ZAAK-1')",
            "Too many positional arguments",
        ),
        (
            "from raadhuis.components.zaken import api\napi.get_zaak(nummer='ZAAK-1')",
            "Unexpected keyword argument",
        ),
        (
            "from raadhuis.components.zaken import api\napi.get_zaak(identificatie='Z').status",
            "has no attribute",
        ),
        (
            "from raadhuis.components.zaken import api\napi.get_zaak(identificatie='Z').identificatie = ''",
            "read-only",
        ),
        ("def get(identificatie): return identificatie", "missing a type annotation"),
    ],
)
def test_a_wrong_call_at_a_door_is_refused(door: Tree, code: str, said: str):
    door.write("components/portaal/api.py", code)

    assert said in mypy(door, door.components / "portaal" / "api.py")


def test_a_right_call_is_accepted(door: Tree):
    door.write(
        "components/portaal/api.py",
        "from raadhuis.components.zaken import api as zaken\n\n"
        "def title(nummer: str) -> str:\n    return zaken.get_zaak(identificatie=nummer).identificatie",
    )

    assert "Success" in mypy(door, door.components / "portaal" / "api.py")


def test_the_judge_is_the_one_that_make_check_calls():
    recipe = subprocess.run(
        ["make", "--dry-run", "check"], cwd=PROJECT, capture_output=True, text=True, check=True
    ).stdout

    for judge in ("ruff format --check", "ruff check", "bin/mypy", "lint-imports", "pytest tests/gates"):
        assert judge in recipe
