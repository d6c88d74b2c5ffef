"""What a file really is, by its content, and whether that is what it says it is."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

import puremagic

from raadhuis.components.documenten.domain.rules import clean_name
from raadhuis.kernel.refusal import FieldError

FIELD = "inhoud"
_OFFICE = "application/vnd.openxmlformats-officedocument"
_ODF = "application/vnd.oasis.opendocument"
# The types whose content we can recognise, by extension: what says to be one of these must be one.
TYPES = {
    "pdf": "application/pdf", "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "gif": "image/gif",
    "tif": "image/tiff", "tiff": "image/tiff", "webp": "image/webp", "heic": "image/heic", "heif": "image/heif",
    "docx": f"{_OFFICE}.wordprocessingml.document", "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    "pptx": f"{_OFFICE}.presentationml.presentation", "odt": f"{_ODF}.text", "ods": f"{_ODF}.spreadsheet",
    "odp": f"{_ODF}.presentation", "doc": "application/msword", "xls": "application/vnd.ms-excel",
    "ppt": "application/vnd.ms-powerpoint", "msg": "application/vnd.ms-outlook", "rtf": "application/rtf",
    "zip": "application/zip", "mp4": "video/mp4", "txt": "text/plain", "csv": "text/csv", "xml": "application/xml",
    "json": "application/json", "eml": "message/rfc822", "md": "text/markdown", "html": "text/html",
    "htm": "text/html", "svg": "image/svg+xml",
}  # fmt: skip
_KNOWN = frozenset(TYPES.values())
_SAME = {
    "image/jpg": "image/jpeg", "image/pjpeg": "image/jpeg", "application/x-pdf": "application/pdf",
    "text/xml": "application/xml", "text/rtf": "application/rtf", "application/x-zip-compressed": "application/zip",
    "application/xhtml+xml": "text/html",
}  # fmt: skip
# What a browser runs when it takes it for a page.
_PAGES = frozenset(TYPES[e] for e in ("html", "svg"))
_PLAIN = frozenset(TYPES[e] for e in ("txt", "csv", "xml", "json", "eml", "md", "rtf"))
_OLE = frozenset(TYPES[e] for e in ("doc", "xls", "ppt", "msg"))
_HEIF = frozenset({"image/heic", "image/heif"})
_HEIF_BRANDS = frozenset({b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"heif"})
# Programs: Windows, Linux, Java, macOS, Windows shortcuts.
_PROGRAMS = (
    b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"\xfe\xed\xfa\xcf",
    b"\xfe\xed\xfa\xce", b"L\x00\x00\x00\x01\x14\x02\x00",
)  # fmt: skip
_PROGRAM_NAMES = frozenset(
    "apk app bat cmd com cpl dll exe hta jar js jse lnk msi msp pif ps1 reg scf scr sh vb vbe vbs wsf wsh".split()
)
_MARKUP = (b"<!doctype html", b"<html", b"<head", b"<body", b"<script", b"<iframe", b"<?php", b"<%")
_HEAD = 4096
_END = 512 * 1024  # bytes of each end of a large file that tell what it is


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspectie:
    """A file that was looked at: its safe name, its type by content (`formaat`, a media type) and size in bytes."""

    bestandsnaam: str
    formaat: str
    omvang: int


def inspect(
    inhoud: bytes, *, bestandsnaam: str, formaat: str = "", limit_mb: int, exact: bool = True
) -> tuple[Inspectie, tuple[FieldError, ...]]:
    """What the file is, and why it is refused (nothing when it is fine).

    `formaat` is what the sender says it is (a media type, or "" to go by the name). Only types that we can recognise
    are compared; programs are always refused. Without `exact` a wrong label is the sender's affair, unless it hides a page
    that a browser would run.
    """
    return inspect_file(
        io.BytesIO(inhoud),
        omvang=len(inhoud),
        bestandsnaam=bestandsnaam,
        formaat=formaat,
        limit=limit_mb * 2**20,
        exact=exact,
    )


def inspect_file(
    file: IO[bytes], *, omvang: int, bestandsnaam: str, formaat: str = "", limit: int, exact: bool = True
) -> tuple[Inspectie, tuple[FieldError, ...]]:
    """As `inspect`, of a file of `omvang` bytes to seek in; of a large one only the ends are read. `limit` in bytes."""
    sample = _sample(file, omvang)
    name = clean_name(bestandsnaam)
    said = tuple(dict.fromkeys(t for t in (_media_type(formaat), TYPES.get(_extension(name), "")) if t))
    found = types_of(sample, file=file)
    actual = said[0] if said else min(found, default="application/octet-stream", key=_preference)
    result = Inspectie(bestandsnaam=name, formaat=actual, omvang=omvang)
    wrong = frozenset(kind for kind in said if kind in _KNOWN and kind not in found)
    poses = bool(wrong if exact else wrong and found & _PAGES) or (_is_markup(sample) and not said)
    return result, tuple(_errors(sample, omvang=omvang, name=name, poses=poses, limit=limit))


def _sample(file: IO[bytes], omvang: int) -> bytes:
    file.seek(0)
    if omvang <= 2 * _END:
        return file.read()
    head = file.read(_END)
    file.seek(omvang - _END)
    return head + file.read(_END)


def _errors(sample: bytes, *, omvang: int, name: str, poses: bool, limit: int) -> Iterator[FieldError]:
    if not omvang:
        yield FieldError(FIELD, "file-size", "Dit bestand is leeg. Kies een ander bestand.")
        return
    if omvang > limit:
        most = limit // 2**20
        yield FieldError(FIELD, "file-size", f"Dit bestand is te groot: het mag hoogstens {most} MB zijn.")
    if _is_program(sample) or _extension(name) in _PROGRAM_NAMES:
        yield FieldError(FIELD, "bestandsformaat", "Dit bestand is een programma. Dat nemen we niet aan.")
        return
    if poses:
        yield FieldError(
            FIELD,
            "bestandsformaat",
            "De inhoud van dit bestand past niet bij het soort bestand. Sla het opnieuw op en probeer het nog eens.",
        )


def types_of(inhoud: bytes, *, file: IO[bytes]) -> frozenset[str]:
    """The media types that the content can be; several for families that only their name tells apart (text, Office).

    `file` is the whole, to look into an archive.
    """
    head = inhoud[:_HEAD]
    if _is_program(inhoud):
        return frozenset()
    if head.lstrip(b"\xef\xbb\xbf\0 \t\r\n").startswith(b"%PDF-"):
        return frozenset({"application/pdf"})
    if _is_markup(head):
        return frozenset({"text/html"})
    if inhoud.startswith(b"PK\x03\x04"):
        return _in_zip(file)
    if inhoud.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _OLE
    if head[4:8] == b"ftyp" and head[8:12] in _HEIF_BRANDS:
        return _HEIF
    if b"<svg" in head.lower() and _is_text(inhoud):
        return frozenset({"image/svg+xml"})
    if _is_text(inhoud):
        return _PLAIN if head.startswith(b"{\\rtf") else _PLAIN - {"application/rtf"}
    try:
        return frozenset(_media_type(m.mime_type) for m in puremagic.magic_string(inhoud)) & _KNOWN
    except puremagic.PureError:
        return frozenset()


def _in_zip(file: IO[bytes]) -> frozenset[str]:
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
            declared = archive.read("mimetype")[:100].decode("ascii", "replace") if _small(archive) else ""
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError, ValueError):
        return frozenset()
    if "[Content_Types].xml" in names:
        parts = {"docx": "word/", "xlsx": "xl/", "pptx": "ppt/"}
        return frozenset(TYPES[e] for e, part in parts.items() if any(n.startswith(part) for n in names))
    if declared.startswith(_ODF):
        return frozenset({declared})
    return frozenset({"application/zip"})


def _small(archive: zipfile.ZipFile) -> bool:
    # Read only what says to be small: an archive can be a bomb.
    return "mimetype" in archive.NameToInfo and archive.getinfo("mimetype").file_size <= 100


def _is_program(inhoud: bytes) -> bool:
    # A script names its interpreter in the first line; a letter may well begin with "MZ".
    return inhoud.startswith(b"#!") or (inhoud.startswith(_PROGRAMS) and not _is_text(inhoud))


def _is_markup(inhoud: bytes) -> bool:
    head = inhoud[:_HEAD].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    while head.startswith((b"<!--", b"<?xml")):
        _, closed, head = head.partition(b"-->" if head.startswith(b"<!--") else b"?>")
        if not closed:
            return False
        head = head.lstrip()
    return head.startswith(_MARKUP)


def _is_text(inhoud: bytes) -> bool:
    # Every encoding that Dutch text is sent in; binary files have control characters in their first kilobytes.
    if inhoud.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    return not any(c < 9 or 13 < c < 27 or 27 < c < 32 for c in inhoud[:_HEAD])


def _extension(name: str) -> str:
    return name.rpartition(".")[2].lower() if "." in name else ""


def _media_type(formaat: str) -> str:
    kind = formaat.partition(";")[0].strip().lower()
    return _SAME.get(kind, kind) if "/" in kind else TYPES.get(kind, "")


def _preference(kind: str) -> tuple[int, str]:
    # Of the families, the plainest: text for text, Word for old Office, HEIC for pictures of a phone.
    first = ("text/plain", "application/msword", "image/heic")
    return (first.index(kind) if kind in first else len(first), kind)
