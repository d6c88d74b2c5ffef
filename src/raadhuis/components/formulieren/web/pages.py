"""The pages of a form: start, steps, summary, confirmation; all of it works without JavaScript."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from raadhuis.components.formulieren import api
from raadhuis.components.formulieren.web import velden
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.page import name_reader, page
from raadhuis.look.language import DUTCH, in_language

MIJN = "/mijn/"


def _url(slug: str, rest: str = "") -> str:
    return f"/formulier/{slug}/{rest}"


def _step(slug: str, nummer: int) -> str:
    return _url(slug, f"stap/{nummer}/" if nummer else "samenvatting/")


def _crumbs(form: api.Formulier, title: str = "") -> list[dict[str, str]]:
    home, name = {"label": _("Home"), "url": "/"}, in_language(form.naam, DUTCH)
    if not title:
        return [home, {"label": name}]
    return [home, {"label": name, "url": _url(form.slug)}, {"label": title}]


def guided(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Refusals that have a better answer than an error page: the page where she can go on."""

    @functools.wraps(view)
    def edge(request: HttpRequest, slug: str, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, slug, **kwargs)
        except api.NietBegonnen:
            api.get_formulier(slug=slug)
            return HttpResponseRedirect(_url(slug))
        except api.NogNietKlaar as refusal:
            return HttpResponseRedirect(_step(slug, refusal.stap) + "?onvolledig=1")
        except api.IntussenGewijzigd:
            return HttpResponseRedirect(_url(slug, "samenvatting/?gewijzigd=1"))
        except api.NiveauTeLaag as refusal:
            form = api.get_formulier(slug=slug)
            context = {"formulier": form, "login": _login(slug), "breadcrumbs": _crumbs(form)}
            return render(request, "formulieren/niveau.html", context, status=refusal.status)

    return edge


def _login(slug: str) -> str:
    return f"/inloggen/digid?next={quote(_step(slug, 1))}"


@require_safe
@page()
def start(request: HttpRequest, slug: str, *, actor: Actor | None, at: datetime) -> HttpResponse:
    """What you need, how long it takes, and the button to begin or to go on."""
    form = api.get_formulier(slug=slug)
    begonnen = _begonnen(actor, slug) if actor else None
    context = {
        "formulier": form,
        "begonnen": begonnen,
        "ingelogd": actor is not None,
        "title_lang": DUTCH,
        "login": _login(slug),
        "breadcrumbs": _crumbs(form),
    }
    return render(request, "formulieren/start.html", context)


def _begonnen(actor: Actor, slug: str) -> api.Begonnen | None:
    return next((begun for begun in api.list_begonnen(actor=actor) if begun.slug == slug), None)


@require_http_methods(["GET", "HEAD", "POST"])
@page("inwoner", keeps=True)
@guided
def stap(request: HttpRequest, slug: str, *, nummer: int, actor: Actor, at: datetime) -> HttpResponse:
    """One step: show it, or keep the answers and go on."""
    if request.method != "POST":
        scherm = api.open_stap(actor=actor, at=at, slug=slug, nummer=nummer)
        if scherm.ga_naar is not None:
            return HttpResponseRedirect(_step(slug, scherm.ga_naar))
        return _show(request, scherm)
    verwijder = _uuid(request.POST.get("verwijder", ""))
    scherm = api.bewaar_stap(
        actor=actor,
        at=at,
        slug=slug,
        nummer=nummer,
        gegeven=dict(request.POST.lists()),
        bestanden=_files(request),
        verwijder=verwijder,
    )
    # Adding or removing a file stays on the page; what else is not filled in yet is no mistake then.
    adding = verwijder is not None or request.POST.get("actie") == "toevoegen"
    uploading_failed = any(veld.soort == "bestand" and veld.naam in scherm.fouten for veld in scherm.velden)
    if scherm.nieuw or (adding and not (uploading_failed and request.FILES)):
        return HttpResponseRedirect(_step(slug, nummer) + ("?vervolg=1" if scherm.nieuw else ""))
    if scherm.ga_naar is not None:
        return HttpResponseRedirect(_step(slug, scherm.ga_naar))
    return _show(request, scherm)


def _show(request: HttpRequest, scherm: api.Scherm) -> HttpResponse:
    if scherm.naam:
        name_reader(request, "inwoner", scherm.naam)
    form, place = scherm.formulier, scherm.stappen.index(scherm.nummer)
    context = {
        "scherm": scherm,
        "formulier": form,
        "stap": scherm.stap,
        "title_lang": DUTCH,
        "vragen": velden.vragen(scherm),
        "fouten": velden.fouten(scherm),
        "bestanden": any(veld.soort == "bestand" for veld in scherm.velden),
        "huidig": place + 1,
        "totaal": len(scherm.stappen) + 1,
        "vorige": _step(form.slug, scherm.stappen[place - 1]) if place else _url(form.slug),
        "stoppen": _url(form.slug, "annuleren/"),
        "vervolg": "vervolg" in request.GET,
        "onvolledig": "onvolledig" in request.GET and not scherm.fouten,
        "breadcrumbs": _crumbs(form, in_language(scherm.stap.titel, DUTCH)),
    }
    return render(request, "formulieren/stap.html", context, status=422 if scherm.fouten else 200)


def _files(request: HttpRequest) -> list[api.Bestand]:
    return [
        api.Bestand(veld=name, bestandsnaam=file.name or "", omvang=file.size or 0, chunks=file.chunks())
        for name, files in request.FILES.lists()
        for file in files
    ]


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@require_safe
@page("inwoner")
@guided
def samenvatting(request: HttpRequest, slug: str, *, actor: Actor, at: datetime) -> HttpResponse:
    """What will be sent, with a way back to every answer."""
    found = api.get_overzicht(actor=actor, at=at, slug=slug)
    blokken = [
        {
            "titel": blok.titel,
            "rijen": [
                {
                    "label": in_language(regel.label, DUTCH),
                    "value": in_language(regel.antwoord, "" if regel.eigen_woorden else DUTCH) or "-",
                    "url": "" if regel.bron else f"{_step(slug, blok.nummer)}#id_{regel.naam}",
                    "source": regel.bron,
                }
                for regel in blok.regels
            ],
        }
        for blok in found.blokken
    ]
    context = {
        "formulier": found.formulier,
        "blokken": blokken,
        "overzicht": found,
        "huidig": len(found.stappen) + 1,
        "vorige": _step(slug, found.stappen[-1]),
        "gewijzigd": "gewijzigd" in request.GET,
        "breadcrumbs": _crumbs(found.formulier, _("Controleren en versturen")),
    }
    return render(request, "formulieren/samenvatting.html", context)


@require_POST
@page("inwoner")
@guided
def versturen(request: HttpRequest, slug: str, *, actor: Actor, at: datetime) -> HttpResponse:
    """Send, once; sending again leads to the same confirmation."""
    inzending, versie = _uuid(request.POST.get("inzending", "")), request.POST.get("versie", "")
    if inzending is None or not (versie.isascii() and versie.isdigit() and len(versie) < 10):
        return HttpResponseRedirect(_url(slug, "samenvatting/"))
    reference = api.verstuur(actor=actor, at=at, slug=slug, inzending=inzending, versie=int(versie))
    return HttpResponseRedirect(_url(slug, f"ontvangen/{reference}/"))


@require_safe
@page("inwoner")
@guided
def ontvangen(
    request: HttpRequest, slug: str, *, referentie: str, actor: Actor, at: datetime
) -> HttpResponse:
    """The confirmation: reference, what happens next, and the receipt."""
    found = api.get_ontvangst(actor=actor, slug=slug, referentie=referentie)
    context = {
        "formulier": found.formulier,
        "inzending": found,
        "bewijs": _url(slug, f"ontvangen/{referentie}/ontvangstbewijs.pdf"),
        "breadcrumbs": _crumbs(found.formulier, _("Ontvangen")),
    }
    return render(request, "formulieren/ontvangen.html", context)


@require_safe
@page("inwoner")
@guided
def ontvangstbewijs(
    request: HttpRequest, slug: str, *, referentie: str, actor: Actor, at: datetime
) -> HttpResponse:
    """The receipt as PDF."""
    content = b"".join(api.maak_ontvangstbewijs(actor=actor, slug=slug, referentie=referentie))
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="ontvangstbewijs-{referentie}.pdf"'
    return response


@require_safe
@page("inwoner")
@guided
def bijlage(request: HttpRequest, slug: str, *, uuid: UUID, actor: Actor, at: datetime) -> HttpResponse:
    """A file that she added, to look at again."""
    upload, chunks = api.open_bijlage(actor=actor, slug=slug, uuid=uuid)
    response = HttpResponse(b"".join(chunks), content_type=upload.formaat)
    response.headers["Content-Disposition"] = content_disposition_header(True, upload.bestandsnaam)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@page("inwoner")
def annuleren(request: HttpRequest, slug: str, *, actor: Actor, at: datetime) -> HttpResponse:
    """Remove what was filled in, after a question; `?opnieuw` begins again, `?mijn` came from Mijn Gemeente."""
    form = api.get_formulier(slug=slug)
    again, from_mijn = "opnieuw" in request.GET, "mijn" in request.GET
    if request.method == "POST":
        api.annuleer(actor=actor, slug=slug)
        if again:
            return HttpResponseRedirect(_step(slug, 1))
        messages.success(request, _("Uw antwoorden zijn verwijderd."))
        return HttpResponseRedirect(MIJN if from_mijn else _url(slug))
    if _begonnen(actor, slug) is None:
        return HttpResponseRedirect(MIJN if from_mijn else _url(slug))
    context = {
        "question": _("Wilt u opnieuw beginnen?") if again else _("Wilt u stoppen met dit formulier?"),
        "explanation": _(
            "Wij verwijderen dan alles wat u heeft ingevuld en toegevoegd. U kunt dit niet terugdraaien."
        ),
        "confirm_label": _("Ja, begin opnieuw") if again else _("Ja, verwijder mijn antwoorden"),
        "cancel_url": MIJN if from_mijn else _url(slug),
        "cancel_label": _("Nee, ga terug"),
        "danger": True,
        "family": "inwoner",
        "breadcrumbs": _crumbs(form, _("Stoppen")),
    }
    return render(request, "look/confirm.html", context)


urlpatterns: list[URLPattern] = [
    path("formulier/<slug:slug>/", start),
    path("formulier/<slug:slug>/stap/<int:nummer>/", stap),
    path("formulier/<slug:slug>/samenvatting/", samenvatting),
    path("formulier/<slug:slug>/versturen/", versturen),
    path("formulier/<slug:slug>/ontvangen/<slug:referentie>/", ontvangen),
    path("formulier/<slug:slug>/ontvangen/<slug:referentie>/ontvangstbewijs.pdf", ontvangstbewijs),
    path("formulier/<slug:slug>/bijlage/<uuid:uuid>/", bijlage),
    path("formulier/<slug:slug>/annuleren/", annuleren),
]
