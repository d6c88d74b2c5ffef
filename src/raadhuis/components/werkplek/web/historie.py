"""The history of a zaak in sentences: who did and saw what, when and why."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_GET

from raadhuis.components.werkplek import api
from raadhuis.components.werkplek.web.beeld import open_zaak, show
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.page import page
from raadhuis.look.language import DUTCH, in_language

PAGE_SIZE = 50
_DONE = {
    ("zaak", "create"): gettext_noop("heeft de zaak geregistreerd"),
    ("zaak", "update"): gettext_noop("heeft de zaak gewijzigd"),
    ("zaak", "partial_update"): gettext_noop("heeft de zaak gewijzigd"),
    ("zaak", "retrieve"): gettext_noop("heeft de zaak bekeken"),
    ("status", "create"): gettext_noop("heeft een status gezet"),
    ("resultaat", "create"): gettext_noop("heeft het resultaat vastgelegd"),
    ("rol", "create"): gettext_noop("heeft iemand een rol gegeven"),
    ("rol", "destroy"): gettext_noop("heeft een rol weggehaald"),
    ("zaakeigenschap", "create"): gettext_noop("heeft een gegeven vastgelegd"),
    ("zaakinformatieobject", "create"): gettext_noop("heeft een document aan de zaak toegevoegd"),
    ("zaakbesluit", "create"): gettext_noop("heeft een besluit aan de zaak toegevoegd"),
    ("besluit", "create"): gettext_noop("heeft een besluit vastgelegd"),
    ("besluit", "update"): gettext_noop("heeft een besluit gewijzigd"),
    ("besluit", "partial_update"): gettext_noop("heeft een besluit gewijzigd"),
    ("besluit", "retrieve"): gettext_noop("heeft een besluit bekeken"),
    ("besluitinformatieobject", "create"): gettext_noop("heeft een document aan een besluit gekoppeld"),
    ("enkelvoudiginformatieobject", "create"): gettext_noop("heeft een document opgeslagen"),
    ("enkelvoudiginformatieobject", "retrieve"): gettext_noop("heeft een document bekeken"),
    ("objectinformatieobject", "create"): gettext_noop("heeft een document gekoppeld"),
    ("taak", "create"): gettext_noop("heeft een taak klaargezet"),
    ("taak", "update"): gettext_noop("heeft een taak bijgewerkt"),
    ("taak", "partial_update"): gettext_noop("heeft een taak bijgewerkt"),
}
_FINISHED = gettext_noop("heeft een taak afgerond")
_OTHERS = {
    "create": gettext_noop("heeft iets toegevoegd"),
    "update": gettext_noop("heeft iets gewijzigd"),
    "partial_update": gettext_noop("heeft iets gewijzigd"),
    "destroy": gettext_noop("heeft iets weggehaald"),
}
_FIELDS = {
    "omschrijving": gettext_noop("Onderwerp"),
    "toelichting": gettext_noop("Toelichting"),
    "uiterlijkeEinddatumAfdoening": gettext_noop("Uiterlijke datum"),
    "einddatumGepland": gettext_noop("Streefdatum"),
    "einddatum": gettext_noop("Einddatum"),
    "archiefnominatie": gettext_noop("Archiefnominatie"),
    "archiefactiedatum": gettext_noop("Archiefactiedatum"),
    "archiefstatus": gettext_noop("Archiefstatus"),
    "startdatumBewaartermijn": gettext_noop("Start bewaartermijn"),
    "vertrouwelijkheidaanduiding": gettext_noop("Vertrouwelijkheid"),
    "datum": gettext_noop("Datum"),
    "ingangsdatum": gettext_noop("Ingangsdatum"),
    "vervaldatum": gettext_noop("Vervaldatum"),
    "publicatiedatum": gettext_noop("Publicatiedatum"),
    "verzenddatum": gettext_noop("Verzenddatum"),
    "uiterlijkeReactiedatum": gettext_noop("Uiterlijke reactiedatum"),
    "behandelaarNaam": gettext_noop("Behandelaar"),
    "behandelaarId": gettext_noop("Medewerker"),
    "gereedAt": gettext_noop("Gereed op"),
    "gereedDoor": gettext_noop("Gereed door"),
}


@require_GET
@page("medewerker")
def historie(request: HttpRequest, uuid: UUID, actor: Actor, at: datetime) -> HttpResponse:
    """Newest first; `toon` is `alles`, `gewijzigd` or `bekeken`, `wie` one person."""
    beeld = open_zaak(request, uuid, actor=actor, at=at)
    every = api.list_historie(actor=actor, beeld=beeld)
    toon, wie = request.GET.get("toon", ""), request.GET.get("wie", "")
    kept = [r for r in every if toon in ("", r.soort) and wie in ("", r.wie)]
    bladen = Paginator(api.bundel(kept), PAGE_SIZE).get_page(request.GET.get("pagina"))
    return show(
        request,
        "historie",
        beeld=beeld,
        actor=actor,
        at=at,
        handelingen=[_act(handeling) for handeling in bladen],
        bladen=bladen,
        toon=toon,
        wie=wie,
        mensen=sorted({r.wie for r in every}),
    )


def _act(handeling: api.Handeling) -> dict[str, object]:
    """One line, and below it what it is made of; why it was done stands once, when it is the same for all."""
    parts = handeling.regels if len(handeling.regels) > 1 else ()
    why = handeling.kop.waarom or next((r.waarom for r in handeling.regels if r.waarom), "")
    return {
        **_line(handeling.kop),
        "waarom": why,
        "delen": [_line(regel) | {"waarom": "" if regel.waarom == why else regel.waarom} for regel in parts],
    }


def _line(regel: api.Regel) -> dict[str, object]:
    text = _DONE.get((regel.resource, regel.actie)) or _OTHERS.get(regel.actie) or "heeft iets bekeken"
    if regel.resource == "taak" and any(w.veld == "gereedAt" for w in regel.wijzigingen):
        text = _FINISHED
    return {
        "regel": regel,
        "zin": _(text),
        "wijzigingen": [
            {
                "veld": _(_FIELDS.get(w.veld, w.veld)),
                "oud": in_language(w.oud, DUTCH),
                "nieuw": in_language(w.nieuw, DUTCH),
            }
            for w in regel.wijzigingen
        ],
    }
