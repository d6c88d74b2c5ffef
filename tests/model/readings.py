"""Every way to read the registers, compared with a small model of what there is and who may see it.

`oracle` has one for each route of the six APIs that reads; a route that has none fails the test.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote
from uuid import UUID

from raadhuis.kernel import loader
from raadhuis.kernel.authz import rank
from tests.security.conftest import BASE, HOUSE, NOWHERE, Wsgi, uuid_of

Thing = tuple[UUID, int]  # its type, and how confidential it is (1 to 8)
Resource = dict[str, Any]
ZRC, DRC, BRC = "/zaken/api/v1", "/documenten/api/v1", "/besluiten/api/v1"
EIO = f"{DRC}/enkelvoudiginformatieobjecten"
# Of which main object the resources of a collection are: kind, and the field that refers to it ("url": they are it).
OWNERS = {
    f"{ZRC}/zaken": ("zaken", "url"),
    **{f"{ZRC}/{name}": ("zaken", "zaak") for name in (
        "statussen substatussen resultaten rollen zaakinformatieobjecten zaakobjecten klantcontacten"
        " zaakcontactmomenten zaakverzoeken").split()},
    f"{ZRC}/zaaknotities": ("zaken", "gerelateerdAan"),
    EIO: ("documenten", "url"),
    **{f"{DRC}/{name}": ("documenten", "informatieobject")
       for name in ("gebruiksrechten", "objectinformatieobjecten", "verzendingen")},
    f"{BRC}/besluiten": ("besluiten", "url"),
    f"{BRC}/besluitinformatieobjecten": ("besluiten", "besluit"),
}  # fmt: skip
NESTED = ("zaakeigenschappen", "besluiten")  # below a zaak
MAIN = {f"{ZRC}/zaken": "zaken", EIO: "documenten", f"{BRC}/besluiten": "besluiten"}
# Which scopes open all of an API, where nothing depends on the resource.
WHOLE = {
    "catalogi": ("catalogi.lezen", "zaken.lezen", "documenten.lezen"),  # ztc-014
    "autorisaties": ("autorisaties.lezen",),
    "notificaties": ("notificaties.consumeren", "notificaties.publiceren"),
    "referentielijsten": (),  # public
}
EVENTS = {
    "zaken": ("zaken.lezen", "zaaktype"),
    "documenten": ("documenten.lezen", "informatieobjecttype"),
    "besluiten": ("besluiten.lezen", "besluittype"),
}


def read_routes() -> dict[str, Any]:
    """Every route that reads: those with GET, and the searches."""
    return {
        prefix + route.path: route
        for prefix, module in loader.apis()
        for route in module.ROUTES
        if "GET" in route.handlers or route.path.endswith("/_zoek")
    }


@dataclass
class Model:
    """What there is: of each main object its type and level. `seen` counts per route what was shown and what was not."""

    zaken: dict[UUID, Thing] = field(default_factory=dict)
    documenten: dict[UUID, Thing] = field(default_factory=dict)
    besluiten: dict[UUID, Thing] = field(default_factory=dict)
    shown: Counter[str] = field(default_factory=Counter)
    hidden: Counter[str] = field(default_factory=Counter)

    def things(self, kind: str) -> dict[UUID, Thing]:
        return dict(getattr(self, kind))


def may(client: Wsgi, scope: str, thing: Thing) -> bool:
    """The rights as the standard tells them."""
    return any(
        scope in g.scopes and thing[1] <= g.max_va and (g.types is None or thing[0] in g.types)
        for g in client.actor.rights.grants
    )


def has(client: Wsgi, *scopes: str) -> bool:
    return any(scope in g.scopes for g in client.actor.rights.grants for scope in scopes)


@dataclass
class Readings:
    """The reads of one client."""

    client: Wsgi
    model: Model
    house: Wsgi = field(default_factory=lambda: Wsgi(HOUSE))

    def readable(self, kind: str) -> set[UUID]:
        return {u for u, thing in self.model.things(kind).items() if may(self.client, f"{kind}.lezen", thing)}

    def check(self, route: str) -> None:
        """This route shows this client exactly what the model says."""
        oracle(route)(self, route)

    # -- one answer

    def one(self, route: str, url: str, allowed: bool, *, query: str = "") -> None:
        """One address, with GET and HEAD: there is the same answer for what is not there and what is not hers."""
        answer = self.client.get(url + query)
        assert (answer.status == 200) == allowed, (url, answer.status, self.client.actor.rights)
        assert answer.status in (200, 403, 404), (url, answer.status)
        assert self.client("HEAD", url + query).status == answer.status, url
        self.count(route, allowed)
        if allowed:
            self.embedded(answer.body and answer.json if "json" in answer.headers["Content-Type"] else None)

    def count(self, route: str, shown: bool) -> None:
        (self.model.shown if shown else self.model.hidden)[route] += 1

    def pages(self, client: Wsgi, url: str, body: Any = None) -> list[Resource] | None:
        """All resources of a list; None when it is refused, which says the same as an empty one."""
        found: list[Resource] = []
        following: str | None = url
        while following:
            answer = client.get(following) if body is None else client.post(following, body)
            if answer.status == 403:
                return None
            assert answer.status == 200, (following, answer.status, answer.body)
            if isinstance(answer.json, list):
                return list(answer.json)
            found += answer.json["results"]
            following = answer.json["next"] if body is None else None
        return found

    def listed(self, route: str, url: str, allowed: set[str], body: Any = None) -> None:
        """A list holds exactly these URLs."""
        found = self.pages(self.client, url, body)
        got = [resource["url"] for resource in found or ()]
        assert sorted(got) == sorted(allowed), (url, self.client.actor.rights)
        self.count(route, bool(allowed))
        self.embedded(found)

    # -- expand, at any depth

    def everything(self) -> dict[str, tuple[str, UUID]]:
        """The main object of each resource that there is, by URL."""
        found: dict[str, tuple[str, UUID]] = {}
        for collection, (kind, name) in OWNERS.items():
            for one in self.pages(self.house, collection) or ():
                found[one["url"]] = kind, uuid_of(one[name])
        for zaak in self.model.zaken:
            for below in NESTED:
                for one in self.house.get(f"{ZRC}/zaken/{zaak}/{below}").json:
                    found[one["url"]] = "zaken", zaak
        return found

    def embedded(self, answer: Any) -> None:
        """Nothing in `_expand`, however deep, that she may not see."""
        inner = list(_inside(answer, within=False))
        if not inner:
            return
        owners = self.everything()
        for one in inner:
            if one["url"].startswith(f"{BASE}/catalogi/"):
                assert has(self.client, *WHOLE["catalogi"]), one["url"]
                continue
            kind, owner = owners[one["url"]]
            assert owner in self.readable(kind), (one["url"], self.client.actor.rights)


def _inside(answer: Any, *, within: bool) -> Iterator[Resource]:
    """The resources that were given along."""
    if isinstance(answer, list):
        for item in answer:
            yield from _inside(item, within=within)
    elif isinstance(answer, dict):
        if within and "url" in answer:
            yield answer
        for name, value in answer.items():
            if name in ("_expand", "results"):
                inner = value.values() if name == "_expand" else value
                for one in inner:
                    yield from _inside(one, within=name == "_expand" or within)


def expands(route: str, *, depth: int = 2) -> str:
    """Everything that can be expanded at a route, this deep, as its query; "" where nothing can."""
    known = {
        f"{prefix}/{c}": e
        for prefix, module in loader.apis()
        for c, e in getattr(module, "EXPANDS", {}).items()
    }
    name, prefix = read_routes()[route].expands, "/".join(route.split("/")[:4])

    def ways(collection: str, left: int) -> Iterator[str]:
        if collection not in known or not left:
            return
        for attribute, target in known[collection].attributes.items():
            short = attribute.partition(".")[0]
            yield short
            yield from (f"{short}.{deeper}" for deeper in ways(target, left - 1))

    # Half of the attributes of the second level, so that what one request asks stays within its bounds.
    found = list(dict.fromkeys(ways(f"{prefix}/{name}", depth))) if name else []
    return f"expand={','.join(found[:50])}" if found else ""


# -- the oracles


def _collection(r: Readings, route: str) -> None:
    kind, name = OWNERS[route]
    mine = r.readable(kind)
    there = r.pages(r.house, route) or []
    allowed = {one["url"] for one in there if uuid_of(one[name]) in mine}
    r.listed(route, route, allowed)
    if asked := expands(route):
        r.listed(route, f"{route}?{asked}", allowed)


def _detail(r: Readings, route: str) -> None:
    collection = route.removesuffix("/{uuid}")
    kind, name = OWNERS[collection]
    mine, asked = r.readable(kind), expands(route)
    for one in r.pages(r.house, collection) or ():
        allowed = uuid_of(one[name]) in mine
        r.one(route, one["url"], allowed)
        if asked:
            r.one(route, one["url"], allowed, query=f"?{asked}")


def _zoek(r: Readings, route: str) -> None:
    kind, _ = OWNERS[route.removesuffix("/_zoek")]
    mine, all_of_them = r.readable(kind), [str(u) for u in r.model.things(kind)]
    if not all_of_them:
        return
    urls = {f"{BASE}{route.removesuffix('/_zoek')}/{uuid}" for uuid in mine}
    r.listed(route, route, urls, {"uuid__in": all_of_them})
    if kind == "zaken":
        fields = [
            "url",
            {"zaakinformatieobjecten": ["url", {"informatieobject": ["url"]}]},
            {"rollen": ["url"]},
        ]
        r.listed(route, route, urls, {"uuid__in": all_of_them, "fields": fields})


def _below_zaak(r: Readings, route: str) -> None:
    mine = r.readable("zaken")
    for zaak in r.model.zaken:
        url = route.replace("{zaak}", str(zaak)).removesuffix("/{uuid}")
        if route.endswith("/{uuid}"):
            for one in r.house.get(url).json:
                r.one(route, one["url"], zaak in mine)
        else:
            r.one(route, url, zaak in mine)


def _download(r: Readings, route: str) -> None:
    mine = r.readable("documenten")
    for uuid in r.model.documenten:
        r.one(route, route.replace("{uuid}", str(uuid)), uuid in mine)


def _trail(r: Readings, route: str) -> None:
    collection, _, record = route.partition("/{")
    kind, mine = MAIN[collection], r.readable(MAIN[collection])
    one_record = record.endswith("}")
    for uuid, thing in r.model.things(kind).items():
        url = f"{collection}/{uuid}/audittrail"
        allowed = uuid in mine and may(r.client, "audittrails.lezen", thing)
        if not one_record:
            r.one(route, url, allowed)
            continue
        first = r.house.get(url).json[0]["uuid"]
        r.one(route, f"{url}/{first}", allowed)


def _whole(r: Readings, route: str) -> None:
    """An API that one opens as a whole, or not."""
    scopes = WHOLE[route.split("/")[1]]
    allowed = has(r.client, *scopes) if scopes else True
    collection = route.removesuffix("/{uuid}")
    if route == "/autorisaties/api/v1/applicaties/consumer":
        r.one(route, f"{route}?clientId={quote('een client')}", allowed)
    elif collection == route:
        r.one(route, route, allowed, query=f"?{expands(route, depth=1)}" if expands(route) else "")
    else:
        for one in (r.pages(r.house, collection) or [])[:2]:
            r.one(route, one["url"], allowed)


def _events(r: Readings, route: str) -> None:
    """Events about what she may read; of the other registers by the scope that reads those."""
    allowed = has(r.client, "notificaties.consumeren")
    answer = r.client.get(f"{route}?limit=500")
    assert (answer.status == 200) == allowed, answer.status
    assert r.client("HEAD", f"{route}?limit=500").status == answer.status
    there = r.house.get(f"{route}?limit=500").json["results"]
    mine = {e["id"] for e in there if _may_know(r.client, e)} if allowed else set()
    got = {e["id"] for e in answer.json["results"]} if allowed else set()
    # Its page may reach further than the house's, which holds more.
    assert got & {e["id"] for e in there} == mine, r.client.actor.rights
    r.count(route, bool(mine))
    r.count(route, len(mine) == len(there))


def _may_know(client: Wsgi, event: Resource) -> bool:
    kanaal, kenmerken = event["kanaal"], event["kenmerken"]
    if kanaal not in EVENTS:
        scope = {"autorisaties": "autorisaties.lezen", "notificaties": "notificaties.consumeren"}
        return has(client, scope.get(kanaal, "catalogi.lezen"))
    scope_of, kenmerk = EVENTS[kanaal]
    level = 1 if kanaal == "besluiten" else rank(kenmerken["vertrouwelijkheidaanduiding"])
    return may(client, scope_of, (uuid_of(kenmerken[kenmerk]), level))


def _never(r: Readings, route: str) -> None:
    """An import of documents is for who may do everything, and nobody here is."""
    r.one(route, route.replace("{uuid}", NOWHERE), False)


def oracle(route: str) -> Callable[[Readings, str], None]:
    """What says what this route should show. Raises LookupError for a route that nobody thought of."""
    if route.split("/")[1] in WHOLE:
        return _events if route == "/notificaties/api/v1/events" else _whole
    if "/audittrail" in route:
        return _trail
    if route.startswith(f"{DRC}/import/"):
        return _never
    if route.endswith("/_zoek"):
        return _zoek
    if route == f"{EIO}/{{uuid}}/download":
        return _download
    if route in {f"{ZRC}/zaken/{{zaak}}/{name}{one}" for name in NESTED for one in ("", "/{uuid}")}:
        return _below_zaak
    if route in OWNERS:
        return _collection
    if route.removesuffix("/{uuid}") in OWNERS:
        return _detail
    raise LookupError(
        f"{route} reads, and no oracle says what it should show: add it to tests/model/readings.py"
    )
