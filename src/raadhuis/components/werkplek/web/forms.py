"""The forms of a handler."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from raadhuis.components.werkplek import api
from raadhuis.kernel.refusal import Refusal
from raadhuis.kernel.wire import uuid_of
from raadhuis.look.forms import DutchDateField

# The registers' words for our fields.
_NAMES = {
    "uiterlijkeEinddatumAfdoening": "uiterlijk",
    "inhoud": "bestand",
    "bestandsnaam": "bestand",
    "statustoelichting": "toelichting",
    "informatieobjecttype": "soort",
    "zaaktype": "",
}


def _empty(field: forms.Field) -> str:
    """What to do with a field of this kind that was left empty."""
    if isinstance(field, forms.FileField):
        return gettext_noop("Kies een bestand.")
    return (
        gettext_noop("Kies een antwoord.")
        if isinstance(field, forms.ChoiceField)
        else gettext_noop("Vul dit in.")
    )


class Formulier(forms.Form):
    """A form that shows a refusal of the registers at the field where it belongs, or above."""

    error_css_class = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            # What to do, rather than what was wrong.
            field.error_messages["required"] = gettext(_empty(field))

    def refuse(self, refusal: Refusal) -> None:
        """Show why it was refused; what was typed stays."""
        if not refusal.fields:
            self.add_error(None, f"{gettext(refusal.detail)} {gettext(refusal.next)}")
        for error in refusal.fields:
            name = _NAMES.get(error.name, error.name)
            self.add_error(name if name in self.fields else None, gettext(error.reason))


class WijzigForm(Formulier):
    omschrijving = forms.CharField(label=_("Onderwerp"), max_length=80, required=False)
    toelichting = forms.CharField(
        label=_("Toelichting"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    uiterlijk = DutchDateField(label=_("Uiterlijke datum"), required=False)
    reden = forms.CharField(
        label=_("Waarom wijzigt u dit?"), max_length=500, help_text=_("Dit komt in de historie van de zaak.")
    )


class RedenForm(Formulier):
    reden = forms.CharField(label=_("Reden"), max_length=500)


class StatusForm(Formulier):
    statustype = forms.ChoiceField(label=_("Nieuwe status"))
    toelichting = forms.CharField(
        label=_("Toelichting"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, beeld: api.Zaakbeeld) -> None:
        super().__init__(data)
        self.fields["statustype"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            ("", gettext("Kies een status")),
            *_typen(t for t in beeld.inrichting.statustypen if not t.is_eindstatus),
        ]


class DocumentForm(Formulier):
    bestand = forms.FileField(label=_("Bestand"))
    soort = forms.ChoiceField(label=_("Soort document"))
    titel = forms.CharField(label=_("Titel"), max_length=200)
    tonen = forms.BooleanField(label=_("De aanvrager mag dit document zien"), required=False)
    kenmerk = forms.RegexField(r"^[0-9a-f]{12}$", widget=forms.HiddenInput)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        files: Any = None,
        *,
        beeld: api.Zaakbeeld,
        kenmerk: str = "",
    ) -> None:
        super().__init__(data, files, initial={"kenmerk": kenmerk})
        self.fields["soort"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            ("", gettext("Kies een soort")),
            *_typen(beeld.inrichting.informatieobjecttypen),
        ]


class BesluitForm(Formulier):
    besluittype = forms.ChoiceField(label=_("Soort besluit"))
    uitkomst = forms.ChoiceField(label=_("Uitkomst"), widget=forms.RadioSelect)
    ingangsdatum = DutchDateField(label=_("Ingangsdatum"))
    vervaldatum = DutchDateField(label=_("Vervaldatum"), required=False)
    overwegingen = forms.CharField(
        label=_("Waarom neemt u dit besluit?"),
        max_length=5000,
        help_text=_("Deze tekst komt in de brief. Schrijf voor de aanvrager: korte zinnen, gewone woorden."),
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    nummer = forms.IntegerField(min_value=1, max_value=99, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        beeld: api.Zaakbeeld,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        soorten = _typen(beeld.inrichting.besluittypen)
        self.fields["besluittype"].choices = soorten  # type: ignore[attr-defined]  # a ChoiceField
        if len(soorten) > 1:
            self.fields["besluittype"].choices = [("", gettext("Kies een soort besluit")), *soorten]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["uitkomst"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (r.omschrijving, r.omschrijving) for r in beeld.inrichting.resultaattypen
        ]

    def voorstel(self) -> api.Voorstel:
        """What the handler decides; only of a valid form."""
        return api.Voorstel(**self.cleaned_data)


class AfrondenForm(Formulier):
    resultaattype = forms.ChoiceField(label=_("Resultaat"), widget=forms.RadioSelect)
    toelichting = forms.CharField(
        label=_("Toelichting"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    toch = forms.BooleanField(label=_("Ja, ik rond de zaak toch af"), required=False)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        beeld: api.Zaakbeeld,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.fields["resultaattype"].choices = _typen(beeld.inrichting.resultaattypen)  # type: ignore[attr-defined]  # a ChoiceField


def _typen(typen: Any) -> list[tuple[str, str]]:
    return [(str(uuid_of(t.url)), t.omschrijving) for t in typen]
