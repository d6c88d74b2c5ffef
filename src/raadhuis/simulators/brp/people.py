"""The people of Losser: invented, with numbers that pass the elfproef, in the shape the register keeps.

Streets and villages exist, house numbers with these postcodes need not. Two ages stay what the demo says they are
(16 and 82), so those birth dates follow from today.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from raadhuis.simulators.brp.dates import born

Person = dict[str, Any]

LOSSER = {"code": "0168", "omschrijving": "Losser"}
_ENSCHEDE = {"code": "0153", "omschrijving": "Enschede"}
_NETHERLANDS = {"code": "6030", "omschrijving": "Nederland"}
_GENDERS = {"M": "man", "V": "vrouw"}
_DUTCH = {"code": "0001", "omschrijving": "Nederlandse"}
_USE_OF_NAME = {
    "E": "eigen geslachtsnaam",
    "V": "geslachtsnaam echtgenoot/geregistreerd partner voor eigen geslachtsnaam",
}


def of_losser(*, today: date) -> list[Person]:
    """All of them."""
    return [*_family_nijhuis(), *_household_oude_luttikhuis(today), *_couple_kamphuis(today), *_others()]


def _person(
    bsn: str,
    first: str,
    last: str,
    gender: str,
    birth: str,
    place: Person,
    *,
    prefix: str = "",
    nationality: Person = _DUTCH,
    country: Person = _NETHERLANDS,
    town: Person = _ENSCHEDE,
    name_use: str = "E",
    **more: Any,
) -> Person:
    since = place["datumIngangGeldigheid"]
    return {
        # The check digits of an A-number are no part of the demo; the number only has to be ten digits.
        "aNummer": f"9{bsn}",
        "burgerservicenummer": bsn,
        "datumEersteInschrijvingGBA": max(birth, "19941001"),
        "datumInschrijvingInGemeente": since,
        "gemeenteVanInschrijving": LOSSER,
        "geslacht": {"code": gender, "omschrijving": _GENDERS[gender]},
        "naam": {
            **_name(first, last, prefix),
            "aanduidingNaamgebruik": {"code": name_use, "omschrijving": _USE_OF_NAME[name_use]},
        },
        "geboorte": {"land": country, "plaats": town, "datum": birth},
        "nationaliteiten": [{"nationaliteit": nationality, "datumIngangGeldigheid": birth}],
        "verblijfplaats": place,
        "immigratie": {},
        "gezag": [],
        "kinderen": [],
        "ouders": [],
        "partners": [],
    } | more


def _name(first: str, last: str, prefix: str = "") -> Person:
    return {"voornamen": first, "geslachtsnaam": last} | ({"voorvoegsel": prefix} if prefix else {})


def _home(
    street: str, number: str, postcode: str, town: str, since: str, *, letter: str = "", **more: Any
) -> Person:
    # BAG identifications that cannot be real: the municipality, the kind of object, and the address in digits.
    digits = f"{int(postcode[:4]):05}{ord(postcode[4]):02}{int(number):03}"
    home = {
        "functieAdres": {"code": "W", "omschrijving": "woonadres"},
        "adresseerbaarObjectIdentificatie": f"016801{digits}",
        "nummeraanduidingIdentificatie": f"016820{digits}",
        "datumIngangGeldigheid": since,
        "datumAanvangAdreshouding": since,
        "naamOpenbareRuimte": street,
        "straat": street,
        "huisnummer": number,
        "postcode": postcode,
        "woonplaats": town,
    }
    return home | ({"huisletter": letter} if letter else {}) | more


def _kin(person: Person, **more: Any) -> Person:
    """How a person stands on the list of a child, parent or partner."""
    name = {k: v for k, v in person["naam"].items() if k != "aanduidingNaamgebruik"}
    kin = {"burgerservicenummer": person["burgerservicenummer"], "naam": name, "geboorte": person["geboorte"]}
    return kin | more


def _marry(one: Person, other: Person, on: str, **ended: Any) -> None:
    wedding = {"datum": on, "plaats": LOSSER, "land": _NETHERLANDS}
    bond = {"code": "H", "omschrijving": "huwelijk"}
    for person, spouse in ((one, other), (other, one)):
        more = {
            "geslacht": spouse["geslacht"],
            "soortVerbintenis": bond,
            "aangaanHuwelijkPartnerschap": wedding,
        }
        person["partners"] = [_kin(spouse, **more, **ended)]


def _parent(child: Person, *parents: Person) -> None:
    number = {"burgerservicenummer": child["burgerservicenummer"]}
    named = [{"burgerservicenummer": parent["burgerservicenummer"]} for parent in parents]
    custody = (
        {"type": "TweehoofdigOuderlijkGezag", "ouders": named, "minderjarige": number}
        if len(parents) == 2
        else {"type": "EenhoofdigOuderlijkGezag", "ouder": named[0], "minderjarige": number}
    )
    child["gezag"] = [custody]
    since = {"datumIngangFamilierechtelijkeBetrekking": child["geboorte"]["datum"]}
    for order, parent in enumerate(parents, 1):
        marks = {"geslacht": parent["geslacht"], "ouderAanduiding": str(order), **since}
        child["ouders"].append(_kin(parent, **marks))
        parent["kinderen"].append(_kin(child))
        parent["gezag"].append(custody)


def _family_nijhuis() -> list[Person]:
    """Two parents and two children at one address."""
    home = _home("Gronausestraat", "112", "7581CH", "Losser", "20150801")
    sanne = _person("999900006", "Sanne Elisabeth", "Wolters", "V", "19880412", home, town=LOSSER)
    jeroen = _person("999900018", "Jeroen", "Nijhuis", "M", "19861102", home)
    lotte = _person("999900031", "Lotte Maria", "Nijhuis", "V", "20160903", home)
    stijn = _person("999900043", "Stijn", "Nijhuis", "M", "20190217", home)
    _marry(sanne, jeroen, "20140620")
    _parent(lotte, sanne, jeroen)
    _parent(stijn, sanne, jeroen)
    return [sanne, jeroen, lotte, stijn]


def _household_oude_luttikhuis(today: date) -> list[Person]:
    """A mother and her son of 16."""
    home = _home("Martinusplein", "14", "7581AK", "Losser", "20120315")
    mirjam = _person("999900067", "Mirjam", "Oude Luttikhuis", "V", "19810530", home)
    birth = born(16, month=3, day=14, today=today)
    youri = _person("999900079", "Youri", "Oude Luttikhuis", "M", birth, home)
    _parent(youri, mirjam)
    return [mirjam, youri]


def _couple_kamphuis(today: date) -> list[Person]:
    """A widow of 82 who uses both names, and her late husband."""
    home = _home("Hoofdstraat", "45", "7586BP", "Overdinkel", "19700901")
    death = {"datum": "20241105", "plaats": _ENSCHEDE, "land": _NETHERLANDS}
    gerrit = _person(
        "999900080",
        "Gerrit Jan",
        "Kamphuis",
        "M",
        "19410219",
        home,
        town=LOSSER,
        overlijden=death,
        opschortingBijhouding={"reden": {"code": "O", "omschrijving": "overlijden"}, "datum": "20241105"},
    )
    birth = born(82, month=1, day=27, today=today)
    riek = _person("999900092", "Hendrika", "Bos", "V", birth, home, town=LOSSER, name_use="V")
    _marry(riek, gerrit, "19690829", ontbindingHuwelijkPartnerschap={"datum": "20241105"})
    return [gerrit, riek]


def _others() -> list[Person]:
    research = {"aanduidingGegevensInOnderzoek": "080000", "datumIngangOnderzoek": "20260302"}
    spain = {"code": "6037", "omschrijving": "Spanje"}
    poland = {"code": "7028", "omschrijving": "Polen"}
    abroad = {
        "datumIngangGeldigheid": "20230401",
        "datumAanvangAdresBuitenland": "20230401",
        "land": spain,
        "regel1": "Calle del Sol 8",
        "regel2": "03501 Benidorm",
    }
    raadhuisplein = _home("Raadhuisplein", "8", "7581AG", "Losser", "20190110", letter="A")
    plechelmus = _home("Plechelmusstraat", "21", "7587AM", "De Lutte", "20200601")
    glane = _home("Gronausestraat", "301", "7585PB", "Glane", "20240115", inOnderzoek=research)
    beuningen = _home("Beuningerstraat", "37", "7588RG", "Beuningen", "20211004")
    return [
        _person("999900055", "Fatma", "Yıldız", "V", "19790721", raadhuisplein),
        _person(
            "999900109",
            "Noor",
            "Berg",
            "V",
            "19920808",
            plechelmus,
            prefix="van den",
            geheimhoudingPersoonsgegevens="7",
        ),
        _person("999900110", "Rachid", "Amrani", "M", "19900319", glane, prefix="el"),
        _person(
            "999900122",
            "Willem",
            "Meijerink",
            "M",
            "19570611",
            abroad,
            town=LOSSER,
            gemeenteVanInschrijving={"code": "1999", "omschrijving": "Registratie Niet-Ingezetenen"},
            opschortingBijhouding={"reden": {"code": "E", "omschrijving": "emigratie"}, "datum": "20230401"},
        ),
        _person(
            "999900134",
            "Agnieszka",
            "Nowak",
            "V",
            "19940225",
            beuningen,
            nationality={"code": "0072", "omschrijving": "Poolse"},
            country=poland,
            town={"omschrijving": "Poznań"},
            immigratie={"datumVestigingInNederland": "20211004", "landVanwaarIngeschreven": poland},
        ),
    ]
