"""The files that a resident adds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.utils.translation import gettext_noop as _

from raadhuis.components.documenten import api as documenten
from raadhuis.components.formulieren.api.begin import concept_of
from raadhuis.components.formulieren.domain.waarden import Fout
from raadhuis.components.formulieren.store import inzendingen
from raadhuis.components.formulieren.store.inzendingen import Inzending, Upload
from raadhuis.components.formulieren.types import Veld
from raadhuis.kernel import blobs, settings
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.refusal import Invalid, NotFound, Unavailable

MAX_UPLOADS = 20  # per form, over all fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Bestand:
    """A file as it came in; `omvang` in bytes, `inhoud` reads it all."""

    veld: str
    bestandsnaam: str
    omvang: int
    chunks: Iterable[bytes]


def open_bijlage(*, actor: Actor, slug: str, uuid: UUID) -> tuple[Upload, Iterator[bytes]]:
    """A file that the actor added to the form that she is filling in. Raises NotFound, NiveauTeLaag."""
    found = concept_of(actor, slug)
    upload = next((u for u in found.uploads if u.uuid == uuid), None) if found else None
    if upload is None:
        raise NotFound
    return upload, blobs.read(upload.blob)


def lees(*, upload: Upload) -> bytes:
    """The content of a file of a form that was sent."""
    return b"".join(blobs.read(upload.blob))


def keep_files(
    found: Inzending, velden: Iterable[Veld], bestanden: Iterable[Bestand], *, at: datetime
) -> dict[str, Fout]:
    """Keep each good file; what is wrong with the others, by field."""
    wrong: dict[str, Fout] = {}
    asked = {veld.naam: veld for veld in velden if veld.soort == "bestand"}
    count = {name: sum(u.veld == name for u in found.uploads) for name in asked}
    for file in bestanden:
        veld = asked.get(file.veld)
        if veld is None:
            continue
        try:
            if count[veld.naam] >= veld.grenzen.max_aantal or sum(count.values()) >= MAX_UPLOADS:
                raise Fout(
                    _("U kunt niet meer dan %(aantal)s bestanden toevoegen."), aantal=veld.grenzen.max_aantal
                )
            _keep_file(found, veld, file, at=at)
            count[veld.naam] += 1
        except Fout as error:
            wrong[veld.naam] = error
    return wrong


def _keep_file(found: Inzending, veld: Veld, file: Bestand, *, at: datetime) -> None:
    most = min(veld.grenzen.max_mb, settings.current().upload_max_mb)
    if file.omvang > most * 10**6:
        raise Fout(
            _("Het bestand %(naam)s is groter dan %(mb)s MB. Kies een kleiner bestand."),
            naam=file.bestandsnaam,
            mb=most,
        )
    content = b"".join(file.chunks)
    try:
        seen = documenten.inspect(inhoud=content, bestandsnaam=file.bestandsnaam)
    except (Invalid, Unavailable) as refusal:
        reason = " ".join(f.reason for f in refusal.fields) or refusal.detail
        raise Fout("%(naam)s: %(reden)s", naam=file.bestandsnaam, reden=reason) from refusal
    if seen.formaat not in veld.grenzen.typen:
        raise Fout(
            _("%(naam)s is geen pdf of foto (jpg of png). Kies een ander bestand."), naam=file.bestandsnaam
        )
    blob = blobs.put((content,))
    inzendingen.add_upload(
        found.id,
        Upload(
            uuid=uuid4(),
            veld=veld.naam,
            bestandsnaam=seen.bestandsnaam,
            formaat=seen.formaat,
            omvang=seen.omvang,
            blob=blob.key,
        ),
        at=at,
    )


def forget(keys: Iterable[UUID]) -> None:
    """Remove the content of files that nothing refers to any more."""
    for key in keys:
        blobs.delete(key)
