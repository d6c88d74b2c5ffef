"""Every rule of the standard has a test with its code in its name, and so has every way to derive an archive date."""

from __future__ import annotations

import re

import pytest

from tests.gates.conftest import PROJECT

# How far the codes of each register go in the June 2026 set; ztc-018 and ztc-019 do not exist.
RULES = {"zrc": 29, "drc": 14, "ztc": 17, "brc": 9, "ac": 3}
CODES = [f"{register}_{number:03}" for register, last in RULES.items() for number in range(1, last + 1)]
AFLEIDINGSWIJZEN = (
    "afgehandeld", "hoofdzaak", "eigenschap", "ander_datumkenmerk", "zaakobject", "termijn", "gerelateerde_zaak",
    "ingangsdatum_besluit", "vervaldatum_besluit",
)  # fmt: skip


def names() -> list[str]:
    """The names of all tests in the project."""
    files = [*(PROJECT / "src").rglob("tests/test_*.py"), *(PROJECT / "tests").rglob("test_*.py")]
    return [
        name for file in files for name in re.findall(r"^ *def (test_\w+)", file.read_text("utf-8"), re.M)
    ]


NAMES = names()


@pytest.mark.parametrize("code", CODES)
def test_every_rule_has_a_test_with_its_code_in_its_name(code: str) -> None:
    register, number = code.split("_")
    # One test may be about several: test_zrc_016_018_019_020_a_type_belongs_to_..
    named = re.compile(rf"test_{register}_(?:\d+_)*{number}_")

    assert any(named.match(name) for name in NAMES), f"no test_{code}_.."


@pytest.mark.parametrize("wijze", AFLEIDINGSWIJZEN)
def test_every_afleidingswijze_has_a_test_with_its_name(wijze: str) -> None:
    found = [name for name in NAMES if re.match(rf"test_zrc_021_(\w+_and_)?{wijze}_", name)]

    assert found, f"no test_zrc_021_{wijze}_.."
