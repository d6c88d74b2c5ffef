"""The ``fields`` parameter: which paths exist, and a person cut down to what was asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

Tree = dict[str, Any]

# A date or a table value is delivered whole, whichever of its members is asked.
_DATE: Tree = {key: {} for key in ("type", "datum", "langFormaat", "jaar", "maand", "onbekend")}
_TABLE: Tree = {"code": {}, "omschrijving": {}}
_WHOLE = (_DATE, _TABLE)
_TITLE: Tree = {"code": {}, "omschrijving": {}, "soort": {}}

_RELATED_NAME: Tree = {
    "voornamen": {},
    "adellijkeTitelPredicaat": _TITLE,
    "voorvoegsel": {},
    "geslachtsnaam": {},
    "voorletters": {},
}
_BIRTH: Tree = {"datum": _DATE, "plaats": _TABLE, "land": _TABLE}
_LINES: Tree = {
    "adresregel1": {},
    "adresregel2": {},
    "adresregel3": {},
    "land": _TABLE,
    "indicatieVastgesteldVerblijftNietOpAdres": {},
}
_STREET: Tree = {
    "officieleStraatnaam": {},
    "korteStraatnaam": {},
    "huisnummer": {},
    "huisletter": {},
    "huisnummertoevoeging": {},
    "aanduidingBijHuisnummer": _TABLE,
    "postcode": {},
    "woonplaats": {},
    "locatiebeschrijving": {},
}
_RESIDENCE: Tree = {
    "type": {},
    "datumVan": _DATE,
    "datumIngangGeldigheid": _DATE,
    "functieAdres": _TABLE,
    "adresseerbaarObjectIdentificatie": {},
    "nummeraanduidingIdentificatie": {},
    "indicatieVastgesteldVerblijftNietOpAdres": {},
    "verblijfadres": {**_STREET, "regel1": {}, "regel2": {}, "regel3": {}, "land": _TABLE},
}
_ADDRESSING: Tree = {
    **_LINES,
    "aanhef": {},
    "aanschrijfwijze": {"naam": {}, "aanspreekvorm": {}},
    "gebruikInLopendeTekst": {},
}

PERSON: Tree = {
    "aNummer": {},
    "burgerservicenummer": {},
    "datumEersteInschrijvingGBA": _DATE,
    "datumInschrijvingInGemeente": _DATE,
    "geslacht": _TABLE,
    "leeftijd": {},
    "gemeenteVanInschrijving": _TABLE,
    "indicatieCurateleRegister": {},
    "naam": {**_RELATED_NAME, "volledigeNaam": {}, "aanduidingNaamgebruik": _TABLE},
    "nationaliteiten": {
        "type": {},
        "datumIngangGeldigheid": _DATE,
        "nationaliteit": _TABLE,
        "redenOpname": _TABLE,
    },
    "geboorte": _BIRTH,
    "overlijden": _BIRTH,
    "verblijfplaats": _RESIDENCE,
    "verblijfplaatsBinnenland": {
        name: _STREET if name == "verblijfadres" else member for name, member in _RESIDENCE.items()
    },
    "immigratie": {
        "datumVestigingInNederland": _DATE,
        "landVanwaarIngeschreven": _TABLE,
        "vanuitVerblijfplaatsOnbekend": {},
        "indicatieVestigingVanuitBuitenland": {},
    },
    "verblijfstitel": {"aanduiding": _TABLE, "datumIngang": _DATE, "datumEinde": _DATE},
    "uitsluitingKiesrecht": {"uitgeslotenVanKiesrecht": {}, "einddatum": _DATE},
    "europeesKiesrecht": {"aanduiding": _TABLE, "einddatumUitsluiting": _DATE},
    "gezag": {},
    "kinderen": {"burgerservicenummer": {}, "naam": _RELATED_NAME, "geboorte": _BIRTH},
    "ouders": {
        "burgerservicenummer": {},
        "geslacht": _TABLE,
        "ouderAanduiding": {},
        "datumIngangFamilierechtelijkeBetrekking": _DATE,
        "naam": _RELATED_NAME,
        "geboorte": _BIRTH,
    },
    "partners": {
        "burgerservicenummer": {},
        "geslacht": _TABLE,
        "soortVerbintenis": _TABLE,
        "naam": _RELATED_NAME,
        "geboorte": _BIRTH,
        "aangaanHuwelijkPartnerschap": _BIRTH,
        "ontbindingHuwelijkPartnerschap": {"datum": _DATE},
    },
    "adressering": _ADDRESSING,
    "adresseringBinnenland": {name: member for name, member in _ADDRESSING.items() if name != "land"},
}
PERSON_LIMITED: Tree = {
    "burgerservicenummer": {},
    "geslacht": _TABLE,
    "leeftijd": {},
    "naam": {**_RELATED_NAME, "volledigeNaam": {}},
    "geboorte": {"datum": _DATE},
    "adressering": _LINES,
    "adresseringBinnenland": {name: member for name, member in _LINES.items() if name != "land"},
}

# Delivered of its own accord when it applies, so asking for it is refused.
AUTOMATIC = ("geheimhoudingPersoonsgegevens", "opschortingBijhouding", "rni", "verificatie", "inOnderzoek")

_RNI_GROUPS = {
    "Persoon": {"naam", "geboorte", "geslacht", "burgerservicenummer", "leeftijd"},
    "Nationaliteit": {"nationaliteiten"},
    "Overlijden": {"overlijden"},
    "Verblijfplaats": {"verblijfplaats", "adressering"},
}
# A research date that covers some members of its group only.
_DATE_COVERS = {
    "datumIngangOnderzoekVerblijfplaats": {"adresregel1", "adresregel2", "adresregel3", "land"},
    "datumIngangOnderzoekGemeente": {"gemeenteVanInschrijving", "datumInschrijvingInGemeente"},
    "datumIngangOnderzoekGezag": {"indicatieCurateleRegister"},
    "datumIngangOnderzoekPersoon": {
        *("aanhef", "aanschrijfwijze", "gebruikInLopendeTekst"),
        *("burgerservicenummer", "geslacht", "leeftijd"),
    },
}


def refusal_of(path: str, *, known: Tree) -> str:
    """Why this path may not be asked, in the standard's words; empty when it may."""
    parts = path.split(".")
    if parts[0] in AUTOMATIC or parts[-1] == "inOnderzoek" or ".inOnderzoek." in path:
        return "Parameter bevat een niet toegestane veldnaam."
    node: Tree = known
    for part in parts:
        if part not in node:
            if parts[0] == "gezag" and "gezag" in known:
                return "Parameter bevat een niet toegestane veldnaam."
            return "Parameter bevat een niet bestaande veldnaam."
        node = node[part]
    return ""


def wanted(paths: Iterable[str], *, known: Tree) -> Tree:
    """The paths as a tree; an empty branch means everything below it."""
    tree: Tree = {}
    for path in paths:
        _grow(tree, path.split("."), known)
    return tree


def _grow(tree: Tree, parts: list[str], known: Tree) -> None:
    head, *rest = parts
    below = known[head]
    if not rest or any(below is whole for whole in _WHOLE) or below is _TITLE:
        tree[head] = {}
    elif tree.get(head) != {}:
        _grow(tree.setdefault(head, {}), rest, below)
    # else: the whole branch was asked already


def cut(person: Mapping[str, Any], tree: Tree) -> Tree:
    """The person with what was asked, and what the standard always adds to it."""
    asked = dict(tree)
    abroad = person.get("verblijfplaats", {}).get("type") in {
        "VerblijfplaatsBuitenland",
        "VerblijfplaatsOnbekend",
    }
    for group in ("verblijfplaats", "adressering"):
        inland = asked.pop(f"{group}Binnenland", None)
        if inland is not None:
            lines: Tree = {"aanhef": {}, "aanschrijfwijze": {}, "gebruikInLopendeTekst": {}}
            if not abroad:
                asked.setdefault(group, inland)
            elif group == "adressering":
                named = {k: v for k, v in inland.items() if k in lines} if inland else lines
                asked |= {group: named} if named else {}
    # An empty tree would mean everything.
    result = _cut(person, asked) if asked else {}
    for name in ("geheimhoudingPersoonsgegevens", "opschortingBijhouding", "verificatie"):
        if name in person:
            result[name] = person[name]
    rni = [
        one for one in person.get("rni", ()) if _RNI_GROUPS.get(one.get("categorie"), set()) & asked.keys()
    ]
    return result | ({"rni": rni} if rni else {})


def _cut(value: Mapping[str, Any], tree: Tree) -> Tree:
    if not tree:
        return dict(value)
    # Which kind of address or nationality it is always comes along.
    result: Tree = {"type": value["type"]} if "type" in value else {}
    for name, below in tree.items():
        member = value.get(name)
        if isinstance(member, Mapping):
            member = _cut(member, below)
        elif isinstance(member, list):
            member = [kept for one in member if (kept := _cut(one, below))]
        if member not in (None, {}, []):
            result[name] = member
    research = _research(value.get("inOnderzoek", {}), tree)
    return result | ({"inOnderzoek": research} if research else {})


def _research(marks: Mapping[str, Any], tree: Tree) -> Tree:
    kept = {name: True for name in marks if name in tree}
    if "verblijfadres" in tree or "type" in tree:
        kept |= {name: True for name in marks if name == "type"}
    for name, day in marks.items():
        if name.startswith("datumIngangOnderzoek") and kept.keys() & _DATE_COVERS.get(name, kept.keys()):
            kept[name] = day
    return kept
