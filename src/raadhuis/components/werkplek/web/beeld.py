"""What every page of one zaak shares: opening is recorded, the header, the tabs, and forms that came too late."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.messages import get_messages
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from raadhuis.components.werkplek import api
from raadhuis.components.werkplek.web.forms import Formulier
from raadhuis.kernel import clock
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.refusal import Invalid, NotFound, Refusal
from raadhuis.look.htmx import is_htmx, melding

_SALT = "werkplek.geopend"
_LEVELS = {
    "openbaar": gettext_noop("openbaar"),
    "beperkt_openbaar": gettext_noop("beperkt openbaar"),
    "intern": gettext_noop("intern"),
    "zaakvertrouwelijk": gettext_noop("zaakvertrouwelijk"),
    "vertrouwelijk": gettext_noop("vertrouwelijk"),
    "confidentieel": gettext_noop("confidentieel"),
    "geheim": gettext_noop("geheim"),
    "zeer_geheim": gettext_noop("zeer geheim"),
}


def open_zaak(request: HttpRequest, uuid: UUID, *, actor: Actor, at: datetime) -> api.Zaakbeeld:
    """The zaak, with its opening in the history. Raises NotFound.

    A part of a page that is open already is no new opening; the page proves that with what it was given when it opened.
    """
    beeld = api.get_zaakbeeld(actor=actor, uuid=uuid)
    if request.method in ("GET", "HEAD") and not (is_htmx(request) and _is_open(request, uuid, actor)):
        api.record_opening(actor=actor, at=at, uuid=uuid)
    return beeld


def _is_open(request: HttpRequest, uuid: UUID, actor: Actor) -> bool:
    try:
        proof = signing.loads(request.headers.get("X-Geopend", ""), salt=_SALT, max_age=12 * 3600)
    except signing.BadSignature:
        return False
    return bool(proof == [str(uuid), actor.id])


def show(
    request: HttpRequest,
    tab: str,
    *,
    beeld: api.Zaakbeeld,
    actor: Actor,
    at: datetime,
    status: int = 200,
    template: str = "",
    **extra: Any,
) -> HttpResponse:
    """One tab of the zaak."""
    uuid = beeld.zaak.uuid
    context = {
        "beeld": beeld,
        "zaak": beeld.zaak,
        "mag": beeld.mag,
        "behandelaar": beeld.behandelaar,
        "van_mij": beeld.behandelaar is not None
        and beeld.behandelaar.betrokkene_identificatie is not None
        and beeld.behandelaar.betrokkene_identificatie.identificatie == actor.id,
        "vertrouwelijkheid": _(_LEVELS.get(beeld.zaak.vertrouwelijkheidaanduiding, "")),
        "vandaag": clock.local_date(at),
        "nu": at.isoformat(),
        "tab": tab,
        "tabs": _tabs(beeld, tab),
        "geopend": signing.dumps([str(uuid), actor.id], salt=_SALT),
        "breadcrumbs": [
            {"label": _("Werkvoorraad"), "url": "/werkplek/"},
            {"label": beeld.zaak.identificatie},
        ],
        **extra,
    }
    said = list(get_messages(request)) if is_htmx(request) else []
    response = render(request, template or f"werkplek/{tab}.html", context, status=status)
    if said:
        kinds = {"success": "ok", "warning": "warning", "error": "error"}
        kind = kinds.get(said[-1].level_tag, "info")
        for name, value in melding(" ".join(str(m) for m in said), kind=kind).items():
            response.headers[name] = value
    return response


def _tabs(beeld: api.Zaakbeeld, tab: str) -> list[dict[str, Any]]:
    names: list[tuple[str, str]] = [
        ("zaak", _("Overzicht")),
        ("taken", _("Taken")),
        ("documenten", _("Documenten")),
        ("besluiten", _("Besluiten")),
        ("status", _("Status")),
        ("afronden", _("Afronden")),
        ("historie", _("Historie")),
    ]
    return [
        {
            "label": label,
            "url": place(name, beeld.zaak.uuid),
            "active": name == tab or (name == "besluiten" and tab == "besluit"),
            "badge": len(beeld.open_taken) if name == "taken" else 0,
        }
        for name, label in names
        if name != "besluiten" or beeld.inrichting.besluittypen
    ]


def place(tab: str, uuid: UUID) -> str:
    """The address of a tab of a zaak."""
    return reverse(f"werkplek-{tab}", args=[uuid])


def done(request: HttpRequest, text: str, tab: str, uuid: UUID) -> HttpResponse:
    """What was asked is done: say so, and show the tab."""
    messages.success(request, text)
    return HttpResponseRedirect(place(tab, uuid))


def refused(
    request: HttpRequest,
    refusal: Refusal,
    tab: str,
    *,
    uuid: UUID,
    actor: Actor,
    at: datetime,
    form: Formulier | None = None,
    **extra: Any,
) -> HttpResponse:
    """The page again with what was typed and why it was refused; with who was first, when somebody was.

    Raises the refusal again when the zaak may not be seen.
    """
    if isinstance(refusal, NotFound):
        raise refusal
    beeld = api.get_zaakbeeld(actor=actor, uuid=uuid)
    conflict = isinstance(refusal, api.IntussenGewijzigd)
    shown: dict[str, Any] = {"form": form} if form is not None else {}
    if conflict:
        shown |= {"conflict": True, "gewijzigd": _since(request, beeld, actor=actor)}
    elif form is not None:
        form.refuse(refusal)
    else:
        shown["fouten"] = [{"message": f"{api.reasons(refusal)} {_(refusal.next)}"}]
    status = 422 if isinstance(refusal, Invalid) else refusal.status
    return show(request, tab, beeld=beeld, actor=actor, at=at, status=status, **shown, **extra)


def _since(request: HttpRequest, beeld: api.Zaakbeeld, *, actor: Actor) -> tuple[api.Regel, ...]:
    try:
        sinds = datetime.fromisoformat(request.POST.get("gezien", ""))
        return api.changes_since(actor=actor, beeld=beeld, sinds=sinds)
    except (ValueError, TypeError):
        return ()
