"""Backup and restore of an installation whose documents live in an S3 store: database and content, one consistent whole."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest

from raadhuis.host.ports import free_port
from raadhuis.house.temporary import TemporaryInstallation
from tests.faults import elsewhere
from tests.house.test_backup import CLEAN, Scribe, note, raadhuis, serving
from tests.kernel import s3
from tests.once import demo_data

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("backup")]
DOWNLOAD = "/documenten/api/v1/enkelvoudiginformatieobjecten/{}/download"


class Bucket:
    """A bucket of the store, empty at first; `settings` name it."""

    def __init__(self, url: str, name: str) -> None:
        self._client = boto3.client(
            "s3",
            endpoint_url=url,
            aws_access_key_id=s3.KEY,
            aws_secret_access_key=s3.SECRET,
            region_name="us-east-1",
        )
        self._name = name
        if name != s3.BUCKET:
            self._client.create_bucket(Bucket=name)
        self.settings = {
            "RAADHUIS_S3_URL": url,
            "RAADHUIS_S3_BUCKET": name,
            "RAADHUIS_S3_KEY": s3.KEY,
            "RAADHUIS_S3_SECRET": s3.SECRET,
        }

    def keys(self) -> set[str]:
        """What is in it."""
        pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self._name)
        return {item["Key"] for page in pages for item in page.get("Contents", ())} - {"begin"}

    def spoil(self, key: str) -> None:
        """Put something else under a key."""
        self._client.put_object(Bucket=self._name, Key=key, Body=b"iets anders")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with s3.serving(tmp_path_factory.mktemp("s3")) as url:
        yield url


@pytest.fixture(scope="module")
def made(store: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """An installation on the store, and a backup that was made while a scribe went on. `before` was filed before it."""
    bucket = Bucket(store, s3.BUCKET)
    folder = tmp_path_factory.mktemp("kopie")
    with TemporaryInstallation(environment=bucket.settings, like=demo_data()) as installation:
        data = installation.folder / "data"
        elsewhere.admit({**CLEAN, **note(data)})
        client = elsewhere.client(installation.base)
        types = client.get("/catalogi/api/v1/informatieobjecttypen").json()["results"]
        scribe = Scribe(client, types[0]["url"])
        for _ in range(3):
            scribe.file_one()
        before = dict(scribe.filed)
        scribe.start()
        done = [raadhuis("backup", "--data", data, folder / name) for name in ("kopie.tar", "kopie")]
        scribe.enough.set()
        scribe.join()
        assert [d.returncode for d in done] == [0, 0], [d.stderr for d in done]
        assert len(scribe.filed) > len(before), "nobody wrote meanwhile"
        (folder / "secrets.json").write_bytes((data / "secrets.json").read_bytes())
        yield {"folder": folder, "before": before, "filed": scribe.filed, "bucket": bucket}


def restore(made: dict[str, Any], new: Path, *, name: str = "kopie.tar", **settings: str) -> Any:
    folder = made["folder"]
    return raadhuis("restore", folder / name, "--data", new, "--secrets", folder / "secrets.json", **settings)


def assert_all_there(
    made: dict[str, Any], new: Path, monkeypatch: pytest.MonkeyPatch, **settings: str
) -> None:
    """Every document that the restored database knows has its content, those of before the backup at least."""
    for name, value in settings.items():
        monkeypatch.setitem(CLEAN, name, value)
    with serving(new, free_port()) as base:
        client, there = elsewhere.client(base), 0
        for uuid, content in made["filed"].items():
            answer = client.get(DOWNLOAD.format(uuid))
            assert answer.status_code in ((200,) if uuid in made["before"] else (200, 404)), uuid
            known = client.get(DOWNLOAD.format(uuid).removesuffix("/download")).status_code
            assert known == answer.status_code, "a document without its content"
            if answer.status_code == 200:
                there += 1
                assert answer.content == content
        assert there >= len(made["before"])
    assert raadhuis("documenten", "verify", "--data", new, **settings).returncode == 0


def test_everything_is_back_in_another_bucket(
    made: dict[str, Any], store: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Bucket(store, "hersteld")

    done = restore(made, tmp_path / "nieuw", **other.settings)

    assert done.returncode == 0, done.stderr
    assert other.keys()
    assert not [p for p in (tmp_path / "nieuw" / "blobs").rglob("*") if p.is_file()]
    assert_all_there(made, tmp_path / "nieuw", monkeypatch, **other.settings)


def test_everything_is_back_in_a_folder_when_there_is_no_store_any_more(
    made: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = restore(made, tmp_path / "nieuw", name="kopie")

    assert done.returncode == 0, done.stderr
    assert_all_there(made, tmp_path / "nieuw", monkeypatch)


def test_a_bucket_that_outlived_its_database_is_used_as_it_is_and_never_overwritten(
    made: dict[str, Any], store: str, tmp_path: Path
) -> None:
    bucket = made["bucket"]
    before = bucket.keys()

    assert restore(made, tmp_path / "nieuw", **bucket.settings).returncode == 0
    assert bucket.keys() == before

    other = Bucket(store, "bedorven")
    listed = (made["folder"] / "kopie" / "blobs.sha256").read_text().splitlines()
    last = listed[-1].split(" ")[2].split("/")
    other.spoil(f"{last[0]}/{last[-1]}")
    refused = restore(made, tmp_path / "weer", name="kopie", **other.settings)

    assert refused.returncode == 1
    assert "holds another content" in refused.stderr
    assert other.keys() == {f"{last[0]}/{last[-1]}"}, "what was written is taken back"
    assert not (tmp_path / "weer" / "VERSION").exists()


def test_a_damaged_backup_leaves_nothing_in_the_bucket(
    made: dict[str, Any], store: str, tmp_path: Path
) -> None:
    other = Bucket(store, "leeg")
    blob = max((made["folder"] / "kopie" / "blobs").rglob("????????-*"))
    kept = blob.read_bytes()
    blob.write_bytes(kept[:-1] + b"?")

    refused = restore(made, tmp_path / "nieuw", name="kopie", **other.settings)
    blob.write_bytes(kept)

    assert refused.returncode == 1
    assert "damaged" in refused.stderr
    assert other.keys() == set()


def test_a_store_that_is_away_makes_no_backup(made: dict[str, Any], tmp_path: Path) -> None:
    new = tmp_path / "nieuw"
    assert restore(made, new, name="kopie").returncode == 0
    nowhere = {**made["bucket"].settings, "RAADHUIS_S3_URL": f"http://127.0.0.1:{free_port()}"}

    refused = raadhuis("backup", "--data", new, tmp_path / "k.tar", **nowhere)

    assert refused.returncode == 1
    assert "Traceback" not in refused.stderr
    assert not list(tmp_path.glob("k.tar*"))
