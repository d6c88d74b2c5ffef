"""The documents of a zaak: list, add, download."""

from __future__ import annotations

import re
import secrets
from datetime import datetime
from typing import cast
from urllib.parse import quote
from uuid import UUID

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from raadhuis.components.werkplek import api
from raadhuis.components.werkplek.web.beeld import done, open_zaak, refused, show
from raadhuis.components.werkplek.web.forms import DocumentForm
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.page import page
from raadhuis.kernel.refusal import Refusal


@require_http_methods(["GET", "HEAD", "POST"])
@page("medewerker")
def lijst(request: HttpRequest, uuid: UUID, actor: Actor, at: datetime) -> HttpResponse:
    """The documents, and a form to add one."""
    if request.method != "POST":
        beeld = open_zaak(request, uuid, actor=actor, at=at)
        form = DocumentForm(beeld=beeld, kenmerk=secrets.token_hex(6))
        stukken = api.list_documenten(actor=actor, beeld=beeld)
        return show(request, "documenten", beeld=beeld, actor=actor, at=at, form=form, stukken=stukken)
    beeld = api.get_zaakbeeld(actor=actor, uuid=uuid)
    stukken = api.list_documenten(actor=actor, beeld=beeld)
    form = DocumentForm(request.POST, request.FILES, beeld=beeld)
    if not form.is_valid():
        return show(
            request, "documenten", beeld=beeld, actor=actor, at=at, status=422, form=form, stukken=stukken
        )
    given = form.cleaned_data
    try:
        api.voeg_document_toe(
            actor=actor,
            at=at,
            beeld=beeld,
            kenmerk=given["kenmerk"],
            informatieobjecttype=UUID(given["soort"]),
            titel=given["titel"],
            bestandsnaam=given["bestand"].name,
            inhoud=given["bestand"].read(),
            tonen_aan_initiator=given["tonen"],
        )
    except Refusal as refusal:
        return refused(
            request, refusal, "documenten", uuid=uuid, actor=actor, at=at, form=form, stukken=stukken
        )
    return done(request, _("Het document is toegevoegd."), "documenten", uuid)


@require_GET
@page("medewerker")
def download(request: HttpRequest, uuid: UUID, document: UUID, actor: Actor, at: datetime) -> HttpResponse:
    """A document as a file to keep; never shown inside our own page."""
    api.get_zaakbeeld(actor=actor, uuid=uuid)
    inhoud = api.open_document(actor=actor, at=at, zaak=uuid, uuid=document)
    plain = re.sub(r"[^A-Za-z0-9._ -]", "_", inhoud.bestandsnaam) or "document"
    # The type is a client's word; only what looks like one goes into a header.
    known = re.fullmatch(r"[a-z]+/[a-z0-9.+-]+", inhoud.formaat)
    response = StreamingHttpResponse(
        inhoud.chunks,
        content_type=inhoud.formaat if known else "application/octet-stream",
        headers={
            "Content-Length": str(inhoud.omvang),
            "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(inhoud.bestandsnaam)}",
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "X-Content-Type-Options": "nosniff",
        },
    )
    return cast(HttpResponse, response)  # the edge only adds a header
