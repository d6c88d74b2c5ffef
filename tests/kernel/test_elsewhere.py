"""What lives at another provider: which addresses are its own, which uuid it has here, and how it comes in and goes out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from raadhuis.kernel import db, diensten, elsewhere, references, seal
from raadhuis.kernel.diensten import Dienst, Known
from raadhuis.kernel.places import covers
from raadhuis.kernel.testing import AT, ApiClient

ROOT = "https://ginds.example/catalogi/api/v1"
ID = "6c1bd2a5-9c9a-4b5f-8a6e-3f9f0f6d1b11"
TYPE = f"{ROOT}/zaaktypen/{ID}"
OURS = "http://testserver/catalogi/api/v1/zaaktypen"
LATER = AT + timedelta(days=1)


def dienst(url: str = ROOT, soort: str = "ztc", **changes: object) -> Dienst:
    values = {"uuid": uuid4(), "naam": "Ginds", "url": url, "soort": soort, "auth": "geen", "since": AT}
    return Dienst(**(values | changes))  # type: ignore[arg-type]  # a test's own values


@pytest.fixture
def ginds(db: None) -> Dienst:
    found = dienst()
    diensten.keep(Known(diensten=(found,), referred=True), seconds=3600)
    return found


@pytest.mark.parametrize(
    ("url", "below"),
    [
        (TYPE, True),
        (f"{ROOT}/zaaktypen", True),
        (f"{TYPE}/", True),
        (ROOT, False),
        (f"{ROOT}x/zaaktypen/{ID}", False),
        (f"{ROOT}/../v1/zaaktypen/{ID}", False),
        (f"{ROOT}/./zaaktypen/{ID}", False),
        (f"{ROOT}//zaaktypen/{ID}", False),
        (f"{ROOT}/%2e%2e/zaaktypen/{ID}", False),
        (f"{ROOT}/zaaktypen/{ID}?a=b", False),
        (f"{ROOT}/zaaktypen/{ID}#a", False),
        (f"{ROOT}\\zaaktypen/{ID}", False),
        (TYPE.replace("https", "http"), False),
        (TYPE.replace("ginds.example", "ginds.example:443"), False),
        (TYPE.replace("ginds.example", "GINDS.example"), False),
        (TYPE.replace("ginds.example", "ginds.example.evil.example"), False),
        (TYPE.replace("ginds.example", "user@ginds.example"), False),
        (TYPE.replace("ginds.example", "evil.example@ginds.example"), False),
        (TYPE.replace("ginds.example", "ginds.example:99999999"), False),
        ("", False),
        ("http://[", False),
        (TYPE + "\n", False),
    ],
)
def test_only_a_plain_address_below_the_root_is_of_a_dienst(url: str, below: bool) -> None:
    assert covers(ROOT, url) is below


@given(st.text(min_size=1, max_size=60))
def test_no_text_makes_another_host_out_of_a_root(text: str) -> None:
    assert not covers(ROOT, f"https://{text}.example/catalogi/api/v1/zaaktypen/{ID}") or text == "ginds"
    assert not covers(ROOT, f"https://ginds.example{text}/catalogi/api/v1/zaaktypen/{ID}")


@given(st.text())
def test_a_url_has_one_uuid_of_version_8(text: str) -> None:
    found = elsewhere.identity(text)
    assert (found.version, found.variant) == (8, "specified in RFC 4122")
    assert found == elsewhere.identity(text)
    assert references.is_elsewhere(found)
    assert not references.is_elsewhere(uuid4())


def test_a_reference_comes_in_as_ours_and_goes_out_as_it_was(ginds: Dienst) -> None:
    body = f'{{"a":"{TYPE}","b":["{TYPE}/"],"c":"zie {TYPE}","d":"{TYPE}x","e":1.0,"uuid":"{ID}"}}'.encode()

    inside, urls = elsewhere.inward(body, at=LATER)
    said = msgspec.json.decode(inside)

    assert urls == {TYPE}
    assert said["a"] == said["b"][0] == f"{OURS}/{elsewhere.identity(TYPE)}"
    assert (said["c"], said["d"], said["uuid"]) == (f"zie {TYPE}", f"{TYPE}x", ID)
    assert b'"e":1.0' in inside, "to the letter"
    assert elsewhere.outward(inside) == body.replace(b'/"]', b'"]')


def test_a_slash_that_a_program_escaped_is_a_slash(ginds: Dienst) -> None:
    inside, urls = elsewhere.inward(f'["{TYPE}"]'.replace("/", "\\/").encode(), at=LATER)
    assert urls == {TYPE}
    assert msgspec.json.decode(inside) == [f"{OURS}/{elsewhere.identity(TYPE)}"]


def test_a_dienst_that_not_every_process_knows_takes_nothing_in_yet(ginds: Dienst) -> None:
    body = f'["{TYPE}"]'.encode()
    assert elsewhere.inward(body, at=AT + timedelta(seconds=4)) == (body, frozenset())
    assert elsewhere.inward(body, at=AT + timedelta(seconds=5))[1] == {TYPE}


def test_a_service_that_is_no_register_has_no_uuids(db: None) -> None:
    diensten.keep(Known(diensten=(dienst(soort="orc"),)), seconds=3600)
    body = f'["{TYPE}"]'.encode()
    assert elsewhere.inward(body, at=LATER) == (body, frozenset())


def test_an_answer_of_theirs_has_our_uuids_too(ginds: Dienst) -> None:
    answer = f'{{"url":"{TYPE}","uuid":"{ID}","other":{{"uuid":"{uuid4()}"}}}}'.encode()
    said = msgspec.json.decode(elsewhere.inward_answer(answer))
    assert UUID(said["uuid"]) == elsewhere.identity(TYPE)
    assert said["url"].endswith(said["uuid"])
    assert said["other"] == msgspec.json.decode(answer)["other"]


def test_a_filter_with_several_and_the_next_page(ginds: Dienst) -> None:
    other = f"{ROOT}/zaaktypen/{uuid4()}"
    found = elsewhere.inward_query({"zaaktype__in": [f"{TYPE},{other}"], "titel": ["a,b"]}, at=LATER)
    assert found["titel"] == ["a,b"]
    assert found["zaaktype__in"] == [",".join(f"{OURS}/{elsewhere.identity(u)}" for u in (TYPE, other))]
    assert elsewhere.outward_text(found["zaaktype__in"][0]) == f"{TYPE},{other}"


def test_what_was_remembered_is_found_by_another_process(ginds: Dienst) -> None:
    url = f"{ROOT}/zaaktypen/{uuid4()}"
    elsewhere.remember([url])
    elsewhere.remember([url])
    body = f'["{OURS}/{elsewhere.identity(url)}"]'.encode()
    with db.observed() as seen:
        first, again = elsewhere.outward(body), elsewhere.outward(body)
    assert first == again == f'["{url}"]'.encode()
    assert len(seen) == 1, "looked up once"
    unknown = f'["{OURS}/{elsewhere.identity("x")}"]'.encode()
    assert elsewhere.outward(unknown) == unknown


def test_without_diensten_nothing_is_asked_and_nothing_is_changed(api: ApiClient) -> None:
    with db.observed() as seen:
        api.get("/catalogi/api/v1/zaaktypen")
    assert len([sql for sql in seen if "kernel_elsewhere" in sql or "kernel_dienst" in sql]) == 0


def test_a_process_asks_for_the_diensten_once_in_a_while(api: ApiClient) -> None:
    diensten.forget()
    with db.observed() as seen:
        for _ in range(5):
            api.get("/catalogi/api/v1/zaaktypen")
    assert len([sql for sql in seen if "kernel_dienst" in sql]) == 1


def test_how_a_call_went_is_written_down_with_the_next_look(ginds: Dienst, db: None) -> None:
    kept = dienst(url="https://ginds.example/zaken/api/v1", soort="zrc")
    _insert(kept)
    diensten.note(kept, at=datetime(2026, 11, 22, 10, tzinfo=UTC), error="Unavailable")
    diensten.forget()
    diensten.known()
    assert _state(kept) == (datetime(2026, 11, 22, 10, tzinfo=UTC), "Unavailable")


def test_a_secret_lies_sealed(db: None) -> None:
    sealed = seal.seal(b"geheim", purpose=diensten.PURPOSE).decode()
    kept = msgspec.structs.replace(dienst(), auth="zgw", client_id="wij", sealed=sealed)
    _insert(kept)
    diensten.forget()
    assert [d.secret for d in diensten.known().diensten] == ["geheim"]
    assert "geheim" not in repr(diensten.known())


def _insert(one: Dienst) -> None:
    db.run(
        "INSERT INTO kernel_dienst (uuid, naam, url, soort, auth, client_id, sealed, since) VALUES (%(uuid)s, %(naam)s,"
        " %(url)s, %(soort)s, %(auth)s, %(client_id)s, %(sealed)s, %(since)s)",
        {name: getattr(one, name) for name in one.__struct_fields__},
    )


def _state(one: Dienst) -> object:
    return db.row("SELECT called, error FROM kernel_dienst WHERE uuid = %(uuid)s", {"uuid": one.uuid})


def test_a_reference_that_is_written_as_it_is_inside_is_remembered_too(ginds: Dienst) -> None:
    url = f"{ROOT}/zaaktypen/{uuid4()}"
    inside = elsewhere.inward_query({"zaaktype": [url]}, at=LATER)["zaaktype"][0]  # kept in memory only
    assert elsewhere.inward(f'["{inside}"]'.encode(), at=LATER)[1] == {url}
