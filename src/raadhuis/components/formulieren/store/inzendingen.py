"""SQL of forms that are filled in, and of their files. Every read of a resident is by her own pseudonym."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

import msgspec

from raadhuis.components.formulieren.store import zegel
from raadhuis.components.formulieren.types import Formulier, Gegevens
from raadhuis.kernel import db


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file with a form. `omvang` in bytes."""

    uuid: UUID
    veld: str
    bestandsnaam: str
    formaat: str
    omvang: int
    blob: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Inzending:
    """A form that somebody fills in or sent, with its files. `gegevens` is None once the registers hold them."""

    id: int
    uuid: UUID
    formulier: Formulier
    inwoner: str
    status: str
    referentie: str
    gegevens: Gegevens | None
    versie: int
    gewijzigd: datetime
    ingediend: datetime | None
    zaak: UUID | None
    uploads: tuple[Upload, ...]


_READ = """
SELECT i.id, i.uuid, f.definitie::json, i.inwoner, i.status, coalesce(i.referentie, ''), i.gegevens, i.versie, i.gewijzigd,
       i.ingediend, i.zaak,
       (SELECT json_agg(json_build_object('uuid', u.uuid, 'veld', u.veld, 'bestandsnaam', u.bestandsnaam,
                                          'formaat', u.formaat, 'omvang', u.omvang, 'blob', u.blob) ORDER BY u.id)
        FROM formulieren_upload u WHERE u.inzending_id = i.id)
FROM formulieren_inzending i JOIN formulieren_formulier f ON f.id = i.formulier_id
WHERE """
CONCEPT = _READ + "i.inwoner = %(inwoner)s AND i.slug = %(slug)s AND i.status = 'concept'"
OWN = _READ + "i.inwoner = %(inwoner)s AND i.slug = %(slug)s AND i.uuid = %(uuid)s"
SENT = _READ + "i.inwoner = %(inwoner)s AND i.slug = %(slug)s AND i.referentie = %(referentie)s"
BY_ID = _READ + "i.id = %(id)s"
LOCK = " FOR UPDATE OF i"

BEGIN = """
INSERT INTO formulieren_inzending (uuid, formulier_id, slug, inwoner, status, gegevens, versie, begonnen, gewijzigd)
SELECT %(uuid)s, f.id, f.slug, %(inwoner)s, 'concept', %(gegevens)s, 1, %(at)s, %(at)s
FROM formulieren_formulier f WHERE f.slug = %(slug)s ORDER BY f.versie DESC LIMIT 1
ON CONFLICT (inwoner, slug) WHERE status = 'concept' DO NOTHING"""
SAVE = """
UPDATE formulieren_inzending SET gegevens = %(gegevens)s, versie = versie + 1, gewijzigd = %(at)s
WHERE id = %(id)s AND status = 'concept'"""
SUBMIT = """
UPDATE formulieren_inzending
SET status = 'ingediend', referentie = %(referentie)s, ingediend = %(at)s, gewijzigd = %(at)s
WHERE id = %(id)s AND status = 'concept'
  AND NOT EXISTS (SELECT 1 FROM formulieren_inzending x WHERE x.referentie = %(referentie)s)"""
REGISTERED = """
UPDATE formulieren_inzending SET status = 'geregistreerd', zaak = %(zaak)s, geregistreerd = %(at)s, gegevens = ''
WHERE id = %(id)s AND status = 'ingediend'"""
WAITING = "SELECT id FROM formulieren_inzending WHERE status = 'ingediend' AND ingediend < %(voor)s ORDER BY ingediend LIMIT 500"
ADD_UPLOAD = """
INSERT INTO formulieren_upload (uuid, inzending_id, veld, bestandsnaam, formaat, omvang, blob, ontvangen)
VALUES (%(uuid)s, %(inzending)s, %(veld)s, %(bestandsnaam)s, %(formaat)s, %(omvang)s, %(blob)s, %(at)s)"""
DROP_UPLOADS = "DELETE FROM formulieren_upload WHERE inzending_id = %(inzending)s AND uuid = ANY(%(uuids)s) RETURNING blob"
DROP = "DELETE FROM formulieren_inzending WHERE id = %(id)s AND status = 'concept'"
BEGUN = """
SELECT i.slug, f.definitie->>'naam', i.gewijzigd
FROM formulieren_inzending i JOIN formulieren_formulier f ON f.id = i.formulier_id
WHERE i.inwoner = %(inwoner)s AND i.status = 'concept' ORDER BY i.gewijzigd DESC"""
ABANDONED = """
SELECT id FROM formulieren_inzending WHERE status = 'concept' AND gewijzigd < %(voor)s
ORDER BY gewijzigd LIMIT 1 FOR UPDATE SKIP LOCKED"""
DROP_EVERY_UPLOAD = "DELETE FROM formulieren_upload WHERE inzending_id = %(id)s RETURNING blob"


def concept(*, inwoner: str, slug: str, lock: bool = False) -> Inzending | None:
    """What this person has begun of this form."""
    return _one(CONCEPT + (LOCK if lock else ""), {"inwoner": inwoner, "slug": slug})


def own(*, inwoner: str, slug: str, uuid: UUID, lock: bool = False) -> Inzending | None:
    """This person's own form, whatever its status."""
    return _one(OWN + (LOCK if lock else ""), {"inwoner": inwoner, "slug": slug, "uuid": uuid})


def sent(*, inwoner: str, slug: str, referentie: str) -> Inzending | None:
    """This person's own form that was sent, by its reference."""
    return _one(SENT, {"inwoner": inwoner, "slug": slug, "referentie": referentie})


def by_id(inzending: int) -> Inzending | None:
    """Any form, for the house itself."""
    return _one(BY_ID, {"id": inzending})


def begin(*, inwoner: str, slug: str, gegevens: Gegevens, at: datetime) -> None:
    """Begin the newest version of a form, unless this person has begun it already."""
    values = {"inwoner": inwoner, "slug": slug, "gegevens": zegel.seal(gegevens), "at": at, "uuid": uuid4()}
    db.run(BEGIN, values)


def save(id: int, gegevens: Gegevens, *, at: datetime) -> None:
    db.run(SAVE, {"id": id, "gegevens": zegel.seal(gegevens), "at": at})


def submit(id: int, *, referentie: str, at: datetime) -> bool:
    """Whether it is submitted now: False when the reference is somebody else's already."""
    return db.run(SUBMIT, {"id": id, "referentie": referentie, "at": at}).rowcount == 1


def registered(id: int, *, zaak: UUID, at: datetime) -> None:
    """The registers hold everything: forget the data, keep the reference."""
    db.run(REGISTERED, {"id": id, "zaak": zaak, "at": at})
    db.run("DELETE FROM formulieren_upload WHERE inzending_id = %(id)s", {"id": id})


def waiting(*, voor: datetime) -> list[int]:
    """Forms sent before `voor` that the registers do not hold yet, oldest first, 500 at most."""
    return [number for (number,) in db.rows(WAITING, {"voor": voor})]


def add_upload(inzending: int, upload: Upload, *, at: datetime) -> None:
    db.run(
        ADD_UPLOAD,
        {
            "inzending": inzending,
            "uuid": upload.uuid,
            "veld": upload.veld,
            "bestandsnaam": upload.bestandsnaam,
            "formaat": upload.formaat,
            "omvang": upload.omvang,
            "blob": upload.blob,
            "at": at,
        },
    )


def drop_uploads(inzending: int, uuids: list[UUID]) -> list[UUID]:
    """Remove these files of this form; the blobs that nobody needs any more."""
    return [blob for (blob,) in db.rows(DROP_UPLOADS, {"inzending": inzending, "uuids": uuids})]


def drop(inzending: Inzending) -> list[UUID]:
    """Remove a concept with its files; the blobs that nobody needs any more."""
    blobs = drop_uploads(inzending.id, [upload.uuid for upload in inzending.uploads])
    db.run(DROP, {"id": inzending.id})
    return blobs


def begun(*, inwoner: str) -> list[tuple[str, str, datetime]]:
    """(slug, naam, last changed) of every concept of this person, the latest first; what is sealed stays sealed."""
    return db.rows(BEGUN, {"inwoner": inwoner})


def drop_abandoned(*, voor: datetime) -> list[UUID] | None:
    """Remove the concept that nobody touched for the longest time, if that was before `voor`; the blobs that nobody
    needs any more, or None when there is no such concept. In a transaction of the caller."""
    number = db.value(ABANDONED, {"voor": voor})
    if number is None:
        return None
    blobs = [blob for (blob,) in db.rows(DROP_EVERY_UPLOAD, {"id": number})]
    db.run(DROP, {"id": number})
    return blobs


def _one(sql: str, params: dict[str, object]) -> Inzending | None:
    found = db.row(sql, params)
    if found is None:
        return None
    (
        number,
        uuid,
        definitie,
        inwoner,
        status,
        referentie,
        sealed,
        versie,
        gewijzigd,
        ingediend,
        zaak,
        uploads,
    ) = found
    return Inzending(
        id=number,
        uuid=uuid,
        formulier=msgspec.json.decode(definitie, type=Formulier),
        inwoner=inwoner,
        status=status,
        referentie=referentie,
        gegevens=zegel.unseal(bytes(sealed)) if sealed else None,
        versie=versie,
        gewijzigd=gewijzigd,
        ingediend=ingediend,
        zaak=zaak,
        uploads=msgspec.json.decode(uploads, type=tuple[Upload, ...]) if uploads else (),
    )
