"""Bulk import of documents: metadata as a CSV file, files from a folder that the operator names; done in the background.

Each row passes what a POST passes: rules, type, virus scan, audit record and event. Rows are done in batches: a batch, what
became of its rows and how far the import is are kept in one transaction, so that after a kill nothing is lost or double.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

import structlog

from raadhuis.components.documenten.api import changing
from raadhuis.components.documenten.domain import importing
from raadhuis.components.documenten.domain.importing import Columns, Records, Row
from raadhuis.components.documenten.store import imports
from raadhuis.components.documenten.store.changing import forget
from raadhuis.components.documenten.store.folder import FolderAway, open_below
from raadhuis.components.documenten.store.imports import SHELF, Import, Rij
from raadhuis.components.documenten.types import EnkelvoudigInformatieObject, ImportStatus
from raadhuis.kernel import blobs, db, inside, references, settings, wire, zgw
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.refusal import FieldError, Invalid, NotAllowed, Refusal, Unavailable

log = structlog.get_logger(__name__)
ROWS, BYTES = 100, 64 * 2**20  # that a batch has at most; it holds locks until it is kept
LARGEST = 4 * 2**30  # bytes of metadata


def make_import(*, actor: Actor, at: datetime, map: Path | None = None) -> UUID:
    """A new import, for who may do everything; its metadata comes next. `map` is where the files are, else the folder of
    the setting. Raises NotAllowed, Invalid (`import-disabled`: no folder is named)."""
    _require(actor)
    if map is None and not settings.current().import_dir:
        reason = "De beheerder heeft nog geen map voor imports aangewezen (RAADHUIS_IMPORT_DIR)."
        raise Invalid.field("nonFieldErrors", "import-disabled", reason)
    return imports.make(actor=actor, at=at, map=str(map) if map else "")


class Metadata:
    """Metadata that is coming in, looked at while it does. End with `finish` (then `begin_import`) or `abandon`."""

    def __init__(self, uuid: UUID) -> None:
        self.uuid, self.totaal, self.kolommen = uuid, 0, b""
        self._records, self._content = Records(), blobs.Receiving(shelf=SHELF)

    def write(self, chunk: bytes) -> None:
        """Add a chunk. Raises Invalid: a column that is unknown or missing, a row that is too long or no UTF-8; NoRoom."""
        for record in self._records.feed(chunk):
            self._see(record)
        if self._content.size + len(chunk) > LARGEST:
            reason = f"De metadata mag hoogstens {LARGEST // 2**30} GB zijn: verdeel de import."
            raise Invalid.field("nonFieldErrors", "file-size", reason)
        self._content.write(chunk)

    def finish(self) -> blobs.Blob:
        """Keep it. Raises Invalid (`empty`: it holds no row), NoRoom."""
        if rest := self._records.rest():
            self._see(rest)
        if not self.totaal:
            reason = "Dit bestand heeft geen rijen: verwacht een rij met kolommen en een rij per document."
            raise Invalid.field("nonFieldErrors", "empty", reason)
        return self._content.finish()

    def abandon(self) -> None:
        """Keep nothing of it."""
        self._content.abandon()

    def _see(self, record: bytes) -> None:
        try:
            if not self.kolommen:
                importing.columns(record)
                self.kolommen = record
                return
            record.decode("utf-8")
        except UnicodeDecodeError:
            reason = f"Rij {self.totaal + 2} is geen UTF-8. Sla het bestand op als 'CSV UTF-8'."
            raise Invalid.field("nonFieldErrors", "encoding", reason) from None
        self.totaal += not importing.blank(record)


def receive_import(*, actor: Actor, uuid: UUID) -> Metadata:
    """Start receiving the metadata of an import. Raises NotAllowed, NotFound, Invalid (`import-begun`)."""
    _require(actor)
    _require_waiting(imports.peek(uuid))
    return Metadata(uuid)


def begin_import(metadata: Metadata, *, in_background: bool = True) -> ImportStatus:
    """The metadata is complete: the rows are done from now on, by the worker when `in_background`. Raises what `finish`
    raises, NotFound, Invalid (`import-begun`)."""
    blob = metadata.finish()
    with db.atomic():
        job = imports.take(metadata.uuid)
        _require_waiting(job)
        imports.begin(
            job, blob, kolommen=metadata.kolommen, totaal=metadata.totaal, in_background=in_background
        )
    return imports.peek(metadata.uuid).said


def import_status(*, actor: Actor, uuid: UUID) -> ImportStatus:
    """How far an import is. Raises NotAllowed, NotFound."""
    _require(actor)
    return imports.peek(uuid).said


def cancel_import(*, actor: Actor, at: datetime, uuid: UUID) -> ImportStatus:
    """Stop an import after the batch that is being done; the documents that were made stay, and the report says which.

    Raises NotAllowed, NotFound, Invalid (`import-ended`).
    """
    _require(actor)
    with db.atomic():
        job = imports.take(uuid)
        if job.status not in ("pending", "active"):
            raise Invalid.field("nonFieldErrors", "import-ended", "Deze import is al klaar of gestopt.")
        imports.cancel(job, at=at)
    return imports.peek(uuid).said


def delete_import(*, actor: Actor, uuid: UUID) -> None:
    """Forget an import and its report; the documents that it made stay. Raises NotAllowed, NotFound, Invalid
    (`import-active`: cancel it first)."""
    _require(actor)
    with db.atomic():
        job = imports.take(uuid)
        if job.status == "active":
            raise Invalid.field(
                "nonFieldErrors", "import-active", "Deze import is bezig. Stop hem eerst (cancel)."
            )
        imports.remove(job)
        if job.csv:
            forget([job.csv], shelf=SHELF)


def unfinished_import(*, actor: Actor, sha256: str, map: Path) -> UUID | None:
    """The import of this metadata and folder that was begun and not finished, to go on with. Raises NotAllowed."""
    _require(actor)
    return imports.unfinished(sha256=sha256, map=str(map))


def finished_import(*, actor: Actor, sha256: str, map: Path) -> UUID | None:
    """The import of this metadata and folder that was done already. Raises NotAllowed."""
    _require(actor)
    return imports.done(sha256=sha256, map=str(map))


def continue_later(uuid: UUID) -> None:
    """Let the worker go on with it after other work."""
    imports.defer(uuid)


def import_some(*, at: datetime, uuid: UUID) -> bool:
    """Do the next batch of rows; whether there is more to do. An import that is gone or stopped has nothing more.

    Raises Unavailable when what a row needs is away (the scanner, the store, the folder, the register of zaken): what was
    done before it is kept, and the row is tried again.
    """
    with db.atomic():
        job = imports.take_or_none(uuid)
        if job is None or job.status != "active":
            return False
        batch = _Batch(job, at=at)
        batch.run()
        imports.advance(job, batch.rows, positie=batch.positie, nummer=batch.nummer, at=at)
        more = batch.positie < job.omvang
    if batch.linking is not None:
        _link_elsewhere(uuid, batch.linking, at=at)
    return more or batch.linking is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Linking:
    """A row whose document is made and kept, so that the register of its zaak, elsewhere, can read it and link it."""

    nummer: int
    document: UUID
    zaak: UUID
    end: int  # of its record, in bytes


class _Batch:
    """The rows that are done in one transaction."""

    def __init__(self, job: Import, *, at: datetime) -> None:
        self._job, self._at = job, at
        self._columns = importing.columns(job.kolommen.encode())
        self.positie, self.nummer, self.rows = job.positie, job.nummer, list[Rij]()
        self.linking: Linking | None = None
        self._bytes = 0

    def run(self) -> None:
        """Do rows until there are enough, or one cannot be done here."""
        for record in _records(self._job, self.positie):
            if len(self.rows) >= ROWS or self._bytes >= BYTES:
                return
            nummer, end = self.nummer + 1, self.positie + len(record)
            if not importing.blank(record):
                try:
                    rij = self._done(record, nummer, end)
                except Unavailable:
                    if not self.rows:
                        raise
                    return
                if self.linking is not None:
                    return
                self.rows.append(rij)
            self.nummer, self.positie = nummer, end

    def _done(self, record: bytes, nummer: int, end: int) -> Rij:
        try:
            row = importing.row(importing.cells(record, self._columns))
            if row.zaak and settings.current().register_url("zaken"):
                return self._to_link(row, nummer, end)
            with db.atomic():
                document = self._make(row)
                if row.zaak:
                    _link(document, row.zaak, actor=self._job.actor, at=self._at)
            return Rij(nummer=nummer, document=document)
        except Unavailable:
            raise
        except Refusal as refusal:
            return Rij(nummer=nummer, fouten=_fields(refusal))
        except Exception as error:
            if db.trouble(error):
                raise
            # A fault of ours in one row is not to keep the others waiting for ever.
            log.error("import.row_failed", nummer=nummer, error=type(error).__name__)
            return Rij(nummer=nummer, fouten=_FAULT)

    def _make(self, row: Row) -> UUID:
        folder = self._job.map or settings.current().import_dir
        if not folder:
            raise FolderAway
        with open_below(Path(folder), row.bestandspad) as file:
            made = changing.create_json(
                actor=self._job.actor,
                at=self._at,
                body=row.body,
                content=file,
                uuid=row.uuid,
                reden=f"Import {self._job.uuid}",
            )
            self._bytes += file.tell()
        return changing.uuid_in(wire.decode(made.body, EnkelvoudigInformatieObject).url)

    def _to_link(self, row: Row, nummer: int, end: int) -> Rij:
        """The register of zaken, elsewhere, reads the document before it links it: so make it, keep it, and link it then."""
        assert row.zaak is not None  # noqa: S101  # the caller looked
        before = imports.rows(self._job, first=nummer, last=nummer).get(nummer)
        document = before.document if before else None
        if document is None:
            with db.atomic():
                document = self._make(row)
            imports.keep(self._job, Rij(nummer=nummer, document=document, koppelt=True))
        self.linking = Linking(nummer=nummer, document=document, zaak=row.zaak, end=end)
        return Rij(nummer=nummer, koppelt=True)


def _link_elsewhere(uuid: UUID, linking: Linking, *, at: datetime) -> None:
    """Link the document, and count its row as done; when the link is refused the document is taken back."""
    job = imports.peek(uuid)
    errors: tuple[FieldError, ...] = ()
    try:
        _link(linking.document, linking.zaak, actor=job.actor, at=at)
    except Unavailable:
        raise
    except Refusal as refusal:
        # Linked before a kill: the register says so.
        errors = () if any(f.code == "unique" for f in refusal.fields) else _fields(refusal)
    with db.atomic():
        job = imports.take(uuid)
        if job.positie >= linking.end:
            return  # somebody else counted it
        if errors:
            changing.undo(actor=job.actor, at=at, uuid=linking.document)
        rij = Rij(nummer=linking.nummer, document=None if errors else linking.document, fouten=errors)
        imports.advance(job, [rij], positie=linking.end, nummer=linking.nummer, at=at)


def import_failures(*, actor: Actor, uuid: UUID, most: int) -> dict[int, tuple[FieldError, ...]]:
    """Why the first rows that failed did, by their number in the file. Raises NotAllowed, NotFound."""
    _require(actor)
    return {rij.nummer: rij.fouten for rij in imports.failed(imports.peek(uuid), most=most)}


def import_report(*, actor: Actor, uuid: UUID) -> Iterator[bytes]:
    """The metadata with what became of each row that is done, as CSV in chunks: `uuid` is that of the document,
    `resultaat` is `imported` or `not_imported`, `opmerking` says which fields were wrong. Raises NotAllowed, NotFound."""
    _require(actor)
    job = imports.peek(uuid)
    return _report(job) if job.csv else iter((b"",))


def _report(job: Import) -> Iterator[bytes]:
    columns = importing.columns(job.kolommen.encode())
    names = columns.names if "uuid" in columns.names else ("uuid", *columns.names)
    yield importing.line((*names, "opmerking", "resultaat"), columns.separator)
    nummer, block = 1, list[tuple[int, bytes]]()
    for record in _records(job, len(job.kolommen.encode())):
        nummer += 1
        if nummer > job.nummer:
            break
        if not importing.blank(record):
            block.append((nummer, record))
        if len(block) == 500:
            yield _reported(job, block, columns, names)
            block = []
    if block:
        yield _reported(job, block, columns, names)


def _reported(job: Import, block: list[tuple[int, bytes]], columns: Columns, names: tuple[str, ...]) -> bytes:
    done = imports.rows(job, first=block[0][0], last=block[-1][0])
    lines = b""
    for nummer, record in block:
        rij = done.get(nummer)
        if rij is None:
            continue
        try:
            cells = importing.cells(record, columns)
        except Invalid:
            cells = {}
        if rij.document:
            cells["uuid"] = str(rij.document)
        said = "; ".join(f"{f.name}: {f.reason} ({f.code})" for f in rij.fouten)
        result = "not_imported" if rij.fouten else "imported"
        lines += importing.line((*(cells.get(name, "") for name in names), said, result), columns.separator)
    return lines


def _records(job: Import, start: int) -> Iterator[bytes]:
    assert job.csv is not None  # noqa: S101  # it was begun
    found = Records()
    for chunk in blobs.read(job.csv, shelf=SHELF, start=start):
        yield from found.feed(chunk)
    if rest := found.rest():
        yield rest


def _link(document: UUID, zaak: UUID, *, actor: Actor, at: datetime) -> None:
    """Make the zaakinformatieobject, in the register of zaken here (same transaction) or elsewhere. Raises what that raises."""
    root = references.roots()
    body = {
        "informatieobject": f"{root['documenten']}/enkelvoudiginformatieobjecten/{document}",
        "zaak": f"{root['zaken']}/zaken/{zaak}",
    }
    if settings.current().register_url("zaken"):
        zgw.call("zaken", "POST", "/zaakinformatieobjecten", actor=actor, body=body)
    else:
        inside.post("/zaken/api/v1/zaakinformatieobjecten", body, actor=actor, at=at)


_FAULT = (FieldError("nonFieldErrors", "error", "Er ging iets mis bij ons. De fout is vastgelegd."),)


def _fields(refusal: Refusal) -> tuple[FieldError, ...]:
    """Which columns were wrong; never none."""
    if not refusal.fields:
        return (FieldError("nonFieldErrors", refusal.code, refusal.detail),)
    return tuple(
        FieldError({"zaak": "zaakId", "inhoud": "bestandspad"}.get(f.name, f.name), f.code, f.reason)
        for f in refusal.fields
    )


def _require(actor: Actor) -> None:
    """As the leading provider has it: only an application with heeftAlleAutorisaties."""
    if not actor.rights.everything or actor.rights.only_ready:
        raise NotAllowed


def _require_waiting(job: Import) -> None:
    if job.status != "pending":
        raise Invalid.field(
            "nonFieldErrors", "import-begun", "Deze import heeft zijn metadata al, of is gestopt."
        )
