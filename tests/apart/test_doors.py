"""A door leads to our own register or over the standard's API to another installation, and nobody can tell which."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest

from tests.apart.installations import REGISTERS, Apart, Models, start

ROOMS = ("catalogi", "zaken", "documenten", "besluiten")
pytestmark = pytest.mark.slow
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)")
_NUMBER = re.compile(r"(ZAAK|DOCUMENT|BESLUIT|DOOR)-[0-9a-zA-Z-]+")


def doors() -> list[str]:
    found = []
    for room in ROOMS:
        api = import_module(f"raadhuis.components.{room}.api")
        found += [f"{room}.{name}" for name, f in inspect.getmembers(api) if getattr(f, "is_door", False)]
    return found


@pytest.fixture(scope="module")
def apart(models: Models) -> Iterator[Apart]:
    with start(models, above=(), serve_above=False) as both:
        yield both


Answers = dict[str, list[Any]]


@pytest.fixture(scope="module")
def here(apart: Apart) -> Answers:
    """What the doors answer where the registers are."""
    answers: Answers = json.loads(apart.registers.run("tests.apart.doors", "write"))
    return answers


@pytest.fixture(scope="module")
def there(apart: Apart) -> Answers:
    """What they answer in the installation above, which has no register of its own."""
    answers: Answers = json.loads(apart.above.run("tests.apart.doors", "write"))
    return answers


@pytest.fixture(scope="module")
def same_objects(apart: Apart, there: Answers) -> tuple[Answers, Answers]:
    """One zaak, document and besluit, read on both sides."""
    ids = [
        _UUID.findall(there[name][0]["url"])[-1]
        for name in (
            "zaken.create_zaak",
            "documenten.create_enkelvoudiginformatieobject",
            "besluiten.create_besluit",
        )
    ]
    one, other = (i.run("tests.apart.doors", "read", *ids) for i in (apart.registers, apart.above))
    return json.loads(one), json.loads(other)


@pytest.mark.parametrize("door", doors())
def test_a_door_answers_the_same_here_and_elsewhere(door: str, here: Answers, there: Answers) -> None:
    assert door in here, "the walk must call every door"
    assert alike(there[door]) == alike(here[door])


@pytest.mark.parametrize("door", [d for d in doors() if not re.search(r"\.(create|update|delete)_", d)])
def test_what_is_read_of_one_object_is_equal_to_the_letter(
    door: str, same_objects: tuple[Answers, Answers]
) -> None:
    one, other = same_objects
    if door.endswith(".list_audittrail"):  # reading is recorded, so the second reader sees more
        return
    assert unread(other[door]) == unread(one[door])


def unread(answer: Any) -> Any:
    """Without when a zaak was last opened: who reads second sees that of the first."""
    if isinstance(answer, dict):
        return {name: unread(value) for name, value in answer.items() if name != "laatstGeopend"}
    return [unread(item) for item in answer] if isinstance(answer, list) else answer


def alike(answers: list[Any]) -> list[Any]:
    """Without what differs between two zaken: identifiers by the order in which they appear, moments, numbers."""
    seen: dict[str, str] = {}
    text = json.dumps(answers)
    text = _UUID.sub(lambda match: seen.setdefault(match[0], f"#{len(seen)}"), text)
    text = _NUMBER.sub(r"\1-n", _MOMENT.sub("moment", text))
    return list(json.loads(text))


def test_the_walk_is_a_whole_zaak(here: Answers, there: Answers) -> None:
    for answers in (here, there):
        zaak = answers["zaken.get_zaak"][0]
        assert (zaak["archiefnominatie"], bool(zaak["einddatum"]), zaak["toelichting"]) == (
            "vernietigen",
            True,
            "Spoed",
        )


def test_the_installation_above_has_no_registers(apart: Apart) -> None:
    chosen = apart.above.environment["RAADHUIS_COMPONENTS"].split(",")
    assert set(chosen) & set(REGISTERS) == {"notificaties"}
