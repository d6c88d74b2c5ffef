"""A large file comes in parts, is joined when it is complete, and comes out whole or in ranges."""

from __future__ import annotations

import tracemalloc
from datetime import timedelta
from uuid import uuid4

import pytest

from raadhuis.components.documenten import api as documenten
from raadhuis.components.documenten.api import intake
from raadhuis.components.documenten.domain import rules
from raadhuis.components.documenten.store import changing
from raadhuis.components.documenten.tests.conftest import EIO, PDF, form
from raadhuis.components.documenten.tests.test_intake import EICAR
from raadhuis.components.documenten.web.zgw_v1 import content
from raadhuis.kernel import blobs, clock, db
from raadhuis.kernel.identity import Grant, Rights
from raadhuis.kernel.refusal import Conflict
from raadhuis.kernel.testing import uuid_of

BIG = b"%PDF-1.7\n" + bytes(range(48, 58)) * 25 + b"\n%%EOF\n"


@pytest.fixture(autouse=True)
def parts_of_100_bytes(monkeypatch):
    monkeypatch.setattr(rules, "PART", 100)


@pytest.fixture
def upload(api, body):
    """A document whose content is announced: three parts."""
    answer = api.post(EIO, body(inhoud=None, bestandsomvang=len(BIG)))
    assert answer.status == 201, answer.json
    return answer.json


def pieces(content_: bytes = BIG) -> list[bytes]:
    return [content_[start : start + 100] for start in range(0, len(content_), 100)]


def send_all(put, upload, content_: bytes = BIG) -> None:
    for deel, piece in zip(upload["bestandsdelen"], pieces(content_), strict=True):
        assert put(deel["url"], form(inhoud=piece, lock=upload["lock"])).status == 200


def test_announced_content_gives_parts_and_a_lock(api, upload):
    sizes = [(d["volgnummer"], d["omvang"], d["voltooid"]) for d in upload["bestandsdelen"]]

    assert sizes == [(n + 1, len(piece), False) for n, piece in enumerate(pieces())]
    assert {d["lock"] for d in upload["bestandsdelen"]} == {upload["lock"]}
    assert (upload["locked"], upload["inhoud"], upload["bestandsomvang"]) == (True, None, len(BIG))
    shown = api.get(upload["url"]).json
    assert shown["bestandsdelen"] == upload["bestandsdelen"]
    assert api.get(f"{upload['url']}/download").status == 404
    assert upload["lock"] not in api.get(f"{upload['url']}/audittrail").body.decode()


def test_all_parts_and_unlocking_make_the_file(api, put, upload, on_disk, django_capture_on_commit_callbacks):
    before = on_disk()
    send_all(put, upload)
    assert [d["voltooid"] for d in api.get(upload["url"]).json["bestandsdelen"]] == [True] * 3

    with django_capture_on_commit_callbacks(execute=True):
        answer = api.post(f"{upload['url']}/unlock", {"lock": upload["lock"]})

    assert answer.status == 204
    shown = api.get(upload["url"]).json
    assert (shown["locked"], shown["bestandsdelen"], shown["versie"]) == (False, [], 1)
    assert api.get(shown["inhoud"]).body == BIG
    assert len(on_disk() - before) == 1
    actions = [r["actie"] for r in api.get(f"{upload['url']}/audittrail").json]
    assert actions == ["create", "partial_update"]


def test_parts_may_come_in_any_order_and_again(api, put, upload, on_disk, django_capture_on_commit_callbacks):
    others = on_disk()
    wrong_first = form(inhoud=b"x" * 100, lock=upload["lock"])
    assert put(upload["bestandsdelen"][0]["url"], wrong_first).status == 200
    replaced = on_disk() - others
    with django_capture_on_commit_callbacks(execute=True):
        for deel, piece in reversed(list(zip(upload["bestandsdelen"], pieces(), strict=True))):
            answer = put(deel["url"], form(inhoud=piece, lock=upload["lock"], first="lock"))
            assert answer.json == {**deel, "voltooid": True}

    api.post(f"{upload['url']}/unlock", {"lock": upload["lock"]})

    assert api.get(f"{upload['url']}/download").body == BIG
    assert len(replaced) == 1
    assert not replaced & on_disk()


def test_what_is_not_complete_is_not_unlocked(api, put, upload):
    put(upload["bestandsdelen"][1]["url"], form(inhoud=pieces()[1], lock=upload["lock"]))

    refused = api.post(f"{upload['url']}/unlock", {"lock": upload["lock"]})

    assert refused.fouten == {"nonFieldErrors": "incomplete-upload"}
    assert "1, 3" in refused.json["invalidParams"][0]["reason"]
    assert api.get(upload["url"]).json["locked"] is True


def test_a_part_needs_the_lock_its_size_and_a_form(api, put, upload, on_disk):
    url, piece, lock = upload["bestandsdelen"][0]["url"], pieces()[0], upload["lock"]
    before = on_disk()
    for sent, fouten in (
        (form(inhoud=piece, lock=None), {"nonFieldErrors": "missing-lock-id"}),
        (form(inhoud=piece, lock="x"), {"nonFieldErrors": "incorrect-lock-id"}),
        (form(inhoud=piece[:-1], lock=lock), {"inhoud": "file-size"}),
        (form(inhoud=piece + b"x", lock=lock), {"inhoud": "file-size"}),
        (form(inhoud=piece * 5000, lock=lock), {"inhoud": "file-size"}),
        (form(inhoud=None, lock=lock), {"inhoud": "required"}),
        (form(inhoud=piece, lock=lock)[:50], {"inhoud": "required"}),
        (b"onzin", {"inhoud": "required"}),
    ):
        assert put(url, sent).fouten == fouten, sent[:100]
    good = form(inhoud=piece, lock=lock)
    assert put(url, good, kind="application/x-www-form-urlencoded").status == 415
    assert put(url, good, kind="multipart/form-data").status == 400
    assert put(f"{url[:-36]}{uuid4()}", good).status == 404
    assert on_disk() == before


def test_a_part_needs_the_scope_on_its_document(put, upload, api_as):
    def sent(*scopes, **grant):
        actor = api_as(Rights(grants=(Grant(scopes=frozenset(scopes), **grant),))).actor
        piece = form(inhoud=pieces()[0], lock=upload["lock"])
        return put(upload["bestandsdelen"][0]["url"], piece, actor=actor).status

    assert sent("documenten.lezen") == 403
    assert sent("documenten.bijwerken", max_va=1) == 404
    assert sent("documenten.bijwerken") == 200


def test_a_lock_is_shown_to_who_may_change_documents_only(upload, api_as):
    def shown(*scopes):
        rights = Rights(grants=(Grant(scopes=frozenset({"documenten.lezen", *scopes})),))
        return {d["lock"] for d in api_as(rights).get(upload["url"]).json["bestandsdelen"]}

    assert shown() == {""}
    assert shown("documenten.bijwerken") == {upload["lock"]}


def test_a_virus_in_parts_is_found_when_they_are_joined(api, body, put, on_disk):
    bad = PDF + b"\x00" * (100 - len(PDF) - 20) + EICAR + b"\x00" * 30
    upload = api.post(EIO, body(inhoud=None, bestandsomvang=len(bad))).json
    send_all(put, upload, bad)
    before = on_disk()

    refused = api.post(f"{upload['url']}/unlock", {"lock": upload["lock"]})

    assert refused.fouten == {"inhoud": "virus"}
    assert api.get(f"{upload['url']}/download").status == 404
    assert on_disk() == before


def test_content_that_poses_as_another_is_refused_when_it_is_joined(api, body, put):
    bad = b"<!doctype html>" + b" " * 200
    upload = api.post(EIO, body(inhoud=None, bestandsomvang=len(bad))).json
    send_all(put, upload, bad)

    assert api.post(f"{upload['url']}/unlock", {"lock": upload["lock"]}).fouten == {
        "inhoud": "bestandsformaat"
    }
    forced = api.request("POST", f"{upload['url']}/unlock")
    assert forced.status == 204
    assert api.get(upload["url"]).json["bestandsomvang"] is None


def test_forced_unlocking_gives_up_what_is_not_complete(api, put, upload):
    put(upload["bestandsdelen"][0]["url"], form(inhoud=pieces()[0], lock=upload["lock"]))

    assert api.request("POST", f"{upload['url']}/unlock").status == 204

    shown = api.get(upload["url"]).json
    assert (shown["locked"], shown["inhoud"], shown["bestandsomvang"], shown["bestandsdelen"]) == (
        False, None, None, [],
    )  # fmt: skip
    assert put(upload["bestandsdelen"][1]["url"], form(inhoud=pieces()[1], lock=upload["lock"])).status == 404


def test_new_content_of_a_document_comes_in_parts_too(api, put, locked):
    document, lock = locked

    changed = api.patch(document["url"], {"lock": lock, "inhoud": None, "bestandsomvang": len(BIG)})

    assert (changed.json["versie"], changed.json["inhoud"]) == (2, None)
    assert {d["lock"] for d in changed.json["bestandsdelen"]} == {lock}
    send_all(put, changed.json | {"lock": lock})
    assert api.post(f"{document['url']}/unlock", {"lock": lock}).status == 204
    assert api.get(f"{document['url']}/download").body == BIG
    assert api.get(document["inhoud"]).body == PDF


def test_giving_up_new_content_brings_the_old_back(api, locked):
    document, lock = locked
    api.patch(document["url"], {"lock": lock, "bestandsomvang": len(BIG)})

    api.request("POST", f"{document['url']}/unlock")

    shown = api.get(document["url"]).json
    assert (shown["versie"], shown["bestandsomvang"]) == (2, len(PDF))
    assert api.get(shown["inhoud"]).body == PDF


def test_metadata_may_change_while_parts_come_in(api, put, upload):
    put(upload["bestandsdelen"][0]["url"], form(inhoud=pieces()[0], lock=upload["lock"]))

    changed = api.patch(upload["url"], {"lock": upload["lock"], "titel": "Anders"})

    assert [d["voltooid"] for d in changed.json["bestandsdelen"]] == [True, False, False]
    for deel, piece in list(zip(changed.json["bestandsdelen"], pieces(), strict=True))[1:]:
        put(deel["url"], form(inhoud=piece, lock=upload["lock"]))
    assert api.post(f"{upload['url']}/unlock", {"lock": upload["lock"]}).status == 204
    assert api.get(f"{upload['url']}/download").body == BIG


def test_content_at_once_ends_what_was_coming_in_parts(api, upload, body):
    changed = api.patch(upload["url"], {"lock": upload["lock"], "inhoud": body()["inhoud"]})

    assert changed.json["bestandsdelen"] == []
    assert api.post(f"{upload['url']}/unlock", {"lock": upload["lock"]}).status == 204
    assert api.get(f"{upload['url']}/download").body == PDF


def test_a_part_that_is_sent_again_while_the_parts_are_joined_is_no_surprise(api, put, upload, monkeypatch):
    send_all(put, upload)
    joined = intake.joined

    def meanwhile(state, keys):
        bestand = joined(state, keys)
        put(upload["bestandsdelen"][0]["url"], form(inhoud=b"y" * 100, lock=upload["lock"]))
        return bestand

    monkeypatch.setattr(intake, "joined", meanwhile)
    refused = api.post(f"{upload['url']}/unlock", {"lock": upload["lock"]})

    assert refused.status == Conflict.status
    assert api.get(upload["url"]).json["locked"] is True


def test_parts_of_an_upload_that_takes_long_are_not_swept(api, put, upload):
    for deel, piece in list(zip(upload["bestandsdelen"], pieces(), strict=True))[:2]:
        put(deel["url"], form(inhoud=piece, lock=upload["lock"]))

    documenten.sweep(at=clock.now() + timedelta(days=3))

    put(upload["bestandsdelen"][2]["url"], form(inhoud=pieces()[2], lock=upload["lock"]))
    assert api.post(f"{upload['url']}/unlock", {"lock": upload["lock"]}).status == 204
    assert api.get(f"{upload['url']}/download").body == BIG


def test_content_of_a_crash_between_the_file_and_its_row_is_swept(api, body, monkeypatch, on_disk):
    """The process ends after the content is durable, before anything is in the database."""
    before = on_disk()

    def crash(*args, **kwargs):
        raise SystemExit

    with monkeypatch.context() as crashing:
        crashing.setattr(changing, "create", crash)
        with pytest.raises(SystemExit):
            api.post(EIO, body())
    left = on_disk() - before
    assert len(left) == 1

    documenten.sweep(at=clock.now() + timedelta(hours=26))

    assert not left & on_disk()


def test_a_file_may_be_larger_than_two_gigabytes(api, body, monkeypatch):
    monkeypatch.setattr(rules, "PART", 50 * 2**20)

    made = api.post(EIO, body(inhoud=None, bestandsomvang=5 * 2**30))
    too_large = api.post(EIO, body(inhoud=None, bestandsomvang=rules.LARGEST + 1))
    beyond = api.post(EIO, body(inhoud=None, bestandsomvang=2**63))

    assert (made.json["bestandsomvang"], len(made.json["bestandsdelen"])) == (5 * 2**30, 103)
    assert too_large.fouten == {"bestandsomvang": "file-size"}
    assert beyond.status == 400


class Endless:
    """A body of `size` bytes that is made while it is read."""

    def __init__(self, head: bytes, size: int, tail: bytes) -> None:
        self._left, self._head, self._tail = size, head, tail

    def read(self, size: int = -1) -> bytes:
        if self._head:
            head, self._head = self._head, b""
            return head
        if self._left:
            piece = min(self._left, size)
            self._left -= piece
            return b"\x01" * piece
        tail, self._tail = self._tail, b""
        return tail

    readline = read


def test_a_part_and_a_download_cost_the_same_memory_whatever_their_size(api, body, put, monkeypatch):
    size = 40 * 2**20
    monkeypatch.setattr(rules, "PART", size)
    sent = body(inhoud=None, bestandsomvang=size, formaat="application/octet-stream", bestandsnaam="scan")
    upload = api.post(EIO, sent).json
    whole = form(inhoud=b"@", lock=upload["lock"])
    head, _, tail = whole.partition(b"@")
    stream = Endless(head, size, tail)
    url = upload["bestandsdelen"][0]["url"]

    tracemalloc.start()
    answer = put(url, b"", stream=stream, length=len(head) + size + len(tail))
    unlocked = api.post(f"{upload['url']}/unlock", {"lock": upload["lock"]})
    chunks = blobs.read(
        db.value("SELECT blob FROM documenten_versie WHERE omvang = %(size)s", {"size": size}),
        shelf="documenten",
    )
    read = sum(len(chunk) for chunk in chunks)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert (answer.status, unlocked.status, read) == (200, 204, size)
    assert peak < 12 * 2**20


@pytest.mark.parametrize(
    ("asked", "status", "found"),
    [
        ("bytes=0-4", 206, PDF[:5]),
        ("bytes=5-", 206, PDF[5:]),
        ("bytes=-5", 206, PDF[-5:]),
        ("bytes=-99999", 206, PDF),
        ("bytes=5-99999", 206, PDF[5:]),
        ("bytes=0-4,6-7", 200, PDF),
        ("bytes=9-2", 200, PDF),
        ("bytes=-", 200, PDF),
        ("regels=1-2", 200, PDF),
        ("bytes=²-", 200, PDF),
    ],
)
def test_a_range_of_a_download_is_given(api, document, asked, status, found):
    answer = api.get(document["inhoud"], range=asked)

    assert (answer.status, answer.body) == (status, found)
    assert answer.headers["Content-Length"] == str(len(found))
    if status == 206:
        start = PDF.index(found) if len(found) < len(PDF) else 0
        said = f"bytes {start}-{start + len(found) - 1}/{len(PDF)}"
        assert answer.headers["Content-Range"] == said


def test_a_range_past_the_end_is_refused_and_one_of_another_version_is_not_given(api, document):
    past = api.get(document["inhoud"], range=f"bytes={len(PDF)}-")
    etag = api.get(document["inhoud"]).headers["ETag"]

    assert past.status == 416
    assert past.headers["Content-Range"] == f"bytes */{len(PDF)}"
    assert api.get(document["inhoud"], range="bytes=0-4", if_range=etag).status == 206
    assert api.get(document["inhoud"], range="bytes=0-4", if_range='"anders"').status == 200
    assert api.get(document["inhoud"], if_none_match=etag).status == 304


def test_damaged_content_is_never_passed_on_as_whole(api, document):
    key = db.value(
        "SELECT v.blob FROM documenten_versie v JOIN documenten_document d ON d.id = v.document_id"
        " WHERE d.uuid = %(uuid)s",
        {"uuid": uuid_of(document)},
    )
    store = blobs.store()
    store.delete("documenten", key)
    writer = store.writer("documenten", key)
    writer.write(PDF[:-1] + b"!")
    writer.finish()

    with pytest.raises(blobs.Damaged):
        api.get(document["inhoud"])


def test_a_media_type_that_is_none_is_offered_as_bytes(api, body):
    made = api.post(EIO, body(formaat="text/html\r\nX-A: b", bestandsnaam="x", inhoud=PDF)).json

    assert api.get(made["inhoud"]).headers["Content-Type"] == "application/octet-stream"
    assert content.disposition("x") == 'attachment; filename="x"'
