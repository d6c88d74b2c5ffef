"""What must be true of an installation when all is quiet, whatever was killed before: asked in SQL, over all rooms."""

from __future__ import annotations

import email
import hashlib
import re
import sqlite3
from collections import Counter
from collections.abc import Iterator
from email import policy
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg

from raadhuis.house.chain import Product

Database = psycopg.Connection[tuple[Any, ...]]
UNSENT = "SELECT count(*) FROM kernel_delivery"
UNDONE = "SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing')"

# Rows of the registers by the name that audit and events use, and the column that identifies them.
ROWS = {
    "zaak": "zaken_zaak",
    "status": "zaken_status",
    "resultaat": "zaken_resultaat",
    "rol": "zaken_rol",
    "zaakeigenschap": "zaken_zaakeigenschap",
    "zaakinformatieobject": "zaken_zaakinformatieobject",
    "zaakbesluit": "zaken_zaakbesluit",
    "enkelvoudiginformatieobject": "documenten_document",
    "objectinformatieobject": "documenten_objectinformatieobject",
    "besluit": "besluiten_besluit",
    "besluitinformatieobject": "besluiten_besluitinformatieobject",
    "taak": "processen_taak",
    "zaaktype": "catalogi_zaaktype",
    "statustype": "catalogi_statustype",
}

# Each finds what is wrong, so each must find nothing.
NOTHING = {
    "a zaak without exactly one initiator": """
        SELECT z.identificatie FROM zaken_zaak z LEFT JOIN zaken_rol r
          ON r.zaak = z.uuid AND r.omschrijving_generiek = 'initiator'
        GROUP BY z.uuid HAVING count(r.uuid) <> 1""",
    "a zaakeigenschap twice": """
        SELECT zaak, naam FROM zaken_zaakeigenschap GROUP BY zaak, naam HAVING count(*) > 1""",
    "zaken of one type with other eigenschappen": """
        SELECT zaaktype, count(DISTINCT namen) FROM (
          SELECT z.zaaktype, array_agg(e.naam ORDER BY e.naam) AS namen
          FROM zaken_zaak z JOIN zaken_zaakeigenschap e ON e.zaak = z.uuid GROUP BY z.uuid) x
        GROUP BY zaaktype HAVING count(DISTINCT namen) > 1""",
    "a statustype twice": """
        SELECT zaak, statustype FROM zaken_status GROUP BY zaak, statustype HAVING count(*) > 1""",
    "a zaak without exactly one resultaat": """
        SELECT z.identificatie FROM zaken_zaak z LEFT JOIN zaken_resultaat r ON r.zaak = z.uuid
        GROUP BY z.uuid HAVING count(r.uuid) <> 1""",
    "two besluiten of one zaak": "SELECT zaak FROM besluiten_besluit GROUP BY zaak HAVING count(*) > 1",
    "a besluit without exactly one letter": """
        SELECT b.identificatie FROM besluiten_besluit b LEFT JOIN besluiten_besluitinformatieobject i
          ON i.besluit_id = b.id GROUP BY b.id HAVING count(i.id) <> 1""",
    "a besluit and its zaak that do not know each other": """
        SELECT b.uuid, z.uuid FROM besluiten_besluit b FULL JOIN zaken_zaakbesluit z
          ON z.besluit = b.uuid AND z.zaak = b.zaak WHERE b.uuid IS NULL OR z.uuid IS NULL""",
    "a document that no zaak has": """
        SELECT d.identificatie FROM documenten_document d LEFT JOIN zaken_zaakinformatieobject i
          ON i.informatieobject = d.uuid GROUP BY d.id HAVING count(i.uuid) <> 1""",
    "a link of a zaak and a document that is not on both sides": """
        WITH o AS (SELECT o.object, d.uuid AS document FROM documenten_objectinformatieobject o
                   JOIN documenten_document d ON d.id = o.document_id WHERE o.object_type = 'zaak')
        SELECT i.uuid, o.document FROM zaken_zaakinformatieobject i FULL JOIN o
          ON o.object = i.zaak AND o.document = i.informatieobject
        WHERE i.uuid IS NULL OR o.document IS NULL""",
    "a link of a besluit and a document that is not on both sides": """
        WITH o AS (SELECT o.object, d.uuid AS document FROM documenten_objectinformatieobject o
                   JOIN documenten_document d ON d.id = o.document_id WHERE o.object_type = 'besluit'),
             i AS (SELECT b.uuid AS besluit, i.informatieobject FROM besluiten_besluitinformatieobject i
                   JOIN besluiten_besluit b ON b.id = i.besluit_id)
        SELECT i.besluit, o.document FROM i FULL JOIN o
          ON o.object = i.besluit AND o.document = i.informatieobject
        WHERE i.besluit IS NULL OR o.document IS NULL""",
    "a zaak whose own row lists other parts than there are": """
        SELECT z.identificatie FROM zaken_zaak z WHERE
          (SELECT coalesce(array_agg(r.uuid ORDER BY r.uuid), '{}') FROM zaken_rol r WHERE r.zaak = z.uuid)
            <> (SELECT coalesce(array_agg(u ORDER BY u), '{}') FROM unnest(z.rollen) u)
          OR (SELECT coalesce(array_agg(e.uuid ORDER BY e.uuid), '{}') FROM zaken_zaakeigenschap e
              WHERE e.zaak = z.uuid) <> (SELECT coalesce(array_agg(u ORDER BY u), '{}')
                                         FROM unnest(z.eigenschappen) u)
          OR (SELECT coalesce(array_agg(i.uuid ORDER BY i.uuid), '{}') FROM zaken_zaakinformatieobject i
              WHERE i.zaak = z.uuid) <> (SELECT coalesce(array_agg(u ORDER BY u), '{}')
                                         FROM unnest(z.zaakinformatieobjecten) u)
          OR z.status IS DISTINCT FROM (SELECT s.uuid FROM zaken_status s WHERE s.zaak = z.uuid
              ORDER BY s.datum_status_gezet DESC, s.uuid DESC LIMIT 1)
          OR z.resultaat IS DISTINCT FROM (SELECT r.uuid FROM zaken_resultaat r WHERE r.zaak = z.uuid)""",
    "a zaak that the worklist shows otherwise": """
        SELECT z.identificatie, w.status, w.taken, w.behandelaar_id FROM zaken_zaak z
        LEFT JOIN werkplek_zaak w ON w.uuid = z.uuid
        LEFT JOIN zaken_status s ON s.uuid = z.status
        LEFT JOIN catalogi_statustype t ON t.uuid = s.statustype
        LEFT JOIN zaken_rol b ON b.zaak = z.uuid AND b.omschrijving_generiek = 'behandelaar'
        WHERE (w.identificatie, w.omschrijving, w.zaaktype, w.status, w.behandelaar_id, w.startdatum, w.streef,
               w.uiterlijk, w.va, w.einddatum, w.taken)
          IS DISTINCT FROM (z.identificatie, z.omschrijving, z.zaaktype, t.omschrijving,
               coalesce(b.identificatie ->> 'identificatie', ''), z.startdatum, z.einddatum_gepland,
               z.uiterlijke_einddatum_afdoening, z.vertrouwelijkheid, z.einddatum,
               (SELECT count(*)::int FROM processen_taak p WHERE p.zaak = z.uuid AND p.status = 'open'))""",
    "a zaak in the worklist that is not in the register": """
        SELECT identificatie FROM werkplek_zaak w WHERE NOT EXISTS (SELECT 1 FROM zaken_zaak z WHERE z.uuid = w.uuid)""",
    "a zaak whose process has not ended": """
        SELECT z.identificatie, p.status FROM zaken_zaak z LEFT JOIN processen_instantie p ON p.zaak = z.uuid
        WHERE p.status IS NULL OR p.status = 'lopend'""",
    "a task that is still open, or there twice": """
        SELECT zaak, element FROM processen_taak GROUP BY zaak, element
        HAVING count(*) > 1 OR bool_or(status = 'open')""",
    "a form that was sent and not registered, or whose data stayed": """
        SELECT i.referentie FROM formulieren_inzending i LEFT JOIN zaken_zaak z
          ON z.uuid = i.zaak AND z.identificatie = i.referentie
        WHERE i.status <> 'geregistreerd' OR z.uuid IS NULL OR length(i.gegevens) > 0
           OR EXISTS (SELECT 1 FROM formulieren_upload u WHERE u.inzending_id = i.id)""",
    "a mail that was not sent": "SELECT key FROM berichten_mail WHERE verzonden IS NULL",
    "a status that nobody was told of": """
        SELECT s.uuid FROM zaken_status s LEFT JOIN berichten_mail m ON m.key = 'status:' || s.uuid
        WHERE m.id IS NULL""",
    "an event without the audit record of the same change": """
        SELECT e.seq, e.kanaal, e.resource, e.actie FROM kernel_event e LEFT JOIN kernel_audit a
          ON a.object = e.object AND a.resource = e.resource AND a.actie = e.actie AND a.at = e.at
        WHERE e.kanaal <> 'zaken-gebeurtenissen'  -- the same change once more, in the words of other providers
        GROUP BY e.seq HAVING count(a.id) <> 1""",
    "an audit record of a change without its event": """
        SELECT a.id, a.resource, a.actie FROM kernel_audit a LEFT JOIN kernel_event e
          ON a.object = e.object AND a.resource = e.resource AND a.actie = e.actie AND a.at = e.at
        WHERE a.actie IN ('create', 'update', 'partial_update', 'destroy')
          AND a.resource <> 'audittrail'  -- that the trail of a destroyed zaak is gone is told by the zaak's own event
        GROUP BY a.id HAVING count(e.seq) <> 1""",
    **{
        f"a {resource} without exactly one create record and one create event": f"""
        SELECT r.uuid FROM {table} r
        WHERE (SELECT count(*) FROM kernel_audit a WHERE a.object = r.uuid AND a.resource = '{resource}'
               AND a.actie = 'create') <> 1
           OR (SELECT count(*) FROM kernel_event e WHERE e.object = r.uuid AND e.resource = '{resource}'
               AND e.actie = 'create') <> 1"""
        for resource, table in ROWS.items()
    },
    **{
        f"an event of a {resource} that does not exist": f"""
        SELECT e.seq FROM kernel_event e WHERE e.resource = '{resource}' AND e.actie = 'create'
          AND NOT EXISTS (SELECT 1 FROM {table} r WHERE r.uuid = e.object)
          AND NOT EXISTS (SELECT 1 FROM kernel_event d WHERE d.object = e.object AND d.actie = 'destroy')"""
        for resource, table in ROWS.items()
    },
}


def broken(database: Database) -> Iterator[str]:
    """Every sentence of NOTHING that is not so, with the first rows that show it."""
    for sentence, sql in NOTHING.items():
        if found := database.execute(sql.encode()).fetchall():
            yield f"{sentence}: {len(found)} times, first {found[:3]}"


def ways(database: Database) -> dict[str, tuple[list[str], str, set[str]]]:
    """By reference of a zaak: its statussen in order, its resultaat, and the endings of its documents' identifications."""
    rows = database.execute("""
        SELECT z.identificatie,
          (SELECT array_agg(lower(t.omschrijving) ORDER BY s.datum_status_gezet, s.uuid) FROM zaken_status s
           JOIN catalogi_statustype t ON t.uuid = s.statustype WHERE s.zaak = z.uuid),
          (SELECT t.omschrijving FROM zaken_resultaat r JOIN catalogi_resultaattype t ON t.uuid = r.resultaattype
           WHERE r.zaak = z.uuid),
          (SELECT array_agg(d.identificatie) FROM zaken_zaakinformatieobject i
           JOIN documenten_document d ON d.uuid = i.informatieobject WHERE i.zaak = z.uuid)
        FROM zaken_zaak z""").fetchall()
    return {
        ref: (statussen, result, {_ending(d, ref) for d in docs}) for ref, statussen, result, docs in rows
    }


def _ending(identificatie: str, reference: str) -> str:
    """A document that an employee added ends in a random number."""
    return re.sub(r"^[0-9a-f]{12}$", "toegevoegd", identificatie.removeprefix(f"{reference}-"))


DOCUMENTS = {
    "verhuizing-doorgeven": {"1", "brief"},
    "gehandicaptenparkeerkaart-aanvragen": {"1", "2", "toegevoegd", "besluit-1"},
    "uittreksel-brp-aanvragen": {"1", "uittreksel"},
}


def expected(product: Product) -> tuple[list[str], str, set[str]]:
    """What `ways` must say of a zaak of this product at its end."""
    return list(product.mails), product.result, DOCUMENTS[product.slug]


def without_content(database: Database, data: Path) -> list[str]:
    """Documents whose file is not there, or is not what was stored."""
    wrong = []
    for blob, sha256, omvang in database.execute("SELECT blob, sha256, omvang FROM documenten_versie"):
        text = str(blob)
        path = data / "blobs" / "documenten" / text[:2] / text[2:4] / text
        content = path.read_bytes() if path.exists() else b""
        if hashlib.sha256(content).hexdigest() != sha256 or len(content) != omvang:
            wrong.append(text)
    return wrong


def mails(data: Path) -> dict[tuple[str, str], Counter[str]]:
    """How often each Message-ID came in, by address and subject."""
    found: dict[tuple[str, str], Counter[str]] = {}
    with sqlite3.connect(f"file:{data / 'simulators' / 'post.sqlite3'}?mode=ro", uri=True) as box:
        for to, subject, content in box.execute("SELECT aan, onderwerp, inhoud FROM bericht"):
            letter = email.message_from_bytes(content, policy=policy.default)
            found.setdefault((to, subject), Counter())[str(letter["Message-ID"])] += 1
    return found


def undelivered(database: Database, got: list[dict[str, Any]]) -> tuple[set[Any], set[Any]]:
    """(events that the subscriber elsewhere did not get, messages to it of which there is no event)."""
    heard = {
        (UUID(m["resourceUrl"].rsplit("/", 1)[-1]), m["resource"], m["actie"])
        for m in got
        if m["kanaal"] != "test"
    }
    rows = database.execute(
        "SELECT object, resource, actie FROM kernel_event WHERE kanaal IN ('zaken', 'documenten', 'besluiten')"
    )
    events = set(rows.fetchall())
    return events - heard, heard - events


def out_of_order(database: Database, got: list[dict[str, Any]]) -> list[str]:
    """What the subscriber elsewhere heard of before something older of the same main object; each counts the first time
    that it came, since it may come again."""
    rows = database.execute("SELECT object::text, resource, seq FROM kernel_event WHERE actie = 'create'")
    order = {(thing, resource): seq for thing, resource, seq in rows}
    last: dict[str, int] = {}
    wrong = []
    for message in got:
        key = (message["resourceUrl"].rsplit("/", 1)[-1], message["resource"])
        if message["actie"] == "create" and (seq := order.pop(key, 0)):
            if seq < last.get(message["hoofdObject"], 0):
                wrong.append(f"{message['hoofdObject']}: {key}")
            last[message["hoofdObject"]] = seq
    return wrong


def bsns(folder: Path) -> list[str]:
    """The logs in which a citizen service number of a test person stands."""
    number = re.compile(r"(?<!\d)9999\d{5}(?!\d)")
    return [
        str(log)
        for log in folder.rglob("*.log")
        for line in log.read_text(errors="replace").splitlines()
        # The demo tells who can log in; those numbers are nobody's.
        if number.search(line) and not line.startswith("  inwoner ")
    ]
