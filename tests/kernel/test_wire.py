"""Wire shapes: every wrong field at once, in the standard's words."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Meta

from raadhuis.kernel import wire
from raadhuis.kernel.refusal import FieldError, Invalid
from raadhuis.kernel.wire import Wire


class Deel(Wire, frozen=True, kw_only=True):
    naam_van_deel: Annotated[str, Meta(max_length=5)]


class Geheel(Wire, frozen=True, kw_only=True):
    omschrijving: Annotated[str, Meta(max_length=5)]
    begin_datum: date
    soort: Literal["a", "b"] = "a"
    delen: tuple[Deel, ...] = ()
    deel: Deel | None = None
    paar: Annotated[tuple[Deel, ...], Meta(max_length=2)] = ()


def fouten(raw: bytes) -> dict[str, str]:
    with pytest.raises(Invalid) as refused:
        wire.decode(raw, Geheel)
    return {f.name: f.code for f in refused.value.fields}


def test_a_list_that_is_too_long_is_named_also_when_every_item_is_good() -> None:
    raw = b'{"omschrijving":"abc","beginDatum":"2026-11-22","paar":[%s]}' % b",".join(
        [b'{"naamVanDeel":"x"}'] * 3
    )

    assert fouten(raw) == {"paar": "max_length"}


def test_a_good_body_is_decoded() -> None:
    got = wire.decode(b'{"omschrijving":"abc","beginDatum":"2026-11-22","onbekend":1}', Geheel)
    assert got == Geheel(omschrijving="abc", begin_datum=date(2026, 11, 22))


def test_all_errors_come_at_once_in_the_order_of_the_schema() -> None:
    raw = (
        b'{"omschrijving":"abcdef","soort":"c","delen":[{"naamVanDeel":"x"},{}],"deel":{"naamVanDeel":null}}'
    )
    assert list(fouten(raw).items()) == [
        ("omschrijving", "max_length"),
        ("beginDatum", "required"),
        ("soort", "invalid_choice"),
        ("delen.1.naamVanDeel", "required"),
        ("deel.naamVanDeel", "null"),
    ]


STAAT = {"omschrijving": "abc", "beginDatum": "2026-11-22", "soort": "b"}


def test_of_a_change_that_is_wrong_the_rest_is_read_and_what_is_wrong_stays_as_it_is() -> None:
    given = {"omschrijving": "abcdef", "soort": "c", "deel": {"naamVanDeel": "x"}}

    body, wrong = wire.convert_partly(STAAT | given, Geheel, there=STAAT)

    assert body == Geheel(
        omschrijving="abc", begin_datum=date(2026, 11, 22), soort="b", deel=Deel(naam_van_deel="x")
    )
    assert [(f.name, f.code) for f in wrong] == [("omschrijving", "max_length"), ("soort", "invalid_choice")]


def test_nothing_is_wrong_with_the_form_of_a_good_change() -> None:
    body, wrong = wire.convert_partly({**STAAT, "soort": "a"}, Geheel, there=STAAT)

    assert (body.soort, wrong) == ("a", ())


def test_the_rules_say_nothing_of_a_field_of_the_wrong_form_nor_then_of_the_whole() -> None:
    form = (FieldError("deel.naamVanDeel", "null", ""), FieldError("omschrijving", "max_length", ""))
    rules = [FieldError(name, "regel", "") for name in (wire.WHOLE, "deel", "soort", "beginDatum")]

    both = wire.together(Geheel, form, rules)

    assert [f.name for f in both] == ["omschrijving", "beginDatum", "soort", "deel.naamVanDeel"]
    assert [f.name for f in wire.together(Geheel, (), rules)] == ["beginDatum", "soort", "deel", wire.WHOLE]


@pytest.mark.parametrize("raw", [b"", b"{", b"\xff", b"[" * 100_000, b'{"a":1}}', b'"\\ud800"'])
def test_what_is_not_json_is_a_clear_error(raw: bytes) -> None:
    assert set(fouten(raw).values()) <= {"parse_error", "invalid"}


@pytest.mark.parametrize(
    ("raw", "field"),
    [
        (rb'{"omschrijving":"a\u0000","beginDatum":"2026-11-22"}', "omschrijving"),
        (rb'{"omschrijving":"a\ud83d","beginDatum":"2026-11-22"}', "omschrijving"),
        (rb'{"omschrijving":"a\uDE00b","beginDatum":"2026-11-22"}', "omschrijving"),
        (
            rb'{"omschrijving":"a","beginDatum":"2026-11-22","delen":[{"naamVanDeel":"\u0000"}]}',
            "delen.0.naamVanDeel",
        ),
        (rb'{"omschrijving":"a","beginDatum":"2026-11-22","deel":{"\u0000":1}}', "deel"),
    ],
)
def test_a_character_that_the_database_cannot_keep_is_refused_by_name(raw: bytes, field: str) -> None:
    assert fouten(raw) == {field: "invalid"}


@pytest.mark.parametrize(
    ("sent", "text"), [(rb"\ud83d\ude00", "😀"), (rb"\\u000", "\\u000"), (rb"\u00e9", "é")]
)
def test_other_escapes_are_read_as_they_are(sent: bytes, text: str) -> None:
    got = wire.decode(b'{"omschrijving":"' + sent + b'","beginDatum":"2026-11-22"}', Geheel)
    assert got.omschrijving == text


@pytest.mark.parametrize("raw", [b"[]", b"null", b"3", b'"x"'])
def test_json_of_another_kind_is_a_clear_error(raw: bytes) -> None:
    assert set(fouten(raw).values()) <= {"invalid", "null"}


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3),
)


@given(
    st.fixed_dictionaries(
        {}, optional=dict.fromkeys(("omschrijving", "beginDatum", "soort", "delen", "deel"), json_values)
    )
)
def test_any_body_is_accepted_or_refused_with_a_field(body: dict[str, object]) -> None:
    try:
        got = wire.decode(wire.encode(body), Geheel)
    except Invalid as refused:
        assert refused.fields  # noqa: PT017  # refusing is one of two right answers
    else:
        assert wire.decode(wire.encode(got), Geheel) == got


def test_the_identifier_of_a_url() -> None:
    assert str(wire.uuid_of("http://a/zaken/api/v1/zaken/6c1bd2a5-9c9a-4b5f-8a6e-3f9f0f6d1b11/")) == (
        "6c1bd2a5-9c9a-4b5f-8a6e-3f9f0f6d1b11"
    )
    assert wire.uuid_of("http://a/zaken/api/v1/zaken/niets") is None
