"""Closing a zaak: the resultaat, what stands in the way, and what happens to the file."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from raadhuis.components.werkplek import api
from raadhuis.components.werkplek.web.beeld import done, open_zaak, refused, show
from raadhuis.components.werkplek.web.forms import AfrondenForm
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.page import page
from raadhuis.kernel.refusal import Refusal
from raadhuis.kernel.wire import uuid_of


@require_http_methods(["GET", "HEAD", "POST"])
@page("medewerker")
def afronden(request: HttpRequest, uuid: UUID, actor: Actor, at: datetime) -> HttpResponse:
    """Choose the resultaat and close the zaak."""
    if request.method != "POST":
        beeld = open_zaak(request, uuid, actor=actor, at=at)
        shown = _shown(beeld, actor=actor, at=at)
        begin = {"resultaattype": str(shown["resultaat"][0])} if shown["resultaat"] else {}
        form = AfrondenForm(beeld=beeld, initial=begin)
        return show(request, "afronden", beeld=beeld, actor=actor, at=at, form=form, **shown)
    beeld = api.get_zaakbeeld(actor=actor, uuid=uuid)
    form = AfrondenForm(request.POST, beeld=beeld)
    if not form.is_valid():
        shown = _shown(beeld, actor=actor, at=at)
        return show(request, "afronden", beeld=beeld, actor=actor, at=at, status=422, form=form, **shown)
    try:
        api.sluit_zaak(
            actor=actor,
            at=at,
            beeld=beeld,
            etag=request.POST.get("etag", ""),
            resultaattype=UUID(form.cleaned_data["resultaattype"]),
            toelichting=form.cleaned_data["toelichting"],
            toch=form.cleaned_data["toch"],
        )
    except Refusal as refusal:
        shown = _shown(beeld, actor=actor, at=at)
        return refused(request, refusal, "afronden", uuid=uuid, actor=actor, at=at, form=form, **shown)
    return done(request, _("De zaak is afgerond."), "afronden", uuid)


def _shown(beeld: api.Zaakbeeld, *, actor: Actor, at: datetime) -> dict[str, Any]:
    archief = api.get_archief(actor=actor, at=at, beeld=beeld)
    return {
        "resultaat": api.get_resultaat(actor=actor, beeld=beeld),
        "beletsels": () if beeld.gesloten else api.get_beletsels(actor=actor, beeld=beeld),
        "gevolgen": [(soort, archief[str(uuid_of(soort.url))]) for soort in beeld.inrichting.resultaattypen],
    }
