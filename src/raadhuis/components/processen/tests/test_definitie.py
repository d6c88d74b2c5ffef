"""What may be a process, and what a municipality hears when hers may not."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import cast

import pytest
from lxml import etree
from SpiffWorkflow.bpmn.parser import BpmnValidator

from raadhuis.components.processen import tasks
from raadhuis.components.processen.domain.definitie import FouteDefinitie, read
from raadhuis.components.processen.domain.verloop import Verloop
from raadhuis.house.testing import LOSSER
from raadhuis.kernel import db as database

FILES = sorted((LOSSER / "processen").glob("*.bpmn"))
VERHUIZING = (LOSSER / "processen" / "verhuizing.bpmn").read_text()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_processes_of_losser_are_valid_bpmn_that_any_editor_draws(file):
    tree = etree.parse(str(file))
    BpmnValidator().validate(tree, str(file))
    names = {
        "b": "http://www.omg.org/spec/BPMN/20100524/MODEL",
        "d": "http://www.omg.org/spec/BPMN/20100524/DI",
    }

    def ids(path: str) -> set[str]:
        return {str(found) for found in cast("list[str]", tree.xpath(path, namespaces=names))}

    assert ids("//d:BPMNShape/@bpmnElement | //d:BPMNEdge/@bpmnElement") == ids("//b:process/*/@id")
    assert read(file.read_bytes()).taken


NODE = '<bpmn:endEvent id="verwerkt" name="Verwerkt">'
WRONG = [
    ("geen geldige XML", VERHUIZING[:-40]),
    ("geen BPMN", "<a/>"),
    (
        "DOCTYPE",
        VERHUIZING.replace("<bpmn:definitions", '<!DOCTYPE a [<!ENTITY b "c">]><bpmn:definitions', 1),
    ),
    (
        "scriptTask 's'",
        VERHUIZING.replace(
            NODE, f'<bpmn:scriptTask id="s"><bpmn:script>1</bpmn:script></bpmn:scriptTask>{NODE}'
        ),
    ),
    ("callActivity 'c'", VERHUIZING.replace(NODE, f'<bpmn:callActivity id="c" calledElement="x" />{NODE}')),
    ("timerEventDefinition", VERHUIZING.replace(NODE, f"{NODE}<bpmn:timerEventDefinition />")),
    ("ioSpecification", VERHUIZING.replace(NODE, f"{NODE}<bpmn:ioSpecification />")),
    ("dienst 'wis_alles'", VERHUIZING.replace('dienst="controleer_verhuizing"', 'dienst="wis_alles"')),
    ("dienst 'zet_status' vraagt", VERHUIZING.replace(' raadhuis:statustype="In behandeling"', "")),
    (
        "conditie (__import__('os')) bij",
        VERHUIZING.replace("controleren.automatisch = true", "__import__('os')"),
    ),
    ("kent geen 'controleren.vrij'", VERHUIZING.replace("controleren.automatisch =", "controleren.vrij =")),
    ("conditie ontbreekt", VERHUIZING.replace("controleren.automatisch = true", "")),
    ("standaardpad", VERHUIZING.replace(' default="pad_automatisch_beoordelen"', "")),
    ("soort 'wachtwoord'", VERHUIZING.replace('soort="tekstvlak"', 'soort="wachtwoord"')),
    ("dezelfde naam", VERHUIZING.replace('veld naam="toelichting"', 'veld naam="akkoord"')),
    ("begin of einde", VERHUIZING.replace('targetRef="verwerkt"', 'targetRef="nergens"')),
    ("blijven rondgaan", VERHUIZING.replace('targetRef="verwerkt"', 'targetRef="controleren"')),
    ("hier komt het proces nooit", VERHUIZING.replace('targetRef="verwerkt"', 'targetRef="niet_verwerkt"')),
    ("uitlegVan", VERHUIZING.replace('uitlegVan="controleren"', 'uitlegVan="afronden"')),
    (
        "processen in plaats van één",
        VERHUIZING.replace("</bpmn:process>", '</bpmn:process><bpmn:process id="b" />'),
    ),
    ("isExecutable", VERHUIZING.replace('isExecutable="true"', 'isExecutable="false"')),
    ("1 MB", " " * 1_000_001),
]


@pytest.mark.parametrize(("says", "bpmn"), WRONG, ids=[says for says, _ in WRONG])
def test_a_process_that_we_do_not_run_is_refused_with_the_element_named(says, bpmn):
    assert bpmn != VERHUIZING

    with pytest.raises(FouteDefinitie) as refused:
        read(bpmn.encode())

    assert says in str(refused.value)


def test_a_run_is_the_same_after_being_written_down():
    verloop = Verloop.start(VERHUIZING.encode(), read(VERHUIZING.encode()))
    passed = []
    while not verloop.voltooid:
        verloop = Verloop.restore(verloop.stand())
        (klaar,) = verloop.klaar
        passed.append(klaar.element)
        verloop.rond_af(klaar.id, {"automatisch": False, "akkoord": "ja"})

    assert passed == ["in_behandeling", "controleren", "beoordelen", "brief_verwerkt", "afronden"]


@pytest.fixture
def gemeente(losser, tmp_path):
    """A municipality of our own, to spoil."""
    shutil.copytree(LOSSER / "processen", tmp_path / "processen")
    shutil.copy(LOSSER / "processen.json", tmp_path)
    return tmp_path


def versies() -> int:
    return int(database.value("SELECT count(*) FROM processen_definitie"))


def test_loading_again_makes_no_version_and_a_change_makes_one(gemeente, at):
    tasks.load(gemeente, at=at)
    assert versies() == 3

    (gemeente / "processen" / "verhuizing.bpmn").write_text(
        VERHUIZING.replace("Verhuizing controleren", "Controleren")
    )
    tasks.load(gemeente, at=at)

    assert versies() == 4


@pytest.mark.parametrize(
    ("was", "wordt", "says"),
    [
        ('statustype="In behandeling"', 'statustype="Onderweg"', "statustype 'Onderweg' bestaat niet"),
        ('resultaattype="Verwerkt"', 'resultaattype="Prima"', "resultaattype 'Prima' bestaat niet"),
        ('brief="verhuizing_verwerkt"', 'brief="groeten"', "brief 'groeten' bestaat niet"),
        ('id="beoordelen"', 'id="be-oordelen"', "de id mag alleen"),
    ],
)
def test_a_bad_file_is_refused_with_its_name(gemeente, at, was, wordt, says):
    (gemeente / "processen" / "verhuizing.bpmn").write_text(VERHUIZING.replace(was, wordt))

    with pytest.raises(tasks.ProcessenFout) as refused:
        tasks.load(gemeente, at=at)

    assert "verhuizing.bpmn" in str(refused.value)
    assert says in str(refused.value)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"zaaktype": "ONBEKEND"}, "staat niet in de catalogus"),
        ({"bestand": "../elders.bpmn"}, "is er niet"),
        ({"termijnen": {"beoordelen": "morgen"}}, "termijn"),
        ({"termijnen": {"nergens": "P1D"}}, "geen taak"),
        ({"team": 3}, "team"),
    ],
)
def test_a_bad_list_of_processes_is_refused(gemeente: Path, at, change, says):
    file = gemeente / "processen.json"
    stated = json.loads(file.read_text())
    stated["processen"][0] |= change
    file.write_text(json.dumps(stated))

    with pytest.raises(tasks.ProcessenFout) as refused:
        tasks.load(gemeente, at=at)

    assert says in str(refused.value)
