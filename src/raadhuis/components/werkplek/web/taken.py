"""The tasks of a zaak: take, let go, fill in and finish."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from raadhuis.components.processen import api as processen
from raadhuis.components.werkplek import api
from raadhuis.components.werkplek.web.beeld import done, open_zaak, place, refused, show
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.page import page
from raadhuis.kernel.refusal import Refusal
from raadhuis.look.fields import Field, complaint
from raadhuis.look.language import DUTCH, in_language

_KINDS = {
    "tekst": "text",
    "tekstvlak": "textarea",
    "keuze": "select",
    "ja_nee": "radio",
    "datum": "date",
    "getal": "number",
}


@dataclass(frozen=True, slots=True)
class Kaart:
    """A task as it is shown: its fields with what was typed, and what was wrong."""

    taak: processen.Taak
    velden: tuple[Field, ...]
    fouten: tuple[dict[str, str], ...]
    van_mij: bool
    antwoorden: tuple[dict[str, str], ...]


@require_GET
@page("medewerker")
def lijst(request: HttpRequest, uuid: UUID, actor: Actor, at: datetime) -> HttpResponse:
    """The tasks: open ones as forms, finished ones with their answers."""
    beeld = open_zaak(request, uuid, actor=actor, at=at)
    return show(request, "taken", beeld=beeld, actor=actor, at=at, **_cards(beeld, actor))


@require_http_methods(["GET", "HEAD", "POST"])
@page("medewerker")
def taak(request: HttpRequest, uuid: UUID, taak: UUID, actor: Actor, at: datetime) -> HttpResponse:
    """Finish a task, take it or let it go: the button says which (`doe`)."""
    if request.method != "POST":
        return HttpResponseRedirect(place("taken", uuid))
    beeld = api.get_zaakbeeld(actor=actor, uuid=uuid)
    doe = request.POST.get("doe", "")
    try:
        if doe == "neem":
            api.pak_taak(actor=actor, at=at, zaak=uuid, uuid=taak)
            return done(request, _("De taak staat op uw naam."), "taken", uuid)
        if doe == "los":
            api.laat_taak_los(actor=actor, at=at, zaak=uuid, uuid=taak)
            return done(request, _("De taak is weer vrij."), "taken", uuid)
        velden = next((t.velden for t in beeld.taken if t.uuid == taak), ())
        api.rond_taak_af(actor=actor, at=at, zaak=uuid, uuid=taak, antwoorden=_answers(velden, request))
    except Refusal as refusal:
        wrong = {f.name: _(f.reason) for f in refusal.fields}
        cards = _cards(beeld, actor, typed=request, taak=taak, wrong=wrong)
        if refusal.fields:
            return show(request, "taken", beeld=beeld, actor=actor, at=at, status=422, **cards)
        return refused(request, refusal, "taken", uuid=uuid, actor=actor, at=at, **cards)
    return done(request, _("De taak is afgerond."), "taken", uuid)


def _answers(velden: tuple[processen.Veld, ...], request: HttpRequest) -> dict[str, object]:
    """What was typed, in the forms that Processen takes: days as 2026-11-22, numbers with a point."""
    found: dict[str, object] = {}
    for veld in velden:
        text = request.POST.get(veld.naam, "").strip()
        if (
            veld.soort == "datum"
            and len(parts := text.replace("/", "-").split("-")) == 3
            and len(parts[2]) == 4
        ):
            text = f"{parts[2]}-{parts[1]:0>2}-{parts[0]:0>2}"
        if text:
            found[veld.naam] = text
    return found


def _cards(
    beeld: api.Zaakbeeld,
    actor: Actor,
    *,
    typed: HttpRequest | None = None,
    taak: UUID | None = None,
    wrong: dict[str, str] | None = None,
) -> dict[str, Any]:
    open_: list[Kaart] = []
    klaar: list[Kaart] = []
    for one in beeld.taken:
        here = one.uuid == taak
        card = Kaart(
            taak=one,
            velden=_fields(one, typed=typed if here else None, wrong=(wrong or {}) if here else {}),
            fouten=_wrong(one, wrong or {}) if here else (),
            van_mij=one.behandelaar_id == actor.id,
            antwoorden=_given(one),
        )
        (open_ if one.status == "open" else klaar).append(card)
    return {"open_taken": open_, "klare_taken": klaar}


def _fields(taak: processen.Taak, *, typed: HttpRequest | None, wrong: dict[str, str]) -> tuple[Field, ...]:
    return tuple(
        Field(
            name=veld.naam,
            id=f"t-{taak.uuid.hex[:8]}-{veld.naam}",
            kind=_KINDS[veld.soort],
            label=veld.label,
            description=veld.uitleg,
            value=typed.POST.get(veld.naam, "") if typed else "",
            error=wrong.get(veld.naam, ""),
            required=veld.verplicht and not veld.verplicht_als,
            choices=(
                *((("", _("Maak een keuze")),) if veld.soort == "keuze" else ()),
                *((o.waarde, o.label) for o in veld.opties),
            ),
            compact=True,
            inputmode="decimal" if veld.soort == "getal" else "",
            width="kort" if veld.soort == "getal" else "lang",
            lang=DUTCH,
            choices_lang=DUTCH,
        )
        for veld in taak.velden
    )


def _wrong(taak: processen.Taak, wrong: dict[str, str]) -> tuple[dict[str, str], ...]:
    labels = {v.naam: v.label for v in taak.velden}
    return tuple(
        {
            "id": f"t-{taak.uuid.hex[:8]}-{name}",
            "message": complaint(labels.get(name, name), text, lang=DUTCH),
        }
        for name, text in wrong.items()
    )


def _given(taak: processen.Taak) -> tuple[dict[str, str], ...]:
    found = []
    for veld in taak.velden:
        if veld.naam in taak.antwoorden:
            value = str(taak.antwoorden[veld.naam])
            found.append(
                {
                    "label": in_language(veld.label, DUTCH),
                    "value": in_language(
                        next((o.label for o in veld.opties if o.waarde == value), value), DUTCH
                    ),
                }
            )
    return tuple(found)
