"""The pages of Mijn Gemeente: my zaken, one zaak, one document."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from raadhuis.components.formulieren import api as formulieren
from raadhuis.components.mijn import api
from raadhuis.kernel.clock import local_date
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.page import page
from raadhuis.kernel.refusal import NotFound
from raadhuis.look.language import DUTCH, in_language
from raadhuis.look.templatetags.look import when


@require_safe
@page("inwoner")
def overzicht(request: HttpRequest, *, actor: Actor, at: datetime) -> HttpResponse:
    """My zaken: what is not sent yet, what is running, and what is done."""
    today = local_date(at)
    context: dict[str, Any] = {
        "breadcrumbs": [{"label": _("Home"), "url": "/"}, {"label": _("Mijn zaken")}],
        "begonnen": formulieren.list_begonnen(actor=actor),
    }
    for name, afgerond in (("lopend", False), ("klaar", True)):
        number = _number(request.GET.get(name, "1"))
        lijst = api.list_zaken(actor=actor, afgerond=afgerond, page=number)
        context[name] = {
            "kaarten": [_kaart(kaart, today=today) for kaart in lijst.kaarten],
            "pagina": _pages(lijst.aantal, number),
        }
    return render(request, "mijn/overzicht.html", context)


@require_safe
@page("inwoner")
def zaak(request: HttpRequest, uuid: str, *, actor: Actor, at: datetime) -> HttpResponse:
    """One of my zaken: where it stands, what was decided, and the letters."""
    found = api.get_zaak(actor=actor, at=at, uuid=_uuid(uuid))
    today = local_date(at)
    volgende = next((stap.naam for stap in found.stappen if stap.staat == "future"), "")
    context = {
        "zaak": found,
        "title_lang": DUTCH,
        "status": _status(found.kaart),
        "termijn": _termijn(found.kaart, today=today),
        "te_laat": _te_laat(found.kaart, today=today),
        "nu": next((stap for stap in found.stappen if stap.staat == "current"), None),
        "volgende": volgende,
        "stappen": [
            {
                "label": in_language(s.naam, DUTCH),
                "state": s.staat,
                "date": s.op,
                "description": in_language(s.tekst, DUTCH),
            }
            for s in found.stappen
        ],
        "besluiten": [_besluit(besluit, today=today) for besluit in found.besluiten],
        "documenten": [_document(found.kaart.uuid, document) for document in found.documenten],
        "gegevens": [
            {"label": in_language(naam, DUTCH), "value": _tekst(waarde)} for naam, waarde in found.gegevens
        ],
        "breadcrumbs": [
            {"label": _("Home"), "url": "/"},
            {"label": _("Mijn zaken"), "url": "/mijn/"},
            {"label": in_language(found.kaart.titel, DUTCH)},
        ],
    }
    return render(request, "mijn/zaak.html", context)


@require_safe
@page("inwoner")
def document(request: HttpRequest, uuid: str, link: str, *, actor: Actor, at: datetime) -> HttpResponse:
    """Download a document of my zaak."""
    inhoud = api.open_document(actor=actor, at=at, zaak=_uuid(uuid), zaakinformatieobject=_uuid(link))
    # What somebody uploaded is never shown as a page of ours: saved, as the type that it is, allowed to do nothing.
    known = re.fullmatch(r"[a-z]+/[a-z0-9.+-]+", inhoud.formaat)
    response = StreamingHttpResponse(
        inhoud.chunks, content_type=inhoud.formaat if known else "application/octet-stream"
    )
    response.headers["Content-Length"] = str(inhoud.omvang)
    disposition = content_disposition_header(as_attachment=True, filename=_filename(inhoud.bestandsnaam))
    response.headers["Content-Disposition"] = disposition or "attachment"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return cast("HttpResponse", response)  # a page in all but Django's name for it


def _uuid(text: str) -> UUID:
    # Anything that is no identifier answers as one of nothing: one 404 for all that is not hers.
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text[:9]) < 10**6):
        raise NotFound
    return int(text[:9])


def _pages(count: int, number: int) -> Page[int]:
    paginator = Paginator(range(count), api.SIZE)
    if number > paginator.num_pages:
        raise NotFound
    return paginator.page(number)


def _filename(name: str) -> str:
    return re.sub(r"[\x00-\x1f\x7f/\\]+", "_", name).strip(" .") or "document"


def _kaart(kaart: api.Kaart, *, today: date) -> dict[str, Any]:
    return {
        "titel": kaart.titel,
        "url": f"/mijn/zaken/{kaart.uuid}/",
        "kenmerk": kaart.kenmerk,
        "status": _status(kaart),
        "kind": "neutral" if kaart.einddatum else "warning" if _te_laat(kaart, today=today) else "info",
        "termijn": _termijn(kaart, today=today),
    }


def _status(kaart: api.Kaart) -> str:
    if kaart.einddatum:
        return _("Afgerond")
    if kaart.opgeschort:
        return _("Staat even stil")
    return _("Wij zijn ermee bezig") if kaart.begonnen else _("Ontvangen")


def _te_laat(kaart: api.Kaart, *, today: date) -> bool:
    return (
        not kaart.einddatum and not kaart.opgeschort and kaart.verwacht is not None and kaart.verwacht < today
    )


def _termijn(kaart: api.Kaart, *, today: date) -> str:
    if kaart.einddatum:
        return _("Afgerond op %(dag)s") % {"dag": when(kaart.einddatum)}
    if kaart.verwacht is None or kaart.opgeschort:
        return ""
    if _te_laat(kaart, today=today):
        return _("U had uiterlijk op %(dag)s van ons moeten horen") % {"dag": when(kaart.verwacht)}
    return _("U hoort uiterlijk op %(dag)s van ons") % {"dag": when(kaart.verwacht)}


def _besluit(besluit: api.Besluit, *, today: date) -> dict[str, Any]:
    rijen = [(_("Besloten op"), besluit.datum), (_("Geldt vanaf"), besluit.ingangsdatum)]
    if besluit.vervaldatum:
        rijen.append((_("Geldt tot en met"), besluit.vervaldatum))
    return {
        "titel": in_language(besluit.titel, DUTCH) or _("Besluit"),
        "toelichting": besluit.toelichting,
        "rijen": [{"label": label, "value": when(dag)} for label, dag in rijen],
        "bezwaar": _bezwaar(besluit, today=today),
        "bezwaar_kan": besluit.bezwaar_tot is None or today <= besluit.bezwaar_tot,
    }


def _bezwaar(besluit: api.Besluit, *, today: date) -> str:
    if tot := besluit.bezwaar_tot:
        if today > tot:
            return _("U kon bezwaar maken tot en met %(dag)s.") % {"dag": when(tot)}
        return _("Bent u het niet eens met dit besluit? U kunt bezwaar maken tot en met %(dag)s.") % {
            "dag": when(tot)
        }
    if besluit.reactietermijn is None:
        return ""
    aantal, eenheid = besluit.reactietermijn
    duur = {
        "dag": ngettext("%(aantal)s dag", "%(aantal)s dagen", aantal),
        "week": ngettext("%(aantal)s week", "%(aantal)s weken", aantal),
        "maand": ngettext("%(aantal)s maand", "%(aantal)s maanden", aantal),
        "jaar": ngettext("%(aantal)s jaar", "%(aantal)s jaar", aantal),
    }[eenheid] % {"aantal": aantal}
    return _(
        "Bent u het niet eens met dit besluit? U kunt bezwaar maken binnen %(duur)s na de dag waarop wij het"
        " besluit aan u stuurden."
    ) % {"duur": duur}


def _document(zaak: UUID, document: api.Document) -> dict[str, Any]:
    return {
        "name": in_language(document.titel, DUTCH),
        "url": f"/mijn/zaken/{zaak}/documenten/{document.uuid}/",
        "type": document.soort,
        "size": document.omvang,
        "date": document.datum,
        "description": _("Door u gestuurd") if document.ontvangen else _("Van de gemeente"),
    }


def _tekst(waarde: str | date) -> str:
    return when(waarde) if isinstance(waarde, date) else in_language(waarde, DUTCH)


urlpatterns: list[URLPattern] = [
    path("mijn/", overzicht),
    path("mijn/zaken/<str:uuid>/", zaak),
    path("mijn/zaken/<str:uuid>/documenten/<str:link>/", document),
]
