"""Random work by clients with random rights, beside a small model of what should be there.

After each step: what was allowed happened and what was not did not; each change has its event, and nothing else has one;
and whatever way a client reads, it gets exactly the resources that its rights name: `readings` has every way there is.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from raadhuis.components.catalogi import api as catalogi
from raadhuis.components.notificaties.tests.conftest import SECRET, Afnemer, afnemer, allow_private, setting
from raadhuis.kernel import clock, db
from raadhuis.kernel.authz import LEVELS, rank
from raadhuis.kernel.identity import Actor, Grant, Rights
from tests.model.readings import Model, Readings, may, oracle, read_routes
from tests.security.conftest import AC, BRC, DRC, HOUSE, NOWHERE, NRC, RSIN, ZRC, Wsgi, losser, uuid_of

# The demo municipality as the security tests have it, and somebody who subscribes.
__all__ = ["afnemer", "allow_private", "losser", "setting"]
ZAAKTYPEN = ("GPK", "VERHUIZING", "UITTREKSEL-BRP")
SCOPES = (
    "zaken.lezen zaken.aanmaken zaken.bijwerken zaken.verwijderen documenten.lezen documenten.aanmaken"
    " documenten.verwijderen besluiten.lezen besluiten.aanmaken besluiten.verwijderen audittrails.lezen"
    " catalogi.lezen autorisaties.lezen notificaties.consumeren"
).split()
LEVEL = st.sampled_from(LEVELS)
ROUTES = sorted(read_routes())
AT_A_STEP = 1  # routes that each client reads after each step, in turn
READERS = (
    8  # clients with random rights who read everything of a town in which there is something of everything
)


def hanging(zaak: str, of: catalogi.Inrichting) -> dict[str, dict[str, Any]]:
    """One of everything that can hang on a zaak, beside what the rules below make; by path."""
    part: dict[str, Any] = {"zaak": zaak}
    moment = "2026-11-21T10:00:00Z"
    elsewhere = "https://klant.example/api/v1"
    found = {
        "substatussen": part | {"omschrijving": "Bekeken", "tijdstip": moment},
        "resultaten": part | {"resultaattype": of.resultaattypen[0].url},
        "zaakobjecten": part
        | {"objectType": "pand", "objectIdentificatie": {"identificatie": "0168100000000001"}},
        "klantcontacten": part | {"datumtijd": moment, "kanaal": "Telefoon", "onderwerp": "Hoe lang nog?"},
        "zaakcontactmomenten": part | {"contactmoment": f"{elsewhere}/contactmomenten/{NOWHERE}"},
        "zaakverzoeken": part | {"verzoek": f"{elsewhere}/verzoeken/{NOWHERE}"},
        "zaaknotities": {"gerelateerdAan": zaak, "onderwerp": "Gebeld", "tekst": "Komt morgen langs"},
    }
    if of.eigenschappen:
        path = f"zaken/{uuid_of(zaak)}/zaakeigenschappen"
        found[path] = part | {"eigenschap": of.eigenschappen[0].url, "waarde": "x"}
    return found


def _nth(found: dict[str, dict[str, Any]], which: int) -> tuple[str, dict[str, Any]]:
    return list(found.items())[which % len(found)]


class Work(RuleBasedStateMachine):
    """What clients do. `zaken`, `documenten` and `besluiten` are the model: type and level by identifier."""

    everything = Bundle("zaken")

    def __init__(self) -> None:
        super().__init__()
        self.room = transaction.atomic()
        self.room.__enter__()
        self.house = Wsgi()
        today = clock.local_date(clock.now())
        self.types = [
            catalogi.find_inrichting(actor=HOUSE, identificatie=name, op=today) for name in ZAAKTYPEN
        ]
        self.model = Model()
        self.zaken, self.documenten, self.besluiten = (
            self.model.zaken,
            self.model.documenten,
            self.model.besluiten,
        )
        self.of: dict[UUID, catalogi.Inrichting] = {}
        self.decided: dict[UUID, UUID] = {}  # zaak by besluit
        self.written: dict[UUID, str] = {}  # a document by zaak
        self.clients: list[Wsgi] = []
        self.turn: Iterator[str] = iter(())
        self.events = self._events()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.room.__exit__(None, None, None)

    @initialize(data=st.data())
    def somebody(self, data: st.DataObject) -> None:
        typen = _typen(self.types)
        grant = st.builds(
            Grant,
            scopes=st.frozensets(st.sampled_from(SCOPES), min_size=1),
            types=st.none() | st.frozensets(st.sampled_from(typen), min_size=1, max_size=6),
            max_va=st.integers(1, 8),
        )
        first = data.draw(st.sampled_from(range(len(ROUTES))))
        self.turn = itertools.islice(itertools.cycle(ROUTES), first, None)
        for number in range(3):
            rights = Rights(grants=tuple(data.draw(st.lists(grant, min_size=1, max_size=3))))
            self.clients.append(
                Wsgi(Actor(kind="applicatie", id=f"client-{number}", name="Client", rights=rights))
            )

    def _events(self) -> int:
        return int(db.value("SELECT count(*) FROM kernel_event"))

    def did(self, answer: Any, *, allowed: bool, refused: tuple[int, ...] = (403, 404)) -> bool:
        """Whether it happened; it must when it is allowed, and then the outbox knows."""
        now = self._events()
        if allowed:
            assert answer.status in (200, 201, 204), (answer.status, answer.body)
            assert now > self.events
        else:
            assert answer.status in refused, (answer.status, answer.body)
            assert now == self.events
        self.events = now
        return allowed

    # -- what clients do

    @rule(target=everything, who=st.integers(0, 2), soort=st.integers(0, 2), level=LEVEL)
    def start(self, who: int, soort: int, level: str) -> Any:
        inrichting, client = self.types[soort], self.clients[who]
        thing = (uuid_of(inrichting.zaaktype.url), rank(level))
        body = {
            "zaaktype": inrichting.zaaktype.url,
            "bronorganisatie": RSIN,
            "verantwoordelijkeOrganisatie": RSIN,
            "startdatum": "2026-11-22",
            "vertrouwelijkheidaanduiding": level,
        }
        answer = client.post(f"{ZRC}/zaken", body)
        if not self.did(answer, allowed=may(client, "zaken.aanmaken", thing)):
            answer = self.house.post(f"{ZRC}/zaken", body)
            self.did(answer, allowed=True)
        uuid = uuid_of(answer.json["url"])
        self.zaken[uuid], self.of[uuid] = thing, inrichting
        return uuid

    @rule(who=st.integers(0, 2), zaak=everything, level=LEVEL)
    def classify(self, who: int, zaak: UUID, level: str) -> None:
        if zaak not in self.zaken:
            return
        client, thing = self.clients[who], self.zaken[zaak]
        answer = client("PATCH", f"{ZRC}/zaken/{zaak}", {"vertrouwelijkheidaanduiding": level})
        allowed = may(client, "zaken.bijwerken", thing)
        # Who may not give a zaak this level is refused too; the standard leaves that open.
        if allowed and answer.status == 403:
            assert not may(client, "zaken.bijwerken", (thing[0], rank(level)))
            allowed = False
        if self.did(answer, allowed=allowed):
            self.zaken[zaak] = (thing[0], rank(level))

    @rule(zaak=everything, bsn=st.sampled_from(["999990019", "999993653"]))
    def involve(self, zaak: UUID, bsn: str) -> None:
        if zaak not in self.zaken:
            return
        body = {
            "zaak": f"{ZRC}/zaken/{zaak}",
            "betrokkeneType": "natuurlijk_persoon",
            "roltype": self.of[zaak].roltype("initiator").url,
            "roltoelichting": "Aanvrager",
            "betrokkeneIdentificatie": {"inpBsn": bsn},
        }
        answer = self.house.post(f"{ZRC}/rollen", body)
        self.did(answer, allowed=answer.status == 201, refused=(400,))

    @rule(zaak=everything)
    def proceed(self, zaak: UUID) -> None:
        if zaak not in self.zaken:
            return
        first = min(self.of[zaak].statustypen, key=lambda t: t.volgnummer)
        answer = self.house.post(
            f"{ZRC}/statussen",
            {
                "zaak": f"{ZRC}/zaken/{zaak}",
                "statustype": first.url,
                "datumStatusGezet": clock.now().isoformat(),
            },
        )
        self.did(answer, allowed=True)

    @rule(zaak=everything, which=st.integers(0, 7))
    def hang(self, zaak: UUID, which: int) -> None:
        if zaak not in self.zaken:
            return
        path, body = _nth(hanging(f"{ZRC}/zaken/{zaak}", self.of[zaak]), which)
        answer = self.house.post(f"{ZRC}/{path}", body)
        self.did(answer, allowed=answer.status == 201, refused=(400,))  # a second resultaat

    @rule(zaak=everything, sent=st.booleans())
    def look_after(self, zaak: UUID, sent: bool) -> None:
        if zaak not in self.zaken or zaak not in self.written:
            return
        body: dict[str, Any] = {"informatieobject": self.written[zaak]}
        if sent:
            body |= {"betrokkene": "https://klanten.example/1", "aardRelatie": "geadresseerde", "contactPersoon":
                     "https://klanten.example/2", "emailadres": "sanne@inwoner.example"}  # fmt: skip
            answer = self.house.post(f"{DRC}/verzendingen", body)
        else:
            body |= {"startdatum": "2026-01-01T00:00:00Z", "omschrijvingVoorwaarden": "Geen"}
            answer = self.house.post(f"{DRC}/gebruiksrechten", body)
        self.did(answer, allowed=True)

    @rule(who=st.integers(0, 2), zaak=everything, level=LEVEL)
    def write(self, who: int, zaak: UUID, level: str) -> None:
        if zaak not in self.zaken:
            return
        client, of = self.clients[who], self.of[zaak]
        # One that a besluit may have too, where there is one.
        decided = {url for typ in of.besluittypen[:1] for url in typ.informatieobjecttypen}
        soort = next((i for i in of.informatieobjecttypen if i.url in decided), of.informatieobjecttypen[0])
        thing = (uuid_of(soort.url), rank(level))
        body = {
            "bronorganisatie": RSIN,
            "creatiedatum": "2026-11-22",
            "titel": "Brief",
            "auteur": "Gemeente",
            "taal": "nld",
            "informatieobjecttype": soort.url,
            "vertrouwelijkheidaanduiding": level,
            "indicatieGebruiksrecht": False,
            "inhoud": "R29lZGVtb3JnZW4=",
            "bestandsnaam": "brief.txt",
            "formaat": "text/plain",
        }
        answer = client.post(f"{DRC}/enkelvoudiginformatieobjecten", body)
        if not self.did(answer, allowed=may(client, "documenten.aanmaken", thing)):
            answer = self.house.post(f"{DRC}/enkelvoudiginformatieobjecten", body)
            self.did(answer, allowed=True)
        document = uuid_of(answer.json["url"])
        self.documenten[document] = thing
        link = self.house.post(
            f"{ZRC}/zaakinformatieobjecten",
            {"zaak": f"{ZRC}/zaken/{zaak}", "informatieobject": answer.json["url"]},
        )
        self.did(link, allowed=True)
        self.written[zaak] = answer.json["url"]

    @precondition(lambda self: self.zaken)
    @rule(zaak=everything)
    def decide(self, zaak: UUID) -> None:
        if zaak not in self.zaken or not self.of[zaak].besluittypen:
            return
        soort = self.of[zaak].besluittypen[0]
        body = {
            "verantwoordelijkeOrganisatie": RSIN,
            "besluittype": soort.url,
            "zaak": f"{ZRC}/zaken/{zaak}",
            "datum": "2026-11-22",
            "ingangsdatum": "2026-11-22",
        }
        answer = self.house.post(f"{BRC}/besluiten", body)
        self.did(answer, allowed=True)
        besluit = uuid_of(answer.json["url"])
        self.besluiten[besluit], self.decided[besluit] = (uuid_of(soort.url), 1), zaak
        if zaak in self.written:
            body = {"besluit": answer.json["url"], "informatieobject": self.written[zaak]}
            answer = self.house.post(f"{BRC}/besluitinformatieobjecten", body)
            self.did(
                answer, allowed=answer.status == 201, refused=(400,)
            )  # a type that the besluittype does not have

    @rule(who=st.integers(0, 2), zaak=consumes(everything))
    def destroy(self, who: int, zaak: UUID) -> None:
        if zaak not in self.zaken or zaak in self.decided.values():
            return
        client = self.clients[who]
        answer = client("DELETE", f"{ZRC}/zaken/{zaak}")
        if not self.did(answer, allowed=may(client, "zaken.verwijderen", self.zaken[zaak])):
            return
        del self.zaken[zaak]

    # -- what must always hold

    @invariant()
    def everybody_reads_what_is_hers(self) -> None:
        if not self.clients:
            return
        for route in itertools.islice(self.turn, AT_A_STEP):
            for client in self.clients:
                Readings(client, self.model).check(route)


def test_every_route_that_reads_has_an_oracle() -> None:
    for route in ROUTES:
        oracle(route)


@pytest.fixture
def town(losser: None, afnemer: Afnemer) -> Iterator[Work]:
    """The demo municipality with an application and a subscription."""
    house = Wsgi()
    application = {"clientIds": ["een client"], "label": "Een client", "heeftAlleAutorisaties": True}
    subscription = {"callbackUrl": afnemer.url, "auth": SECRET, "kanalen": [{"naam": "zaken"}]}
    for path, body in ((f"{AC}/applicaties", application), (f"{NRC}/abonnement", subscription)):
        assert house.post(path, body).status == 201
    work = Work()
    yield work
    work.teardown()


@pytest.mark.slow
def test_whatever_way_somebody_reads_she_gets_what_her_rights_name(town: Work) -> None:
    chance = random.Random(17)
    town.clients = [_client(n, _rights(chance, town.types)) for n in range(READERS)]
    for number in range(6):
        zaak = town.start(who=0, soort=number % 3, level=chance.choice(LEVELS))
        town.involve(zaak=zaak, bsn="999990019")
        town.proceed(zaak=zaak)
        town.write(who=0, zaak=zaak, level=chance.choice(LEVELS))
        town.decide(zaak=zaak)
        for which in range(8):
            town.hang(zaak=zaak, which=which)
        for sent in (True, False):
            town.look_after(zaak=zaak, sent=sent)
    for route in ROUTES:
        for client in town.clients:
            Readings(client, town.model).check(route)
    # Something was shown and something was hidden, everywhere: else the comparison says nothing.
    unborn = {
        r for r in ROUTES if any(p in r for p in ("zaakobjecttypen/{uuid}", "referentielijsten", "/import/"))
    }
    assert {route for route in ROUTES if not town.model.shown[route]} <= unborn
    assert {route for route in ROUTES if not town.model.hidden[route]} <= unborn


def _client(number: int, rights: Rights) -> Wsgi:
    return Wsgi(Actor(kind="applicatie", id=f"client-{number}", name="Client", rights=rights))


def _rights(chance: random.Random, types: list[catalogi.Inrichting]) -> Rights:
    grants = []
    for _ in range(chance.randint(1, 3)):
        scopes = frozenset(chance.sample(SCOPES, chance.randint(1, len(SCOPES))))
        chosen = frozenset(chance.sample(_typen(types), chance.randint(1, 6)))
        grants.append(Grant(scopes=scopes, types=chance.choice([None, chosen]), max_va=chance.randint(1, 8)))
    return Rights(grants=tuple(grants))


def _typen(types: list[catalogi.Inrichting]) -> list[UUID]:
    found = [uuid_of(t.zaaktype.url) for t in types]
    found += [uuid_of(d.url) for t in types for d in t.informatieobjecttypen]
    found += [uuid_of(b.url) for t in types for b in t.besluittypen]
    return sorted(set(found))


@pytest.mark.slow
def test_whatever_clients_do_nobody_reads_more_than_her_rights_and_every_change_is_an_event(
    town: Work,
) -> None:
    run_state_machine_as_test(
        Work,
        settings=settings(
            max_examples=25,
            stateful_step_count=20,
            deadline=None,
            derandomize=True,
            database=None,
            phases=(Phase.generate,),  # shrinking a long story takes longer than reading it
            suppress_health_check=list(HealthCheck),
        ),
    )
