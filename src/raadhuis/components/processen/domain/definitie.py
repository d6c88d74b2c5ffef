"""Reads a process from BPMN 2.0 and refuses what the house does not run: no scripts, no timers, no loops by itself.

Our own words stand in the namespace `urn:raadhuis:bpmn:1`: on a serviceTask `dienst` and its parameters, on a userTask
`vereist` and `uitlegVan`, and inside its extensionElements the `veld` and `optie` of the questions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, get_args

from lxml import etree

from raadhuis.components.processen.domain import conditie
from raadhuis.components.processen.types import Optie, Soort, Veld

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
OURS = "{urn:raadhuis:bpmn:1}"
GROOTST = 1_000_000  # bytes
JA_NEE = (Optie(waarde="ja", label="Ja"), Optie(waarde="nee", label="Nee"))
VEREIST = frozenset({"besluit"})
_NODES = frozenset({"startEvent", "endEvent", "userTask", "serviceTask", "exclusiveGateway"})
_BESIDE = frozenset(
    {"documentation", "extensionElements", "laneSet", "textAnnotation", "association", "sequenceFlow"}
)
_INSIDE = frozenset({"documentation", "extensionElements", "incoming", "outgoing"})
_ID = re.compile(r"[A-Za-z_]\w{0,59}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dienst:
    """Something that the house can do by itself: its parameters (`wat` says what each names) and what it answers."""

    parameters: Mapping[str, str]
    antwoorden: frozenset[str] = frozenset()


DIENSTEN: Mapping[str, Dienst] = {
    "zet_status": Dienst(parameters={"statustype": "statustype"}),
    "zet_resultaat": Dienst(parameters={"resultaattype": "resultaattype"}),
    "sluit_zaak": Dienst(parameters={"resultaattype": "resultaattype"}),
    "controleer_verhuizing": Dienst(parameters={}, antwoorden=frozenset({"automatisch", "redenen"})),
    "maak_brief": Dienst(parameters={"brief": "brief", "informatieobjecttype": "informatieobjecttype"}),
    "maak_uittreksel": Dienst(
        parameters={"informatieobjecttype": "informatieobjecttype"},
        antwoorden=frozenset({"gelukt", "redenen"}),
    ),
}


class FouteDefinitie(ValueError):
    """The process cannot be run; the message names the element and says what is wrong, in Dutch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stap:
    """A serviceTask: `dienst` of DIENSTEN with its parameters."""

    id: str
    naam: str
    dienst: str
    parameters: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mensentaak:
    """A userTask. `vereist` "besluit": there must be one before the task is done. `uitleg_van` is the step whose
    `redenen` the employee sees."""

    id: str
    naam: str
    omschrijving: str
    velden: tuple[Veld, ...]
    vereist: str
    uitleg_van: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Definitie:
    """A process that can be run; `naam` is the process's id."""

    naam: str
    titel: str
    stappen: dict[str, Stap]
    taken: dict[str, Mensentaak]


def read(bpmn: bytes) -> Definitie:
    """Read and judge a process. Raises FouteDefinitie."""
    process = _process(_xml(bpmn))
    nodes = {node.get("id", ""): node for node in process if _name(node) in _NODES}
    for node in process:
        _check_node(node)
    if len(nodes) != sum(_name(node) in _NODES for node in process):
        raise FouteDefinitie(f"proces {process.get('id')!r}: twee elementen hebben dezelfde id")
    stappen = {i: _stap(node) for i, node in nodes.items() if _name(node) == "serviceTask"}
    taken = {i: _taak(node, stappen) for i, node in nodes.items() if _name(node) == "userTask"}
    _check_flows(process, nodes, known=_known(stappen, taken))
    return Definitie(naam=process.get("id", ""), titel=process.get("name", ""), stappen=stappen, taken=taken)


def _xml(bpmn: bytes) -> etree._Element:
    if len(bpmn) > GROOTST:
        raise FouteDefinitie("het bestand is groter dan 1 MB")
    # No DTD, no entities, no network: a process is data from outside.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        root = etree.fromstring(bpmn, parser)
    except etree.XMLSyntaxError as error:
        raise FouteDefinitie(f"het bestand is geen geldige XML: {error.msg}") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise FouteDefinitie("het bestand heeft een DOCTYPE; dat mag niet")
    if root.tag != f"{BPMN}definitions":
        raise FouteDefinitie("het bestand is geen BPMN 2.0")
    return root


def _process(root: etree._Element) -> etree._Element:
    processes = root.findall(f"{BPMN}process")
    if len(processes) != 1:
        raise FouteDefinitie(f"het bestand heeft {len(processes)} processen in plaats van één")
    process = processes[0]
    if not _ID.fullmatch(process.get("id", "")):
        raise FouteDefinitie("het proces heeft geen goede id")
    if process.get("isExecutable") != "true":
        raise FouteDefinitie(f"proces {process.get('id')!r} is niet uitvoerbaar (isExecutable)")
    for kind, at_least, at_most in (("startEvent", 1, 1), ("endEvent", 1, 1000)):
        if not at_least <= len(process.findall(f"{BPMN}{kind}")) <= at_most:
            raise FouteDefinitie(f"proces {process.get('id')!r} heeft niet het goede aantal {kind}")
    return process


def _name(node: etree._Element) -> str:
    return str(node.tag).removeprefix(BPMN)


def _wrong(node: etree._Element, what: str) -> FouteDefinitie:
    return FouteDefinitie(f"{_name(node)} {node.get('id', '')!r}: {what}")


def _check_node(node: etree._Element) -> None:
    kind = _name(node)
    if kind not in _NODES | _BESIDE:
        raise _wrong(node, "dit soort element voert Raadhuis niet uit")
    if kind not in _NODES:
        return
    if not _ID.fullmatch(node.get("id", "")):
        raise _wrong(node, "de id mag alleen letters, cijfers en _ hebben")
    for child in node:
        if _name(child) not in _INSIDE:
            raise _wrong(node, f"{_name(child)} voert Raadhuis niet uit")


def _stap(node: etree._Element) -> Stap:
    given = {str(k).removeprefix(OURS): str(v) for k, v in node.attrib.items() if str(k).startswith(OURS)}
    naam = given.pop("dienst", "")
    dienst = DIENSTEN.get(naam)
    if dienst is None:
        raise _wrong(node, f"dienst {naam!r} bestaat niet; kies uit {', '.join(DIENSTEN)}")
    if set(given) != set(dienst.parameters) or not all(given.values()):
        raise _wrong(node, f"dienst {naam!r} vraagt precies: {', '.join(dienst.parameters) or 'niets'}")
    return Stap(id=node.get("id", ""), naam=node.get("name", ""), dienst=naam, parameters=given)


def _taak(node: etree._Element, stappen: Mapping[str, Stap]) -> Mensentaak:
    vereist, uitleg_van = node.get(f"{OURS}vereist", ""), node.get(f"{OURS}uitlegVan", "")
    if not node.get("name"):
        raise _wrong(node, "de taak heeft geen naam")
    if vereist and vereist not in VEREIST:
        raise _wrong(node, f"vereist {vereist!r} bestaat niet; kies uit {', '.join(VEREIST)}")
    if uitleg_van and (
        uitleg_van not in stappen or "redenen" not in DIENSTEN[stappen[uitleg_van].dienst].antwoorden
    ):
        raise _wrong(node, f"uitlegVan {uitleg_van!r} is geen stap die redenen geeft")
    velden = tuple(_veld(node, veld) for veld in node.iterfind(f"{BPMN}extensionElements/{OURS}veld"))
    namen = {veld.naam for veld in velden}
    if len(namen) != len(velden):
        raise _wrong(node, "twee velden hebben dezelfde naam")
    for veld in velden:
        if veld.verplicht_als:
            _conditie(node, veld.verplicht_als, known=namen)
    return Mensentaak(
        id=node.get("id", ""),
        naam=node.get("name", ""),
        omschrijving=(node.findtext(f"{BPMN}documentation") or "").strip(),
        velden=velden,
        vereist=vereist,
        uitleg_van=uitleg_van,
    )


def _veld(node: etree._Element, veld: etree._Element) -> Veld:
    naam, soort = veld.get("naam", ""), veld.get("soort", "")
    if not _ID.fullmatch(naam):
        raise _wrong(node, f"veld {naam!r}: de naam mag alleen letters, cijfers en _ hebben")
    if soort not in get_args(Soort):
        raise _wrong(
            node, f"veld {naam!r}: soort {soort!r} bestaat niet; kies uit {', '.join(get_args(Soort))}"
        )
    opties = tuple(
        Optie(waarde=o.get("waarde", ""), label=o.get("label", "")) for o in veld.iterfind(f"{OURS}optie")
    )
    if (soort == "keuze") != bool(opties) or not all(o.waarde and o.label for o in opties):
        raise _wrong(node, f"veld {naam!r}: alleen een keuze heeft opties, elk met waarde en label")
    return Veld(
        naam=naam,
        label=veld.get("label", "") or naam,
        soort=soort,  # type: ignore[arg-type]  # one of Soort, checked above
        uitleg=veld.get("uitleg", ""),
        verplicht=veld.get("verplicht", "true") == "true",
        verplicht_als=veld.get("verplichtAls", ""),
        opties=JA_NEE if soort == "ja_nee" else opties,
    )


def _known(stappen: Mapping[str, Stap], taken: Mapping[str, Mensentaak]) -> set[str]:
    """The names that a condition may look at: what steps answer and what people answered."""
    of_stappen = {f"{s.id}.{name}" for s in stappen.values() for name in DIENSTEN[s.dienst].antwoorden}
    return of_stappen | {f"{taak.id}.{veld.naam}" for taak in taken.values() for veld in taak.velden}


def _conditie(node: etree._Element, text: str, *, known: set[str]) -> None:
    try:
        found = conditie.parse(text)
    except conditie.ConditieFout as error:
        raise _wrong(node, f"de conditie ({text[:60]}) {error}") from error
    if unknown := found.namen - known:
        raise _wrong(node, f"de conditie kent geen {min(unknown)!r}")


def _check_flows(process: etree._Element, nodes: Mapping[str, Any], *, known: set[str]) -> None:
    flows = process.findall(f"{BPMN}sequenceFlow")
    leaving: dict[str, list[etree._Element]] = {i: [] for i in nodes}
    for flow in flows:
        if flow.get("sourceRef") not in nodes or flow.get("targetRef") not in nodes:
            raise _wrong(flow, "begin of einde bestaat niet")
        leaving[flow.get("sourceRef", "")].append(flow)
    for i, node in nodes.items():
        _check_leaving(node, leaving[i], known=known)
    start = next(i for i, node in nodes.items() if _name(node) == "startEvent")
    onward = {i: [str(flow.get("targetRef")) for flow in leaving[i]] for i in nodes}
    by_itself = {i: [] if _name(nodes[i]) == "userTask" else to for i, to in onward.items()}
    for i, to in by_itself.items():
        if any(i in _reachable(target, by_itself) for target in to):
            raise _wrong(nodes[i], "het proces kan hier blijven rondgaan zonder dat iemand iets doet")
    if lost := set(nodes) - set(_reachable(start, onward)):
        raise _wrong(nodes[min(lost)], "hier komt het proces nooit")


def _check_leaving(node: etree._Element, flows: list[etree._Element], *, known: set[str]) -> None:
    kind = _name(node)
    conditions = {flow.get("id"): flow.find(f"{BPMN}conditionExpression") for flow in flows}
    if kind == "endEvent":
        if flows:
            raise _wrong(node, "na het einde komt niets meer")
    elif kind == "exclusiveGateway" and len(flows) > 1:
        if node.get("default") not in conditions:
            raise _wrong(node, "er is geen standaardpad (default)")
        for flow in flows:
            condition = conditions[flow.get("id")]
            if flow.get("id") == node.get("default"):
                continue
            if condition is None or not (condition.text or "").strip():
                raise _wrong(flow, "de conditie ontbreekt")
            _conditie(flow, str(condition.text), known=known)
    elif len(flows) != 1 or any(c is not None for c in conditions.values()):
        raise _wrong(node, "hier moet precies één pad zonder conditie uit gaan")


def _reachable(start: str, onward: Mapping[str, list[str]]) -> Iterator[str]:
    """`start` and everything after it."""
    seen, to_do = {start}, [start]
    while to_do:
        here = to_do.pop()
        yield here
        for target in onward[here]:
            if target not in seen:
                seen.add(target)
                to_do.append(target)
