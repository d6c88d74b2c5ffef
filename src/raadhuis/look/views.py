"""The living style page: every component, in both families."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from raadhuis.look.forms import DutchDateField, MultipleFileField

TODAY = date(2026, 3, 2)  # the example's own day: the page is the same every day


class ExampleForm(forms.Form):
    naam = forms.CharField(label="Hoe heet u?", widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = forms.EmailField(
        label="Wat is uw e-mailadres?",
        help_text="Wij sturen u een bevestiging.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    telefoon = forms.CharField(
        label="Wat is uw telefoonnummer?",
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "width": "middel"}),
    )
    datum = DutchDateField(label="Wanneer begint het feest?")
    gasten = forms.IntegerField(
        label="Hoeveel gasten verwacht u?", widget=forms.NumberInput(attrs={"width": "kort"})
    )
    plaats = forms.ChoiceField(
        label="Waar is het feest?",
        choices=[("straat", "Op straat"), ("park", "In een park"), ("zaal", "In een zaal")],
        widget=forms.RadioSelect,
    )
    kern = forms.ChoiceField(
        label="In welke plaats?",
        choices=[
            ("", "Kies een plaats"),
            ("losser", "Losser"),
            ("overdinkel", "Overdinkel"),
            ("glane", "Glane"),
        ],
        widget=forms.Select(attrs={"width": "middel"}),
    )
    wensen = forms.MultipleChoiceField(
        label="Wat wilt u plaatsen?",
        required=False,
        choices=[("tent", "Een tent"), ("podium", "Een podium"), ("bar", "Een bar met alcohol")],
        widget=forms.CheckboxSelectMultiple,
    )
    toelichting = forms.CharField(
        label="Wat wilt u ons nog vertellen?", required=False, max_length=1000, widget=forms.Textarea
    )
    bijlagen = MultipleFileField(
        label="Voeg een plattegrond toe", required=False, max_size=10_000_000, accept=".pdf,.jpg,.png"
    )
    akkoord = forms.BooleanField(label="Ik heb alles naar waarheid ingevuld")


def stijlgids(request: HttpRequest) -> HttpResponse:
    """`?familie=inwoner|medewerker`; `?fouten=1` or a POST shows the form with errors."""
    family = "medewerker" if request.GET.get("familie") == "medewerker" else "inwoner"
    sent = request.method == "POST" or "fouten" in request.GET
    form = ExampleForm(request.POST or {"naam": "", "email": "jansen", "datum": "31-02-2026"}, request.FILES)
    status = 422 if sent and request.method == "POST" and not form.is_valid() else 200
    shown = form if sent else ExampleForm(initial={"naam": "Willem de Vries"})
    context = {**example(request), "form": shown, "family": family}
    return render(request, "look/stijlgids.html", context, status=status)


def example(request: HttpRequest) -> dict[str, Any]:
    """What the components show on this page: invented people and cases."""
    sort = request.GET.get("sorteer", "einddatum")
    cases = sorted(example_cases(), key=lambda case: case[sort.lstrip("-")], reverse=sort.startswith("-"))
    page = Paginator(cases, 8).get_page(request.GET.get("pagina"))
    onderdeel = request.GET.get("onderdeel", "zaak")
    return {
        "vandaag": TODAY,
        "sort": sort,
        "page": page,
        "user_name": "Willem de Vries",
        "user_role": _("Behandelaar Vergunningen"),
        "search_url": "/stijlgids/",
        "navigation": [
            {"label": _("Overzicht"), "url": "/stijlgids/", "active": True},
            {"label": _("Mijn zaken"), "url": "/stijlgids/#zaken", "badge": 2},
            {"label": _("Mijn berichten"), "url": "/stijlgids/#berichten"},
            {"label": _("Mijn gegevens"), "url": "/stijlgids/#gegevens"},
        ],
        "menu": [
            {
                "label": _("Werkvoorraad"),
                "url": "/stijlgids/?familie=medewerker",
                "active": True,
                "badge": len(cases),
                "shortcut": "g w",
            },
            {"label": _("Zaken"), "url": "/stijlgids/?familie=medewerker&p=zaken", "shortcut": "g z"},
            {
                "label": _("Documenten"),
                "url": "/stijlgids/?familie=medewerker&p=documenten",
                "shortcut": "g d",
            },
            {"label": _("Rapportages"), "url": "/stijlgids/?familie=medewerker&p=rapportages"},
        ],
        "user_menu": [{"label": _("Mijn instellingen"), "url": "#"}],
        "breadcrumbs": [
            {"label": _("Home"), "url": "/"},
            {"label": _("Stijlgids")},
        ],
        "tabs": [
            {
                "label": label,
                "url": f"?familie=medewerker&onderdeel={key}",
                "active": key == onderdeel,
                "badge": badge,
            }
            for key, label, badge in (
                ("zaak", _("Zaak"), None),
                ("documenten", _("Documenten"), 3),
                ("contact", _("Contactmomenten"), None),
                ("geschiedenis", _("Geschiedenis"), None),
            )
        ],
        "stappen": [
            {"label": _("Uw gegevens"), "url": "#1"},
            {"label": _("Uw feest"), "url": "#2"},
            {"label": _("Bijlagen")},
            {"label": _("Controleren en versturen")},
        ],
        "samenvatting": [
            {"label": _("Naam"), "value": "Willem de Vries", "source": "BRP"},
            {"label": _("E-mailadres"), "value": "w.devries@voorbeeld.nl", "url": "#email"},
            {"label": _("Begin van het feest"), "value": "23 mei 2026", "url": "#datum"},
            {"label": _("Wat wilt u plaatsen?"), "value": "Een tent\nEen podium", "url": "#wensen"},
        ],
        "kenmerken": [
            {"label": _("Zaaktype"), "value": "Evenementenvergunning"},
            {"label": _("Aanvrager"), "value": "Willem de Vries", "url": "#persoon", "source": "BRP"},
            {"label": _("Ontvangen"), "value": "24 februari 2026"},
            {"label": _("Behandelaar"), "value": "Fatima el Amrani"},
            {"label": _("Vertrouwelijkheid"), "value": "Zaakvertrouwelijk"},
        ],
        "voortgang": [
            {"label": _("Aanvraag ontvangen"), "state": "done", "date": date(2026, 2, 24)},
            {
                "label": _("In behandeling"),
                "state": "current",
                "date": _("Vanaf 26 februari 2026"),
                "description": _("Wij vragen advies aan de brandweer en de politie."),
            },
            {"label": _("Besluit"), "state": "future", "date": _("Uiterlijk 21 april 2026")},
            {"label": _("Afgerond"), "state": "future"},
        ],
        "documenten": [
            {
                "name": "Ontvangstbevestiging",
                "url": "#d1",
                "type": "PDF",
                "size": 84_500,
                "date": date(2026, 2, 24),
            },
            {
                "name": "Plattegrond Dorpsplein",
                "url": "#d2",
                "type": "PDF",
                "size": 2_410_000,
                "date": date(2026, 2, 24),
            },
        ],
        "straks": TODAY + timedelta(days=3),
        "later": TODAY + timedelta(days=30),
        "voorbij": TODAY - timedelta(days=2),
        "gezocht": request.GET.get("q", ""),
    }


def example_cases() -> list[dict[str, Any]]:
    kinds = (
        "Evenementenvergunning",
        "Parkeervergunning",
        "Melding openbare ruimte",
        "Kapvergunning",
        "Woo-verzoek",
    )
    people = ("W. de Vries", "A. Yilmaz", "Bakkerij Jansen", "M. van den Berg", "S. Ramdin", "J. Hulshof")
    states = (("In behandeling", "info"), ("Ontvangen", "neutral"), ("Wacht op aanvrager", "warning"))
    return [
        {
            "identificatie": f"Z-2026-{n + 101:04d}",
            "url": f"/stijlgids/?familie=medewerker&onderdeel=zaak&zaak={n + 101}",
            "zaaktype": kinds[n % 5],
            "aanvrager": people[n % 6],
            "status": states[n % 3][0],
            "kind": states[n % 3][1],
            "einddatum": TODAY + timedelta(days=(n * 7) % 40 - 3),
        }
        for n in range(27)
    ]
