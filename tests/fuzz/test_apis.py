"""Every operation of every API, with whatever its document allows and much that it does not: no 5xx, no surprise.

A fixed set of examples unless RAADHUIS_FUZZ says how many random ones an operation gets.
"""

from __future__ import annotations

import io
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import msgspec
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode

from raadhuis.house.testing import LOSSER
from raadhuis.kernel import loader
from raadhuis.kernel.endpoint import Api
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.testing import AT, ApiClient
from tools import openapi

EXAMPLES = int(os.environ.get("RAADHUIS_FUZZ", "0"))
FEW = 8  # examples per operation and mode in an ordinary run
APIS = {prefix.split("/")[1]: (prefix, module) for prefix, module in loader.apis()}
# Which collection a field of a body refers to, where its name does not say so.
REFERS = {
    "informatieobject": "enkelvoudiginformatieobjecten",
    "zaak": "zaken",
    "hoofdzaak": "zaken",
    "zaken": "zaken",
    "catalogus": "catalogussen",
    "status": "statussen",
    "rol": "rollen",
    "eigenschap": "eigenschappen",
    "besluit": "besluiten",
}


def collection_of(field: str) -> str:
    """`zaaktype` refers to `zaaktypen`."""
    return REFERS.get(field, f"{field}n" if field.endswith("e") else f"{field}en")


@dataclass(frozen=True, slots=True)
class Known:
    """What exists, by collection: its URLs, and whole resources to change a little."""

    urls: dict[str, list[str]]
    whole: dict[str, list[dict[str, Any]]]


@pytest.fixture
def known(transactional_db: None, systeem_actor: Actor) -> Known:
    """The demo's types and a case with what hangs on it."""
    for m in loader.enabled():
        if m.loads:
            loader.resolve(m.name, m.loads)(LOSSER, at=AT)
    return what_there_is(ApiClient(systeem_actor))


def what_there_is(api: ApiClient) -> Known:
    """A case made on the types that are there, and everything that can be listed then."""
    _some_case(api)
    found = Known({}, {})
    for prefix, module in APIS.values():
        for route in module.ROUTES:
            if "GET" in route.handlers and "{" not in route.path and "_" not in route.path:
                answer = api.get(prefix + route.path)
                body = answer.json if answer.status == 200 else []
                results = body.get("results", []) if isinstance(body, dict) else body
                whole = [r for r in results if isinstance(r, dict) and "url" in r][:5]
                found.whole[route.path.strip("/")] = whole
                found.urls[route.path.strip("/")] = [r["url"] for r in whole]
    for collection in ("zaken", "zaaktypen", "rollen", "besluiten", "enkelvoudiginformatieobjecten"):
        assert found.urls[collection], f"there are no {collection} to ask about"
    return found


def _some_case(api: ApiClient) -> None:
    def first(path: str) -> str:
        return str(api.get(path).json["results"][0]["url"])

    def make(path: str, **body: Any) -> str:
        answer = api.post(path, body, accept_crs="EPSG:4326", content_crs="EPSG:4326")
        assert answer.status == 201, answer.body
        return str(answer.json["url"])

    zaaktype = first("/catalogi/api/v1/zaaktypen")
    zaak = make(
        "/zaken/api/v1/zaken",
        zaaktype=zaaktype,
        bronorganisatie="123456782",
        verantwoordelijkeOrganisatie="123456782",
        startdatum="2026-11-22",
    )
    make(
        "/zaken/api/v1/rollen",
        zaak=zaak,
        roltype=first(f"/catalogi/api/v1/roltypen?zaaktype={zaaktype}"),
        roltoelichting="Aanvrager",
        betrokkeneType="natuurlijk_persoon",
        betrokkeneIdentificatie={"inpBsn": "999900006"},
    )
    make(
        "/documenten/api/v1/enkelvoudiginformatieobjecten",
        bronorganisatie="123456782",
        creatiedatum="2026-11-22",
        titel="Brief",
        auteur="J. Jansen",
        taal="nld",
        formaat="text/plain",
        bestandsnaam="brief.txt",
        informatieobjecttype=first("/catalogi/api/v1/informatieobjecttypen"),
        inhoud="R29lZGVtb3JnZW4=",
        bestandsomvang=11,
    )
    make(
        "/besluiten/api/v1/besluiten",
        verantwoordelijkeOrganisatie="123456782",
        besluittype=first("/catalogi/api/v1/besluittypen"),
        datum="2026-11-22",
        ingangsdatum="2026-11-23",
    )


def operations(name: str) -> Iterator[Any]:
    """The operations of an API that have a route."""
    prefix, module = APIS[name]
    document = openapi.served(prefix, module)
    left = set(openapi.without_route(document, module))
    for result in schemathesis.openapi.from_dict(document).get_all_operations():
        operation = result.ok()
        if f"{operation.method.upper()} {operation.path}" not in left:
            yield operation


def pointed(value: Any, known: Known, draw: st.DataObject) -> Any:
    """The body with references to what exists instead of to nowhere, now and then."""
    if isinstance(value, list):
        return [pointed(item, known, draw) for item in value[:20]]
    if not isinstance(value, dict):
        return value
    made = {}
    for field, inner in value.items():
        urls = known.urls.get(collection_of(str(field)), [])
        if urls and isinstance(inner, str) and draw.draw(st.booleans(), label=f"{field} exists"):
            made[field] = draw.draw(st.sampled_from(urls), label=str(field))
        else:
            made[field] = pointed(inner, known, draw)
    return made


def almost(body: Any, collection: str, known: Known, draw: st.DataObject) -> Any:
    """Half of the time something that exists, with a few of its fields as in `body`: errors deep inside need a good rest."""
    whole = known.whole.get(collection, [])
    if not whole or not isinstance(body, dict) or draw.draw(st.booleans(), label="as it came"):
        return body
    fields = st.sets(st.sampled_from(sorted(body, key=str)), max_size=3) if body else st.just(set())
    chosen = draw.draw(fields, label="other fields")
    template = {k: v for k, v in draw.draw(st.sampled_from(whole)).items() if k != "url"}
    return {**template, **{field: body[field] for field in chosen}}


def path_of(case: Any, known: Known, draw: st.DataObject) -> str:
    """The address: with identifiers of things that exist, mostly."""
    parts: list[str] = []
    for part in case.path.split("/"):
        urls = known.urls.get(parts[-1], []) if parts else []
        if not part.startswith("{"):
            parts.append(part)
        elif urls and draw.draw(st.integers(0, 3), label="exists"):
            parts.append(draw.draw(st.sampled_from(urls), label="which").rpartition("/")[2])
        else:
            parts.append(str((case.path_parameters or {}).get(part.strip("{}"), "")).replace("/", ""))
    return "/".join(parts)


def ask(app: Api, prefix: str, case: Any, path: str, body: bytes) -> int:
    """The status of the answer; the whole answer is read."""
    query = {k: v for k, v in (case.query or {}).items() if v is not None}
    headers = {str(k).upper().replace("-", "_"): str(v) for k, v in (case.headers or {}).items()}
    headers.pop("CONTENT_TYPE", None)
    environ = {
        "REQUEST_METHOD": case.method.upper(),
        "PATH_INFO": prefix + path,
        "QUERY_STRING": urlencode(query, doseq=True, errors="replace"),
        "CONTENT_LENGTH": str(len(body)),
        "CONTENT_TYPE": case.media_type or "application/json",
        "wsgi.input": io.BytesIO(body),
        "HTTP_ACCEPT_CRS": "EPSG:4326",
        "HTTP_CONTENT_CRS": "EPSG:4326",
        **{f"HTTP_{k}": v for k, v in headers.items()},
    }
    said: list[str] = []
    for _ in app(environ, lambda status, heads: said.append(status)):
        pass
    return int(said[0][:3])


def encoded(body: Any) -> bytes:
    """The body as it is sent; text that cannot be sent as it is, is sent as something else."""
    if isinstance(body, bytes):
        return body
    try:
        return msgspec.json.encode(body)
    except (TypeError, UnicodeEncodeError):
        return b""


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.xdist_group(f"fuzz-{name}")) for name in sorted(APIS)]
)
def test_no_request_brings_an_api_down_or_gets_an_answer_that_is_not_documented(
    name: str, known: Known, systeem_actor: Actor
) -> None:
    prefix = APIS[name][0]
    app = Api.of_house(authenticate=lambda token, *, at: systeem_actor)
    faults: dict[str, str] = {}
    seen: Counter[int] = Counter()
    untried = []
    for operation in operations(name):
        before = seen.total()
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            _try(operation, mode, app, prefix, known, faults, seen)
        if seen.total() == before:
            untried.append(f"{operation.method.upper()} {operation.path}")

    assert untried == [], "each operation that is served was asked"
    assert not faults, "\n".join(f"{where}: {what}" for where, what in faults.items())
    assert seen.keys() - {400, 404}, "nothing was reached"


def _try(
    operation: Any,
    mode: GenerationMode,
    app: Api,
    prefix: str,
    known: Known,
    faults: dict[str, str],
    seen: Counter[int],
) -> None:
    documented = {str(status).upper() for status in operation.definition.raw["responses"]}
    if any(parameter.name == "If-None-Match" for parameter in operation.iter_parameters()):
        documented.add("304")  # the files say what the header is for, and leave out what is answered
    try:
        strategy = operation.as_strategy(generation_mode=mode)
    except Exception as error:  # nothing wrong can be said to an operation without input
        if mode is GenerationMode.NEGATIVE:
            return
        raise error

    @settings(
        max_examples=EXAMPLES or FEW,
        derandomize=not EXAMPLES,
        database=None,
        deadline=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(case=strategy, draw=st.data())
    def attempt(case: Any, draw: st.DataObject) -> None:
        path = path_of(case, known, draw)
        has_body = case.method.upper() in ("POST", "PUT", "PATCH")
        collection = next((p for p in reversed(path.split("/")) if p in known.whole), "")
        given = almost(pointed(case.body, known, draw), collection, known, draw) if has_body else None
        body = encoded(given) if has_body else b""
        status = ask(app, prefix, case, path, body)
        seen[status] += 1
        fine = str(status) in documented or f"{status // 100}XX" in documented
        if status >= 500 or not fine:
            where = f"{case.method.upper()} {operation.path} -> {status}"
            faults.setdefault(where, f"{path}?{case.query or ''} {body[:500]!r}")

    attempt()
