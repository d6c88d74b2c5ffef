"""The forms of whoever manages the applications."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec
from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from raadhuis.components.autorisaties import api
from raadhuis.components.autorisaties.types import SOORTEN
from raadhuis.components.catalogi import api as catalogi
from raadhuis.kernel.elsewhere import outward_text
from raadhuis.kernel.references import is_elsewhere
from raadhuis.kernel.refusal import Refusal
from raadhuis.kernel.wire import uuid_of

COMPONENTEN = {
    "zrc": _("Zaken"),
    "drc": _("Documenten"),
    "brc": _("Besluiten"),
    "ztc": _("Catalogi"),
    "nrc": _("Notificaties"),
    "ac": _("Autorisaties"),
}
# The scopes that the standard names, per component, and what they mean.
_TRAIL = ("audittrails.lezen", _("De historie bekijken (wie deed wat)"))
SCOPES: dict[str, tuple[tuple[str, Any], ...]] = {
    "zrc": (
        ("zaken.lezen", _("Zaken bekijken")),
        ("zaken.aanmaken", _("Zaken aanmaken")),
        ("zaken.bijwerken", _("Zaken wijzigen")),
        ("zaken.statussen.toevoegen", _("Een status aan een zaak toevoegen")),
        ("zaken.heropenen", _("Een afgeronde zaak heropenen")),
        ("zaken.geforceerd-bijwerken", _("Afgeronde zaken wijzigen")),
        ("zaken.verwijderen", _("Zaken verwijderen")),
        _TRAIL,
    ),
    "drc": (
        ("documenten.lezen", _("Documenten bekijken")),
        ("documenten.aanmaken", _("Documenten toevoegen")),
        ("documenten.bijwerken", _("Documenten wijzigen")),
        ("documenten.lock", _("Documenten vergrendelen")),
        ("documenten.geforceerd-unlock", _("De vergrendeling van een ander opheffen")),
        ("documenten.geforceerd-bijwerken", _("Definitieve documenten wijzigen")),
        ("documenten.verwijderen", _("Documenten verwijderen")),
        _TRAIL,
    ),
    "brc": (
        ("besluiten.lezen", _("Besluiten bekijken")),
        ("besluiten.aanmaken", _("Besluiten aanmaken")),
        ("besluiten.bijwerken", _("Besluiten wijzigen")),
        ("besluiten.verwijderen", _("Besluiten verwijderen")),
        _TRAIL,
    ),
    "ztc": (
        ("catalogi.lezen", _("Typen bekijken")),
        ("catalogi.schrijven", _("Typen maken en wijzigen")),
        ("catalogi.geforceerd-schrijven", _("Gepubliceerde typen wijzigen")),
        ("catalogi.geforceerd-verwijderen", _("Gepubliceerde typen verwijderen")),
    ),
    "nrc": (
        ("notificaties.publiceren", _("Notificaties versturen")),
        ("notificaties.consumeren", _("Abonnementen beheren en notificaties ontvangen")),
    ),
    "ac": (
        ("autorisaties.lezen", _("Applicaties en hun rechten bekijken")),
        ("autorisaties.bijwerken", _("Applicaties en hun rechten wijzigen")),
    ),
}
LEVELS = {
    "openbaar": _("openbaar"),
    "beperkt_openbaar": _("beperkt openbaar"),
    "intern": _("intern"),
    "zaakvertrouwelijk": _("zaakvertrouwelijk"),
    "vertrouwelijk": _("vertrouwelijk"),
    "confidentieel": _("confidentieel"),
    "geheim": _("geheim"),
    "zeer_geheim": _("zeer geheim"),
}
_NAMES = {"clientIds": "client_ids", "secret": "", "jwks": "sleutel"}


class Formulier(forms.Form):
    """A form that shows a refusal at the field where it belongs, or above."""

    error_css_class = ""

    def refuse(self, refusal: Refusal) -> None:
        """Show why it was refused; what was typed stays."""
        if not refusal.fields:
            self.add_error(None, f"{gettext(refusal.detail)} {gettext(refusal.next)}")
        for error in refusal.fields:
            name = _NAMES.get(error.name, error.name)
            self.add_error(name if name in self.fields else None, gettext(error.reason))


class ApplicatieForm(Formulier):
    """What an application is called, and how it makes itself known."""

    label = forms.CharField(
        label=_("Naam"), max_length=100, help_text=_("Zo heet de applicatie in de historie van een zaak.")
    )
    client_ids = forms.CharField(
        label=_("Client-id’s"),
        max_length=2000,
        help_text=_("Hiermee maakt de applicatie zich bekend. Zet elk client-id op een eigen regel."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    gereed = forms.BooleanField(
        label=_("Alleen documenten die klaar zijn om te publiceren"),
        required=False,
        help_text=_("De applicatie ziet dan geen andere documenten."),
    )

    def clean_client_ids(self) -> tuple[str, ...]:
        """One a line."""
        found = tuple(line.strip() for line in self.cleaned_data["client_ids"].splitlines() if line.strip())
        if any(len(one) > 50 for one in found):
            raise forms.ValidationError(gettext("Een client-id heeft 1 tot 50 tekens."))
        return found


class NieuweApplicatieForm(ApplicatieForm):
    """A new application: with everything, or with a first right that is asked next."""

    rechten = forms.ChoiceField(
        label=_("Wat mag de applicatie?"),
        choices=[
            ("lijst", _("Alleen wat u hierna kiest")),
            ("alles", _("Alles (alleen voor een applicatie die u volledig vertrouwt)")),
        ],
        widget=forms.RadioSelect,
        initial="lijst",
    )


class ComponentForm(Formulier):
    """What a right is about."""

    component = forms.ChoiceField(
        label=_("Waar gaat het recht over?"), choices=list(COMPONENTEN.items()), widget=forms.RadioSelect
    )


class RechtForm(Formulier):
    """One right: what may be done, with which types, up to which confidentiality."""

    scopes = forms.MultipleChoiceField(label=_("Wat mag de applicatie?"), widget=forms.CheckboxSelectMultiple)
    waarvoor = forms.ChoiceField(
        label=_("Waarvoor geldt dit?"),
        help_text=_("Een recht op alle versies geldt ook voor versies die later komen."),
    )
    niveau = forms.ChoiceField(
        label=_("Tot en met welke vertrouwelijkheid?"), choices=[("", _("Kies een niveau")), *LEVELS.items()]
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        component: str,
        versies: Iterable[catalogi.Typeversie],
        now: api.Autorisatie | None = None,
    ) -> None:
        self.component = component
        initial = {} if now is None else _initial(now)
        super().__init__(data, initial=initial)
        known = SCOPES[component]
        other = [s for s in (now.scopes if now else ()) if s not in dict(known)]
        self.fields["scopes"].choices = [*known, *((s, s) for s in other)]  # type: ignore[attr-defined]  # a ChoiceField
        if component not in SOORTEN:
            del self.fields["waarvoor"]
        else:
            self.fields["waarvoor"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
                ("", gettext("Maak een keuze")),
                *_choices(SOORTEN[component], tuple(versies)),
            ]
        if component not in ("zrc", "drc"):
            del self.fields["niveau"]

    def autorisatie(self) -> api.Autorisatie:
        """The right that was filled in; only of a valid form."""
        said = self.cleaned_data
        made = api.Autorisatie(
            component=self.component,  # type: ignore[arg-type]  # one of COMPONENTEN
            scopes=tuple(said["scopes"]),
            max_vertrouwelijkheidaanduiding=said.get("niveau", ""),
        )
        about = said.get("waarvoor", "").split("|", 2)
        if len(about) != 3:
            return made
        kind, catalogus, name = about
        version, by_name = FIELDS[self.component]
        changes = {version: name} if kind == "versie" else {"catalogus": catalogus, by_name: name}
        return msgspec.structs.replace(made, **changes)


class SleutelForm(Formulier):
    """A client's public key."""

    sleutel = forms.CharField(
        label=_("Publieke sleutel"),
        max_length=20_000,
        help_text=_(
            "Als PEM of als JWK-set. Vraag de leverancier om de publieke sleutel, nooit om de geheime."
        ),
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
    )


FIELDS = {
    "zrc": ("zaaktype", "zaaktype_identificatie"),
    "drc": ("informatieobjecttype", "informatieobjecttype_omschrijving"),
    "brc": ("besluittype", "besluittype_omschrijving"),
}


def _initial(now: api.Autorisatie) -> dict[str, Any]:
    about = f"versie||{now.type_url}" if now.type_url else f"naam|{now.catalogus}|{now.naam}"
    return {
        "scopes": list(now.scopes),
        "waarvoor": about,
        "niveau": now.max_vertrouwelijkheidaanduiding,
    }


def _choices(soort: str, versies: tuple[catalogi.Typeversie, ...]) -> Iterator[tuple[str, str]]:
    """Every catalogus, then every name in it, then every version: as `kind|catalogus|name`."""
    ours = [v for v in versies if v.soort == soort]
    root = api.types_root()

    def address(versie: catalogi.Typeversie) -> str:
        return f"{root}/catalogussen/{versie.catalogus}"

    whole = {address(v): v.domein for v in ours}
    for url, domein in sorted(whole.items(), key=lambda item: item[1]):
        yield f"naam|{url}|", gettext("Alles in catalogus %(domein)s") % {"domein": domein}
    named = {(address(v), v.naam): v for v in ours}
    for (url, naam), versie in sorted(named.items(), key=lambda item: item[1].omschrijving.casefold()):
        yield f"naam|{url}|{naam}", gettext("%(type)s, alle versies") % {"type": called(versie)}
    for naam in sorted({v.naam for v in ours if len(whole) > 1}):
        yield f"naam||{naam}", gettext("%(type)s in elke catalogus, alle versies") % {"type": naam}
    for versie in sorted(ours, key=lambda v: (v.omschrijving.casefold(), v.begin_geldigheid)):
        since = versie.begin_geldigheid.strftime("%d-%m-%Y")
        label = gettext("%(type)s, alleen de versie van %(datum)s") % {
            "type": called(versie),
            "datum": since,
        }
        yield f"versie||{root}/{soort}/{versie.uuid}", label


def called(versie: catalogi.Typeversie) -> str:
    """What people call a type: its omschrijving, with the identificatie of a zaaktype."""
    return (
        versie.omschrijving
        if versie.naam == versie.omschrijving
        else f"{versie.omschrijving} ({versie.naam})"
    )


def about(given: api.Autorisatie, versies: Iterable[catalogi.Typeversie]) -> str:
    """What a right is for, in words."""
    if given.component not in SOORTEN:
        return ""
    ours = [v for v in versies if v.soort == SOORTEN[given.component]]
    if given.type_url:
        one = next((v for v in ours if v.uuid == uuid_of(given.type_url)), None)
        if one is None and is_elsewhere(given.type_url):
            return outward_text(given.type_url)
        if one is None:
            return gettext("Een type dat niet meer bestaat")
        since = one.begin_geldigheid.strftime("%d-%m-%Y")
        return gettext("%(type)s, alleen de versie van %(datum)s") % {"type": called(one), "datum": since}
    catalogus = uuid_of(given.catalogus) if given.catalogus else None
    ours = [v for v in ours if catalogus in (None, v.catalogus)]
    if given.naam:
        named = next((v for v in ours if v.naam == given.naam), None)
        return gettext("%(type)s, alle versies") % {"type": called(named) if named else given.naam}
    if catalogus:
        return gettext("Alles in catalogus %(domein)s") % {"domein": ours[0].domein if ours else "?"}
    return gettext("Alle typen")
