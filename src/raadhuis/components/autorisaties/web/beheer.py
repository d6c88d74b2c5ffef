"""Managing the applications and what they may do: for whoever has the role beheerder."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from raadhuis.components.autorisaties import api
from raadhuis.components.autorisaties.web import forms
from raadhuis.components.catalogi import api as catalogi
from raadhuis.kernel import wire
from raadhuis.kernel.endpoint import etag_of
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.page import page
from raadhuis.kernel.refusal import Conflict, NotFound, Refusal

GET_POST = require_http_methods(["GET", "HEAD", "POST"])
START = "/beheer/applicaties/"


@require_http_methods(["GET", "HEAD"])
@page("medewerker", role="beheerder")
def lijst(request: HttpRequest, actor: Actor, at: datetime) -> HttpResponse:
    """Every application."""
    rows = [
        {
            "label": one.label,
            "url": _place("applicatie", wire.uuid_of(one.url)),
            "client_ids": ", ".join(one.client_ids),
            "alles": one.heeft_alle_autorisaties,
            "rechten": len(one.autorisaties),
        }
        for one in api.list_applicaties(actor=actor)
    ]
    return render(request, "autorisaties/applicaties.html", {"applicaties": rows})


@GET_POST
@page("medewerker", role="beheerder")
def nieuw(request: HttpRequest, actor: Actor, at: datetime) -> HttpResponse:
    """A new application: what it is, then what its first right is about, then that right; without script, page by page."""
    if request.method != "POST":
        return _new(request, form=forms.NieuweApplicatieForm(initial={"rechten": "lijst"}))
    form = forms.NieuweApplicatieForm(request.POST)
    if not form.is_valid():
        return _new(request, form=form, status=422)
    body = {
        "label": form.cleaned_data["label"],
        "client_ids": form.cleaned_data["client_ids"],
        "alleen_is_gereed_voor_publicatie": form.cleaned_data["gereed"],
    }
    if form.cleaned_data["rechten"] == "alles":
        made = api.ApplicatieBody(heeft_alle_autorisaties=True, **body)
        return _create(request, form, made, recht=None, actor=actor, at=at)
    component = request.POST.get("component", "")
    if component not in forms.COMPONENTEN:
        asked = "component" in request.POST or "gekozen" in request.POST
        choice = forms.ComponentForm(request.POST if asked else None)
        return _new(request, form=form, keuze=choice, status=422 if asked else 200)
    if "gekozen" in request.POST:
        recht = _recht_form(component, None, actor=actor)
        return _new(request, form=form, recht=recht, component=component)
    recht = _recht_form(component, None, actor=actor, data=request.POST)
    if not recht.is_valid():
        return _new(request, form=form, recht=recht, component=component, status=422)
    made = api.ApplicatieBody(autorisaties=(recht.autorisatie(),), **body)
    return _create(request, form, made, recht=recht, actor=actor, at=at)


def _create(
    request: HttpRequest,
    form: forms.NieuweApplicatieForm,
    body: api.ApplicatieBody,
    *,
    recht: forms.RechtForm | None,
    actor: Actor,
    at: datetime,
) -> HttpResponse:
    try:
        raw = api.create_applicatie(actor=actor, at=at, body=body)
    except Refusal as refusal:
        form.refuse(refusal)
        return _new(request, form=form, status=422)
    messages.success(
        request, _("De applicatie is toegevoegd. Geef haar nu een geheim of een publieke sleutel.")
    )
    return _to("applicatie", wire.uuid_of(wire.decode(raw, api.Applicatie).url))


def _new(
    request: HttpRequest, *, form: forms.NieuweApplicatieForm, status: int = 200, **extra: Any
) -> HttpResponse:
    context = {
        "form": form,
        "breadcrumbs": [_start(), {"label": _("Applicatie toevoegen")}],
        **_heading(extra),
        **extra,
    }
    return render(request, "autorisaties/nieuw.html", context, status=status)


def _heading(extra: dict[str, Any]) -> dict[str, Any]:
    component = extra.get("component")
    return {"over": forms.COMPONENTEN[component] if component else ""}


@require_http_methods(["GET", "HEAD"])
@page("medewerker", role="beheerder")
def applicatie(request: HttpRequest, uuid: UUID, actor: Actor, at: datetime) -> HttpResponse:
    """One application: its rights and its clients."""
    one = api.get_applicatie(actor=actor, uuid=uuid)
    versies = catalogi.list_typeversies(actor=actor)
    names = {scope: label for scopes in forms.SCOPES.values() for scope, label in scopes}
    rechten = [
        {
            "nummer": number,
            "component": forms.COMPONENTEN[given.component],
            "waarvoor": forms.about(given, versies),
            "scopes": [names.get(scope, scope) for scope in given.scopes],
            "niveau": forms.LEVELS.get(given.max_vertrouwelijkheidaanduiding, ""),
        }
        for number, given in enumerate(one.autorisaties)
    ]
    context = {
        "uuid": uuid,
        "applicatie": one,
        "rechten": rechten,
        "clients": list(enumerate(api.list_clients(actor=actor, uuid=uuid))),
        "versie": _versie(one),
        "breadcrumbs": [_start(), {"label": one.label}],
    }
    return render(request, "autorisaties/applicatie.html", context)


@GET_POST
@page("medewerker", role="beheerder")
def wijzigen(request: HttpRequest, uuid: UUID, actor: Actor, at: datetime) -> HttpResponse:
    """Change what an application is called and how it makes itself known."""
    one = api.get_applicatie(actor=actor, uuid=uuid)
    initial = {
        "label": one.label,
        "client_ids": "\n".join(one.client_ids),
        "gereed": one.alleen_is_gereed_voor_publicatie,
    }
    form = forms.ApplicatieForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        patch = api.ApplicatiePatch(
            label=said["label"],
            client_ids=said["client_ids"],
            alleen_is_gereed_voor_publicatie=said["gereed"],
        )
        if _changed(request, form, one, patch, actor=actor, at=at):
            messages.success(request, _("De wijziging is opgeslagen."))
            return _to("applicatie", uuid)
    return _form(request, one, form, kop=_("Applicatie wijzigen"))


@GET_POST
@page("medewerker", role="beheerder")
def verwijderen(request: HttpRequest, uuid: UUID, actor: Actor, at: datetime) -> HttpResponse:
    """Take an application away, after a question."""
    one = api.get_applicatie(actor=actor, uuid=uuid)
    if request.method == "POST":
        api.delete_applicatie(actor=actor, at=at, uuid=uuid)
        messages.success(request, _("De applicatie %(naam)s is verwijderd.") % {"naam": one.label})
        return HttpResponseRedirect(START)
    return _question(
        request,
        one,
        _("Wilt u de applicatie %(naam)s verwijderen?") % {"naam": one.label},
        _("De applicatie kan dan niets meer. Haar client-id’s kunt u nooit meer gebruiken."),
        _("Ja, verwijder de applicatie"),
    )


@GET_POST
@page("medewerker", role="beheerder")
def alles(request: HttpRequest, uuid: UUID, actor: Actor, at: datetime) -> HttpResponse:
    """Give an application every right, after a question."""
    one = api.get_applicatie(actor=actor, uuid=uuid)
    if request.method == "POST":
        patch = api.ApplicatiePatch(heeft_alle_autorisaties=True, autorisaties=())
        api.patch_applicatie(actor=actor, at=at, uuid=uuid, body=patch)
        messages.success(request, _("De applicatie mag nu alles."))
        return _to("applicatie", uuid)
    return _question(
        request,
        one,
        _("Mag de applicatie %(naam)s voortaan alles?") % {"naam": one.label},
        _(
            "De rechten die u haar nu één voor één gaf, vervallen. Doe dit alleen als u haar volledig vertrouwt."
        ),
        _("Ja, zij mag alles"),
    )


@GET_POST
@page("medewerker", role="beheerder")
def recht_nieuw(request: HttpRequest, uuid: UUID, actor: Actor, at: datetime) -> HttpResponse:
    """Give a right: first what it is about, then which."""
    one = api.get_applicatie(actor=actor, uuid=uuid)
    kop, component = _("Recht toevoegen"), request.GET.get("component", "")
    if component not in forms.COMPONENTEN:
        choice = forms.ComponentForm(
            request.GET if "component" in request.GET or "kies" in request.GET else None
        )
        return _form(request, one, choice, kop=kop, method="get", knop=_("Volgende"))
    form = _recht_form(component, None, actor=actor, data=request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        rights = (*one.autorisaties, form.autorisatie())
        patch = api.ApplicatiePatch(heeft_alle_autorisaties=False, autorisaties=rights)
        if _changed(request, form, one, patch, actor=actor, at=at):
            messages.success(request, _("Het recht is toegevoegd."))
            return _to("applicatie", uuid)
    uitleg = _("Nu mag deze applicatie alles. Voegt u een recht toe, dan mag zij alleen dat nog.")
    return _form(
        request,
        one,
        form,
        kop=f"{kop}: {forms.COMPONENTEN[component]}",
        uitleg=uitleg if one.heeft_alle_autorisaties else "",
    )


@GET_POST
@page("medewerker", role="beheerder")
def recht(request: HttpRequest, uuid: UUID, nummer: int, actor: Actor, at: datetime) -> HttpResponse:
    """Change a right."""
    one = api.get_applicatie(actor=actor, uuid=uuid)
    now = _nth(one, nummer)
    form = _recht_form(
        now.component, now, actor=actor, data=request.POST if request.method == "POST" else None
    )
    if request.method == "POST" and form.is_valid():
        rights = list(one.autorisaties)
        rights[nummer] = form.autorisatie()
        if _changed(request, form, one, api.ApplicatiePatch(autorisaties=tuple(rights)), actor=actor, at=at):
            messages.success(request, _("De wijziging is opgeslagen."))
            return _to("applicatie", uuid)
    return _form(request, one, form, kop=f"{_('Recht wijzigen')}: {forms.COMPONENTEN[now.component]}")


@GET_POST
@page("medewerker", role="beheerder")
def recht_verwijderen(
    request: HttpRequest, uuid: UUID, nummer: int, actor: Actor, at: datetime
) -> HttpResponse:
    """Take a right away, after a question."""
    one = api.get_applicatie(actor=actor, uuid=uuid)
    now = _nth(one, nummer)
    what = f"{forms.COMPONENTEN[now.component]} {forms.about(now, catalogi.list_typeversies(actor=actor))}".strip()
    form = forms.Formulier(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        rights = tuple(a for number, a in enumerate(one.autorisaties) if number != nummer)
        if _changed(request, form, one, api.ApplicatiePatch(autorisaties=rights), actor=actor, at=at):
            messages.success(request, _("Het recht is verwijderd."))
            return _to("applicatie", uuid)
    return _form(
        request,
        one,
        form,
        kop=_("Wilt u dit recht verwijderen?"),
        uitleg=what,
        knop=_("Ja, verwijder het recht"),
        danger=True,
    )


@GET_POST
@page("medewerker", role="beheerder")
def geheim(request: HttpRequest, uuid: UUID, nummer: int, actor: Actor, at: datetime) -> HttpResponse:
    """Give a client a new secret, after a question; it is shown this once."""
    one = api.get_applicatie(actor=actor, uuid=uuid)
    client = _client(uuid, nummer, actor=actor)
    if request.method == "POST":
        secret = api.renew_secret(actor=actor, at=at, client_id=client.client_id)
        context = {
            "uuid": uuid,
            "client_id": client.client_id,
            "geheim": secret,
            "breadcrumbs": _crumbs(one, uuid, _("Nieuw geheim")),
        }
        return render(request, "autorisaties/geheim.html", context)
    return _question(
        request,
        one,
        _("Wilt u een nieuw geheim maken voor %(client)s?") % {"client": client.client_id},
        _("Het oude geheim werkt dan meteen niet meer. U ziet het nieuwe geheim één keer."),
        _("Ja, maak een nieuw geheim"),
    )


@GET_POST
@page("medewerker", role="beheerder")
def sleutel(request: HttpRequest, uuid: UUID, nummer: int, actor: Actor, at: datetime) -> HttpResponse:
    """Keep a client's public key."""
    one = api.get_applicatie(actor=actor, uuid=uuid)
    client = _client(uuid, nummer, actor=actor)
    form = forms.SleutelForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            api.prove_with(actor=actor, at=at, client_id=client.client_id, key=form.cleaned_data["sleutel"])
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("De publieke sleutel is opgeslagen."))
            return _to("applicatie", uuid)
    return _form(request, one, form, kop=f"{_('Publieke sleutel')}: {client.client_id}")


def _recht_form(
    component: str, now: api.Autorisatie | None, *, actor: Actor, data: Any = None
) -> forms.RechtForm:
    versies = catalogi.list_typeversies(actor=actor)
    return forms.RechtForm(data, component=component, versies=versies, now=now)


def _changed(
    request: HttpRequest,
    form: forms.Formulier,
    one: api.Applicatie,
    patch: api.ApplicatiePatch,
    *,
    actor: Actor,
    at: datetime,
) -> bool:
    """Whether it was changed; when not, the form says why. What a colleague changed meanwhile is not overwritten."""
    try:
        if request.POST.get("versie") != _versie(one):
            raise Conflict
        uuid = wire.uuid_of(one.url)
        if uuid is None:
            raise NotFound
        api.patch_applicatie(actor=actor, at=at, uuid=uuid, body=patch)
    except Refusal as refusal:
        form.refuse(refusal)
        return False
    return True


def _versie(one: api.Applicatie) -> str:
    return etag_of(wire.encode(one)).strip('"')


def _nth(one: api.Applicatie, number: int) -> api.Autorisatie:
    if number >= len(one.autorisaties):
        raise NotFound
    return one.autorisaties[number]


def _client(uuid: UUID, number: int, *, actor: Actor) -> api.ClientStaat:
    found = api.list_clients(actor=actor, uuid=uuid)
    if number >= len(found):
        raise NotFound
    return found[number]


def _form(
    request: HttpRequest, one: api.Applicatie, form: forms.Formulier, *, kop: str, **extra: Any
) -> HttpResponse:
    uuid = wire.uuid_of(one.url)
    context = {
        "form": form,
        "kop": kop,
        "versie": _versie(one),
        "terug": _place("applicatie", uuid),
        "breadcrumbs": _crumbs(one, uuid, kop),
        **extra,
    }
    return render(request, "autorisaties/formulier.html", context, status=422 if form.errors else 200)


def _question(
    request: HttpRequest, one: api.Applicatie, question: str, explanation: str, confirm: str
) -> HttpResponse:
    uuid = wire.uuid_of(one.url)
    context = {
        "question": question,
        "explanation": explanation,
        "confirm_label": confirm,
        "cancel_url": _place("applicatie", uuid),
        "danger": True,
        "family": "medewerker",
        "breadcrumbs": _crumbs(one, uuid, question),
    }
    return render(request, "look/confirm.html", context)


def _start() -> dict[str, str]:
    return {"label": _("Applicaties"), "url": START}


def _crumbs(one: api.Applicatie, uuid: UUID | None, here: str) -> list[dict[str, str]]:
    return [_start(), {"label": one.label, "url": _place("applicatie", uuid)}, {"label": here}]


def _place(name: str, uuid: UUID | None) -> str:
    return reverse(f"beheer-{name}", args=[uuid])


def _to(name: str, uuid: UUID | None) -> HttpResponse:
    return HttpResponseRedirect(_place(name, uuid))
