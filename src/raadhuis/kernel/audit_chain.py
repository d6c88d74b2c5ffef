"""The hash chain over the audit trail: what somebody changes, takes away or slips in behind our back is seen.

A change pays nothing for it. The worker seals what was committed, in blocks: every record gets a leaf with its SHA-256, every
block a seal with the SHA-256 of its leaves and of the seal before it. Who can write in the database could make the whole chain
anew, so the head must also be known elsewhere: each seal is a line in the log, and `raadhuis audit seal-head` prints it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import structlog

from raadhuis.kernel import db, diensten
from raadhuis.kernel.elsewhere import V8

log = structlog.get_logger(__name__)
MOST = 5000  # records in one block
ANTEDATED = timedelta(
    days=1
)  # a record this much older than the block before its own was not written when it says

# What a record says, as bytes that are the same in every PostgreSQL and after a restore.
LEAF = """sha256(convert_to(jsonb_build_array(
    a.id, a.uuid, a.bron, a.actor_kind, a.actor_id, a.actor_name, a.actie, a.resultaat, a.hoofd_path, a.hoofd, a.resource,
    a.path, a.object, a.weergave, a.toelichting, a.oud IS NULL, a.oud, a.nieuw IS NULL, a.nieuw,
    to_char(a.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'))::text, 'UTF8'))"""
# The records of another provider of one main object (`audit.take_over`), as one hash.
ELDERS = r"encode(sha256(convert_to(string_agg(e.record, E'\n' ORDER BY e.at, e.uuid), 'UTF8')), 'hex')"
LINES = r"string_agg(audit_id || ' ' || encode(hash, 'hex'), E'\n' ORDER BY audit_id)"
_BLOCK = r"""sha256(convert_to(concat_ws(E'\n', encode({previous}, 'hex'), {nr},
    to_char({at} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), {lines}), 'UTF8'))"""


@dataclass(frozen=True, slots=True)
class Head:
    """The last seal: its number and hash. `str` is what to write down."""

    nr: int
    hash: str

    def __str__(self) -> str:
        return f"{self.nr}:{self.hash}"


@dataclass(slots=True)
class Sealer:
    """Seals what is committed and has no seal yet; keep one, since it remembers which writers it waits for.

    Records are not committed in the order of their numbers. A number below the mark can only still appear when a writer that
    was busy at the mark is busy yet; when none is, everything up to the mark is settled, and what turns up there later was
    slipped in.
    """

    _mark: int = -1
    _busy: frozenset[str] = field(default_factory=frozenset)

    def run(self, *, at: datetime) -> int:
        """Seal one block; how many records are in it, 0 when there was nothing (or another worker is at it)."""
        with db.atomic():
            if not db.value("SELECT pg_try_advisory_xact_lock(hashtext('raadhuis.audit_chain'))"):
                return 0
            # What the planner knows of a table that just grew is out of date, and every step here has an index.
            db.run("SET LOCAL enable_seqscan = off")
            nr, previous, before = db.row(_LAST) or (0, b"", 0)
            settled = self._settled(before)
            params = {"nr": nr + 1, "previous": previous, "at": at, "before": before, "most": MOST}
            found, last = db.row(_LEAVES, params) or (0, None)
            if found == MOST:
                settled = min(settled, last)
            # Leaves of what was destroyed before it was sealed.
            db.run("UPDATE kernel_audit_leaf SET seal = %(nr)s WHERE seal IS NULL", params)
            sealed = db.row(_SEAL, params | {"settled": settled})
        if sealed is None:
            return 0
        log.info("audit.sealed", nr=nr + 1, records=sealed[0], hash=sealed[1])
        return int(sealed[0])

    def _settled(self, before: int) -> int:
        mark = int(db.value(_MARK))
        busy = frozenset(row[0] for row in db.rows(_BUSY))
        if not busy:
            settled = mark
        elif self._mark >= 0 and not busy & self._busy:
            settled = self._mark
        else:
            settled = before
        if self._mark < 0 or settled > before:
            self._mark, self._busy = mark, busy
        return max(settled, before)


_LAST = "SELECT nr, hash, settled FROM kernel_audit_seal ORDER BY nr DESC LIMIT 1"
_MARK = "SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM kernel_audit_id_seq"
# Whoever writes a record holds this lock from before it takes a number until it is committed.
_BUSY = """SELECT virtualtransaction FROM pg_locks WHERE locktype = 'relation' AND mode = 'RowExclusiveLock'
AND relation = 'kernel_audit'::regclass AND pid IS DISTINCT FROM pg_backend_pid()
AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"""
_LEAVES = f"""
WITH fresh AS (
    SELECT * FROM kernel_audit r
    WHERE r.id > %(before)s AND NOT EXISTS (SELECT 1 FROM kernel_audit_leaf l WHERE l.audit_id = r.id)
    ORDER BY r.id LIMIT %(most)s),
made AS (
    INSERT INTO kernel_audit_leaf (audit_id, seal, hash) SELECT a.id, %(nr)s, {LEAF} FROM fresh a
    ON CONFLICT DO NOTHING)
SELECT count(*), max(id) FROM fresh"""
_SEAL = f"""
INSERT INTO kernel_audit_seal (nr, at, records, settled, previous, hash)
SELECT %(nr)s, %(at)s, count(*), %(settled)s, %(previous)s,
       {_BLOCK.format(previous="%(previous)s::bytea", nr="%(nr)s::bigint", at="%(at)s::timestamptz", lines=LINES)}
FROM kernel_audit_leaf WHERE seal = %(nr)s HAVING count(*) > 0
RETURNING records, encode(hash, 'hex')"""


def head() -> Head | None:
    """The last seal; None when nothing is sealed yet."""
    found = db.row("SELECT nr, encode(hash, 'hex') FROM kernel_audit_seal ORDER BY nr DESC LIMIT 1")
    return Head(*found) if found else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What was looked at, and every fault in a sentence; no faults means that nothing was tampered with."""

    blocks: int
    records: int
    destroyed: int
    unsealed: int
    head: Head | None
    faults: tuple[str, ...]


def verify(*, expected: Head | None = None) -> Verdict:
    """Compute the whole chain again and say which record or block is wrong.

    `expected` is a head that was written down elsewhere: the chain must contain it. Run it in a transaction that sees one
    moment (REPEATABLE READ), or what is sealed meanwhile looks like a fault.
    """
    blocks, records, destroyed, unsealed = db.row(_NUMBERS) or (0, 0, 0, 0)
    return Verdict(
        blocks=blocks,
        records=records,
        destroyed=destroyed,
        unsealed=unsealed,
        head=head(),
        faults=tuple(_faults(expected)),
    )


_NUMBERS = """SELECT (SELECT count(*) FROM kernel_audit_seal),
(SELECT count(*) FROM kernel_audit_leaf WHERE destroyed_by IS NULL),
(SELECT count(*) FROM kernel_audit_leaf WHERE destroyed_by IS NOT NULL),
(SELECT count(*) FROM kernel_audit a WHERE NOT EXISTS (SELECT 1 FROM kernel_audit_leaf l WHERE l.audit_id = a.id))"""


def _faults(expected: Head | None) -> Iterator[str]:
    for sql, sentence in _CHECKS:
        for values in db.rows(sql, {"antedated": ANTEDATED}):
            yield sentence.format(*values)
    if expected is not None:
        found = db.value(
            "SELECT encode(hash, 'hex') FROM kernel_audit_seal WHERE nr = %(nr)s", {"nr": expected.nr}
        )
        if found is None:
            yield f"Block {expected.nr}, whose hash was written down, is not there: the end of the chain was cut off."
        elif found != expected.hash:
            yield f"Block {expected.nr} has another hash than was written down: the chain was made anew."


_RECOMPUTED = _BLOCK.format(previous="s.previous", nr="s.nr", at="s.at", lines="b.lines")
_CHECKS: tuple[tuple[str, str], ...] = (
    (
        f"SELECT a.id, a.uuid, l.seal FROM kernel_audit_leaf l JOIN kernel_audit a ON a.id = l.audit_id"
        f" WHERE l.hash <> {LEAF} ORDER BY a.id",
        "Record {0} (uuid {1}, block {2}) was changed after it was sealed.",
    ),
    (
        "SELECT l.audit_id, l.seal FROM kernel_audit_leaf l WHERE l.destroyed_by IS NULL"
        " AND NOT EXISTS (SELECT 1 FROM kernel_audit a WHERE a.id = l.audit_id) ORDER BY 1",
        "Record {0} (block {1}) was taken away.",
    ),
    (
        "SELECT a.id, a.uuid FROM kernel_audit a WHERE a.id <= (SELECT max(settled) FROM kernel_audit_seal)"
        " AND NOT EXISTS (SELECT 1 FROM kernel_audit_leaf l WHERE l.audit_id = a.id) ORDER BY a.id",
        "Record {0} (uuid {1}) was slipped in: the blocks around it were sealed without it.",
    ),
    (
        "SELECT a.id, a.uuid, l.seal FROM kernel_audit a JOIN kernel_audit_leaf l ON l.audit_id = a.id"
        " JOIN kernel_audit_seal s ON s.nr = l.seal - 1 WHERE a.at < s.at - %(antedated)s ORDER BY a.id",
        "Record {0} (uuid {1}, block {2}) is antedated: it was written after block {2} was begun, and says earlier.",
    ),
    (
        f"""SELECT t.destroyed_by FROM (SELECT destroyed_by, encode(sha256(convert_to({LINES}, 'UTF8')), 'hex') AS hash
            FROM kernel_audit_leaf WHERE destroyed_by IS NOT NULL GROUP BY destroyed_by) t
        LEFT JOIN kernel_audit a ON a.id = t.destroyed_by AND a.actie = 'destroy' AND a.resource = 'audittrail'
        WHERE a.nieuw->>'hash' IS DISTINCT FROM t.hash ORDER BY 1""",
        "Records are said to be destroyed by record {0}, which does not say so of exactly those records.",
    ),
    (
        "SELECT l.audit_id, l.destroyed_by FROM kernel_audit_leaf l JOIN kernel_audit a ON a.id = l.audit_id"
        " WHERE l.destroyed_by IS NOT NULL ORDER BY 1",
        "Record {0} is said to be destroyed by record {1}, and is there.",
    ),
    (
        f"""SELECT s.nr FROM kernel_audit_seal s
        LEFT JOIN (SELECT seal, {LINES} AS lines, count(*) AS records FROM kernel_audit_leaf
                   WHERE seal IS NOT NULL GROUP BY seal) b ON b.seal = s.nr
        WHERE b.records IS DISTINCT FROM s.records OR s.hash <> {_RECOMPUTED} ORDER BY s.nr""",
        "Block {0} does not have the hash of its records.",
    ),
    (
        """SELECT nr FROM (SELECT nr, previous, lag(hash, 1, ''::bytea) OVER w AS hash, lag(nr, 1, 0::bigint) OVER w AS before
                           FROM kernel_audit_seal WINDOW w AS (ORDER BY nr)) c
        WHERE c.previous <> c.hash OR c.nr <> c.before + 1 ORDER BY nr""",
        "Block {0} does not follow the block before it: a block was changed, taken away or put in.",
    ),
    (
        "SELECT DISTINCT l.seal FROM kernel_audit_leaf l WHERE l.seal IS NOT NULL"
        " AND NOT EXISTS (SELECT 1 FROM kernel_audit_seal s WHERE s.nr = l.seal) ORDER BY 1",
        "Block {0} was taken away.",
    ),
    (
        # What was said of them last: their hash, or that they were destroyed, and then there is none.
        f"""SELECT hoofd FROM (SELECT e.hoofd, e.bron, {ELDERS} AS hash FROM kernel_audit_elders e GROUP BY 1, 2) t
        FULL JOIN (SELECT DISTINCT ON (a.hoofd, a.bron) a.hoofd, a.bron, a.nieuw->>'sha256' AS hash FROM kernel_audit a
            WHERE a.resource = 'audittrail' ORDER BY a.hoofd, a.bron, a.id DESC) said USING (hoofd, bron)
        WHERE t.hash IS DISTINCT FROM said.hash ORDER BY 1""",
        "The records that were taken over of main object {0} are not those that were taken over.",
    ),
)


DESTRUCTION: dict[str, str] = {
    "leaves": f"""INSERT INTO kernel_audit_leaf (audit_id, hash) SELECT a.id, {LEAF} FROM kernel_audit a
        WHERE a.hoofd = %(hoofd)s AND a.bron = %(bron)s::text AND a.resource <> 'audittrail' ON CONFLICT DO NOTHING""",
    "record": f"""INSERT INTO kernel_audit (uuid, bron, actor_kind, actor_id, actor_name, actie, resultaat, hoofd_path, hoofd,
            resource, path, object, weergave, toelichting, oud, nieuw, at)
        SELECT gen_random_uuid(), %(bron)s::text, %(kind)s, %(id)s, %(name)s, 'destroy', 204, %(hoofd_path)s::text, %(hoofd)s,
            'audittrail', %(hoofd_path)s::text, %(hoofd)s, '', %(reden)s, NULL,
            jsonb_build_object('records', count(*), 'hash', encode(sha256(convert_to({LINES}, 'UTF8')), 'hex')), %(at)s
        FROM kernel_audit_leaf WHERE audit_id IN (
            SELECT a.id FROM kernel_audit a WHERE a.hoofd = %(hoofd)s AND a.bron = %(bron)s::text AND a.resource <> 'audittrail')
        HAVING count(*) > 0
        RETURNING id""",
    "tombstones": """UPDATE kernel_audit_leaf SET destroyed_by = %(by)s WHERE audit_id IN (
            SELECT a.id FROM kernel_audit a WHERE a.hoofd = %(hoofd)s AND a.bron = %(bron)s::text AND a.resource <> 'audittrail')""",
    # Whether something still refers to what they named elsewhere, is asked again (`elsewhere_sweep`).
    "asked": f"""UPDATE kernel_elsewhere SET asked = now() WHERE asked IS NULL AND uuid IN (
        SELECT m[1]::uuid FROM kernel_audit a, regexp_matches(a::text, '({V8})', 'g') m
        WHERE a.hoofd = %(hoofd)s AND a.bron = %(bron)s::text AND a.resource <> 'audittrail')""",
    "elders": """DELETE FROM kernel_audit_elders WHERE hoofd = %(hoofd)s AND bron = %(bron)s::text""",
    "delete": """DELETE FROM kernel_audit WHERE hoofd = %(hoofd)s AND bron = %(bron)s::text AND resource <> 'audittrail'""",
}


def destroy(params: dict[str, Any]) -> int:
    """Destroy the records of a main object; see `audit.destroy`. How many there were."""
    with db.atomic():
        db.run(DESTRUCTION["elders"], params)
        db.run(DESTRUCTION["leaves"], params)
        by = db.value(DESTRUCTION["record"], params)
        if by is None:
            return 0
        db.run(DESTRUCTION["tombstones"], params | {"by": by})
        if diensten.known().anything:
            db.run(DESTRUCTION["asked"], params)
        return db.run(DESTRUCTION["delete"], params).rowcount
