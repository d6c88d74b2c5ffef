"""A long base64 value of a JSON body goes straight to where content is kept while it arrives, and the rest stays JSON: so a
document of gigabytes costs the memory of a small one.
"""

from __future__ import annotations

import binascii
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

from raadhuis.kernel import blobs
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.refusal import Invalid, TooLarge

SMALL = (
    2**20
)  # bytes of a body that is read at once, since that is quicker; and of what stands beside the value
LARGEST = 4 * 2**30  # bytes of content
MOST = LARGEST // 3 * 4 + SMALL  # bytes of a whole body
NOT_BASE64 = b"?"  # stands in the body for what could not be read, so that whoever decodes it says so
_PIECE = 64 * 1024  # bytes that are looked at together, however few a client sends at a time
_BESIDE = f"Zonder de inhoud van het bestand is het verzoek groter dan {SMALL // 2**20} MB."
_TOKEN = re.compile(rb'[^"{}\[\]:,]++|[{}\[\]:,]|"(?:[^"\\]++|\\.)*+"', re.DOTALL)
_ESCAPED_OR_END = re.compile(rb'\\.|"', re.DOTALL)
_ESCAPE = 6  # bytes of the longest: \u002B


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    """Which value: the names to it from the outside in, and the shelf that keeps it. `require` is asked before it is read: it
    raises what is said to an actor who may not send it, to the resource in the path when there is one."""

    path: tuple[str, ...]
    shelf: str
    require: Callable[[Actor, UUID | None], None]


def in_lines(body: bytes) -> bool:
    """Whether base64 in a body may be in lines, as MIME has it (RFC 2045) and clients send it: then it must be `split`."""
    return b"\\n" in body or b"\\r" in body


def too_large() -> TooLarge:
    """What is said to who sends more than LARGEST, and how it can be sent."""
    most = LARGEST // 2**30
    return TooLarge(
        f"Een bestand mag zo hoogstens {most} GB zijn. Stuur een groter bestand in bestandsdelen."
    )


def split(
    read: Callable[[int], bytes], *, path: tuple[str, ...], shelf: str
) -> tuple[bytes, blobs.Blob | None]:
    """The body that `read` gives in pieces, with "" for the value at `path`; and that value, kept. None when it is not there.

    Base64 may come in lines and with any escapes of JSON. What is no base64 is not kept, and has NOT_BASE64 in its place. What is
    no JSON stays as it is. Raises TooLarge, NoRoom, Unavailable, and Invalid for a value that is there twice: then nothing is kept.
    """
    splitter = _Splitter(_Text(read), path, shelf)
    try:
        return splitter.rest(), splitter.found
    except BaseException:
        if splitter.found is not None:
            blobs.delete(splitter.found.key, shelf=shelf)
        raise


@dataclass(slots=True)
class _Text:
    """What was read and not yet understood."""

    read: Callable[[int], bytes]
    buffer: bytes = b""
    at: int = 0

    def more(self) -> bool:
        """Read on; False at the end."""
        chunks = [self.buffer[self.at :]]
        new = 0
        while new < _PIECE and (chunk := self.read(blobs.CHUNK)):
            chunks.append(chunk)
            new += len(chunk)
        self.buffer, self.at = b"".join(chunks), 0
        return new > 0

    def peek(self) -> bytes:
        """The next byte; b"" at the end."""
        if self.at == len(self.buffer):
            self.more()
        return self.buffer[self.at : self.at + 1]

    def token(self) -> bytes:
        """The next token; b"" at the end. A string that does not end is all that is left."""
        while True:
            if found := _TOKEN.match(self.buffer, self.at):
                self.at = found.end()
                return found[0]
            if len(self.buffer) - self.at > SMALL:
                raise TooLarge(_BESIDE)
            if not self.more():
                left, self.at = self.buffer[self.at :], len(self.buffer)
                return left

    def piece(self) -> tuple[bytes, bool]:
        """The next piece of the string in which we are, as it is written, and whether the string ends with it."""
        while True:
            for found in _ESCAPED_OR_END.finditer(self.buffer, self.at):
                if found[0] == b'"':
                    piece, self.at = self.buffer[self.at : found.start()], found.end()
                    return piece, True
            # An escape at the end may not be there as a whole.
            last = self.buffer.rfind(b"\\", max(self.at, len(self.buffer) - _ESCAPE))
            end = last if last >= 0 else len(self.buffer)
            if end > self.at:
                piece, self.at = self.buffer[self.at : end], end
                return piece, False
            if not self.more():
                return b"", True


@dataclass(slots=True)
class _Splitter:
    text: _Text
    path: tuple[str, ...]
    shelf: str
    found: blobs.Blob | None = None
    # Of each object in which we are, the name that came last; None for a list.
    names: list[str | None] = field(default_factory=list)

    def rest(self) -> bytes:
        """The body without the value, which is then `found`."""
        kept = bytearray()
        named = False  # the next string is a name
        while token := self.text.token():
            kept += token
            if len(kept) > SMALL:
                raise TooLarge(_BESIDE)
            first = token[:1]
            if first in b"{[":
                self.names.append("" if first == b"{" else None)
            elif first in b"}]" and self.names:
                self.names.pop()
            elif first == b'"' and named:
                self.names[-1] = _name(token)
            elif first == b":" and len(self.names) == len(self.path) and tuple(self.names) == self.path:
                kept += self._value()
            if not token.isspace():
                named = first in b"{," and bool(self.names) and self.names[-1] is not None
        return bytes(kept)

    def _value(self) -> bytes:
        """What stands in the body for the value that comes: when it is a string, it is read and kept."""
        space = b""
        while (following := self.text.peek()).isspace():
            self.text.at += 1
            space += following
        if following != b'"':
            return space
        if self.found is not None:
            raise Invalid.field(".".join(self.path), "invalid", "Dit veld staat er twee keer in.")
        self.text.at += 1
        receiving = blobs.Receiving(shelf=self.shelf)
        try:
            good = self._received(receiving)
            if good and receiving.size:
                self.found = receiving.finish()
                return space + b'""'
        except BaseException:
            receiving.abandon()
            raise
        receiving.abandon()
        return space + (b'""' if good else b'"%b"' % NOT_BASE64)

    def _received(self, receiving: blobs.Receiving) -> bool:
        """Read the string to its end; whether it is base64."""
        good, ended, carried = True, False, b""
        while not ended:
            piece, ended = self.text.piece()
            try:
                if good:
                    carried = _decoded(carried + _unescaped(piece), receiving, last=ended)
            except ValueError:
                good = False
            if receiving.size > LARGEST:
                raise too_large()
        return good


def _decoded(text: bytes, receiving: blobs.Receiving, *, last: bool) -> bytes:
    """Write what `text` stands for; what is kept for the next time: the four characters that may be the last. Raises
    ValueError."""
    end = len(text) if last else max(0, len(text) - (len(text) % 4 or 4))
    whole, carried = text[:end], text[end:]
    if len(whole) % 4 or (carried and whole.endswith(b"=")):
        raise ValueError("no whole groups of four, or text after the padding")
    receiving.write(binascii.a2b_base64(whole, strict_mode=True))
    return carried


def _name(token: bytes) -> str:
    try:
        return str(json.loads(token))
    except ValueError:
        return ""  # no JSON, as whoever decodes the whole will say


def _unescaped(piece: bytes) -> bytes:
    """Without the escapes that programs write in base64: of a slash, a plus, or the end of a line. Raises ValueError."""
    if b"\\" not in piece:
        return piece
    text: str = json.loads(b'"%b"' % piece)
    return text.encode("ascii").translate(None, b"\r\n")
