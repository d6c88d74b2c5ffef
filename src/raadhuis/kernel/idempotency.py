"""A POST with an Idempotency-Key is done once, however often a client that heard nothing repeats it.

The answer is kept with the change in one transaction, so there is no moment at which one exists without the other. Keys are
kept for a day (draft-ietf-httpapi-idempotency-key-header).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from raadhuis.kernel import db, wire
from raadhuis.kernel.refusal import Conflict, Invalid

KEPT = timedelta(days=1)
LONGEST = 255  # characters of a key


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered: kept and given again as it was."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


class KeyUsedAgain(Conflict):
    """The key came before with another request."""

    code = "idempotency-key-reused"
    title = "Deze Idempotency-Key is al gebruikt voor een ander verzoek. Maak voor elk verzoek een nieuwe."


def once(
    *, client: str, key: str, said: Callable[[], str], at: datetime, act: Callable[[], Answer]
) -> Answer:
    """The answer of `act`, or the kept one when this client said the same before.

    `said` gives the hash of what makes the request this request; it is called after `act`, or in its place, so that a stream is
    hashed while it is read. A refusal is not kept: what was refused may be tried again. Raises KeyUsedAgain, Invalid for a key
    that is empty or too long, and what `act` and `said` raise.
    """
    if not 0 < len(key) <= LONGEST:
        raise Invalid.field("Idempotency-Key", "invalid", f"Gebruik 1 tot {LONGEST} tekens.")
    params = {"client": client, "key": key, "at": at, "old": at - KEPT}
    with db.atomic():
        # Who comes second waits here until the first is done.
        db.run("DELETE FROM kernel_idempotency WHERE at < %(old)s", params)
        if db.value(_CLAIM, params):
            answer = act()
            headers = wire.encode(dict(answer.headers)).decode()
            found = {"said": said(), "status": answer.status, "headers": headers, "body": answer.body}
            db.run(_KEEP, params | found)
            return answer
        kept = db.row(_KEPT, params)
    if kept is None or kept[0] != said():
        raise KeyUsedAgain
    return Answer(kept[1], tuple(wire.decode(kept[2], dict[str, str]).items()), bytes(kept[3]))


_CLAIM = """INSERT INTO kernel_idempotency (client, key, said, status, headers, body, at)
VALUES (%(client)s, %(key)s, '', 0, '{}', '', %(at)s) ON CONFLICT DO NOTHING RETURNING 1"""
_KEPT = "SELECT said, status, headers::json, body FROM kernel_idempotency WHERE client = %(client)s AND key = %(key)s"
_KEEP = """UPDATE kernel_idempotency SET said = %(said)s, status = %(status)s, headers = %(headers)s, body = %(body)s
WHERE client = %(client)s AND key = %(key)s"""
