"""Mail on its way out: asked for once, sent, then emptied."""

from __future__ import annotations

from datetime import datetime

from raadhuis.components.berichten.store.models import Mail
from raadhuis.kernel import db


def add(*, key: str, aan: str, onderwerp: str, tekst: str, at: datetime) -> int | None:
    """The new mail's id, or None when a mail with this key was asked for before."""
    found = db.value(
        "INSERT INTO berichten_mail (key, aan, onderwerp, tekst, gemaakt)"
        " VALUES (%(key)s, %(aan)s, %(onderwerp)s, %(tekst)s, %(at)s) ON CONFLICT (key) DO NOTHING RETURNING id",
        {"key": key, "aan": aan, "onderwerp": onderwerp, "tekst": tekst, "at": at},
    )
    return None if found is None else int(found)


def take(mail_id: int) -> Mail | None:
    """The mail, locked for this transaction, or None when it is sent already or being sent."""
    return Mail.objects.select_for_update(skip_locked=True).filter(id=mail_id, verzonden__isnull=True).first()


def mark_sent(mail_id: int, *, at: datetime) -> None:
    """Sent: what we no longer need to know, we no longer keep."""
    Mail.objects.filter(id=mail_id).update(verzonden=at, aan="", tekst="")
