"""S1, S2: a model of the rights beside the registers: every read route and door gives exactly what may be seen."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as bounds
from hypothesis import strategies as st

from raadhuis.components.besluiten import api as besluiten
from raadhuis.components.documenten import api as documenten
from raadhuis.components.werkplek import api as werkplek
from raadhuis.components.zaken import api as zaken
from raadhuis.kernel import clock, db
from raadhuis.kernel.authz import LEVELS, rank
from raadhuis.kernel.identity import Actor, Grant, Rights
from raadhuis.kernel.refusal import NotAllowed, NotFound
from tests.security.conftest import BRAM, BRC, DRC, SANNE, ZRC, Dossier, Wsgi, start, uuid_of

ZAAKTYPEN = ("GPK", "VERHUIZING", "UITTREKSEL-BRP")
SCOPES = (
    "zaken.lezen documenten.lezen besluiten.lezen audittrails.lezen zaken.bijwerken documenten.aanmaken"
    " besluiten.aanmaken catalogi.lezen"
).split()


@dataclass
class Town:
    """What there is, as the model knows it: type and level of each thing, and who asked for which zaak."""

    dossiers: list[Dossier]

    def __post_init__(self) -> None:
        self.zaken = {
            d.uuid: (uuid_of(d.zaak.zaaktype), rank(d.zaak.vertrouwelijkheidaanduiding))
            for d in self.dossiers
        }
        self.documenten = {
            uuid_of(e.url): (uuid_of(e.informatieobjecttype), rank(e.vertrouwelijkheidaanduiding))
            for d in self.dossiers
            for e in d.documenten
        }
        self.besluiten = {
            uuid_of(b.url): (uuid_of(b.besluittype), 1) for d in self.dossiers for b in d.besluiten
        }
        self.of_bsn: dict[str, set[UUID]] = {SANNE: set(), BRAM: set()}
        everybody = Wsgi()
        self.parts: dict[str, list[dict[str, Any]]] = {}
        for kind in ("statussen", "resultaten", "rollen", "zaakinformatieobjecten"):
            raw = everybody.get(f"{ZRC}/{kind}").json
            self.parts[kind] = raw if isinstance(raw, list) else raw["results"]
        self.nested = [
            (d.uuid, part["url"])
            for d in self.dossiers
            for kind in ("zaakeigenschappen", "besluiten")
            for part in everybody.get(f"{ZRC}/zaken/{d.uuid}/{kind}").json
        ]
        self.links = everybody.get(f"{DRC}/objectinformatieobjecten").json

    def granted(self, actor: Actor, scope: str, type_: UUID, level: int) -> bool:
        return actor.rights.everything or any(
            scope in g.scopes and level <= g.max_va and (g.types is None or type_ in g.types)
            for g in actor.rights.grants
        )

    def zaken_of(self, actor: Actor) -> set[UUID]:
        found = {u for u, (t, level) in self.zaken.items() if self.granted(actor, "zaken.lezen", t, level)}
        return (
            found | self.of_bsn.get(actor.rights.bsn, set()) | (set(actor.rights.objects) & self.zaken.keys())
        )

    def by_grants(self, actor: Actor, scope: str, things: dict[UUID, tuple[UUID, int]]) -> set[UUID]:
        if actor.rights.objects:
            return set(actor.rights.objects) & things.keys()
        return {u for u, (t, level) in things.items() if self.granted(actor, scope, t, level)}


def _town(seed: int) -> Town:
    chance = random.Random(seed)
    dossiers, owners = [], []
    for _ in range(7):
        made = start(
            chance.choice(ZAAKTYPEN), vertrouwelijkheidaanduiding=chance.choice(LEVELS), omschrijving="Zaak"
        )
        owner = chance.choice([SANNE, BRAM, ""])
        if owner:
            made.rol(owner)
        if chance.random() < 0.4:  # who only handles it owns nothing
            made.rol(chance.choice([SANNE, BRAM]), "behandelaar")
        made.status().eigenschap("rood")
        for number in range(chance.randrange(3)):
            made.document(
                f"Stuk {number}",
                soort=chance.randrange(len(made.inrichting.informatieobjecttypen)),
                vertrouwelijkheidaanduiding=chance.choice(LEVELS),
            )
        if made.inrichting.besluittypen and chance.random() < 0.8:
            made.besluit()
        if chance.random() < 0.3:
            made.resultaat()
        dossiers.append(made)
        owners.append(owner)
    town = Town(dossiers)
    for made, owner in zip(dossiers, owners, strict=True):
        if owner:
            town.of_bsn[owner].add(made.uuid)
    return town


def _rights(draw: Any, town: Town) -> Rights:
    typen = sorted({t for thing in (town.zaken, town.documenten, town.besluiten) for t, _ in thing.values()})
    grants = draw(
        st.lists(
            st.builds(
                Grant,
                scopes=st.frozensets(st.sampled_from(SCOPES), max_size=5),
                types=st.none() | st.frozensets(st.sampled_from(typen), max_size=4),
                max_va=st.integers(1, 8),
            ),
            max_size=3,
        )
    )
    things = sorted({*town.zaken, *town.documenten, *town.besluiten})
    return Rights(
        everything=draw(st.integers(0, 15)) == 0,
        grants=tuple(grants),
        bsn=draw(st.sampled_from(["", "", SANNE, BRAM, "111222333"])),
        objects=draw(st.just(frozenset()) | st.frozensets(st.sampled_from(things), max_size=4)),
    )


@pytest.fixture(params=[1, 2])
def town(losser: None, request: pytest.FixtureRequest) -> Town:
    found = _town(request.param)
    for made in found.dossiers:
        werkplek.refresh(uuid=made.uuid, at=clock.now())
    return found


@bounds(
    max_examples=12,
    suppress_health_check=list(HealthCheck),
    database=None,
    derandomize=True,
    phases=(Phase.generate,),
)
@given(data=st.data())
def test_every_read_gives_exactly_what_the_rights_say(town: Town, data: st.DataObject) -> None:
    rights = _rights(data.draw, town)
    kind = data.draw(st.sampled_from(["applicatie", "medewerker", "inwoner"]))
    read = _Reads(Actor(kind=kind, id="x", name="X", rights=rights), town)
    read.zaken()
    read.parts()
    read.documenten()
    read.besluiten()
    read.doors()
    read.worklist()


@dataclass
class _Reads:
    """Every way to read, compared with the model."""

    actor: Actor
    town: Town

    def __post_init__(self) -> None:
        self.client = Wsgi(self.actor)
        self.mine = self.town.zaken_of(self.actor)
        self.docs = self.town.by_grants(self.actor, "documenten.lezen", self.town.documenten)
        self.decisions = self.town.by_grants(self.actor, "besluiten.lezen", self.town.besluiten)

    def statuses(self, url: str, allowed: bool) -> int:
        got = self.client.get(url).status
        assert (got == 200) == allowed, (url, got, allowed, self.actor.rights)
        assert got in (200, 403, 404), (url, got)
        return got

    def listed(self, url: str) -> list[dict[str, Any]] | None:
        answer = self.client.get(url)
        if answer.status == 403:
            return None
        assert answer.status == 200, (url, answer.body)
        if isinstance(answer.json, list):
            return list(answer.json)
        assert answer.json["count"] == len(answer.json["results"])
        return list(answer.json["results"])

    def same(self, url: str, field: str, allowed: set[UUID]) -> None:
        """The list at `url` holds exactly these; it may be refused only when nothing at all is allowed."""
        found = self.listed(url)
        got = {uuid_of(r[field]) for r in found} if found is not None else set()
        assert got == allowed, (url, self.actor.rights)

    def zaken(self) -> None:
        self.same(f"{ZRC}/zaken", "url", self.mine)
        self.same(
            f"{ZRC}/zaken?ordering=-startdatum&maximaleVertrouwelijkheidaanduiding=zeer_geheim",
            "url",
            self.mine,
        )
        for bsn, owned in self.town.of_bsn.items():
            url = f"{ZRC}/zaken?rol__betrokkeneIdentificatie__natuurlijkPersoon__inpBsn={bsn}"
            found = {
                uuid_of(r["url"]) for r in self.listed(f"{url}&rol__omschrijvingGeneriek=initiator") or ()
            }
            assert found == owned & self.mine
        for uuid, (type_, level) in self.town.zaken.items():
            seen = uuid in self.mine
            url = f"{ZRC}/zaken/{uuid}"
            self.statuses(url, seen)
            assert self.client("HEAD", url).status == (200 if seen else 404)
            may = seen and self.town.granted(self.actor, "audittrails.lezen", type_, level)
            self.trail(f"{url}/audittrail", may)
            self.statuses(f"{url}/zaakeigenschappen", seen)
            self.statuses(f"{url}/besluiten", seen)

    def trail(self, url: str, may: bool) -> None:
        self.statuses(url, may)
        one = db.value(
            "SELECT uuid FROM kernel_audit WHERE hoofd = %(u)s LIMIT 1", {"u": uuid_of(url.rsplit("/", 1)[0])}
        )
        self.statuses(f"{url}/{one}", may)

    def parts(self) -> None:
        for kind, there in self.town.parts.items():
            allowed = {p["url"] for p in there if uuid_of(p["zaak"]) in self.mine and self.open_to(kind, p)}
            found = self.listed(f"{ZRC}/{kind}")
            assert {p["url"] for p in found or ()} == allowed, (kind, self.actor.rights)
            for part in there:
                self.statuses(part["url"], part["url"] in allowed)
        for zaak, url in self.town.nested:
            self.statuses(url, zaak in self.mine)

    def open_to(self, kind: str, part: dict[str, Any]) -> bool:
        if kind != "rollen" or self.actor.kind != "inwoner":
            return True
        bsn = (part["betrokkeneIdentificatie"] or {}).get("inpBsn", "")
        # A resident sees her own part; there are no employees in this town.
        return bool(bsn) and bsn == self.actor.rights.bsn

    def documenten(self) -> None:
        url = f"{DRC}/enkelvoudiginformatieobjecten"
        self.same(url, "url", self.docs)
        self.same(f"{url}?bronorganisatie=123456782", "url", self.docs)
        self.same(f"{url}?objectinformatieobjecten_objectType=zaak", "url", self.docs)
        for uuid, (type_, level) in self.town.documenten.items():
            seen = uuid in self.docs
            self.statuses(f"{url}/{uuid}", seen)
            self.statuses(f"{url}/{uuid}?versie=1", seen)
            self.statuses(f"{url}/{uuid}/download", seen)
            self.trail(
                f"{url}/{uuid}/audittrail",
                seen and self.town.granted(self.actor, "audittrails.lezen", type_, level),
            )
        links = f"{DRC}/objectinformatieobjecten"
        self.same(links, "informatieobject", self.docs)
        for link in self.town.links:
            seen = uuid_of(link["informatieobject"]) in self.docs
            self.statuses(link["url"], seen)
            for query in (f"informatieobject={link['informatieobject']}", f"object={link['object']}"):
                found = {p["url"] for p in self.listed(f"{links}?{query}") or ()}
                assert (link["url"] in found) == seen
                assert {
                    uuid_of(p["informatieobject"]) for p in self.town.links if p["url"] in found
                } <= self.docs

    def besluiten(self) -> None:
        self.same(f"{BRC}/besluiten", "url", self.decisions)
        for uuid, (type_, level) in self.town.besluiten.items():
            seen = uuid in self.decisions
            self.statuses(f"{BRC}/besluiten/{uuid}", seen)
            self.trail(
                f"{BRC}/besluiten/{uuid}/audittrail",
                seen and self.town.granted(self.actor, "audittrails.lezen", type_, level),
            )
        for dossier in self.town.dossiers:
            found = self.listed(f"{BRC}/besluiten?zaak={dossier.zaak.url}") or ()
            assert {uuid_of(b["url"]) for b in found} == self.decisions & {
                uuid_of(b.url) for b in dossier.besluiten
            }

    def doors(self) -> None:
        """The doors that other rooms use give what the routes give."""
        for dossier in self.town.dossiers:
            zaak, seen = dossier.uuid, dossier.uuid in self.mine
            assert _gives(zaken.get_zaak, actor=self.actor, uuid=zaak) == seen
            for read in (zaken.list_zaakeigenschappen, zaken.list_zaakbesluiten):
                assert _gives(read, actor=self.actor, zaak=zaak) == seen
            for read in (zaken.list_statussen, zaken.list_zaakinformatieobjecten):
                assert bool(read(actor=self.actor, zaak=zaak)) == (
                    seen and bool(read(actor=Wsgi().actor, zaak=zaak))
                )
            for made in dossier.documenten:
                uuid = uuid_of(made.url)
                assert _gives(documenten.get_enkelvoudiginformatieobject, actor=self.actor, uuid=uuid) == (
                    uuid in self.docs
                )
                assert _gives(documenten.open_inhoud, actor=self.actor, uuid=uuid) == (uuid in self.docs)
                found = documenten.find_enkelvoudiginformatieobject(
                    actor=self.actor, bronorganisatie=made.bronorganisatie, identificatie=made.identificatie
                )
                assert (found is not None) == (uuid in self.docs)
            known = {uuid_of(b.url) for b in besluiten.list_besluiten(actor=self.actor, zaak=zaak)}
            assert known == self.decisions & {uuid_of(b.url) for b in dossier.besluiten}

    def worklist(self) -> None:
        """The read model of the worklist knows no more than the register."""
        found = werkplek.list_werkvoorraad(actor=self.actor, vraag=werkplek.Vraag(q="Zaak")).zaken
        by_grants = {
            u for u, (t, v) in self.town.zaken.items() if self.town.granted(self.actor, "zaken.lezen", t, v)
        }
        assert {z.uuid for z in found} == by_grants


def _gives(read: Any, **arguments: Any) -> bool:
    try:
        return read(**arguments) is not None
    except (NotFound, NotAllowed):
        return False
