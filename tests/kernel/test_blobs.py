"""Content comes back as it was given, from a folder and from a real S3 server alike."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from raadhuis.kernel import blobs, blobs_s3, settings
from raadhuis.kernel.refusal import NotFound, Unavailable
from tests.faults.between import Between, between
from tests.kernel.s3 import BUCKET, KEY, SECRET, serving

SHELF = "proef"
HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real S3 server; its address."""
    with serving(tmp_path_factory.mktemp("s3")) as url:
        yield url


@pytest.fixture(params=["folder", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Each of the two places, by setting; which one."""
    chosen = replace(settings.current(), data=str(tmp_path))
    if request.param == "s3":
        chosen = replace(
            chosen, s3_url=request.getfixturevalue("s3"), s3_key=KEY, s3_secret=SECRET, s3_bucket=BUCKET
        )
    monkeypatch.setattr(settings, "current", lambda: chosen)
    monkeypatch.setattr(blobs_s3, "PIECE", 5 * 2**20)
    return str(request.param)


def later() -> datetime:
    return datetime.now(UTC) + HOUR


@pytest.mark.parametrize("size", [0, 1, 300_000, 5 * 2**20, 11 * 2**20 + 3])
def test_what_goes_in_comes_out(store: str, size: int) -> None:
    content = os.urandom(1000) * (size // 1000 + 1)
    content = content[:size]

    blob = blobs.put((content[:700], content[700:]), shelf=SHELF)

    assert (blob.size, blob.sha256) == (size, hashlib.sha256(content).hexdigest())
    chunks = list(blobs.read(blob.key, shelf=SHELF))
    assert b"".join(chunks) == content
    assert all(len(chunk) <= blobs.CHUNK for chunk in chunks)


@pytest.mark.parametrize(("start", "stop"), [(0, 4), (3, None), (3, 3), (4, 99), (99, None)])
def test_a_part_of_it_comes_out(store: str, start: int, stop: int | None) -> None:
    blob = blobs.put((b"0123456789",), shelf=SHELF)

    assert b"".join(blobs.read(blob.key, shelf=SHELF, start=start, stop=stop)) == b"0123456789"[start:stop]


def test_it_is_a_file_to_seek_in(store: str) -> None:
    content = bytes(range(256)) * 4000
    blob = blobs.put((content,), shelf=SHELF)

    with blobs.open_file(blob.key, blob.size, shelf=SHELF) as file:
        file.seek(-10, io.SEEK_END)
        assert file.read() == content[-10:]
        file.seek(1000)
        assert file.read(5) == content[1000:1005]
        file.seek(0)
        assert file.read() == content


def test_what_is_not_there_is_not_found(store: str) -> None:
    blob = blobs.put((b"x",), shelf=SHELF)
    blobs.delete(blob.key, shelf=SHELF)
    blobs.delete(blob.key, shelf=SHELF)

    for key in (blob.key, uuid4()):
        with pytest.raises(NotFound):
            blobs.read(key, shelf=SHELF)


def test_each_room_has_a_shelf_of_its_own(store: str) -> None:
    shelf = f"kamer-{uuid4().hex}"
    blob = blobs.put((b"x",), shelf=shelf)
    loose = blobs.put((b"y",))

    assert list(blobs.older_than(later(), shelf=shelf)) == [blob.key]
    assert b"".join(blobs.read(loose.key)) == b"y"
    with pytest.raises(NotFound):
        blobs.read(blob.key, shelf="een-andere-kamer")


def test_what_is_young_is_not_old(store: str) -> None:
    shelf = f"kamer-{uuid4().hex}"
    blobs.put((b"x",), shelf=shelf)

    assert list(blobs.older_than(datetime.now(UTC) - HOUR, shelf=shelf)) == []


def test_content_that_breaks_off_leaves_nothing(store: str) -> None:
    shelf = f"kamer-{uuid4().hex}"

    def breaks() -> Iterator[bytes]:
        yield b"x" * (6 * 2**20)
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        blobs.put(breaks(), shelf=shelf)

    assert list(blobs.older_than(later(), shelf=shelf)) == []


def test_what_a_crash_left_half_written_is_found_and_removed(store: str) -> None:
    shelf = f"kamer-{uuid4().hex}"
    receiving = blobs.Receiving(shelf=shelf)
    receiving.write(b"x" * (6 * 2**20))

    (left,) = blobs.older_than(later(), shelf=shelf)
    blobs.delete(left, shelf=shelf)

    assert list(blobs.older_than(later(), shelf=shelf)) == []


def test_the_last_chunk_waits_until_the_whole_is_right() -> None:
    right = hashlib.sha256(b"abc").hexdigest()
    key = uuid4()

    assert list(blobs.verified(iter((b"a", b"b", b"c")), sha256=right, key=key)) == [b"a", b"b", b"c"]
    passed = blobs.verified(iter((b"a", b"b", b"d")), sha256=right, key=key)
    assert [next(passed), next(passed)] == [b"a", b"b"]
    with pytest.raises(blobs.Damaged):
        next(passed)
    with pytest.raises(blobs.Damaged):
        list(blobs.verified(iter(()), sha256=right, key=key))


def test_a_full_disk_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "blobs").write_text("a file where the folder should be")
    chosen = replace(settings.current(), data=str(tmp_path))
    monkeypatch.setattr(settings, "current", lambda: chosen)

    with pytest.raises(blobs.NoRoom):
        blobs.put((b"x",), shelf=SHELF)


@pytest.mark.parametrize("change", [{"s3_key": "x"}, {"s3_secret": "x"}, {"s3_url": "http://127.0.0.1:9"}])
def test_a_store_that_refuses_or_is_away_is_unavailable(
    s3: str, monkeypatch: pytest.MonkeyPatch, change: dict[str, str]
) -> None:
    good = {"s3_url": s3, "s3_key": KEY, "s3_secret": SECRET, "s3_bucket": BUCKET}
    chosen = replace(settings.current(), **(good | change))
    monkeypatch.setattr(settings, "current", lambda: chosen)

    with pytest.raises(Unavailable):
        blobs.put((b"x",), shelf=SHELF)


class Breaking(Between):
    """A bad line on which only the second request of a reading breaks, halfway its answer."""

    def fault(self) -> str:
        self.happened["asked"] += 1
        return "half answer" if self.happened["asked"] in self.breaks else ""

    breaks: frozenset[int] = frozenset()


def test_an_answer_that_breaks_halfway_is_taken_up_where_it_broke(
    s3: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    content, line = os.urandom(900_000), Breaking("x")
    with between(s3, line) as url:
        chosen = replace(settings.current(), s3_url=url, s3_key=KEY, s3_secret=SECRET, s3_bucket=BUCKET)
        monkeypatch.setattr(settings, "current", lambda: chosen)
        blob = blobs.put((content,), shelf=SHELF)
        first = line.happened["asked"] + 2  # after asking how large it is
        line.breaks = frozenset({first, first + 1})
        assert b"".join(blobs.read(blob.key, shelf=SHELF)) == content
        line.breaks = frozenset(range(first + 3, first + 30))
        with pytest.raises(Unavailable):
            b"".join(blobs.read(blob.key, shelf=SHELF))


def test_an_answer_without_what_it_should_say_is_a_store_that_is_away() -> None:
    """A connection that breaks within the headers of an answer leaves one that looks whole."""
    upload = blobs_s3._Upload(lambda method, **_: {"UploadId": "1"} if "create" in method else {})
    with pytest.raises(Unavailable):
        upload.write(b"x" * (blobs_s3.PIECE + 1))
