"""The commands that change an installation say why they did not, in words, and nothing was changed."""

from __future__ import annotations

import argparse
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from raadhuis.house import abonnementen, applicaties, diensten


def run(command: Any, *words: str) -> int:
    parser = argparse.ArgumentParser()
    command.add_actions(parser, django=lambda _: nullcontext(), add_data=lambda _: None)
    options = parser.parse_args(words)
    code: int = options.run(options)
    return code


@pytest.mark.parametrize(
    ("command", "action"), [(applicaties, "apply"), (diensten, "apply"), (abonnementen, "add")]
)
def test_a_file_that_is_not_there_is_named(db: None, capsys: Any, command: Any, action: str) -> None:
    assert run(command, action, "nergens.json") == 1

    assert "raadhuis: nothing was changed: nergens.json cannot be read" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("command", "action", "content", "field"),
    [
        (applicaties, "apply", '{"applicatie": []}', "applicaties"),
        (diensten, "apply", '{"diensten": [{"url": "ginds", "soort": "zrc"}]}', "diensten.0.url"),
        (abonnementen, "add", '{"callbackUrl": 1}', "nonFieldErrors"),
    ],
)
def test_what_is_wrong_in_a_file_is_named_by_its_field(
    db: None, capsys: Any, tmp_path: Path, command: Any, action: str, content: str, field: str
) -> None:
    file = tmp_path / "bestand.json"
    file.write_text(content)

    assert run(command, action, str(file)) == 1

    assert f"  {field}: " in capsys.readouterr().err
