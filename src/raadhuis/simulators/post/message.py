"""Reads a received message: its subject, its text and HTML, and what is attached."""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage, Message

_CID = re.compile(r"cid:([^\"'\s)>]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A part that is no body text; ``content_id`` without its angle brackets."""

    index: int
    name: str
    media_type: str
    content_id: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """A message, read."""

    subject: str
    sender: str
    to: str
    text: str
    html: str
    attachments: tuple[Attachment, ...]

    def html_with_images(self, prefix: str) -> str:
        """The HTML with ``cid:`` references to its own images turned into addresses that start with the prefix."""
        images = {a.content_id: f"{prefix}{a.index}" for a in self.attachments if a.content_id}
        return _CID.sub(lambda hit: images.get(hit[1], hit[0]), self.html)


def read(content: bytes) -> Letter:
    """Never raises: what cannot be read is shown as well as it goes."""
    message = email.message_from_bytes(content, policy=policy.default)
    text, html = "", ""
    attachments: list[Attachment] = []
    for part in _leaves(message):
        media_type = part.get_content_type()
        disposition = part.get_content_disposition()
        if disposition != "attachment" and media_type == "text/plain" and not text:
            text = _text(part)
        elif disposition != "attachment" and media_type == "text/html" and not html:
            html = _text(part)
        else:
            attachments.append(_attachment(part, len(attachments), media_type))
    return Letter(
        subject=header(message, "Subject"),
        sender=header(message, "From"),
        to=header(message, "To"),
        text=text,
        html=html,
        attachments=tuple(attachments),
    )


def header(message: Message, name: str) -> str:
    """A header on one line of printable text, decoded; empty when it is absent or cannot be read."""
    try:
        value = str(message.get(name, ""))
    except Exception:  # noqa: BLE001 -- the parser of broken headers raises whatever it stumbles over
        return "(onleesbaar)"
    return " ".join("".join(c if c.isprintable() else " " for c in value).split())


def _leaves(message: Message) -> Iterator[Message]:
    for part in message.walk():
        if not part.is_multipart():
            yield part


def _bytes(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _text(part: Message) -> str:
    charset = part.get_content_charset("utf-8")
    try:
        return _bytes(part).decode(charset, "replace")
    except LookupError:
        return _bytes(part).decode("utf-8", "replace")


def _attachment(part: Message, index: int, media_type: str) -> Attachment:
    try:
        name = part.get_filename() or f"bijlage-{index + 1}"
    except Exception:  # noqa: BLE001 -- see header()
        name = f"bijlage-{index + 1}"
    safe = "".join(c for c in name.replace("\\", "/").rsplit("/", 1)[-1] if c.isprintable())
    content = _bytes(part)
    if isinstance(part, EmailMessage) and media_type == "message/rfc822":
        content = part.as_bytes()
    return Attachment(index, safe, media_type, header(part, "Content-ID").strip("<> "), content)
