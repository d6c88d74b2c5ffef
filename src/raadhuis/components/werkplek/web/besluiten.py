"""The besluiten of a zaak, and making one: fill in, read the letter, confirm."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_GET, require_http_methods

from raadhuis.components.werkplek import api
from raadhuis.components.werkplek.web.beeld import done, open_zaak, place, refused, show
from raadhuis.components.werkplek.web.forms import BesluitForm
from raadhuis.kernel import clock
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.page import page
from raadhuis.kernel.refusal import Refusal

_GEEN_ADRES: dict[api.GeenAdres, str] = {
    "": "",
    "geheim": gettext_noop("In de brief staat geen adres: het adres van de aanvrager is geheim."),
    "overleden": gettext_noop("In de brief staat geen adres: de aanvrager is volgens de BRP overleden."),
    "onbekend": gettext_noop("In de brief staat geen adres: er is geen adres van de aanvrager bekend."),
    "brp_weg": gettext_noop("In de brief staat geen adres: de BRP geeft nu geen antwoord."),
}


@require_GET
@page("medewerker")
def lijst(request: HttpRequest, uuid: UUID, actor: Actor, at: datetime) -> HttpResponse:
    """What was decided."""
    beeld = open_zaak(request, uuid, actor=actor, at=at)
    bekend = api.list_besluiten(actor=actor, beeld=beeld)
    return show(request, "besluiten", beeld=beeld, actor=actor, at=at, besluiten=bekend)


@require_http_methods(["GET", "HEAD", "POST"])
@page("medewerker")
def nieuw(request: HttpRequest, uuid: UUID, actor: Actor, at: datetime) -> HttpResponse:
    """Make a besluit. `stap` is what the button asks: `voorbeeld`, `bewerken` or `bevestigen`."""
    if request.method != "POST":
        beeld = open_zaak(request, uuid, actor=actor, at=at)
        eerdere = api.list_besluiten(actor=actor, beeld=beeld)
        nummer = api.volgend_nummer(eerdere)
        form = BesluitForm(beeld=beeld, initial={"nummer": nummer, "ingangsdatum": clock.local_date(at)})
        return show(request, "besluit", beeld=beeld, actor=actor, at=at, form=form, eerdere=eerdere)
    beeld = api.get_zaakbeeld(actor=actor, uuid=uuid)
    form = BesluitForm(request.POST, beeld=beeld)
    if not form.is_valid():
        return show(request, "besluit", beeld=beeld, actor=actor, at=at, status=422, form=form)
    stap, etag = request.POST.get("stap", "voorbeeld"), request.POST.get("etag", "")
    kept: dict[str, Any] = {"gezien": request.POST.get("gezien", ""), "etag": etag}
    try:
        if stap == "bewerken":
            return show(request, "besluit", beeld=beeld, actor=actor, at=at, form=form, **kept)
        if stap == "voorbeeld":
            letter, geen_adres = api.voorbeeld_brief(
                actor=actor, at=at, beeld=beeld, voorstel=form.voorstel()
            )
            return show(
                request,
                "besluit",
                template="werkplek/besluit_voorbeeld.html",
                beeld=beeld,
                actor=actor,
                at=at,
                form=form,
                brief=letter,
                geen_adres=_(_GEEN_ADRES[geen_adres]),
                **kept,
            )
        geen_adres = api.neem_besluit(actor=actor, at=at, beeld=beeld, voorstel=form.voorstel(), etag=etag)
    except Refusal as refusal:
        return refused(request, refusal, "besluit", uuid=uuid, actor=actor, at=at, form=form)
    return _made(request, _("Het besluit ligt vast en de brief is gemaakt."), geen_adres, uuid)


@require_http_methods(["GET", "HEAD", "POST"])
@page("medewerker")
def brief(request: HttpRequest, uuid: UUID, actor: Actor, at: datetime) -> HttpResponse:
    """Make the letter of a besluit whose making stopped half-way."""
    if request.method != "POST":
        return HttpResponseRedirect(place("besluiten", uuid))
    beeld = api.get_zaakbeeld(actor=actor, uuid=uuid)
    try:
        geen_adres = api.maak_brief(
            actor=actor, at=at, beeld=beeld, identificatie=request.POST.get("identificatie", "")
        )
    except Refusal as refusal:
        bekend = api.list_besluiten(actor=actor, beeld=beeld)
        return refused(request, refusal, "besluiten", uuid=uuid, actor=actor, at=at, besluiten=bekend)
    return _made(request, _("De brief is gemaakt."), geen_adres, uuid)


def _made(request: HttpRequest, text: str, geen_adres: api.GeenAdres, uuid: UUID) -> HttpResponse:
    """The letter is there; its maker hears when it cannot go by post as it is."""
    return done(request, " ".join((text, _(_GEEN_ADRES[geen_adres]))).strip(), "besluiten", uuid)
