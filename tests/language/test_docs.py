"""What the documentation names exists: links, commands, settings, paths of the APIs, lines of the log."""

from __future__ import annotations

import argparse
import re
from dataclasses import fields
from importlib import import_module
from pathlib import Path

import pytest

from raadhuis import cli
from raadhuis.kernel import settings

PROJECT = Path(__file__).parents[2]
SOURCE = PROJECT / "src" / "raadhuis"
OURS = [PROJECT / "README.md", PROJECT / "CONTRIBUTING.md", *sorted((PROJECT / "docs").rglob("*.md"))]
REGISTERS = (
    "catalogi",
    "zaken",
    "documenten",
    "besluiten",
    "autorisaties",
    "notificaties",
    "referentielijsten",
)


def read(page: str) -> str:
    return (PROJECT / "docs" / page).read_text(encoding="utf-8")


def rows(text: str) -> list[list[str]]:
    """The cells of every table row."""
    return [
        [cell.strip() for cell in line.strip().strip("|").split("|")]
        for line in text.splitlines()
        if line.startswith("| `")
    ]


def subcommands(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            return dict(action.choices)
    return {}


def options(parser: argparse.ArgumentParser) -> set[str]:
    return {option for action in parser._actions for option in action.option_strings}


@pytest.mark.parametrize("page", OURS, ids=lambda page: str(page.relative_to(PROJECT)))
def test_every_link_leads_somewhere(page: Path):
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    targets = [target.split("#")[0] for target in re.findall(r"\]\(([^)\s]+)\)", text)]

    broken = [t for t in targets if t and "://" not in t and not (page.parent / t).exists()]

    assert broken == []


@pytest.mark.parametrize("page", OURS, ids=lambda page: str(page.relative_to(PROJECT)))
def test_every_command_exists_with_its_options(page: Path):
    text = page.read_text(encoding="utf-8").replace("\\\n", " ")
    code = "\n".join(
        re.findall(r"```(?:bash)?\n(.*?)```", text, flags=re.DOTALL) + re.findall(r"`([^`\n]+)`", text)
    )
    known = subcommands(cli._parser())

    for line in re.findall(r"(?:^|/bin/)raadhuis ((?:[a-z]|--)[^\n#;|&]*)", code, flags=re.MULTILINE):
        words = line.split()
        assert words[0] in known, f"raadhuis {line}"
        parser = known[words[0]]
        for action in words[1:2]:
            parser = subcommands(parser).get(action, parser)
        for word in words[1:]:
            if word.startswith("--"):
                assert word.split("=")[0] in options(parser), f"raadhuis {line}"


@pytest.mark.parametrize("page", OURS, ids=lambda page: str(page.relative_to(PROJECT)))
def test_every_make_target_exists(page: Path):
    text = page.read_text(encoding="utf-8")
    targets = set(
        re.findall(r"^([a-z-]+):", (PROJECT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE)
    )

    assert set(re.findall(r"(?:^|`)make ([a-z-]+)", text, flags=re.MULTILINE)) <= targets


def test_the_operator_reads_of_every_setting_with_its_default():
    found = {
        row[0].strip("`"): row[1].strip("`") for row in rows(read("operator.md")) if "RAADHUIS_" in row[0]
    }
    expected = {
        settings.PREFIX + f.name.upper(): ",".join(f.default)
        if isinstance(f.default, tuple)
        else str(f.default)
        for f in fields(settings.Settings)
    }

    assert found == expected


def test_the_example_settings_are_settings():
    names = re.findall(
        r"^(RAADHUIS_\w+)=", (PROJECT / "deploy/raadhuis.env.example").read_text(), flags=re.MULTILINE
    )

    assert set(names) <= {settings.PREFIX + f.name.upper() for f in fields(settings.Settings)}


def test_the_service_starts_a_command_that_exists():
    unit = (PROJECT / "deploy/raadhuis.service").read_text(encoding="utf-8")
    start = re.search(r"^ExecStart=\S+/raadhuis (.*)$", unit, flags=re.MULTILINE)

    assert start
    assert cli._parser().parse_args(start[1].split()).port == 8000


@pytest.mark.parametrize("register", REGISTERS)
def test_the_integrator_reads_exactly_what_is_served(register):
    module = import_module(f"raadhuis.components.{register}.web.zgw_v1")
    page = read(f"api/{register}.md")
    title = re.match(rf"# (\w+) (\S+), `/{register}/api/v1`\n", page)
    part = re.search(r"## What is served\n(.*?)(?=\n## |\Z)", page, flags=re.DOTALL)

    assert title
    assert part
    assert title[2] == module.VERSION
    assert {row[0].strip("`"): row[1].strip(" |") for row in rows(part[1])} == {
        route.path: ", ".join(sorted(route.handlers)) for route in module.ROUTES
    }


def test_the_lines_of_the_log_that_the_operator_reads_of_are_written():
    text = read("operator.md")
    table = text[text.index("| `event=`") : text.index("## Where work waits")]
    code = "\n".join(
        path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py") if "tests" not in path.parts
    )

    named = re.findall(r"`([a-z]+\.[a-z_]+)`", table)

    assert named
    assert [event for event in named if f'"{event}"' not in code] == []


def test_the_tables_that_the_operator_looks_at_are_there(db):
    from django.db import connection

    queries = "\n".join(re.findall(r"```sql\n(.*?)```", read("operator.md"), flags=re.DOTALL))

    with connection.cursor() as cursor:
        for query in filter(str.strip, queries.split(";")):
            cursor.execute(query)


def test_the_guide_of_the_administrator_names_the_kinds_of_questions_that_exist():
    from typing import get_args

    from raadhuis.components.formulieren.types import Soort

    row = next(row for row in rows(read("beheerder.md")) if row[0] == "`soort`")

    assert tuple(re.findall(r"`(\w+)`", row[1])) == get_args(Soort)
