"""How a person is named and addressed, derived from the registered name (features naam and adressering)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Raw = Mapping[str, Any]

# Address, salutation and title in running text; M and V. Only for a person who uses the own name.
_TITLES = {
    "B": ("De hoogwelgeboren heer", "Hoogwelgeboren heer"),
    "BS": ("De hoogwelgeboren vrouwe", "Hoogwelgeboren vrouwe"),
    "G": ("De hooggeboren heer", "Hooggeboren heer"),
    "GI": ("De hooggeboren vrouwe", "Hooggeboren vrouwe"),
    "H": ("De hoogwelgeboren heer", "Hoogwelgeboren heer"),
    "HI": ("De hoogwelgeboren vrouwe", "Hoogwelgeboren vrouwe"),
    "JH": ("De hoogwelgeboren heer", "Hoogwelgeboren heer"),
    "JV": ("De hoogwelgeboren vrouwe", "Hoogwelgeboren vrouwe"),
    "M": ("De hoogwelgeboren heer", "Hoogwelgeboren heer"),
    "MI": ("De hoogwelgeboren vrouwe", "Hoogwelgeboren vrouwe"),
    "P": ("De hoogheid", "Hoogheid"),
    "PS": ("De hoogheid", "Hoogheid"),
    "R": ("De hoogwelgeboren heer", "Hoogwelgeboren heer"),
}


def initials(first_names: str) -> str:
    """Voorletters: one letter and a point per name; a name of one letter stands as it is ("Elise Q": E.Q)."""
    return "".join(name[0] + ("." if len(name) > 1 else "") for name in first_names.split())


def full_name(name: Raw) -> str:
    """Volledige naam: predicaat, voornamen, titel, voorvoegsel and geslachtsnaam, without a partner's name."""
    title = name.get("adellijkeTitelPredicaat") or {}
    word = title.get("omschrijving", "")
    predicate, noble = (word, "") if title.get("soort") == "predicaat" else ("", word)
    parts = (predicate, name.get("voornamen", ""), noble, name.get("voorvoegsel", ""), surname(name))
    return " ".join(" ".join(parts).split())


def surname(name: Raw) -> str:
    """Geslachtsnaam; a single point in the register means that it is unknown."""
    known: str = name.get("geslachtsnaam", "")
    return "" if known == "." else known


def addressing(name: Raw, *, gender: str, partner: Raw | None) -> dict[str, object]:
    """aanhef, aanschrijfwijze and gebruikInLopendeTekst; ``gender`` M, V or O, ``partner`` the (ex-)partner's name."""
    used = _used_name(name, partner)
    if not used:
        return {}
    letters = initials(name.get("voornamen", ""))
    title = name.get("adellijkeTitelPredicaat") or {}
    own = (name.get("aanduidingNaamgebruik") or {}).get("code", "E") == "E"
    if own and title.get("code") in _TITLES:
        form, salutation = _TITLES[title["code"]]
        word = title.get("omschrijving", "")
        before = f"{word} {letters}" if title.get("soort") == "predicaat" else f"{letters} {word}"
        return {
            "aanhef": salutation,
            "aanschrijfwijze": {"naam": f"{before} {used}".strip(), "aanspreekvorm": form},
            "gebruikInLopendeTekst": f"{word} {_capital(used)}",
        }
    polite = {"M": "heer", "V": "mevrouw"}.get(gender, "")
    shown = f"{letters} {used}" if letters else _capital(used)
    formal = f"{polite} {_capital(used)}" if polite else shown
    return {
        "aanhef": f"Geachte {formal}",
        "aanschrijfwijze": {"naam": shown},
        "gebruikInLopendeTekst": formal,
    }


def _used_name(name: Raw, partner: Raw | None) -> str:
    """The surname by naamgebruik: E own, P the partner's, V partner's before own, N own before partner's."""
    own = f"{name.get('voorvoegsel', '')} {surname(name)}".strip()
    other = f"{partner.get('voorvoegsel', '')} {surname(partner)}".strip() if partner else ""
    match (name.get("aanduidingNaamgebruik") or {}).get("code", "E") if other else "E":
        case "P":
            return other
        case "V":
            return f"{other}-{own}"
        case "N":
            return f"{own}-{other}"
        case _:
            return own


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
