"""Shows the questions of a form with the fields of the look."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from raadhuis.components.formulieren import api
from raadhuis.look.fields import Field, complaint
from raadhuis.look.language import DUTCH, in_language
from raadhuis.look.templatetags.look import when

KINDS = {
    "tekst": "text",
    "tekstvak": "textarea",
    "keuze": "radio",
    "meerkeuze": "checkboxes",
    "janee": "radio",
    "datum": "date",
    "email": "email",
    "telefoon": "tel",
    "postcode": "text",
    "huisnummer": "text",
    "bestand": "file",
}
AUTOCOMPLETE = {"email": "email", "telefoon": "tel"}
WIDTH = {"postcode": "kort", "huisnummer": "kort", "telefoon": "middel"}
ACCEPT = {"application/pdf": ".pdf", "image/jpeg": ".jpg,.jpeg", "image/png": ".png"}


@dataclass(frozen=True, slots=True)
class Vraag:
    """A question as the page shows it, with the files that were added to it."""

    field: Field
    uploads: tuple[api.Upload, ...] = ()


def vragen(scherm: api.Scherm) -> list[Vraag]:
    """The questions of a step, with answers, facts and errors."""
    return [_vraag(veld, scherm) for veld in scherm.velden]


def fouten(scherm: api.Scherm) -> list[dict[str, str]]:
    """For the error summary: which field and what to do."""
    return [
        {
            "id": f"id_{veld.naam}",
            "message": complaint(veld.label, melding(scherm.fouten[veld.naam]), lang=DUTCH),
        }
        for veld in scherm.velden
        if veld.naam in scherm.fouten
    ]


def melding(fout: api.Fout) -> str:
    """What is wrong, in the visitor's language; in Dutch when the municipality wrote it (`patroon_melding`)."""
    if "reden" in fout.params:  # what another room found wrong with a file
        return fout.msgid % {**fout.params, "reden": _(str(fout.params["reden"]))}
    text = _(fout.msgid)
    language = DUTCH if text == fout.msgid else ""
    with override(language or get_language()):
        params = {n: when(value) if isinstance(value, date) else value for n, value in fout.params.items()}
    return in_language(text % params if params else text, language)


def _vraag(veld: api.Veld, scherm: api.Scherm) -> Vraag:
    fact = scherm.feiten.get(veld.naam)
    shown = Field(
        name=veld.naam,
        kind=KINDS[veld.soort],
        label=veld.label,
        description=veld.toelichting,
        required=veld.verplicht,
        value=_value(veld, scherm),
        error=melding(scherm.fouten[veld.naam]) if veld.naam in scherm.fouten else "",
        choices=_choices(veld),
        autocomplete=veld.autocomplete or AUTOCOMPLETE.get(veld.soort, ""),
        width=WIDTH.get(veld.soort, veld.breedte),
        lang=DUTCH,
        choices_lang="" if veld.soort == "janee" else DUTCH,
    )
    if fact is not None:
        return Vraag(
            replace(shown, kind="text", value=api.in_woorden(veld=veld, waarde=fact), source="BRP", error="")
        )
    if veld.soort == "bestand":
        accept = ",".join(ACCEPT.get(kind, kind) for kind in veld.grenzen.typen)
        shown = replace(
            shown, multiple=veld.grenzen.max_aantal > 1, accept=accept, max_size=veld.grenzen.max_mb * 10**6
        )
        return Vraag(shown, tuple(u for u in scherm.uploads if u.veld == veld.naam))
    return Vraag(shown)


def _value(veld: api.Veld, scherm: api.Scherm) -> object:
    value = scherm.waarden.get(veld.naam, "")
    if veld.soort == "datum" and isinstance(value, str) and veld.naam not in scherm.fouten:
        year, _dash, rest = value.partition("-")
        month, _dash, day = rest.partition("-")
        return f"{day}-{month}-{year}" if len(year) == 4 and day else value
    return value


def _choices(veld: api.Veld) -> tuple[tuple[str, ...], ...]:
    if veld.soort == "janee":
        return (("ja", _("Ja")), ("nee", _("Nee")))
    return tuple((k.waarde, k.label, k.toelichting) for k in veld.keuzes)
