"""One answer: read from what was typed, judged, and written in words."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from raadhuis.components.formulieren.types import Grenzen, Veld, Waarde

LONGEST = {"tekst": 200, "tekstvak": 2000, "email": 254, "telefoon": 20}
_EMAIL = re.compile(
    r"[^@\s<>(),;:\\\"\[\]]{1,64}@([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}", re.IGNORECASE
)
_POSTCODE = re.compile(r"([1-9][0-9]{3}) ?([A-Z]{2})")
_HUISNUMMER = re.compile(r"[1-9][0-9]{0,4} ?[A-Za-z]?([ -]?[A-Za-z0-9]{1,4})?")
_DATES = ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y", "%d %m %Y", "%d%m%Y")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
MAANDEN = "januari februari maart april mei juni juli augustus september oktober november december".split()


def gettext_noop(msgid: str) -> str:
    """Marks a text that web translates when it shows it."""
    return msgid


class Fout(ValueError):
    """The answer is not good: a msgid in Dutch and its parameters, for the message at the field."""

    def __init__(self, msgid: str, **params: object) -> None:
        super().__init__(msgid)
        self.msgid, self.params = msgid, params


def clean(veld: Veld, raw: list[str], *, vandaag: date) -> Waarde:
    """The answer as it is kept ("" or [] when nothing was given). Raises Fout when it is not good."""
    if veld.soort == "meerkeuze":
        return _choices(veld, raw)
    text = _CONTROL.sub("", raw[0].replace("\r\n", "\n")).strip() if raw else ""
    if not text:
        return ""
    match veld.soort:
        case "keuze":
            return _choice(text, {keuze.waarde for keuze in veld.keuzes})
        case "janee":
            return _choice(text, {"ja", "nee"})
        case "datum":
            return _date(text, veld.grenzen, vandaag=vandaag)
        case "postcode":
            return _postcode(text)
        case "email" if not _EMAIL.fullmatch(text) or ".." in text or len(text) > LONGEST["email"]:
            raise Fout(
                gettext_noop("Vul een e-mailadres in met een @ en een punt, bijvoorbeeld naam@voorbeeld.nl.")
            )
        case "telefoon":
            return _phone(text)
        case "huisnummer" if not _HUISNUMMER.fullmatch(text):
            raise Fout(
                gettext_noop(
                    "Vul een huisnummer in, met een letter of toevoeging als u die heeft. Bijvoorbeeld 12 of 12 B."
                )
            )
    return _text(text, veld)


def _choice(text: str, values: set[str]) -> str:
    if text not in values:
        raise Fout(gettext_noop("Kies een van de antwoorden."))
    return text


def _choices(veld: Veld, raw: list[str]) -> list[str]:
    order = [keuze.waarde for keuze in veld.keuzes]
    chosen = [_choice(one, set(order)) for one in raw if one]
    most = veld.grenzen.max_keuzes
    if most is not None and len(set(chosen)) > most:
        raise Fout(gettext_noop("Kies niet meer dan %(aantal)s antwoorden."), aantal=most)
    return [value for value in order if value in chosen]


def _date(text: str, grenzen: Grenzen, *, vandaag: date) -> str:
    day = parse_date(text)
    if day is None or not 1900 <= day.year <= 2200:
        raise Fout(gettext_noop("Vul een bestaande datum in, bijvoorbeeld 31-12-2026."))
    if grenzen.vroegst is not None and day < (first := vandaag + timedelta(days=grenzen.vroegst)):
        raise Fout(grenzen.vroegst_melding or gettext_noop("Kies een datum op of na %(datum)s."), datum=first)
    if grenzen.laatst is not None and day > (last := vandaag + timedelta(days=grenzen.laatst)):
        raise Fout(grenzen.laatst_melding or gettext_noop("Kies een datum op of voor %(datum)s."), datum=last)
    return day.isoformat()


def parse_date(text: str) -> date | None:
    """A day as people write it in the Netherlands, or ISO; None when it is no day."""
    for form in _DATES:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007  # a day has no zone
        except ValueError:
            continue
    return None


def _postcode(text: str) -> str:
    match = _POSTCODE.fullmatch(text.upper())
    if match is None or match[2] in ("SA", "SD", "SS"):  # never given out
        raise Fout(gettext_noop("Vul een postcode in van 4 cijfers en 2 letters, bijvoorbeeld 7581 AB."))
    return f"{match[1]} {match[2]}"


def _phone(text: str) -> str:
    plain = re.sub(r"[ ().-]", "", text)
    if not re.fullmatch(r"(\+|00)?[0-9]{10,14}", plain):
        raise Fout(
            gettext_noop("Vul een telefoonnummer in van minstens 10 cijfers, bijvoorbeeld 0612345678.")
        )
    return plain


def _text(text: str, veld: Veld) -> str:
    grenzen = veld.grenzen
    longest = min(grenzen.max_lengte or 10**6, LONGEST.get(veld.soort, 200))
    if len(text) > longest:
        raise Fout(
            gettext_noop("Uw antwoord is te lang: %(lengte)s tekens. Gebruik er niet meer dan %(max)s."),
            lengte=len(text),
            max=longest,
        )
    if grenzen.min_lengte and len(text) < grenzen.min_lengte:
        raise Fout(
            gettext_noop("Uw antwoord is te kort. Gebruik minstens %(min)s tekens."), min=grenzen.min_lengte
        )
    if grenzen.min is not None or grenzen.max is not None:
        _number(text, grenzen)
    if grenzen.patroon and not re.fullmatch(grenzen.patroon, text):
        raise Fout(grenzen.patroon_melding)
    return text


def _number(text: str, grenzen: Grenzen) -> None:
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise Fout(gettext_noop("Vul een getal in, zonder komma of punt."))
    if grenzen.min is not None and int(text) < grenzen.min:
        raise Fout(gettext_noop("Vul een getal in van %(min)s of meer."), min=grenzen.min)
    if grenzen.max is not None and int(text) > grenzen.max:
        raise Fout(gettext_noop("Vul een getal in van %(max)s of minder."), max=grenzen.max)


def words(day: date) -> str:
    """ "22 november 2026"."""
    return f"{day.day} {MAANDEN[day.month - 1]} {day.year}"


def in_words(veld: Veld, waarde: Waarde) -> str:
    """The answer as a person reads it; "" when nothing was given."""
    if isinstance(waarde, list):
        return ", ".join(_label(veld, one) for one in waarde)
    if veld.soort == "datum" and (day := parse_date(waarde)):
        return words(day)
    return _label(veld, waarde)


def _label(veld: Veld, waarde: str) -> str:
    if veld.soort == "janee":
        return {"ja": "Ja", "nee": "Nee"}.get(waarde, "")
    return next((keuze.label for keuze in veld.keuzes if keuze.waarde == waarde), waarde)
