"""Managing the services of others that references may lead to: for whoever has the role beheerder."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django.views.decorators.http import require_http_methods, require_POST

from raadhuis.components.autorisaties import api
from raadhuis.components.autorisaties.web.forms import COMPONENTEN, Formulier
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.page import page
from raadhuis.kernel.refusal import Refusal

GET_POST = require_http_methods(["GET", "HEAD", "POST"])
START = "/beheer/diensten/"
SOORTEN = {
    **COMPONENTEN,
    "kic": gettext_lazy("Contactmomenten en verzoeken"),
    "orc": gettext_lazy("Iets anders, zoals objecten, de BAG of een selectielijst"),
}
_OTHER_REASON = gettext_noop("Antwoordt niet")
_REASONS = {
    "RegisterRefuses": gettext_noop("Vertrouwt ons niet"),
    "DienstWeg": gettext_noop("Het geheim is met een andere sleutel bewaard"),
    "NotFound": gettext_noop("Is geen API van deze soort"),
}


class DienstForm(Formulier):
    """A service: where it is, what it is, and how we make ourselves known there."""

    naam = forms.CharField(label=gettext_lazy("Naam"), max_length=100, required=False)
    url = forms.CharField(
        label=gettext_lazy("Adres"),
        max_length=500,
        help_text=gettext_lazy("Waar de API begint, zoals https://voorbeeld.nl/zaken/api/v1."),
        widget=forms.URLInput(attrs={"spellcheck": "false"}),
    )
    soort = forms.ChoiceField(label=gettext_lazy("Wat is het?"), choices=list(SOORTEN.items()))
    manier = forms.ChoiceField(
        label=gettext_lazy("Hoe maken wij ons daar bekend?"),
        choices=[
            ("zgw", gettext_lazy("Met een client-id en geheim")),
            ("header", gettext_lazy("Met een vaste header")),
            ("geen", gettext_lazy("Dat hoeft niet")),
        ],
        widget=forms.RadioSelect,
        initial="zgw",
    )
    client_id = forms.CharField(label=gettext_lazy("Client-id"), max_length=50, required=False)
    secret = forms.CharField(
        label=gettext_lazy("Geheim"),
        max_length=512,
        required=False,
        help_text=gettext_lazy("Alleen bij een client-id. U ziet het niet terug."),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    header = forms.CharField(
        label=gettext_lazy("Header"),
        max_length=2000,
        required=False,
        help_text=gettext_lazy("Alleen bij een vaste header, als Naam: waarde. U ziet hem niet terug."),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )

    def refuse(self, refusal: Refusal) -> None:
        """Show why it was refused, in the names of this form."""
        names = {"clientId": "client_id", "auth": "manier"}
        fields = tuple(type(f)(names.get(f.name, f.name), f.code, f.reason) for f in refusal.fields)
        refusal.fields = fields
        super().refuse(refusal)

    def body(self, *, url: str = "") -> api.DienstBody:
        """The dienst that was filled in; what was left empty of a secret stays as it is. Only of a valid form."""
        said = self.cleaned_data
        client, header = said["manier"] == "zgw", said["manier"] == "header"
        return api.DienstBody(
            url=url or said["url"],
            soort=said["soort"],
            naam=said["naam"],
            client_id=said["client_id"] if client else "",
            secret=(said["secret"] or None) if client else None,
            header=(said["header"] or None) if header else None,
            geen_auth=said["manier"] == "geen",
        )


class WijzigForm(DienstForm):
    """The same of a dienst that is there: its address does not change, since references lead there."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["url"]


@require_http_methods(["GET", "HEAD"])
@page("medewerker", role="beheerder")
def lijst(request: HttpRequest, actor: Actor, at: datetime) -> HttpResponse:
    """Every dienst, and how its last call went."""
    rows = [
        {
            "staat": one,
            "soort": SOORTEN[one.dienst.soort],
            "fout": _(_REASONS.get(one.fout, _OTHER_REASON)) if one.fout else "",
        }
        for one in api.list_diensten(actor=actor)
    ]
    return render(request, "autorisaties/diensten.html", {"rows": rows})


@GET_POST
@page("medewerker", role="beheerder")
def nieuw(request: HttpRequest, actor: Actor, at: datetime) -> HttpResponse:
    """Add a dienst."""
    form = DienstForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _saved(form, form.body(), actor=actor, at=at):
        messages.success(request, _("De dienst is toegevoegd. Test nu de verbinding."))
        return HttpResponseRedirect(START)
    return _form(request, form, _("Dienst toevoegen"))


@GET_POST
@page("medewerker", role="beheerder")
def wijzigen(request: HttpRequest, uuid: UUID, actor: Actor, at: datetime) -> HttpResponse:
    """Change what a dienst is called and how we make ourselves known there."""
    now = api.get_dienst(actor=actor, uuid=uuid).dienst
    initial = {"naam": now.naam, "soort": now.soort, "manier": now.auth, "client_id": now.client_id}
    form = WijzigForm(request.POST if request.method == "POST" else None, initial=initial)
    valid = request.method == "POST" and form.is_valid()
    if valid and _saved(form, form.body(url=now.url), actor=actor, at=at):
        messages.success(request, _("De wijziging is opgeslagen."))
        return HttpResponseRedirect(START)
    return _form(request, form, _("Dienst wijzigen"), uitleg=now.url)


@GET_POST
@page("medewerker", role="beheerder")
def verwijderen(request: HttpRequest, uuid: UUID, actor: Actor, at: datetime) -> HttpResponse:
    """Take a dienst away, after a question that says what breaks."""
    one = api.get_dienst(actor=actor, uuid=uuid)
    if request.method == "POST":
        api.remove_dienst(actor=actor, at=at, url=one.dienst.url, force=True)
        messages.success(request, _("De dienst %(naam)s is verwijderd.") % {"naam": one.dienst.naam})
        return HttpResponseRedirect(START)
    breaks = _(
        "Er wordt naar %(aantal)s gegevens van deze dienst verwezen. Die verwijzingen blijven staan, maar kunnen niet meer"
        " worden bekeken of gecontroleerd."
    ) % {"aantal": one.verwijzingen}
    question = _("Wilt u de dienst %(naam)s verwijderen?") % {"naam": one.dienst.naam}
    context = {
        "question": question,
        "explanation": breaks if one.verwijzingen else _("Niets verwijst naar deze dienst."),
        "confirm_label": _("Ja, verwijder de dienst"),
        "cancel_url": START,
        "danger": True,
        "family": "medewerker",
        "breadcrumbs": [_start(), {"label": question}],
    }
    return render(request, "look/confirm.html", context)


@require_POST
@page("medewerker", role="beheerder")
def testen(request: HttpRequest, uuid: UUID, actor: Actor, at: datetime) -> HttpResponse:
    """Call a dienst now, and say how that went."""
    naam = api.get_dienst(actor=actor, uuid=uuid).dienst.naam
    if wrong := api.test_dienst(actor=actor, uuid=uuid):
        reason = _(_REASONS.get(wrong, _OTHER_REASON))
        messages.error(request, _("%(naam)s: het lukt niet. %(reden)s.") % {"naam": naam, "reden": reason})
    else:
        messages.success(request, _("%(naam)s: de verbinding werkt.") % {"naam": naam})
    return HttpResponseRedirect(START)


def _saved(form: DienstForm, body: api.DienstBody, *, actor: Actor, at: datetime) -> bool:
    try:
        api.save_dienst(actor=actor, at=at, body=body)
    except Refusal as refusal:
        form.refuse(refusal)
        return False
    return True


def _form(request: HttpRequest, form: DienstForm, kop: str, *, uitleg: str = "") -> HttpResponse:
    context = {
        "form": form,
        "kop": kop,
        "uitleg": uitleg,
        "terug": reverse("beheer-diensten"),
        "breadcrumbs": [_start(), {"label": kop}],
    }
    return render(request, "autorisaties/formulier.html", context, status=422 if form.errors else 200)


def _start() -> dict[str, str]:
    return {"label": _("Diensten"), "url": START}
