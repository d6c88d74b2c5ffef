"""`raadhuis catalogus import` and `export`: types in and out as a file, with what became of each item."""

from __future__ import annotations

import io
import json
import zipfile
from contextlib import nullcontext
from pathlib import Path

import pytest

from raadhuis import cli
from raadhuis.kernel import db

CATALOGUS = {
    "url": "https://elders.example/catalogi/api/v1/catalogussen/1",
    "domein": "PROEF",
    "rsin": "123456782",
    "contactpersoon_beheer_naam": "Beheer",
}
BRIEF = {
    "url": "https://elders.example/catalogi/api/v1/informatieobjecttypen/1",
    "catalogus": CATALOGUS["url"],
    "omschrijving": "Brief",
    "vertrouwelijkheidaanduiding": "intern",
    "begin_geldigheid": "2026-01-01",
    "concept": False,
}


@pytest.fixture(autouse=True)
def here(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command finds Django and its database as they stand in the test."""
    monkeypatch.setattr(cli, "_django", lambda options: nullcontext())


def written(folder: Path, **changes: str) -> str:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as archive:
        archive.writestr("Catalogus.json", json.dumps([CATALOGUS]))
        archive.writestr("InformatieObjectType.json", json.dumps([{**BRIEF, **changes}]))
    path = folder / "catalogus.zip"
    path.write_bytes(raw.getvalue())
    return str(path)


def test_a_catalogus_comes_in_goes_out_and_comes_in_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = str(tmp_path / "uit.zip")

    assert cli.main(["catalogus", "import", written(tmp_path)]) == 0
    assert cli.main(["catalogus", "export", "PROEF", "123456782", out]) == 0
    assert cli.main(["catalogus", "import", out]) == 0

    said = capsys.readouterr().out
    assert "nieuw        informatieobjecttypen Brief (2026-01-01)" in said
    assert f"Geschreven: {out}" in said
    assert said.splitlines()[-1] == "0 nieuw, 2 gelijk, 0 gewijzigd, 0 overgeslagen, 0 fout."


def test_a_try_keeps_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["catalogus", "import", written(tmp_path), "--dry-run"]) == 0

    assert capsys.readouterr().out.splitlines()[-1].startswith("2 nieuw")
    assert db.value("SELECT count(*) FROM catalogi_catalogus") == 0


def test_an_item_that_is_wrong_is_said_and_counts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["catalogus", "import", written(tmp_path, vertrouwelijkheidaanduiding="x")]) == 1

    said = capsys.readouterr().out
    assert "fout         informatieobjecttypen Brief (2026-01-01): vertrouwelijkheidaanduiding" in said


def test_a_file_says_what_the_catalogus_is_and_repeating_it_changes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(cli.Path(cli.__file__).parent / "gemeenten" / "losser" / "catalogi.json")
    lists = str(cli.Path(file).parent / "referentielijsten.json")
    assert cli.main(["referentielijsten", "import", lists]) == 0

    assert cli.main(["catalogus", "apply", file]) == 0
    before = db.value("SELECT count(*) FROM kernel_audit")
    assert cli.main(["catalogus", "apply", file]) == 0

    assert db.value("SELECT count(*) FROM kernel_audit") == before > 0
    assert "De catalogus LOSSR is zoals het bestand zegt." in capsys.readouterr().out
    assert cli.main(["catalogus", "export", "LOSSR", "123456782", str(tmp_path / "uit.zip")]) == 0
    assert cli.main(["catalogus", "import", str(tmp_path / "uit.zip")]) == 0
    assert "0 nieuw, 52 gelijk, 0 gewijzigd, 0 overgeslagen, 0 fout." in capsys.readouterr().out
    (tmp_path / "fout.json").write_text('{"domein": "LANGER"}')
    assert cli.main(["catalogus", "apply", str(tmp_path / "fout.json")]) == 1
    assert "  domein: " in capsys.readouterr().err


def test_what_it_cannot_do_it_says(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "geen.zip").write_bytes(b"x")

    assert cli.main(["catalogus", "import", str(tmp_path / "weg.zip")]) == 1
    assert cli.main(["catalogus", "import", str(tmp_path / "geen.zip")]) == 1
    assert cli.main(["catalogus", "export", "WEG", "123456782", str(tmp_path / "uit.zip")]) == 1

    said = capsys.readouterr().err.splitlines()
    assert said[0].endswith("to import.")
    assert "Dit is geen zip-bestand" in said[1]
    assert said[2] == "raadhuis: Deze catalogus is er niet."
    assert not (tmp_path / "uit.zip").exists()
