"""A document goes in, is found, and comes out as it was."""

from __future__ import annotations

from raadhuis.components.documenten.tests.conftest import EIO, PDF, RSIN


def test_a_letter_comes_back_byte_for_byte(api, document):
    answer = api.get(document["inhoud"])

    assert answer.status == 200
    assert answer.body == PDF


def test_the_register_answers_what_was_sent(api, body):
    sent = body(
        trefwoorden=["parkeren"],
        beschrijving="Over uw aanvraag",
        ontvangstdatum="2026-11-19",
        status="definitief",
    )

    answer = api.post(EIO, sent)

    assert answer.status == 201
    assert answer.headers["Location"] == answer.json["url"]
    expected = {k: v for k, v in sent.items() if k != "inhoud"}
    assert {k: answer.json[k] for k in expected} == expected
    assert answer.json["bestandsomvang"] == len(PDF)
    assert answer.json["versie"] == 1
    assert answer.json["locked"] is False


def test_one_gives_the_same_as_creating_with_an_etag_that_saves_a_download(api, document):
    answer = api.get(document["url"])
    again = api.get(document["url"], if_none_match=answer.headers["ETag"])

    assert answer.json == document
    assert again.status == 304
    assert again.body == b""


def test_a_list_finds_by_identification(api, body, document):
    api.post(EIO, body(identificatie="D-2"))

    answer = api.get(f"{EIO}?identificatie=D-2&bronorganisatie={RSIN}")

    assert answer.json["count"] == 1
    assert answer.json["results"][0]["identificatie"] == "D-2"
