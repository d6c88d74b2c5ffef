"""Turns a person as the register keeps it (LO3-like) into a person as the API shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from raadhuis.simulators.brp.dates import age, date_value
from raadhuis.simulators.brp.names import addressing, full_name, initials, surname

Raw = Mapping[str, Any]
Shaped = dict[str, Any]

# LO3 codes of aanduidingGegevensInOnderzoek: last four digits are group and element, 0000 the whole category.
_NAME = {
    "0210": "voornamen",
    "0220": "adellijkeTitelPredicaat",
    "0230": "voorvoegsel",
    "0240": "geslachtsnaam",
}
_EVENT = {"10": "datum", "20": "plaats", "30": "land"}
_ADDRESS = {
    "1110": "korteStraatnaam",
    "1115": "officieleStraatnaam",
    "1120": "huisnummer",
    "1130": "huisletter",
    "1140": "huisnummertoevoeging",
    "1150": "aanduidingBijHuisnummer",
    "1160": "postcode",
    "1170": "woonplaats",
}
_NATIONALITY_TYPES = {
    "0000": "NationaliteitOnbekend",
    "0002": "BehandeldAlsNederlander",
    "0499": "Staatloos",
    "0500": "VastgesteldNietNederlander",
}
_FIELDS_OF_A_DATE = (
    "datum",
    "datumEersteInschrijvingGBA",
    "datumInschrijvingInGemeente",
    "datumIngangGeldigheid",
    "datumIngangFamilierechtelijkeBetrekking",
    "datumVestigingInNederland",
    "datumIngang",
    "datumEinde",
    "einddatum",
    "einddatumUitsluiting",
)


def shape_person(raw: Raw, *, today: date) -> Shaped:
    """The whole person; the caller leaves out what was not asked for."""
    partner = current_partner(raw.get("partners", ()))
    dead = "overlijden" in raw
    birth = raw.get("geboorte", {}).get("datum", "")
    under_research = raw.get("persoonInOnderzoek")
    copied = (
        "aNummer burgerservicenummer datumEersteInschrijvingGBA datumInschrijvingInGemeente geslacht opschortingBijhouding"
        " gemeenteVanInschrijving uitsluitingKiesrecht europeesKiesrecht indicatieCurateleRegister verificatie rni"
    ).split()
    shaped = _dated({name: raw[name] for name in copied if name in raw})
    shaped |= {
        "geheimhoudingPersoonsgegevens": raw.get("geheimhoudingPersoonsgegevens", "0") != "0" or None,
        "inOnderzoek": _researched_person(raw),
        "leeftijd": None if dead or not birth else age(birth, today=today),
        "naam": _name(raw.get("naam", {}), under_research, own=True),
        "nationaliteiten": [_nationality(one) for one in raw.get("nationaliteiten", ()) if one],
        "geboorte": _event(raw.get("geboorte", {}), under_research, group="03"),
        "overlijden": _event(
            raw.get("overlijden", {}), raw.get("overlijden", {}).get("inOnderzoek"), group="08"
        ),
        "verblijfplaats": residence(raw),
        "immigratie": _immigration(raw.get("immigratie", {})),
        "verblijfstitel": _title_of_residence(raw.get("verblijfstitel", {}), today),
        "gezag": raw.get("gezag"),
        "kinderen": [_relative(child) for child in raw.get("kinderen", ())],
        "ouders": [_relative(parent) for parent in raw.get("ouders", ())],
        "partners": [_partner(partner)] if partner else [],
        "adressering": _addressing(raw, partner),
    }
    return without_empty(shaped)


def without_empty(value: Mapping[str, Any]) -> Shaped:
    """The object without members that hold nothing, inside it as well."""
    result: Shaped = {}
    for name, member in value.items():
        kept = without_empty(member) if isinstance(member, Mapping) else member
        if kept not in (None, "", {}, []):
            result[name] = kept
    return result


def current_partner(partners: Sequence[Raw]) -> Raw | None:
    """The present partner, or else the one of the union that was dissolved last."""
    ended = "ontbindingHuwelijkPartnerschap"
    present = [one for one in partners if ended not in one]
    if present:
        return present[0]
    return max(partners, key=lambda one: str(one[ended].get("datum", "")), default=None)


def _dated(value: Raw) -> Shaped:
    """A copy in which every LO3 date is a date of the API; research marks are left to the callers."""
    result: Shaped = {}
    for name, member in value.items():
        if name == "inOnderzoek":
            continue
        if isinstance(member, Mapping):
            result[name] = _dated(member)
        elif name in _FIELDS_OF_A_DATE and isinstance(member, str):
            result[name] = date_value(member)
        else:
            result[name] = member
    return result


def _known(value: Raw | None) -> Raw | None:
    """A table value, unless it is the standard value for unknown."""
    return None if not value or value.get("code") in {"0000", "."} else value


def _research(
    mark: Raw | None, fields: Mapping[str, str], *, date_name: str = "datumIngangOnderzoek"
) -> Shaped:
    """The fields under research: all of a group when the code ends in zeros, otherwise the one it names."""
    if not mark or not fields:
        return {}
    code = mark["aanduidingGegevensInOnderzoek"][2:]
    hit = {
        field: True
        for element, field in fields.items()
        if code in {"0000", "9999", element} or (code.endswith("00") and code[:2] == element[:2])
    }
    return hit | {date_name: date_value(mark["datumIngangOnderzoek"])} if hit else {}


def _name(raw: Raw, mark: Raw | None, *, own: bool) -> Shaped:
    first = " ".join(raw.get("voornamen", "").split())
    shaped = {
        "voornamen": first,
        "adellijkeTitelPredicaat": raw.get("adellijkeTitelPredicaat"),
        "voorvoegsel": raw.get("voorvoegsel"),
        "geslachtsnaam": surname(raw),
        "voorletters": initials(first),
    }
    research = _research(mark, _NAME)
    if "voornamen" in research:
        research["voorletters"] = True
    if own:
        shaped |= {"volledigeNaam": full_name(raw), "aanduidingNaamgebruik": raw.get("aanduidingNaamgebruik")}
        if research:
            research["volledigeNaam"] = True
        research |= _research(mark, {"6110": "aanduidingNaamgebruik"})
    return shaped | {"inOnderzoek": research}


def _event(raw: Raw, mark: Raw | None, *, group: str) -> Shaped:
    """A birth, death or marriage: date, place and country."""
    shaped = _dated({"datum": raw.get("datum")})
    shaped |= {"plaats": _known(raw.get("plaats")), "land": _known(raw.get("land"))}
    return shaped | {"inOnderzoek": _research(mark, {group + e: name for e, name in _EVENT.items()})}


def _nationality(raw: Raw) -> Shaped:
    code = (raw.get("nationaliteit") or {}).get("code", "0000")
    kind = _NATIONALITY_TYPES.get(code, "Nationaliteit")
    shaped = _dated(raw) | {"type": kind}
    if kind != "Nationaliteit":
        shaped.pop("nationaliteit", None)
    fields = {"0510": "nationaliteit" if kind == "Nationaliteit" else "type", "6310": "redenOpname"}
    return without_empty(shaped | {"inOnderzoek": _research(raw.get("inOnderzoek"), fields)})


def _relative(raw: Raw) -> Shaped:
    """A child or a parent."""
    mark = raw.get("inOnderzoek")
    fields = {
        "0120": "burgerservicenummer",
        "0410": "geslacht",
        "6210": "datumIngangFamilierechtelijkeBetrekking",
    }
    if "ouderAanduiding" not in raw:
        fields = {"0120": "burgerservicenummer"}
    shaped = {
        **_dated(raw),
        "naam": _name(raw.get("naam", {}), mark, own=False),
        "geboorte": _event(raw.get("geboorte", {}), mark, group="03"),
        "inOnderzoek": _research(mark, fields),
    }
    return without_empty(shaped)


def _partner(raw: Raw) -> Shaped:
    mark = raw.get("inOnderzoek")
    begin, end = raw.get("aangaanHuwelijkPartnerschap", {}), raw.get("ontbindingHuwelijkPartnerschap", {})
    fields = {"0120": "burgerservicenummer", "0410": "geslacht", "1510": "soortVerbintenis"}
    shaped = {
        **_dated(raw),
        "naam": _name(raw.get("naam", {}), mark, own=False),
        "geboorte": _event(raw.get("geboorte", {}), mark, group="03"),
        "aangaanHuwelijkPartnerschap": _event(begin, mark, group="06"),
        "ontbindingHuwelijkPartnerschap": _dated({"datum": end.get("datum")}),
        "inOnderzoek": _research(mark, fields),
    }
    return without_empty(shaped)


def _researched_person(raw: Raw) -> Shaped:
    fields = {"0120": "burgerservicenummer", "0410": "geslacht", "0310": "leeftijd"}
    person = _research(raw.get("persoonInOnderzoek"), fields, date_name="datumIngangOnderzoekPersoon")
    municipal = {"0910": "gemeenteVanInschrijving", "0920": "datumInschrijvingInGemeente"}
    mark = raw.get("verblijfplaats", {}).get("inOnderzoek")
    custody = _research(
        raw.get("gezagInOnderzoek"),
        {"3310": "indicatieCurateleRegister"},
        date_name="datumIngangOnderzoekGezag",
    )
    return person | custody | _research(mark, municipal, date_name="datumIngangOnderzoekGemeente")


def _immigration(raw: Raw) -> Shaped:
    country = raw.get("landVanwaarIngeschreven")
    return {
        **_dated({"datumVestigingInNederland": raw.get("datumVestigingInNederland")}),
        "landVanwaarIngeschreven": _known(country),
        "vanuitVerblijfplaatsOnbekend": (bool(country) and _known(country) is None) or None,
        "indicatieVestigingVanuitBuitenland": bool(_known(country)) or None,
    }


def _title_of_residence(raw: Raw, today: date) -> Shaped:
    """A title that has ended, or that says there is none any more (98), is not delivered."""
    ended = raw.get("datumEinde", "99999999") <= f"{today:%Y%m%d}"
    return {} if ended or (raw.get("aanduiding") or {}).get("code") == "98" else _dated(raw)


def residence(raw: Raw) -> Shaped:
    """verblijfplaats: Adres, Locatie, VerblijfplaatsBuitenland or VerblijfplaatsOnbekend."""
    place: Raw = raw.get("verblijfplaats", {})
    mark = place.get("inOnderzoek")
    since = place.get("datumAanvangAdreshouding") or place.get("datumAanvangAdresBuitenland")
    shaped: Shaped = {
        "datumVan": date_value(since) if since else None,
        "datumIngangGeldigheid": date_value(place["datumIngangGeldigheid"])
        if "datumIngangGeldigheid" in place
        else None,
    }
    own_marks = {"1030": "datumVan", "8510": "datumIngangGeldigheid"}
    if place.get("straat"):
        marks = own_marks | {
            "1180": "adresseerbaarObjectIdentificatie",
            "1190": "nummeraanduidingIdentificatie",
        }
        inner = {**_address(place), "inOnderzoek": _research(mark, _ADDRESS)}
        kept = ("adresseerbaarObjectIdentificatie", "nummeraanduidingIdentificatie", "functieAdres")
        shaped |= {"type": "Adres", "verblijfadres": inner} | {k: place[k] for k in kept if k in place}
        own_marks = marks | {"1010": "functieAdres"}
    elif place.get("locatiebeschrijving"):
        research = _research(mark, {"1210": "locatiebeschrijving"})
        inner = {"locatiebeschrijving": place["locatiebeschrijving"], "inOnderzoek": research}
        shaped |= {"type": "Locatie", "verblijfadres": inner, "functieAdres": place.get("functieAdres")}
    elif _known(place.get("land")):
        marks = {"1310": "land", "1330": "regel1", "1340": "regel2", "1350": "regel3"}
        inner = {k: place.get(k) for k in ("regel1", "regel2", "regel3", "land")}
        shaped |= {
            "type": "VerblijfplaatsBuitenland",
            "verblijfadres": inner | {"inOnderzoek": _research(mark, marks)},
        }
    else:
        shaped["type"] = "VerblijfplaatsOnbekend"
    gone = mark is not None and mark["aanduidingGegevensInOnderzoek"] == "089999"
    shaped["indicatieVastgesteldVerblijftNietOpAdres"] = gone or None
    return without_empty(shaped | {"inOnderzoek": _research(mark, own_marks)})


def _address(place: Raw) -> Shaped:
    number = str(place.get("huisnummer", ""))
    return {
        "officieleStraatnaam": place.get("naamOpenbareRuimte"),
        "korteStraatnaam": place["straat"][:24],
        "huisnummer": int(number) if number.isdecimal() and int(number) else None,
        "huisletter": place.get("huisletter"),
        "huisnummertoevoeging": place.get("huisnummertoevoeging"),
        "aanduidingBijHuisnummer": place.get("aanduidingBijHuisnummer"),
        "postcode": place.get("postcode"),
        "woonplaats": place.get("woonplaats"),
    }


def _addressing(raw: Raw, partner: Raw | None) -> Shaped:
    place: Raw = raw.get("verblijfplaats", {})
    gender = (raw.get("geslacht") or {}).get("code", "O")
    shaped = addressing(raw.get("naam", {}), gender=gender, partner=partner["naam"] if partner else None)
    mark = place.get("inOnderzoek")
    research: Shaped = {}
    if place.get("straat"):
        where = place.get("woonplaats") or raw.get("gemeenteVanInschrijving", {}).get("omschrijving", "")
        shaped["adresregel1"] = _first_line(place)
        shaped["adresregel2"] = f"{place.get('postcode', '')} {where}".strip()
        research = _research(mark, _ADDRESS)
    elif place.get("locatiebeschrijving"):
        shaped["adresregel1"] = place["locatiebeschrijving"]
        shaped["adresregel2"] = raw.get("gemeenteVanInschrijving", {}).get("omschrijving", "")
        research = _research(mark, {"1210": "locatiebeschrijving"})
    elif _known(place.get("land")):
        lines = {f"adresregel{i}": place.get(f"regel{i}") for i in (1, 2, 3)}
        shaped |= lines | {"land": place["land"]}
        research = _research(mark, {"1330": "regel1"})
    marks: Shaped = {}
    if research:
        day = research["datumIngangOnderzoek"]
        lines = {
            name: True for name in ("adresregel1", "adresregel2", "adresregel3", "land") if shaped.get(name)
        }
        marks = lines | {"datumIngangOnderzoekVerblijfplaats": day}
    named = _research(raw.get("persoonInOnderzoek"), _NAME | {"0410": "geslacht", "6110": "naamgebruik"})
    if named:
        marks |= dict.fromkeys(("aanhef", "aanschrijfwijze", "gebruikInLopendeTekst"), True)
        marks["datumIngangOnderzoekPersoon"] = named["datumIngangOnderzoek"]
    return shaped | {"inOnderzoek": marks}


def _first_line(place: Raw) -> str:
    """Adresregel 1: "Kappeyne v d Cappellostr 26A-3"."""
    aside = (place.get("aanduidingBijHuisnummer") or {}).get("omschrijving", "")
    more = place.get("huisnummertoevoeging", "")
    number = f"{place.get('huisnummer', '')}{place.get('huisletter', '')}{f'-{more}' if more else ''}"
    return " ".join(part for part in (place["straat"][:24], aside, number) if part)
