"""`kill -9` between content and row, in a folder and in an S3 store: the sweep finds what is left, and nothing else."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from raadhuis.components.catalogi import api as catalogi
from raadhuis.components.documenten import api as documenten
from raadhuis.kernel import blobs, clock, db, settings, wire
from raadhuis.kernel.identity import systeem
from raadhuis.kernel.testing import ApiClient
from tests.kernel.s3 import BUCKET, KEY, SECRET, serving

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
EIO = "/documenten/api/v1/enkelvoudiginformatieobjecten"
ACTOR, RSIN, TEXT = systeem("test"), "123456782", b"Beste bewoner"
SHELVES = ("documenten", "documenten_import")
LATER = timedelta(hours=26)
Kill = Callable[..., None]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(tmp_path_factory.mktemp("s3")) as url:
        yield url


@pytest.fixture(params=["folder", "s3"])
def place(
    request: pytest.FixtureRequest, tmp_path: Path, database: str, monkeypatch: pytest.MonkeyPatch
) -> dict[str, str]:
    """Where content is kept, for this process and for the one that will be killed: its environment."""
    chosen = {"data": str(tmp_path / "data"), "import_dir": str(tmp_path)}
    if request.param == "s3":
        url = request.getfixturevalue("server")
        chosen |= {"s3_url": url, "s3_bucket": BUCKET, "s3_key": KEY, "s3_secret": SECRET}
    ours = replace(settings.current(), **chosen)  # type: ignore[arg-type]  # texts only
    monkeypatch.setattr(settings, "current", lambda: ours)
    for shelf in SHELVES:
        for key in stored(shelf):
            blobs.delete(key, shelf=shelf)
    return {"RAADHUIS_DATABASE_URL": database, **{f"RAADHUIS_{n.upper()}": v for n, v in chosen.items()}}


@pytest.fixture
def kill(place: dict[str, str]) -> Kill:
    """`kill(point, ..)`: a process that does this and is killed there."""

    def made(point: str, **given: Any) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "tests.worker.mes", point],
            env={**os.environ, **place},
            input=json.dumps(given),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == -9, done.stderr

    return made


@pytest.fixture
def body(place: dict[str, str]) -> dict[str, Any]:
    """A letter as a client posts it."""
    catalogi.forget()
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
    catalogi.load_catalogus(wire.convert(spec, catalogi.CatalogusSpec), actor=ACTOR, at=clock.now())
    (uuid,) = db.row("SELECT uuid FROM catalogi_informatieobjecttype") or ("",)
    return {
        "bronorganisatie": RSIN,
        "creatiedatum": "2025-01-02",
        "titel": "Brief",
        "auteur": "Jansen",
        "taal": "nld",
        "informatieobjecttype": f"{settings.current().url}/catalogi/api/v1/informatieobjecttypen/{uuid}",
        "bestandsnaam": "brief.txt",
        "inhoud": base64.b64encode(TEXT).decode(),
    }


@pytest.fixture
def api() -> ApiClient:
    return ApiClient(ACTOR)


def stored(shelf: str = "documenten") -> set[UUID]:
    """Everything on the shelf, half or whole."""
    return set(blobs.older_than(clock.now() + timedelta(hours=1), shelf=shelf))


def referred() -> set[UUID]:
    """The content that rows refer to."""
    return {
        key
        for (key,) in db.rows(
            "SELECT blob FROM documenten_versie WHERE blob IS NOT NULL"
            " UNION SELECT blob FROM documenten_bestandsdeel WHERE blob IS NOT NULL"
        )
    }


def assert_swept(*, orphans: int, shelf: str = "documenten") -> None:
    """So much is left over; it stays while it is young, and later goes, and nothing else does."""
    left = stored(shelf) - referred()
    assert len(left) == orphans
    documenten.sweep(at=clock.now())
    assert left <= stored(shelf)
    assert documenten.sweep(at=clock.now() + LATER) == orphans
    assert stored() == referred()
    assert not stored("documenten_import")


@pytest.fixture
def upload(api: ApiClient, body: dict[str, Any]) -> dict[str, Any]:
    """A document whose content comes in one part."""
    made: dict[str, Any] = api.post(EIO, {**body, "inhoud": None, "bestandsomvang": 13}).json
    return made


def send(upload: dict[str, Any], content: bytes = TEXT) -> None:
    """Send its part."""
    receiving = documenten.begin_part(
        actor=ACTOR, uuid=wire.uuid_of(upload["bestandsdelen"][0]["url"]) or UUID(int=0)
    )
    receiving.write(content)
    documenten.finish_part(receiving, at=clock.now(), lock=upload["lock"])


def test_half_content_is_swept(kill: Kill, api: ApiClient, body: dict[str, Any]) -> None:
    api.post(EIO, body)
    kill("half")
    assert_swept(orphans=1)


def test_content_of_a_document_without_a_row_is_swept_and_the_client_tries_again(
    kill: Kill, api: ApiClient, body: dict[str, Any]
) -> None:
    api.post(EIO, body)
    kill("post", body=body)
    assert api.get(EIO).json["count"] == 1

    assert_swept(orphans=1)
    again = api.post(EIO, body)
    assert api.get(again.json["inhoud"]).body == TEXT


def test_a_part_without_a_row_is_swept_and_the_client_sends_it_again(
    kill: Kill, api: ApiClient, upload: dict[str, Any]
) -> None:
    kill("deel", deel=upload["bestandsdelen"][0]["url"], lock=upload["lock"])
    assert api.get(upload["url"]).json["bestandsdelen"][0]["voltooid"] is False

    assert_swept(orphans=1)
    send(upload)
    assert api.post(f"{upload['url']}/unlock", {"lock": upload["lock"]}).status == 204
    assert api.get(f"{upload['url']}/download").body == TEXT
    assert stored() == referred()


def test_a_joined_file_without_a_row_is_swept_and_the_parts_are_joined_again(
    kill: Kill, api: ApiClient, upload: dict[str, Any]
) -> None:
    send(upload)
    kill("unlock", url=upload["url"], lock=upload["lock"])
    assert api.get(upload["url"]).json["locked"] is True

    assert_swept(orphans=1)
    assert api.post(f"{upload['url']}/unlock", {"lock": upload["lock"]}).status == 204
    assert api.get(f"{upload['url']}/download").body == TEXT


def test_content_whose_document_was_destroyed_is_swept(
    kill: Kill, api: ApiClient, body: dict[str, Any]
) -> None:
    made = api.post(EIO, body).json
    kill("destroy", url=made["url"])
    assert api.get(made["url"]).status == 404
    assert_swept(orphans=1)


def test_metadata_of_an_import_without_a_row_is_swept(kill: Kill, body: dict[str, Any]) -> None:
    names = [n for n in body if n != "inhoud"]
    kill("metadata", csv=f"{','.join([*names, 'bestandspad'])}\n{','.join(['x'] * (len(names) + 1))}\n")
    assert_swept(orphans=1, shelf="documenten_import")


def test_content_that_still_comes_in_is_not_swept_however_long_ago_it_began(place: dict[str, str]) -> None:
    receiving = blobs.Receiving(shelf="documenten")
    receiving.write(os.urandom(17 * 2**20))
    time.sleep(2)  # a store tells times in whole seconds
    moment = clock.now()
    time.sleep(1.2)
    receiving.write(os.urandom(17 * 2**20))

    assert not set(blobs.older_than(moment, shelf="documenten"))
    receiving.finish()
    assert len(stored()) == 1


def test_an_upload_in_parts_that_nobody_finishes_is_given_up(
    api: ApiClient, body: dict[str, Any], upload: dict[str, Any], place: dict[str, str]
) -> None:
    send(api.post(EIO, {**body, "inhoud": None, "bestandsomvang": 13}).json)

    assert documenten.give_up_uploads(at=clock.now() + timedelta(days=6)) == 0
    assert documenten.give_up_uploads(at=clock.now() + timedelta(days=8)) == 2

    given_up = api.get(upload["url"]).json
    assert (given_up["locked"], given_up["bestandsdelen"], given_up["inhoud"]) == (False, [], None)
    trail = api.get(f"{upload['url']}/audittrail").json
    assert trail[-1]["toelichting"] == "Upload niet afgemaakt in 7 dagen"
    complete = next(d for d in api.get(EIO).json["results"] if d["url"] != upload["url"])
    assert api.get(complete["inhoud"]).body == TEXT
    assert documenten.give_up_uploads(at=clock.now() + timedelta(days=9)) == 0
