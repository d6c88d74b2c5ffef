"""`raadhuis documenten import` and `verify`: documents in from a folder, and content read back."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

import pytest

from raadhuis import cli
from raadhuis.components.catalogi import api as catalogi
from raadhuis.components.documenten import api as documenten
from raadhuis.components.documenten.api import importing
from raadhuis.kernel import blobs, clock, db, settings, wire
from raadhuis.kernel.identity import systeem

RSIN = "123456782"
COLUMNS = "bronorganisatie,creatiedatum,titel,auteur,taal,informatieobjecttype,bestandspad"


@pytest.fixture(autouse=True)
def here(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command finds Django and its database as they stand in the test."""
    monkeypatch.setattr(cli, "_django", lambda options: nullcontext())


@pytest.fixture
def letters(tmp_path: Path) -> list[str]:
    """A folder `klaar` with one letter and a file with three rows, the second without a title; as arguments."""
    brief = {
        "omschrijving": "Brief",
        "vertrouwelijkheidaanduiding": "openbaar",
        "informatieobjectcategorie": "Document",
        "beginGeldigheid": "2020-01-01",
    }
    spec = {
        "domein": "DOCTS",
        "rsin": RSIN,
        "contactpersoonBeheerNaam": "x",
        "informatieobjecttypen": [brief],
    }
    catalogi.load_catalogus(wire.convert(spec, catalogi.CatalogusSpec), actor=systeem("test"), at=clock.now())
    (uuid,) = db.row("SELECT uuid FROM catalogi_informatieobjecttype") or ("",)
    (tmp_path / "klaar").mkdir()
    (tmp_path / "klaar" / "brief.txt").write_text("Beste bewoner")
    kind = f"{settings.current().url}/catalogi/api/v1/informatieobjecttypen/{uuid}"
    rows = [f"{RSIN},2025-01-02,{titel},Jansen,nld,{kind},brief.txt" for titel in ("Een", "", "Drie")]
    (tmp_path / "lijst.csv").write_text("\n".join([COLUMNS, *rows]))
    return [str(tmp_path / "lijst.csv"), "--map", str(tmp_path / "klaar")]


def documents() -> int:
    return int(db.value("SELECT count(*) FROM documenten_document"))


def test_the_rows_are_imported_and_what_was_wrong_is_said(
    letters: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "rapport.csv"

    assert cli.main(["documenten", "import", *letters, "--report", str(report)]) == 1

    said = capsys.readouterr().out
    assert "rij 3: titel: Dit veld is vereist." in said
    assert said.splitlines()[-1] == "3 van 3: 2 geïmporteerd, 1 niet."
    assert [line.rpartition(",")[2] for line in report.read_text().splitlines()[1:]] == [
        "imported",
        "not_imported",
        "imported",
    ]
    assert documents() == 2


def test_the_same_file_is_not_imported_twice_unless_that_is_asked(
    letters: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    cli.main(["documenten", "import", *letters])

    assert cli.main(["documenten", "import", *letters]) == 1
    assert "imported from this folder before" in capsys.readouterr().err
    assert documents() == 2
    cli.main(["documenten", "import", *letters, "--again"])
    assert documents() == 4


def test_an_import_that_was_cut_off_goes_on(
    letters: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(importing, "ROWS", 1)
    some, calls = documenten.import_some, []

    def cut(**asked: object) -> bool:
        calls.append(asked)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return some(**asked)  # type: ignore[arg-type]  # passed on

    monkeypatch.setattr(documenten, "import_some", cut)
    assert cli.main(["documenten", "import", *letters]) == 130

    assert cli.main(["documenten", "import", *letters]) == 1

    assert "gaat verder" in capsys.readouterr().out
    assert documents() == 2


def test_a_file_that_is_no_list_leaves_nothing(
    letters: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "lijst.csv").write_text("iets,anders\n1,2\n")

    assert cli.main(["documenten", "import", *letters]) == 1

    assert "unknown-column" in capsys.readouterr().err
    assert db.value("SELECT count(*) FROM documenten_import") == 0
    assert cli.main(["documenten", "import", "nergens.csv", "--map", str(tmp_path)]) == 1


def test_verify_finds_content_that_is_damaged_or_gone(
    letters: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    cli.main(["documenten", "import", *letters])
    assert cli.main(["documenten", "verify"]) == 0
    assert "2 bestanden (26 bytes) gelezen, 0 niet in orde." in capsys.readouterr().out
    one, other = (key for (key,) in db.rows("SELECT blob FROM documenten_versie ORDER BY id"))
    kept = next(settings.current().blobs.rglob(str(one)))
    kept.write_bytes(b"Beste bewonerr"[:-1].replace(b"B", b"b"))
    blobs.delete(other, shelf="documenten")

    assert cli.main(["documenten", "verify"]) == 1

    said = capsys.readouterr().out
    assert "is beschadigd" in said
    assert "ontbreekt" in said
