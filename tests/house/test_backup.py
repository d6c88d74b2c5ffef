"""Backup and restore, as an operator does it: while people work, and into a place where there is nothing yet."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import tarfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from raadhuis.host.ports import free_port
from raadhuis.host.postgres import EmbeddedPostgres
from raadhuis.house.temporary import TemporaryInstallation
from tests.faults import elsewhere
from tests.faults.parts import wait_until
from tests.once import demo_data

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("backup")]
CLEAN = {k: v for k, v in os.environ.items() if not k.startswith(("RAADHUIS_", "DJANGO_"))}


def raadhuis(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    argv = [sys.executable, "-m", "raadhuis", *map(str, arguments)]
    return subprocess.run(argv, env={**CLEAN, **environment}, capture_output=True, text=True, check=False)


def note(data: Path) -> dict[str, str]:
    found: dict[str, str] = json.loads((data / "installation.json").read_text())
    return found


class Scribe(threading.Thread):
    """An API client that files documents all the time; `filed` is what it was told is kept.

    Some twenty a second: that is enough for some to be underway at any moment, and each is read back several times later.
    """

    def __init__(self, client: httpx.Client, informatieobjecttype: str) -> None:
        super().__init__(daemon=True)
        self._client, self._type = client, informatieobjecttype
        self.filed: dict[str, bytes] = {}
        self.enough = threading.Event()

    def run(self) -> None:
        while not self.enough.wait(0.05):
            self.file_one()

    def file_one(self) -> None:
        content = f"Brief {len(self.filed)}: ".encode() + os.urandom(20).hex().encode()
        answer = self._client.post(
            "/documenten/api/v1/enkelvoudiginformatieobjecten",
            json={
                "bronorganisatie": "123456782",
                "creatiedatum": "2026-11-22",
                "titel": "Brief",
                "auteur": "J. Jansen",
                "taal": "nld",
                "formaat": "text/plain",
                "bestandsnaam": "brief.txt",
                "bestandsomvang": len(content),
                "vertrouwelijkheidaanduiding": "openbaar",
                "informatieobjecttype": self._type,
                "inhoud": base64.b64encode(content).decode(),
            },
        )
        assert answer.status_code == 201, answer.text
        self.filed[answer.json()["url"].rpartition("/")[2]] = content


@pytest.fixture(scope="module")
def installation() -> Iterator[TemporaryInstallation]:
    with TemporaryInstallation(like=demo_data()) as running:
        yield running


@pytest.fixture(scope="module")
def scribe(installation: TemporaryInstallation) -> Scribe:
    elsewhere.admit({**CLEAN, **note(installation.folder / "data")})
    client = elsewhere.client(installation.base)
    types = client.get("/catalogi/api/v1/informatieobjecttypen").json()["results"]
    return Scribe(client, types[0]["url"])


@pytest.fixture(scope="module")
def made(installation: TemporaryInstallation, scribe: Scribe) -> dict[str, Any]:
    """Two backups, made while the scribe goes on: a tar file and a folder. `before` was filed before both."""
    for _ in range(3):
        scribe.file_one()
    before = dict(scribe.filed)
    data = installation.folder / "data"
    assert raadhuis("audit", "seal-head", "--data", data).returncode == 0
    scribe.start()
    done = [raadhuis("backup", "--data", data, installation.folder / name) for name in ("kopie.tar", "kopie")]
    scribe.enough.set()
    scribe.join()
    assert [d.returncode for d in done] == [0, 0], [d.stderr for d in done]
    assert len(scribe.filed) > len(before), "nobody wrote meanwhile"
    return {"before": before, "said": done[0].stdout}


def documents(database: str) -> set[str]:
    with psycopg.connect(database) as connection:
        return {str(row[0]) for row in connection.execute("SELECT uuid FROM documenten_document").fetchall()}


def test_everything_is_back_in_a_new_folder_and_can_be_read(
    installation: TemporaryInstallation, made: dict[str, Any], scribe: Scribe, tmp_path: Path
) -> None:
    data, new = installation.folder / "data", tmp_path / "nieuw"

    restored = raadhuis(
        "restore", installation.folder / "kopie.tar", "--data", new, "--secrets", data / "secrets.json"
    )

    assert restored.returncode == 0, restored.stderr
    assert "In orde" in restored.stdout
    verified = raadhuis("audit", "verify", "--data", new)
    assert verified.returncode == 0, verified.stderr
    port = free_port()
    with serving(new, port) as base:
        client = elsewhere.client(base)
        there = 0
        for uuid, content in scribe.filed.items():
            answer = client.get(f"/documenten/api/v1/enkelvoudiginformatieobjecten/{uuid}/download")
            assert answer.status_code in ((200,) if uuid in made["before"] else (200, 404)), uuid
            if answer.status_code == 200:
                there += 1
                assert answer.content == content
        assert there >= len(made["before"])


class serving:  # noqa: N801  # reads as a word in `with`
    """`raadhuis serve` on a folder, for as long as it is needed."""

    def __init__(self, data: Path, port: int) -> None:
        argv = [sys.executable, "-m", "raadhuis", "serve", "--data", str(data), "--port", str(port)]
        self.base = f"http://127.0.0.1:{port}"
        self.log = (data.parent / "serve.log").open("wb")
        self.process = subprocess.Popen(argv, env=CLEAN, stdout=self.log, stderr=self.log)

    def __enter__(self) -> str:
        wait_until(self._answers, what="the restored installation answers", seconds=90)
        return self.base

    def _answers(self) -> bool:
        try:
            return httpx.get(f"{self.base}/gezond", timeout=1).status_code == 200
        except httpx.HTTPError:
            return False

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait(40)
        self.log.close()


def test_a_backup_says_what_must_be_kept_beside_it_and_holds_no_key(
    installation: TemporaryInstallation, made: dict[str, Any]
) -> None:
    key = json.loads((installation.folder / "data" / "secrets.json").read_text())["secret_key"]

    assert "secrets.json" in made["said"]
    assert all(
        key.encode() not in path.read_bytes()
        for path in (installation.folder / "kopie").rglob("*")
        if path.is_file()
    )
    assert not list(installation.folder.glob("*.part"))


def test_a_backup_is_never_written_over_another(
    installation: TemporaryInstallation, made: dict[str, Any]
) -> None:
    again = raadhuis("backup", "--data", installation.folder / "data", installation.folder / "kopie.tar")

    assert again.returncode == 1
    assert "not overwritten" in again.stderr


def test_a_folder_in_use_is_not_overwritten(
    installation: TemporaryInstallation, made: dict[str, Any]
) -> None:
    data = installation.folder / "data"

    refused = raadhuis(
        "restore", installation.folder / "kopie", "--data", data, "--secrets", data / "secrets.json"
    )

    assert refused.returncode == 1
    assert "is not empty" in refused.stderr


def test_a_database_in_use_is_not_overwritten(
    installation: TemporaryInstallation, made: dict[str, Any], tmp_path: Path
) -> None:
    data = installation.folder / "data"
    before = documents(note(data)["RAADHUIS_DATABASE_URL"])

    refused = raadhuis(
        "restore",
        installation.folder / "kopie",
        "--data",
        tmp_path / "nieuw",
        "--into",
        note(data)["RAADHUIS_DATABASE_URL"],
        "--secrets",
        data / "secrets.json",
    )

    assert refused.returncode == 1
    assert "tables already" in refused.stderr
    assert documents(note(data)["RAADHUIS_DATABASE_URL"]) == before


def test_another_key_is_refused_because_what_was_sealed_would_be_unreadable(
    installation: TemporaryInstallation, made: dict[str, Any], tmp_path: Path
) -> None:
    refused = raadhuis(
        "restore",
        installation.folder / "kopie",
        "--data",
        tmp_path / "nieuw",
        RAADHUIS_SECRET_KEY="een andere",
    )

    assert refused.returncode == 1
    assert "--new-key" in refused.stderr
    assert not (tmp_path / "nieuw").exists()


def test_a_damaged_backup_is_refused_and_nothing_is_left(
    installation: TemporaryInstallation, made: dict[str, Any], tmp_path: Path
) -> None:
    blob = next((installation.folder / "kopie" / "blobs").rglob("????????-*"))
    kept = blob.read_bytes()
    blob.write_bytes(kept[:-1] + b"?")
    data = installation.folder / "data"

    refused = raadhuis(
        "restore", installation.folder / "kopie", "--data", tmp_path / "n", "--secrets", data / "secrets.json"
    )
    blob.write_bytes(kept)

    assert refused.returncode == 1
    assert "damaged" in refused.stderr
    assert not (tmp_path / "n" / "VERSION").exists()
    again = raadhuis(
        "restore", installation.folder / "kopie", "--data", tmp_path / "n", "--secrets", data / "secrets.json"
    )
    assert again.returncode == 0, again.stderr
    with tarfile.open(tmp_path / "half.tar", "w") as half:
        half.add(installation.folder / "kopie" / "database.dump", "database.dump")
    refused = raadhuis("restore", tmp_path / "half.tar", "--data", tmp_path / "n2", RAADHUIS_SECRET_KEY="x")
    assert "no whole backup" in refused.stderr


def test_a_backup_goes_into_an_empty_external_database_too(
    installation: TemporaryInstallation, made: dict[str, Any], tmp_path: Path
) -> None:
    data = installation.folder / "data"
    with EmbeddedPostgres(tmp_path / "server") as server:
        restored = raadhuis(
            "restore",
            installation.folder / "kopie",
            "--data",
            tmp_path / "nieuw",
            "--into",
            server.url,
            RAADHUIS_SECRET_KEY=json.loads((data / "secrets.json").read_text())["secret_key"],
        )

        assert restored.returncode == 0, restored.stderr
        assert documents(server.url) >= set(made["before"])
    assert not (tmp_path / "nieuw" / "postgres").exists()
