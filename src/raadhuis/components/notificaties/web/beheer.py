"""How it goes with who gets our events, and what to do about it: for whoever has the role beheerder."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from raadhuis.components.notificaties import api
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.page import page
from raadhuis.kernel.refusal import NotFound

GET = require_http_methods(["GET", "HEAD"])
LIST = {"label": "Abonnementen", "url": "/beheer/abonnementen/"}
_STATES = {
    "working": (gettext_noop("Werkt"), "ok"),
    "resting": (gettext_noop("Antwoordt niet"), "warning"),
    "muted": (gettext_noop("Staat stil"), "neutral"),
}
_OTHER_REASON = gettext_noop("Dit onderdeel kon het bericht niet verwerken.")
REFUSED = "MirrorRefused"
_REASONS = {
    "CallbackSilent": gettext_noop("Niemand nam op."),
    "SubscriberAway": gettext_noop("Niemand nam op."),
    "CallbackFails": gettext_noop("De afnemer gaf een fout."),
    "CallbackRefuses": gettext_noop("De afnemer weigert dit bericht."),
    REFUSED: gettext_noop("De andere kant weigert dit. Wij proberen het niet opnieuw."),
    "OtherKey": gettext_noop("Het geheim is met een andere sleutel bewaard. Stel de afnemer opnieuw in."),
}


@GET
@page("medewerker", role="beheerder")
def lijst(request: HttpRequest, actor: Actor, at: datetime) -> HttpResponse:
    """Every subscriber: does it work, how much waits, since when."""
    rows = [
        {
            "afnemer": one,
            "staat": _(_STATES[one.staat][0]),
            "soort": _STATES[one.staat][1],
            "dode": _letters(one.subscriber),
        }
        for one in api.list_afnemers(actor=actor)
    ]
    return render(request, "notificaties/abonnementen.html", {"rows": rows})


@GET
@page("medewerker", role="beheerder")
def dode_brieven(request: HttpRequest, actor: Actor, at: datetime) -> HttpResponse:
    """Deliveries that keep failing, of one subscriber (`van`) or of all."""
    van = request.GET.get("van", "")[:200]
    found = api.list_dode_brieven(actor=actor, subscriber=van)
    rows = [
        {
            "brief": one,
            "reden": _(_REASONS.get(one.reden, _OTHER_REASON)),
            "code": one.code if one.reden == REFUSED else "",
        }
        for one in found
    ]
    context = {
        "rows": rows,
        "van": van,
        "naam": found[0].naam if van and found else "",
        "breadcrumbs": [{**LIST, "label": _("Abonnementen")}, {"label": _("Wat niet lukt"), "url": ""}],
    }
    return render(request, "notificaties/dode_brieven.html", context)


@require_POST
@page("medewerker", role="beheerder")
def opnieuw(request: HttpRequest, actor: Actor, at: datetime) -> HttpResponse:
    """Send one delivery again, or everything of a subscriber that did not go well."""
    subscriber, raw = request.POST.get("subscriber", "")[:200], request.POST.get("nummer", "")
    if not subscriber or "\0" in subscriber:
        raise NotFound
    nummer = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 19 else None
    done = api.replay(actor=actor, at=at, subscriber=subscriber, nummer=nummer)
    said = ngettext("%(n)d bericht gaat opnieuw weg.", "%(n)d berichten gaan opnieuw weg.", done) % {
        "n": done
    }
    messages.success(request, said)
    return HttpResponseRedirect(_letters(subscriber) if nummer else reverse("beheer-abonnementen"))


@require_POST
@page("medewerker", role="beheerder")
def stil(request: HttpRequest, uuid: UUID, actor: Actor, at: datetime) -> HttpResponse:
    """Send nothing to this subscriber for now."""
    api.mute(actor=actor, at=at, uuid=uuid)
    messages.success(request, _("Deze afnemer krijgt niets, tot u hem weer aanzet. Er gaat niets verloren."))
    return HttpResponseRedirect(reverse("beheer-abonnementen"))


@require_POST
@page("medewerker", role="beheerder")
def aan(request: HttpRequest, uuid: UUID, actor: Actor, at: datetime) -> HttpResponse:
    """Send to this subscriber again."""
    api.unmute(actor=actor, at=at, uuid=uuid)
    messages.success(request, _("Deze afnemer krijgt weer berichten. Wat wachtte, gaat nu weg."))
    return HttpResponseRedirect(reverse("beheer-abonnementen"))


def _letters(subscriber: str) -> str:
    return f"{reverse('beheer-dode-brieven')}?{urlencode({'van': subscriber})}"
