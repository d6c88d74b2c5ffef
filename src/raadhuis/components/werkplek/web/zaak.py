"""The overview of a zaak, changing it, who handles it, and its status."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from raadhuis.components.werkplek import api
from raadhuis.components.werkplek.web import lijst
from raadhuis.components.werkplek.web.beeld import done, open_zaak, place, refused, show
from raadhuis.components.werkplek.web.forms import Formulier, RedenForm, StatusForm, WijzigForm
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.page import page
from raadhuis.kernel.refusal import Refusal
from raadhuis.kernel.wire import uuid_of
from raadhuis.look.language import DUTCH, in_language

GET_POST = require_http_methods(["GET", "HEAD", "POST"])


@GET_POST
@page("medewerker")
def overzicht(request: HttpRequest, uuid: UUID, actor: Actor, at: datetime) -> HttpResponse:
    """What is known of the zaak."""
    beeld = open_zaak(request, uuid, actor=actor, at=at)
    return show(request, "zaak", beeld=beeld, actor=actor, at=at, **_facts(beeld, actor))


def _facts(beeld: api.Zaakbeeld, actor: Actor) -> dict[str, Any]:
    labels = {e.naam: e.definitie for e in beeld.inrichting.eigenschappen}
    return {
        "aanvrager": api.aanvrager_of(beeld),
        "gegevens": [
            {
                "label": in_language(e.naam.replace("_", " ").capitalize(), DUTCH),
                "value": in_language(e.waarde, DUTCH),
                "help": labels.get(e.naam, ""),
            }
            for e in api.list_eigenschappen(actor=actor, uuid=beeld.zaak.uuid)
        ],
        "overnemen": RedenForm(),
    }


@GET_POST
@page("medewerker")
def wijzigen(request: HttpRequest, uuid: UUID, actor: Actor, at: datetime) -> HttpResponse:
    """Change omschrijving, toelichting and uiterlijke datum, with a reason."""
    if request.method != "POST":
        beeld = open_zaak(request, uuid, actor=actor, at=at)
        form = WijzigForm(
            initial={
                "omschrijving": beeld.zaak.omschrijving,
                "toelichting": beeld.zaak.toelichting,
                "uiterlijk": beeld.zaak.uiterlijke_einddatum_afdoening,
            }
        )
        return show(request, "wijzigen", beeld=beeld, actor=actor, at=at, form=form)
    form = WijzigForm(request.POST)
    if not form.is_valid():
        return _again(request, "wijzigen", uuid, form, actor=actor, at=at)
    try:
        api.wijzig_zaak(
            actor=actor, at=at, uuid=uuid, etag=request.POST.get("etag", "-") or "-", **form.cleaned_data
        )
    except Refusal as refusal:
        return refused(request, refusal, "wijzigen", uuid=uuid, actor=actor, at=at, form=form)
    return done(request, _("De wijziging is opgeslagen."), "zaak", uuid)


@GET_POST
@page("medewerker")
def neem(request: HttpRequest, uuid: UUID, actor: Actor, at: datetime) -> HttpResponse:
    """Take the zaak; with a reason when a colleague has it."""
    if request.method != "POST":
        return HttpResponseRedirect(place("zaak", uuid))
    if "lijst" in request.GET:
        return lijst.neem(request, uuid, actor=actor, at=at)
    try:
        api.neem_zaak(actor=actor, at=at, uuid=uuid, reden=request.POST.get("reden", "")[:500])
    except Refusal as refusal:
        return _refused_here(request, refusal, uuid, actor=actor, at=at)
    return done(request, _("De zaak staat op uw naam."), "zaak", uuid)


@GET_POST
@page("medewerker")
def terug(request: HttpRequest, uuid: UUID, actor: Actor, at: datetime) -> HttpResponse:
    """Give the zaak back to the team."""
    if request.method != "POST":
        return HttpResponseRedirect(place("zaak", uuid))
    try:
        api.geef_terug(actor=actor, at=at, uuid=uuid, reden=request.POST.get("reden", "")[:500])
    except Refusal as refusal:
        return _refused_here(request, refusal, uuid, actor=actor, at=at)
    return done(request, _("De zaak is terug bij het team."), "zaak", uuid)


@GET_POST
@page("medewerker")
def status(request: HttpRequest, uuid: UUID, actor: Actor, at: datetime) -> HttpResponse:
    """The statussen so far, and a new one."""
    if request.method != "POST":
        beeld = open_zaak(request, uuid, actor=actor, at=at)
        return show(
            request,
            "status",
            beeld=beeld,
            actor=actor,
            at=at,
            form=StatusForm(beeld=beeld),
            tijdlijn=_timeline(beeld),
        )
    beeld = api.get_zaakbeeld(actor=actor, uuid=uuid)
    form = StatusForm(request.POST, beeld=beeld)
    if not form.is_valid():
        return _again(request, "status", uuid, form, actor=actor, at=at, tijdlijn=_timeline(beeld))
    try:
        api.set_status(
            actor=actor,
            at=at,
            uuid=uuid,
            etag=request.POST.get("etag", ""),
            statustype=UUID(form.cleaned_data["statustype"]),
            toelichting=form.cleaned_data["toelichting"],
        )
    except Refusal as refusal:
        extra = {"form": form, "tijdlijn": _timeline(beeld)}
        return refused(request, refusal, "status", uuid=uuid, actor=actor, at=at, **extra)  # type: ignore[arg-type]  # form and one more
    return done(request, _("De status is gezet. De aanvrager krijgt bericht."), "status", uuid)


def _timeline(beeld: api.Zaakbeeld) -> list[dict[str, Any]]:
    """What has been, the present one, and the milestones that are still to come."""
    done_ = [
        {
            "label": in_language(beeld.statustype(s), DUTCH),
            "state": "done",
            "date": s.datum_status_gezet,
            "description": in_language(s.statustoelichting, DUTCH),
        }
        for s in beeld.statussen
    ]
    if done_ and not beeld.gesloten:
        done_[-1]["state"] = "current"
    reached = {uuid_of(s.statustype) for s in beeld.statussen}
    last = max((t.volgnummer for t in beeld.inrichting.statustypen if uuid_of(t.url) in reached), default=0)
    later = [
        {"label": in_language(t.omschrijving, DUTCH), "state": "future"}
        for t in sorted(beeld.inrichting.statustypen, key=lambda t: t.volgnummer)
        if t.volgnummer > last and not beeld.gesloten
    ]
    return done_ + later


def _again(
    request: HttpRequest, tab: str, uuid: UUID, form: Formulier, *, actor: Actor, at: datetime, **extra: Any
) -> HttpResponse:
    beeld = api.get_zaakbeeld(actor=actor, uuid=uuid)
    return show(request, tab, beeld=beeld, actor=actor, at=at, status=422, form=form, **extra)


def _refused_here(
    request: HttpRequest, refusal: Refusal, uuid: UUID, *, actor: Actor, at: datetime
) -> HttpResponse:
    beeld = api.get_zaakbeeld(actor=actor, uuid=uuid)
    return refused(request, refusal, "zaak", uuid=uuid, actor=actor, at=at, **_facts(beeld, actor))
