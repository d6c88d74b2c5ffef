"""Content on its way in: looked at before it is kept, whichever way it comes.

A client's label is not judged by its content (`exact`): the standard does not ask that it fits, and what is downloaded is
always an attachment that no browser takes for something else.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from typing import BinaryIO
from uuid import UUID

import msgspec
from msgspec import UNSET

from raadhuis.components.documenten.domain import content, rules
from raadhuis.components.documenten.store.changing import Bestand, State
from raadhuis.components.documenten.store.documents import SHELF
from raadhuis.components.documenten.store.scan import scan
from raadhuis.components.documenten.types import (
    EnkelvoudigInformatieObjectBody,
    EnkelvoudigInformatieObjectPatch,
)
from raadhuis.kernel import aside, blobs
from raadhuis.kernel.blobs import Blob
from raadhuis.kernel.refusal import FieldError, Invalid


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """What a body says of the content: bytes to keep (`inhoud`), or a `file` to copy, or the sizes of the `delen` in which
    they will come, or none of these: then `bestand` is all there is, with content that is kept already when it has a `blob`.
    `errors` say why it is refused."""

    bestand: Bestand
    inhoud: bytes | None = None
    file: BinaryIO | None = None
    delen: tuple[int, ...] = ()
    errors: tuple[FieldError, ...] = ()

    def kept(self) -> Bestand:
        """The content scanned and kept. Raises Invalid (`virus`; `file-size`: it changed meanwhile), ScannerAway, NoRoom."""
        if self.file is not None:
            return _copied(self.file, self.bestand)
        if self.inhoud is None:
            return self.bestand
        if self.inhoud:
            scan((self.inhoud,))
        blob = blobs.put((self.inhoud,), shelf=SHELF)
        return replace(self.bestand, blob=blob.key, omvang=blob.size, sha256=blob.sha256)


Content = BinaryIO | Blob | None


def scanned(blob: Blob) -> None:
    """Look for viruses in content that is kept already. Raises Invalid (`virus`), ScannerAway.

    Before a transaction is opened: a scanner takes its time for a large file.
    """
    scan(blobs.read(blob.key, shelf=SHELF))


def of_new(body: EnkelvoudigInformatieObjectBody, beside: Content = None) -> Incoming:
    """The content of a new document: what stands in the body, or beside it, in a file that lies ready or kept already."""
    if isinstance(beside, Blob):
        return _of_kept(body, beside)
    if beside is not None:
        return _of_file(body, beside)
    if body.inhoud is None:
        return _announced(body, body.bestandsomvang)
    if not body.inhoud and body.bestandsomvang == 0:
        return _announced(body, 0)
    inspectie, errors = content.inspect(
        body.inhoud,
        bestandsnaam=body.bestandsnaam,
        formaat=body.formaat,
        limit_mb=aside.LARGEST // 2**20,
        exact=False,
    )
    errors += _other_size("inhoud", body.bestandsomvang, len(body.inhoud))
    return Incoming(
        bestand=_named(body, formaat=body.formaat or inspectie.formaat), inhoud=body.inhoud, errors=errors
    )


def _of_kept(body: EnkelvoudigInformatieObjectBody, blob: Blob) -> Incoming:
    inspectie, errors = _looked_at(blob.key, blob.size, body, limit=aside.LARGEST)
    errors += _other_size("inhoud", body.bestandsomvang, blob.size)
    named = _named(body, formaat=body.formaat or inspectie.formaat)
    bestand = replace(named, blob=blob.key, omvang=blob.size, sha256=blob.sha256)
    return Incoming(bestand=bestand, errors=errors)


def _of_file(body: EnkelvoudigInformatieObjectBody, file: BinaryIO) -> Incoming:
    size = os.fstat(file.fileno()).st_size
    inspectie, errors = content.inspect_file(
        file,
        omvang=size,
        bestandsnaam=body.bestandsnaam,
        formaat=body.formaat,
        limit=rules.LARGEST,
        exact=False,
    )
    errors += _other_size("bestandsomvang", body.bestandsomvang, size)
    named = replace(_named(body, formaat=body.formaat or inspectie.formaat), omvang=size)
    return Incoming(bestand=named, file=file, errors=errors)


def of_change(
    state: State,
    changes: EnkelvoudigInformatieObjectPatch,
    body: EnkelvoudigInformatieObjectBody,
    blob: Blob | None = None,
) -> Incoming:
    """The content after a change; `body` is the document with the changes, without content; `blob` is new content that was
    kept while it came in.

    Content that is not named stays. `bestandsomvang` with another number, or with `inhoud` null, announces new content
    in parts; both null takes the content away.
    """
    inhoud, omvang = changes.inhoud, changes.bestandsomvang
    if blob is not None or isinstance(inhoud, bytes):
        given = None if omvang is UNSET else omvang
        return of_new(msgspec.structs.replace(body, inhoud=inhoud, bestandsomvang=given), blob)
    if omvang is UNSET or (inhoud is UNSET and omvang in (None, state.bestand.omvang)):
        named = _named(body, formaat=body.formaat or state.bestand.formaat)
        kept = replace(state.bestand, bestandsnaam=named.bestandsnaam, formaat=named.formaat)
        return Incoming(bestand=kept, errors=_still_fits(state, kept))
    return _announced(body, omvang)


def joined(state: State, keys: tuple[UUID, ...]) -> Bestand:
    """The parts as one file, looked at and kept. Raises Invalid (as a file that comes at once), ScannerAway, NoRoom."""
    named = state.bestand
    blob = blobs.put((c for key in keys for c in blobs.read(key, shelf=SHELF)), shelf=SHELF)
    try:
        inspectie, errors = _looked_at(blob.key, blob.size, named)
        if errors:
            raise Invalid(fields=errors)
        scanned(blob)
    except BaseException:
        blobs.delete(blob.key, shelf=SHELF)
        raise
    return replace(
        named,
        blob=blob.key,
        sha256=blob.sha256,
        formaat=named.formaat or inspectie.formaat,
    )


def _copied(file: BinaryIO, named: Bestand) -> Bestand:
    """Kept first and then scanned, so that what was scanned is what is kept, whoever writes in the file meanwhile."""
    file.seek(0)
    blob = blobs.put(iter(lambda: file.read(blobs.CHUNK), b""), shelf=SHELF)
    try:
        if blob.size != named.omvang:
            raise Invalid.field("bestandspad", "file-size", "Dit bestand veranderde terwijl we het lazen.")
        scanned(blob)
    except BaseException:
        blobs.delete(blob.key, shelf=SHELF)
        raise
    return replace(named, blob=blob.key, sha256=blob.sha256)


def _announced(body: EnkelvoudigInformatieObjectBody, omvang: int | None) -> Incoming:
    bestand = _named(body, formaat=body.formaat)
    if omvang is None:
        return Incoming(bestand=bestand)  # metadata only, as the standard allows
    if omvang == 0:
        return Incoming(bestand=bestand, inhoud=b"")
    if omvang > rules.LARGEST:
        reason = f"Een bestand mag hoogstens {rules.LARGEST // 2**30} GB zijn."
        return Incoming(bestand=bestand, errors=(FieldError("bestandsomvang", "file-size", reason),))
    return Incoming(bestand=replace(bestand, omvang=omvang), delen=tuple(rules.parts(omvang)))


def _named(body: EnkelvoudigInformatieObjectBody, *, formaat: str) -> Bestand:
    return Bestand(bestandsnaam=rules.clean_name(body.bestandsnaam), formaat=formaat)


def _other_size(field: str, said: int | None, size: int) -> tuple[FieldError, ...]:
    if said is None or said == size:
        return ()
    return (FieldError(field, "file-size", f"De bestandsomvang is {said}, maar de inhoud is {size} bytes."),)


def _still_fits(state: State, kept: Bestand) -> tuple[FieldError, ...]:
    """Why content that stays does not go with a new name or media type."""
    before = state.bestand
    if (
        not kept.blob
        or not kept.omvang
        or (kept.bestandsnaam, kept.formaat) == (before.bestandsnaam, before.formaat)
    ):
        return ()
    _, errors = _looked_at(kept.blob, kept.omvang, kept)
    return errors


def _looked_at(
    key: UUID,
    omvang: int,
    named: EnkelvoudigInformatieObjectBody | Bestand,
    *,
    limit: int = rules.LARGEST,
) -> tuple[content.Inspectie, tuple[FieldError, ...]]:
    """What content that is kept is, by the name and media type of `named`, and why it is refused. `limit` in bytes."""
    with blobs.open_file(key, omvang, shelf=SHELF) as file:
        return content.inspect_file(
            file,
            omvang=omvang,
            bestandsnaam=named.bestandsnaam,
            formaat=named.formaat,
            limit=limit,
            exact=False,
        )
