"""What goes wrong at the keyboard is one sentence that says what, and an exit code; never a traceback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from raadhuis.host.ports import free_port
from raadhuis.house.instance import NOTE

CLEAN = {k: v for k, v in os.environ.items() if not k.startswith(("RAADHUIS_", "DJANGO_"))}
SERVER = os.environ["RAADHUIS_DATABASE_URL"]


def raadhuis(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    argv = [sys.executable, "-m", "raadhuis", *map(str, arguments)]
    return subprocess.run(argv, env={**CLEAN, **environment}, capture_output=True, text=True, check=False)


def refusal(*arguments: str | Path, **environment: str) -> str:
    """What the command says when it cannot do what was asked."""
    done = raadhuis(*arguments, **environment)
    assert done.returncode == 1, done.stdout + done.stderr
    said = done.stderr.splitlines()
    assert len(said) == 1, said
    assert said[0].startswith("raadhuis: ")
    return said[0]


@pytest.fixture
def empty() -> Iterator[str]:
    """A database without any table."""
    name = f"raadhuis_leeg_{uuid4().hex[:12]}"
    with psycopg.connect(SERVER, autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield make_conninfo("", **{**conninfo_to_dict(SERVER), "dbname": name})
        server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.mark.parametrize("command", ["check", "serve", "story"])
def test_a_database_that_does_not_answer_is_said_with_its_reason(tmp_path: Path, command: str) -> None:
    port = free_port()
    url = f"postgresql://raadhuis:geheim@127.0.0.1:{port}/raadhuis"
    options = ["--database-url", url] if command == "story" else ["--data", str(tmp_path / "data")]
    if command == "serve":
        options += ["--port", str(free_port())]

    said = refusal(command, *options, RAADHUIS_DATABASE_URL=url)

    assert f"port {port} failed" in said
    assert "geheim" not in said


@pytest.mark.parametrize("url", ["raadhuis", "http://geheim@127.0.0.1/raadhuis"])
def test_what_is_no_address_of_a_database_is_not_repeated(url: str) -> None:
    assert "expected postgresql://" in (said := refusal("check", RAADHUIS_DATABASE_URL=url))
    assert "geheim" not in said


@pytest.mark.parametrize("command", ["applicatie list", "dienst list", "documenten verify", "audit verify"])
def test_a_database_without_our_tables_says_what_to_do_first(empty: str, command: str) -> None:
    said = refusal(*command.split(), RAADHUIS_DATABASE_URL=empty, RAADHUIS_SECRET_KEY="sleutel")

    assert said.endswith("run 'raadhuis migrate'.")


def test_a_folder_that_holds_no_installation_is_named(tmp_path: Path) -> None:
    (tmp_path / "bestand").touch()
    for place in (tmp_path, tmp_path / "weg", tmp_path / "bestand"):
        assert f"no installation in {place}" in refusal("check", "--data", place)


def test_config_prints_the_settings_of_the_installation_in_the_folder(tmp_path: Path) -> None:
    (tmp_path / NOTE).write_text(json.dumps({"RAADHUIS_URL": "https://zaken.example", "RAADHUIS_RSIN": "1"}))

    found = raadhuis("config", "--data", tmp_path, RAADHUIS_RSIN="123456782").stdout.splitlines()

    assert {"RAADHUIS_URL=https://zaken.example", "RAADHUIS_RSIN=123456782"} <= set(found)
    (tmp_path / NOTE).write_text("{")
    assert "cannot be read" in refusal("config", "--data", tmp_path)


def test_a_secret_is_sealed_with_the_key_of_the_installation_on_that_database(
    tmp_path: Path, empty: str
) -> None:
    raadhuis("migrate", RAADHUIS_DATABASE_URL=empty)
    add = (
        "applicatie",
        "add",
        "--client-id",
        "c",
        "--secret",
        "x" * 32,
        "--alle-autorisaties",
        "--data",
        tmp_path,
    )

    assert "RAADHUIS_SECRET_KEY is not set" in refusal(*add, RAADHUIS_DATABASE_URL=empty)

    (tmp_path / NOTE).write_text(
        json.dumps({"RAADHUIS_DATABASE_URL": empty, "RAADHUIS_SECRET_KEY": "sleutel"})
    )
    assert raadhuis(*add, RAADHUIS_DATABASE_URL=empty).returncode == 0
    again = raadhuis(*add, RAADHUIS_DATABASE_URL=empty, RAADHUIS_SECRET_KEY="sleutel")
    assert again.returncode == 0
    with psycopg.connect(empty) as database:
        assert database.execute("SELECT count(*) FROM kernel_audit").fetchone() == (1,)


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path, empty: str) -> None:
    raadhuis("migrate", "--load", "losser", RAADHUIS_DATABASE_URL=empty, RAADHUIS_SECRET_KEY="sleutel")
    target = tmp_path / "weg" / "types.zip"

    said = refusal("catalogus", "export", "LOSSR", "123456782", target, RAADHUIS_DATABASE_URL=empty)

    assert str(target) in said


def test_a_reader_that_has_enough_is_no_error() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "raadhuis", "config"],
        env=CLEAN,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        assert running.stderr.read() == ""
