"""Audit records made readable: what changed per field, without personal identifiers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

Soort = Literal["gewijzigd", "bekeken"]
# Derived from something else that has its own record, or only of use to a machine.
_SILENT = frozenset(
    "url uuid zaak status resultaat eigenschappen rollen zaakinformatieobjecten deelzaken etag versie registratiedatum "
    "statussen beginRegistratie inhoud indicatieLaatstGezetteStatus besluiten velden antwoorden gemaakt".split()
)
# Who somebody is belongs in the zaak, where it is shown to those who may see it; not in every line of its history.
_PERSONAL = frozenset("betrokkeneIdentificatie contactpersoonRol betrokkene afwijkendeNaamBetrokkene".split())
_URL = re.compile(r"https?://\S*/([0-9a-f]{8}-[0-9a-f-]{27})/?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wijziging:
    """One field: how it was and how it is, in words."""

    veld: str
    oud: str
    nieuw: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Regel:
    """One line of the history. `resource` and `actie` are the standard's words, `naam` is what it is about."""

    wanneer: datetime
    wie: str
    soort: Soort
    resource: str
    actie: str
    naam: str
    waarom: str
    wijzigingen: tuple[Wijziging, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Handeling:
    """What one person did in one moment: `kop` is the line that says what it was, `regels` are all of them (`kop` too),
    oldest first."""

    kop: Regel
    regels: tuple[Regel, ...]


# Which of the records of one act says what it was; the others followed from it. What is not here says the least.
_KOPPEN = (
    "zaak create",
    "zaakbesluit create",
    "zaakinformatieobject create",
    "status create",
    "resultaat create",
    "rol create",
    "rol destroy",
    "zaak update",
    "zaak partial_update",
)
ADEM = timedelta(seconds=5)  # the house does one thing in several steps, a little after each other


def bundel(regels: Sequence[Regel]) -> tuple[Handeling, ...]:
    """Every line, those of one act together; newest first, as `regels` are. No line is left out."""
    acts: list[list[Regel]] = []
    latest: dict[tuple[str, Soort], list[Regel]] = {}
    changing: list[Regel] | None = None  # the act of the change that came just after
    for regel in regels:
        act = latest.get((regel.wie, regel.soort))
        if act is None or not _one_act(act, regel, unbroken=act is changing):
            act = latest[regel.wie, regel.soort] = []
            acts.append(act)
        act.append(regel)
        changing = act if regel.soort == "gewijzigd" else changing
    folded = (Handeling(kop=min(act, key=_says), regels=tuple(reversed(act))) for act in acts)
    return tuple(sorted(folded, key=lambda handeling: handeling.kop.wanneer, reverse=True))


def _one_act(act: Sequence[Regel], earlier: Regel, *, unbroken: bool) -> bool:
    """Whether a line belongs to the act of the same person that came after it: it was the same moment, or one change in
    steps, for one reason, and nobody else changed anything in between (`unbroken`)."""
    if act[-1].wanneer == earlier.wanneer:
        return True
    for_one_reason = earlier.waarom != "" and earlier.waarom in {regel.waarom for regel in act}
    in_steps = unbroken and earlier.soort == "gewijzigd" and for_one_reason
    return in_steps and act[-1].wanneer - earlier.wanneer <= ADEM


def _says(regel: Regel) -> int:
    act = f"{regel.resource} {regel.actie}"
    return _KOPPEN.index(act) if act in _KOPPEN else len(_KOPPEN)


def regel(
    *,
    wanneer: datetime,
    wie: str,
    resource: str,
    actie: str,
    weergave: str,
    url: str,
    waarom: str,
    oud: Mapping[str, object] | None,
    nieuw: Mapping[str, object] | None,
    namen: Mapping[str, str],
) -> Regel:
    """One audit record as a line; `url` is what it is about, `namen` turns the identifier in a URL into words (a
    statustype, a document)."""
    known = namen.get(found[1], "") if (found := _URL.match(url)) else ""
    return Regel(
        wanneer=wanneer,
        wie=wie,
        soort="bekeken" if actie in ("retrieve", "list") else "gewijzigd",
        resource=resource,
        actie=actie,
        naam=_subject(nieuw or oud or {}, namen) or known or weergave,
        waarom=waarom,
        wijzigingen=_changes(oud or {}, nieuw or {}, namen) if oud and nieuw else (),
    )


def _subject(values: Mapping[str, object], namen: Mapping[str, str]) -> str:
    for key in ("statustype", "resultaattype", "informatieobject", "besluit"):
        if (found := _words(values.get(key), namen)) and not found.startswith("http"):
            return found
    if omschrijving := values.get("omschrijving"):
        who = values.get("betrokkeneIdentificatie")
        name = (
            who.get("achternaam")
            if isinstance(who, dict) and values.get("betrokkeneType") == "medewerker"
            else ""
        )
        if "roltype" in values:
            return f"{omschrijving} ({name})" if name else str(omschrijving)
    if "eigenschap" in values:
        return f"{values.get('naam', '')}: {values.get('waarde', '')}"
    return str(values.get("titel") or values.get("naam") or "")


def _changes(
    oud: Mapping[str, object], nieuw: Mapping[str, object], namen: Mapping[str, str]
) -> tuple[Wijziging, ...]:
    return tuple(
        Wijziging(veld=veld, oud=_words(oud.get(veld), namen), nieuw=_words(nieuw.get(veld), namen))
        for veld in dict.fromkeys([*oud, *nieuw])
        if veld not in _SILENT and veld not in _PERSONAL and oud.get(veld) != nieuw.get(veld)
    )


def _words(value: object, namen: Mapping[str, str]) -> str:
    if value is None or value == "" or value == [] or value == {}:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, dict):
        return ", ".join(f"{key} {text}" for key, part in value.items() if (text := _words(part, namen)))
    if isinstance(value, (list, tuple)):
        return ", ".join(_words(part, namen) for part in value)
    text = str(value)
    if found := _URL.match(text):
        return namen.get(found[1], text)
    if iso := re.match(r"(\d{4})-(\d\d)-(\d\d)($|T)", text):
        return f"{iso[3]}-{iso[2]}-{iso[1]}"
    return text
