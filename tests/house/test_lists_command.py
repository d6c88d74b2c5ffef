"""`raadhuis referentielijsten import` brings the national lists in, and says in one sentence why not."""

from __future__ import annotations

import json
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from raadhuis import cli
from raadhuis.components.referentielijsten import api as referentielijsten

NATIONAL = "https://selectielijst.openzaak.nl/api/v1"
PROCESTYPE = {
    "url": f"{NATIONAL}/procestypen/e1b73b12-b2f6-4c4e-8929-94f84dd2a57d",
    "nummer": 1,
    "naam": "Instellen",
    "omschrijving": "Instellen van een organisatie",
    "jaar": 2020,
}


@pytest.fixture(autouse=True)
def here(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command finds Django and its database as they stand in the test."""
    monkeypatch.setattr(cli, "_django", lambda options: nullcontext())


def written(folder: Path, said: Any) -> str:
    path = folder / "procestypen.json"
    path.write_text(json.dumps(said), encoding="utf-8")
    return str(path)


def test_a_file_comes_in_and_may_come_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(tmp_path, [PROCESTYPE])

    assert [cli.main(["referentielijsten", "import", file]) for _ in range(2)] == [0, 0]

    first, again = capsys.readouterr().out.splitlines()
    assert first.startswith("Nieuw of gewijzigd: 1 procestypen")
    assert again.startswith("Nieuw of gewijzigd: 0 procestypen")
    found = referentielijsten.get_procestype(url=PROCESTYPE["url"])
    assert found
    assert found.jaar == 2020


@pytest.mark.parametrize(
    ("given", "code", "sentence"),
    [
        ([], 2, "name files, or a service with --url."),
        (["een.json", "--url", NATIONAL], 2, "name files, or a service with --url."),
        (["er-is-niets.json"], 1, "there is no file 'er-is-niets.json' to import."),
    ],
)
def test_what_it_cannot_do_it_says(
    given: list[str], code: int, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["referentielijsten", "import", *given]) == code
    assert capsys.readouterr().err == f"raadhuis: {sentence}\n"


def test_a_file_with_something_else_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(tmp_path, [{**PROCESTYPE, "nummer": "een"}])

    assert cli.main(["referentielijsten", "import", file]) == 1
    assert "nothing was imported" in capsys.readouterr().err
    assert referentielijsten.get_procestype(url=PROCESTYPE["url"]) is None
