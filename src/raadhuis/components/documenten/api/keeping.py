"""What the register does with its content when nobody asks: sweep, check, give up half uploads."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import structlog

from raadhuis.components.documenten.api import changing
from raadhuis.components.documenten.api.references import HOUSE
from raadhuis.components.documenten.store import keeping
from raadhuis.components.documenten.store.keeping import Checked
from raadhuis.kernel import settings
from raadhuis.kernel.refusal import Conflict, NotFound, Unavailable

log = structlog.get_logger(__name__)


def sweep(*, at: datetime) -> int:
    """Remove content older than a day that no document, part or import refers to. Returns how many."""
    return keeping.sweep(at=at)


def check_content() -> Iterator[Checked]:
    """Read all content back and compare it with the SHA-256 of when it came in; one answer per file. Raises Unavailable."""
    return keeping.check()


def give_up_uploads(*, at: datetime) -> int:
    """Force the lock off documents whose content was coming in parts, of which nothing came for as many days as the
    setting says: parts that are complete are joined, else the content of the version before comes back. How many."""
    days, given_up = settings.current().upload_days, 0
    for uuid in keeping.stale_uploads(before=at - timedelta(days=days)):
        try:
            changing.unlock(
                actor=HOUSE, at=at, uuid=uuid, lock=None, reden=f"Upload niet afgemaakt in {days} dagen"
            )
        except (Conflict, NotFound):
            continue  # somebody goes on with it after all
        except Unavailable as error:
            log.warning("upload.not_given_up", error=type(error).__name__)
            continue
        given_up += 1
    return given_up
