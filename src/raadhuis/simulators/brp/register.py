"""Holds the people, compactly, and finds them; also the HTTP endpoint of the API."""

from __future__ import annotations

import hmac
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from raadhuis.simulators import faults
from raadhuis.simulators.brp import people, problems, query
from raadhuis.simulators.brp.fields import cut
from raadhuis.simulators.brp.problems import TooManyResults, WrongQuery
from raadhuis.simulators.brp.query import BY_ADDRESS, BY_BIRTH, BY_BSN, Query
from raadhuis.simulators.brp.shape import Raw, shape_person
from raadhuis.simulators.exchange import Request, Response, as_json, media_type
from raadhuis.simulators.faults import Fault

API_VERSION = "2.7.0"
_MOST_FOUND = {BY_BIRTH: 10, BY_ADDRESS: 30}


class _Found(msgspec.Struct):
    """The little of a person that the register is searched by."""

    burgerservicenummer: str = ""
    geboorte: dict[str, Any] = {}
    verblijfplaats: dict[str, Any] = {}


class Register:
    """People by number, birth date and postcode. Each is kept as JSON text: a tenth of the memory of objects.

    ``today`` gives the date, for ages. The people of Losser come on top of the file.
    """

    def __init__(self, *, file: Path | None, today: Callable[[], date]) -> None:
        self._today = today
        self._people: dict[str, bytes] = {}
        self._by_birth: dict[str, list[str]] = defaultdict(list)
        self._by_postcode: dict[str, list[str]] = defaultdict(list)
        if file:
            for text in msgspec.json.decode(file.read_bytes(), type=list[msgspec.Raw]):
                # Re-encoded: without indentation, and no longer a view on the whole file.
                self._add(msgspec.json.encode(msgspec.json.decode(text)))
        for person in people.of_losser(today=today()):
            self._add(msgspec.json.encode(person))

    def __len__(self) -> int:
        return len(self._people)

    def _add(self, text: bytes) -> None:
        keys = msgspec.json.decode(text, type=_Found)
        bsn = keys.burgerservicenummer
        self._people[bsn] = text
        self._by_birth[keys.geboorte.get("datum", "")].append(bsn)
        self._by_postcode[keys.verblijfplaats.get("postcode", "")].append(bsn)

    def find(self, asked: Query) -> list[Raw]:
        """The people the query is about. Raises TooManyResults."""
        given = asked.parameters
        if asked.kind == BY_BSN:
            bsns: Iterable[str] = dict.fromkeys(given["burgerservicenummer"])
        elif asked.kind == BY_BIRTH:
            bsns = self._by_birth.get(given["geboortedatum"].replace("-", ""), ())
        else:
            bsns = self._by_postcode.get(given["postcode"].replace(" ", "").upper(), ())
        found = (msgspec.json.decode(self._people[bsn]) for bsn in bsns if bsn in self._people)
        people = [person for person in found if _fits(person, asked)]
        limit = _MOST_FOUND.get(asked.kind)
        if limit and len(people) > limit:
            raise TooManyResults(limit)
        return people

    def answer(self, asked: Query) -> dict[str, object]:
        """The body of the answer. Raises TooManyResults."""
        today = self._today()
        people = [cut(shape_person(raw, today=today), asked.fields) for raw in self.find(asked)]
        return {"type": asked.kind, "personen": people}


def _fits(person: Raw, asked: Query) -> bool:
    """Whether the person answers the rest of the query."""
    given = asked.parameters
    ended = person.get("opschortingBijhouding", {}).get("reden", {}).get("code")
    if ended in {"F", "W"}:  # a list made in error, or erased: never delivered
        return False
    municipality = given.get("gemeenteVanInschrijving")
    if municipality and person.get("gemeenteVanInschrijving", {}).get("code") != municipality:
        return False
    if asked.kind == BY_BSN:
        return True
    if ended == "O" and given.get("inclusiefOverledenPersonen") not in (True, "true"):
        return False
    name, place = person.get("naam", {}), person.get("verblijfplaats", {})
    pairs = [
        (given.get("geslachtsnaam"), name.get("geslachtsnaam")),
        (given.get("voorvoegsel"), name.get("voorvoegsel")),
        (given.get("voornamen"), name.get("voornamen")),
        (given.get("geslacht"), person.get("geslacht", {}).get("code")),
        (given.get("huisnummer"), place.get("huisnummer")),
        (given.get("huisletter"), place.get("huisletter")),
        (given.get("huisnummertoevoeging"), place.get("huisnummertoevoeging")),
        ((given.get("geboortedatum") or "").replace("-", ""), person.get("geboorte", {}).get("datum")),
    ]
    return all(_matches(wish, value) for wish, value in pairs if wish not in (None, ""))


def _matches(wish: object, value: object) -> bool:
    """Equal but for case and outer spaces; a wish that ends in * matches by its beginning."""
    wanted, text = str(wish).casefold().strip(), str(value or "").casefold().strip()
    return text.startswith(wanted[:-1]) if wanted.endswith("*") else text == wanted


def endpoint(
    register: Register, request: Request, *, keys: Iterable[tuple[str, bool]], fault: Fault
) -> Response:
    """``POST /haalcentraal/api/brp/personen``. ``keys`` are the API keys and whether they may search."""
    faults.wait(fault)
    if fault.off:
        return Response(503, hang_up=True)
    if fault.status:
        return problems.problem(fault.status)
    answer = _answer(register, request, dict(keys))
    return Response(
        answer.status, answer.body, answer.content_type, (*answer.headers, ("api-version", API_VERSION))
    )


def _answer(register: Register, request: Request, keys: dict[str, bool]) -> Response:
    given = request.headers.get("x-api-key", "").encode()
    may_search = [may for key, may in keys.items() if hmac.compare_digest(key.encode(), given)]
    if not may_search:
        return problems.not_authenticated()
    if request.method != "POST":
        return problems.problem(405)
    accepted = {media_type(one) for one in request.headers.get("accept", "*/*").split(",")}
    if not accepted & {"*/*", "application/*", "application/json"}:
        return problems.problem(406, detail="Ondersteunde content type: application/json; charset=utf-8.")
    if media_type(request.headers.get("content-type", "")) != "application/json":
        return problems.problem(415, detail="Ondersteunde content type: application/json; charset=utf-8.")
    try:
        asked = query.read(msgspec.json.decode(request.body))
        if asked.kind != BY_BSN and not may_search[0]:
            return problems.problem(403)
        return as_json(register.answer(asked))
    except msgspec.MsgspecError:
        return problems.wrong_query(
            WrongQuery([problems.invalid("json", "body", "Waarde is geen geldig JSON.")])
        )
    except WrongQuery as refusal:
        return problems.wrong_query(refusal)
    except TooManyResults as refusal:
        return problems.too_many_results(refusal)
