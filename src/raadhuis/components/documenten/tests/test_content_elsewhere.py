"""The content of documents in an S3 store: the same answers, and nothing left behind."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from raadhuis.components.documenten import api as documenten
from raadhuis.components.documenten.domain import rules
from raadhuis.components.documenten.tests.conftest import EIO, PDF, form
from raadhuis.host.ports import free_port
from raadhuis.kernel import blobs, settings
from tests.kernel.s3 import BUCKET, KEY, SECRET, serving

MB = 2**20


@pytest.fixture(scope="module")
def s3(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("s3")) as url:
        yield url


@pytest.fixture
def in_s3(s3, monkeypatch):
    """The settings name an S3 store; `in_s3()` gives the keys of this room there."""
    chosen = replace(settings.current(), s3_url=s3, s3_bucket=BUCKET, s3_key=KEY, s3_secret=SECRET)
    monkeypatch.setattr(settings, "current", lambda: chosen)
    return lambda: set(blobs.older_than(datetime.now(UTC) + timedelta(hours=1), shelf="documenten"))


@pytest.fixture
def nobody():
    """An address where nobody listens."""
    return f"http://127.0.0.1:{free_port()}"


def test_a_document_lives_and_goes_there(api, body, in_s3, django_capture_on_commit_callbacks):
    before = in_s3()
    document = api.post(EIO, body()).json
    assert len(in_s3() - before) == 1

    assert api.get(document["inhoud"]).body == PDF
    assert api.get(document["inhoud"], range="bytes=5-9").body == PDF[5:10]
    lock = api.post(f"{document['url']}/lock", {}).json["lock"]
    # A new name is checked against the content that is there.
    wrong = api.patch(document["url"], {"lock": lock, "bestandsnaam": "foto.exe"})
    assert wrong.fouten == {"inhoud": "bestandsformaat"}
    api.post(f"{document['url']}/unlock", {"lock": lock})
    with django_capture_on_commit_callbacks(execute=True):
        assert api.delete(document["url"]).status == 204
    assert in_s3() == before


def test_a_large_file_comes_there_in_parts(
    api,
    body,
    put,
    in_s3,
    monkeypatch,
    django_capture_on_commit_callbacks,
):
    before = in_s3()
    monkeypatch.setattr(rules, "PART", 9 * MB)
    big = b"%PDF-1.7\n" + os.urandom(20 * MB)
    upload = api.post(EIO, body(inhoud=None, bestandsomvang=len(big))).json

    for deel in upload["bestandsdelen"]:
        start = (deel["volgnummer"] - 1) * 9 * MB
        piece = form(inhoud=big[start : start + deel["omvang"]], lock=upload["lock"])
        assert put(deel["url"], piece).status == 200
    with django_capture_on_commit_callbacks(execute=True):
        assert api.post(f"{upload['url']}/unlock", {"lock": upload["lock"]}).status == 204

    assert api.get(f"{upload['url']}/download").body == big
    assert len(in_s3() - before) == 1


def test_what_a_crash_left_there_is_swept_and_the_rest_stays(api, body, in_s3):
    api.post(EIO, body(identificatie="D-1"))
    kept = in_s3()
    api.post(EIO, body(identificatie="D-1"))  # refused after its content was kept
    half = blobs.Receiving(shelf="documenten")
    half.write(b"x" * 17 * MB)
    left = in_s3() - kept
    assert len(left) == 2

    removed = documenten.sweep(at=datetime.now(UTC) + timedelta(hours=26))

    assert removed >= 2
    assert not left & in_s3()
    assert api.get(api.get(f"{EIO}?identificatie=D-1").json["results"][0]["inhoud"]).body == PDF


def test_a_store_that_is_away_does_not_make_a_change_that_was_kept_look_refused(
    api, body, in_s3, nobody, monkeypatch, django_capture_on_commit_callbacks
):
    document = api.post(EIO, body()).json
    there, elsewhere = settings.current(), replace(settings.current(), s3_url=nobody)
    with django_capture_on_commit_callbacks() as after:
        assert api.delete(document["url"]).status == 204
    monkeypatch.setattr(settings, "current", lambda: elsewhere)
    for act in after:
        act()
    monkeypatch.setattr(settings, "current", lambda: there)
    before = in_s3()
    assert documenten.sweep(at=datetime.now(UTC) + timedelta(days=2)) >= 1
    assert before - in_s3()
