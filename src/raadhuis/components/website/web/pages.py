"""The pages that everybody may read."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from raadhuis.components.producten import api as producten
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.page import page
from raadhuis.look.language import DUTCH, in_language


@require_safe
@page()
def home(request: HttpRequest, *, actor: Actor | None, at: datetime) -> HttpResponse:
    """What can be arranged here, and the way to Mijn Gemeente."""
    return render(request, "website/home.html", {"producten": producten.list_producten(), "wide": True})


@require_safe
@page()
def product(request: HttpRequest, slug: str, *, actor: Actor | None, at: datetime) -> HttpResponse:
    """One product, with the button to its form."""
    found = producten.get_product(slug=slug)
    crumbs = [{"label": _("Home"), "url": "/"}, {"label": in_language(found.naam, DUTCH)}]
    context = {"product": found, "breadcrumbs": crumbs, "title_lang": DUTCH}
    return render(request, "website/product.html", context)


@require_safe
@page()
def zoeken(request: HttpRequest, *, actor: Actor | None, at: datetime) -> HttpResponse:
    """The products that the visitor's words are about."""
    asked = request.GET.get("q", "").strip()[:100]
    found = producten.zoek_producten(tekst=asked)
    crumbs = [{"label": _("Home"), "url": "/"}, {"label": _("Zoeken")}]
    return render(request, "website/zoeken.html", {"q": asked, "producten": found, "breadcrumbs": crumbs})


@require_safe
@page()
def tekst(
    request: HttpRequest, *, actor: Actor | None, at: datetime, template: str, titel: str
) -> HttpResponse:
    """A page of only text."""
    crumbs = [{"label": _("Home"), "url": "/"}, {"label": _(titel)}]  # the labels stand as literals below
    return render(request, f"website/{template}.html", {"breadcrumbs": crumbs})


urlpatterns: list[URLPattern] = [
    path("", home),
    path("producten/<slug:slug>/", product),
    path("zoeken/", zoeken),
    path("contact/", tekst, {"template": "contact", "titel": "Contact"}),
    path("toegankelijkheid/", tekst, {"template": "toegankelijkheid", "titel": "Toegankelijkheid"}),
    path("privacy/", tekst, {"template": "privacy", "titel": "Privacy"}),
]
