"""The door of Berichten: mail and letters."""

from __future__ import annotations

import hashlib
from datetime import datetime
from email.utils import parseaddr
from urllib.parse import urlsplit
from uuid import UUID

import structlog
from django.core.mail import EmailMessage
from procrastinate.contrib.django import app

from raadhuis.components.berichten.domain import brief as letter
from raadhuis.components.berichten.domain.brief import Brief, Deel
from raadhuis.components.berichten.domain.statusmail import statusmail
from raadhuis.components.berichten.store import mails
from raadhuis.components.catalogi import api as catalogi
from raadhuis.components.zaken import api as zaken
from raadhuis.kernel import db, settings
from raadhuis.kernel.identity import systeem
from raadhuis.kernel.refusal import Invalid, NotFound
from raadhuis.kernel.wire import uuid_of

__all__ = ["Brief", "Deel", "deliver", "mail_status", "queue_mail", "render_brief"]
log = structlog.get_logger(__name__)
ACTOR = systeem("berichten")
SEND = "berichten.verstuur"  # the job's name; tasks.py has its body


def render_brief(brief: Brief) -> bytes:
    """A letter, receipt or extract as PDF/UA-1 bytes, in the municipality's style."""
    ours = settings.current()
    return letter.render(
        brief,
        afzender=letter.Afzender(naam=ours.gemeente, adres=ours.gemeente_adres, kleur=ours.gemeente_kleur),
    )


def queue_mail(*, key: str, aan: str, onderwerp: str, tekst: str, at: datetime) -> int | None:
    """Send a mail, once the caller's transaction holds; its id, or None when `key` was asked for before.

    Raises Invalid when `aan` is not one plain address, or `onderwerp` is more than one line.
    """
    # Neither may start a header of its own.
    if parseaddr(aan)[1] != aan or "@" not in aan or not (aan.isprintable() and aan.isascii()):
        raise Invalid.field("aan", "invalid", "Dit is geen geldig e-mailadres.")
    if not onderwerp.isprintable():
        raise Invalid.field("onderwerp", "invalid", "Het onderwerp is één regel gewone tekst.")
    with db.atomic():
        mail_id = mails.add(key=key, aan=aan, onderwerp=onderwerp[:200], tekst=tekst, at=at)
        if mail_id is not None:
            app.configure_task(SEND, queue="mail").defer(mail_id=mail_id)
    return mail_id


def deliver(*, mail_id: int, at: datetime) -> None:
    """Hand one mail to the mail server. Does nothing when it is sent already. Raises OSError or SMTPException."""
    with db.atomic():
        mail = mails.take(mail_id)
        if mail is None:
            return
        host = urlsplit(settings.current().url).hostname or "raadhuis"
        message_id = f"<{hashlib.sha256(mail.key.encode()).hexdigest()[:40]}@{host}>"
        EmailMessage(
            mail.onderwerp,
            mail.tekst,
            to=[mail.aan],
            headers={"Message-ID": message_id, "Auto-Submitted": "auto-generated"},
        ).send()
        mails.mark_sent(mail_id, at=at)


def mail_status(*, zaak: UUID, status: UUID, at: datetime) -> int | None:
    """Mail the initiator of `zaak` about `status`; the mail's id, or None when there is nobody or nothing to tell.

    Told are those with an e-mail address in the zaak, when the statustype says `informeren`; once per status.
    """
    try:
        found = zaken.get_zaak(actor=ACTOR, uuid=zaak)
        inrichting = catalogi.get_inrichting(actor=ACTOR, uuid=uuid_of(found.zaaktype) or zaak)
    except NotFound:
        return None  # gone in the meantime: nothing to tell
    statustype = _statustype(inrichting, zaak=zaak, status=status)
    contact = _contact(zaak)
    if statustype is None or not statustype.informeren or contact is None:
        return None
    mail = statusmail(
        gemeente=settings.current().gemeente,
        zaaktype=inrichting.zaaktype.omschrijving,
        identificatie=found.identificatie,
        status=statustype.omschrijving,
        statustekst=statustype.statustekst,
        adres=f"{settings.current().url}/mijn/zaken/{found.uuid}/",
        naam=contact.naam,
        einde=statustype.is_eindstatus,
    )
    try:
        return queue_mail(
            key=f"status:{status}", aan=contact.emailadres, onderwerp=mail.onderwerp, tekst=mail.tekst, at=at
        )
    except Invalid:
        # Any client may register an address; an unusable one must not hold up what comes after it.
        log.warning("statusmail.no_usable_address", zaak=str(zaak))
        return None


def _statustype(inrichting: catalogi.Inrichting, *, zaak: UUID, status: UUID) -> catalogi.Statustype | None:
    for gezet in zaken.list_statussen(actor=ACTOR, zaak=zaak):
        if gezet.uuid == status:
            wanted = uuid_of(gezet.statustype)
            return next((t for t in inrichting.statustypen if uuid_of(t.url) == wanted), None)
    return None


def _contact(zaak: UUID) -> zaken.ContactpersoonRol | None:
    """Where the initiator of the zaak wants to hear of it."""
    for rol in zaken.list_rollen(actor=ACTOR, zaak=zaak):
        if (
            rol.omschrijving_generiek == "initiator"
            and rol.contactpersoon_rol
            and rol.contactpersoon_rol.emailadres
        ):
            return rol.contactpersoon_rol
    return None
