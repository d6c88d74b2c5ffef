"""The text in a file: PDF, Word, OpenDocument, HTML and plain text. For files of strangers: run it where it can do no harm.

What comes out is bounded; what goes in is unpacked piece by piece. Memory and time are bounded by the process (`store/lezer.py`).
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import IO

from lxml import etree
from pypdf import PdfReader

LONGEST = 2_000_000  # characters that are kept of one file
_ENTRY = 64 * 2**20  # bytes that one file in an archive may be when it is unpacked
_HEAD = 4096
# Which file in an archive holds the text, by what only that kind of archive has.
_INSIDE = {"word/document.xml": "word/document.xml", "content.xml": "content.xml"}
_WORD = "wordprocessingml"
_SPOKEN = ("{*}t", "{*}tab", "{*}br", "{*}cr")  # of a paragraph in Word; the rest is instructions
_SILENT = frozenset({"script", "style", "template"})


class NoText(Exception):
    """A kind of file that holds no text, or none that we can read."""


def read(file: IO[bytes]) -> str:
    """The text, at most LONGEST characters. Raises NoText, and whatever a broken file makes a library raise."""
    head = file.read(_HEAD)
    file.seek(0)
    return "".join(_bounded(_pieces(file, head))).strip()


def _pieces(file: IO[bytes], head: bytes) -> Iterator[str]:
    if head.lstrip(b"\xef\xbb\xbf\0 \t\r\n").startswith(b"%PDF-"):
        return _pdf(file)
    if head.startswith(b"PK\x03\x04"):
        return _archive(file)
    if head.startswith(b"{\\rtf") or (not head.startswith((b"\xff\xfe", b"\xfe\xff")) and b"\0" in head):
        raise NoText
    if any(c < 9 or 13 < c < 27 for c in head) and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise NoText
    text = _decoded(file.read(LONGEST * 4))
    if re.match(
        r"\s*(<!--.*?-->\s*)*<(!doctype html|html|head|body)", text[:_HEAD], re.IGNORECASE | re.DOTALL
    ):
        return _html(text)
    return iter((text,))


def _bounded(pieces: Iterator[str]) -> Iterator[str]:
    left = LONGEST
    for piece in pieces:
        # PostgreSQL keeps no NUL, and UTF-8 no half surrogates.
        clean = piece.replace("\0", "").encode("utf-8", "ignore").decode()[:left]
        left -= len(clean)
        yield clean
        if not left:
            return


def _pdf(file: IO[bytes]) -> Iterator[str]:
    reader = PdfReader(file)
    if reader.is_encrypted and not reader.decrypt(""):
        raise NoText
    for page in reader.pages:
        yield page.extract_text()
        yield "\n"


def _archive(file: IO[bytes]) -> Iterator[str]:
    with zipfile.ZipFile(file) as archive:
        found = next((name for name in _INSIDE if name in archive.NameToInfo), None)
        if found is None or archive.getinfo(found).file_size > _ENTRY:
            raise NoText
        with archive.open(found) as entry:
            yield from _xml(_Limited(entry))


class _Limited:
    """No more of an unpacked file than it said, and never more than _ENTRY: an archive can be a bomb."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._left = file, _ENTRY

    def read(self, size: int = -1) -> bytes:
        found = self._file.read(min(size, self._left) if size >= 0 else self._left)
        self._left -= len(found)
        return found


def _xml(file: _Limited) -> Iterator[str]:
    """The text between the tags, a line for each paragraph. Entities are not replaced, and nothing is fetched."""
    walk = etree.iterparse(
        file, tag=("{*}p", "{*}h"), resolve_entities=False, no_network=True, load_dtd=False
    )
    for _, paragraph in walk:
        for gap in paragraph.iter("{*}s", "{*}tab", "{*}br", "{*}cr", "{*}line-break"):
            gap.text = " "
        word = _WORD in str(paragraph.tag)
        parts = (part.text or "" for part in paragraph.iter(*_SPOKEN)) if word else paragraph.itertext()
        yield "".join(map(str, parts)) + "\n"
        paragraph.clear(keep_tail=True)


class _Html(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._silent += tag in _SILENT
        self.found.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self._silent = max(0, self._silent - (tag in _SILENT))
        self.found.append("\n" if tag in ("p", "div", "li", "tr", "h1", "h2", "h3") else " ")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.found.append(data)


def _html(text: str) -> Iterator[str]:
    parser = _Html()
    parser.feed(text)
    parser.close()
    return iter(parser.found)


def _decoded(raw: bytes) -> str:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", "replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")
