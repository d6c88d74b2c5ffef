"""A long base64 value in a JSON body is kept while it arrives; what is left is the same body without it."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st

from raadhuis.kernel import aside, blobs, settings
from raadhuis.kernel.refusal import Invalid, TooLarge

SHELF = "proef"
PATH = ("document", "inhoud")
Split = Callable[..., tuple[bytes, "bytes | None"]]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place for content that only this test has."""
    chosen = replace(settings.current(), data=str(tmp_path), s3_url="")
    monkeypatch.setattr(settings, "current", lambda: chosen)
    return chosen.blobs


@pytest.fixture
def split(folder: Path) -> Split:
    """`split(body)`: what is left of it, and what was kept; `size` is how much comes in at a time."""

    def done(
        body: bytes, *, path: tuple[str, ...] = ("inhoud",), size: int = 7
    ) -> tuple[bytes, bytes | None]:
        stream = io.BytesIO(body)
        left, blob = aside.split(lambda most: stream.read(min(most, size)), path=path, shelf=SHELF)
        return left, None if blob is None else b"".join(blobs.read(blob.key, shelf=SHELF))

    return done


def is_json(raw: bytes) -> bool:
    try:
        json.loads(raw)
    except ValueError:
        return False
    return True


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda some: (
        st.lists(some, max_size=3) | st.dictionaries(st.sampled_from(["inhoud", "a", 'b"{', "é"]), some)
    ),
    max_leaves=10,
)


@given(
    content=st.binary(min_size=1, max_size=3000),
    beside=st.dictionaries(st.sampled_from(["a", "inhoud", 'x"}', "\\"]), JSON),
    around=st.dictionaries(st.sampled_from(["b", "inhoud", "document.inhoud"]), JSON),
    size=st.integers(1, 900),
    piece=st.integers(1, 500),
    indent=st.none() | st.integers(0, 2),
    slash=st.sampled_from([b"/", b"\\/", b"\\u002f"]),
    plus=st.sampled_from([b"+", b"\\u002B"]),
    end=st.sampled_from([b"", b"\\r\\n", b"\\n"]),
)
@how(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_body_is_what_it_was_without_its_content(
    split: Split,
    monkeypatch: pytest.MonkeyPatch,
    content: bytes,
    beside: Any,
    around: Any,
    size: int,
    piece: int,
    indent: int | None,
    slash: bytes,
    plus: bytes,
    end: bytes,
) -> None:
    monkeypatch.setattr(aside, "_PIECE", piece)
    text = base64.b64encode(content).decode()
    lines = [text[start : start + 76] for start in range(0, len(text), 76)]
    body = json.dumps({**around, "document": {**beside, "inhoud": "CONTENT", "z": 1}}, indent=indent).encode()
    written = end.join(line.encode().replace(b"/", slash).replace(b"+", plus) for line in lines)

    left, kept = split(body.replace(b'"CONTENT"', b'"%b"' % written), path=PATH, size=size)

    assert kept == content
    assert left == body.replace(b'"CONTENT"', b'""')


@given(body=JSON, size=st.integers(1, 50))
@how(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_body_without_content_stays_to_the_letter(split: Split, body: Any, size: int) -> None:
    raw = json.dumps(body).encode()

    assert split(raw, path=("niet", "hier"), size=size) == (raw, None)


@given(raw=st.binary(max_size=300) | st.text('{}[]:,"\\ inhoud', max_size=60).map(str.encode))
@how(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_what_is_no_json_does_not_become_it(split: Split, raw: bytes) -> None:
    if not is_json(raw):
        left, _ = split(raw)
        assert not is_json(left)


@pytest.mark.parametrize(
    "text",
    [
        b"QUJD RA==",
        b"QUI",
        b"QUI=QUJD",
        b"QQ==QQ==",
        b"QUJD=",
        b"\xc3\xa9QUJ",
        b"QUJDR\\u00e9==",
        b'QU\\"JD',
        b"QU\nJD",
    ],
)
def test_what_is_no_base64_is_left_for_whoever_decodes_the_rest(
    split: Split, folder: Path, text: bytes
) -> None:
    left, kept = split(b'{"inhoud": "%b", "titel": ""}' % text)

    assert (left, kept) == (b'{"inhoud": "?", "titel": ""}', None)
    assert not files(folder)


@pytest.mark.parametrize("value", [b"null", b'""', b"3", b'["QUJD"]', b'{"inhoud": "QUJD"}'])
def test_what_is_no_text_stays_where_it_is(split: Split, folder: Path, value: bytes) -> None:
    body = b'{"inhoud": %b, "anders": "QUJD"}' % value

    assert split(body) == (body, None)
    assert not files(folder)


def test_a_body_that_breaks_off_in_the_content_is_no_json(split: Split) -> None:
    assert split(b'{"inhoud": "QUJDREVG')[0] == b'{"inhoud": ""'


def test_content_that_is_there_twice_is_refused_and_not_kept(split: Split, folder: Path) -> None:
    with pytest.raises(Invalid) as refused:
        split(b'{"inhoud": "QUJD", "inhoud": "QUJD"}')

    assert [field.name for field in refused.value.fields] == ["inhoud"]
    assert not files(folder)


@pytest.mark.parametrize("body", [b'{"inhoud": "QUJD", "titel": "%b"}', b'{"inhoud": "QUJD", "titel": "%b'])
def test_too_much_beside_the_content_is_refused_and_nothing_kept(
    split: Split, folder: Path, body: bytes
) -> None:
    with pytest.raises(TooLarge):
        split(body % (b"x" * (aside.SMALL + 1)), size=100_000)

    assert not files(folder)


def test_too_much_content_is_refused_and_nothing_kept(
    split: Split, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(aside, "LARGEST", 100_000)

    with pytest.raises(TooLarge):
        split(b'{"inhoud": "%b"}' % (b"QUJD" * 40_000), size=10_000)

    assert not files(folder)
