"""A room asks the BRP about a person, against the BRP simulator over real HTTP."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from datetime import date
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from structlog.testing import capture_logs

from raadhuis.components.bronnen import api
from raadhuis.kernel import db as database
from raadhuis.kernel import logboek, settings
from raadhuis.kernel.identity import systeem
from raadhuis.kernel.testing import AT
from raadhuis.simulators.app import BRP_KEY

SANNE, NOOR, RACHID, WILLEM, NIEMAND = "999900006", "999900109", "999900110", "999900122", "999990019"
WIE = systeem("test")
GERRIT, RIEK = "999900080", "999900092"
pytestmark = pytest.mark.django_db


@pytest.fixture
def brp(monkeypatch: pytest.MonkeyPatch):
    """Points the house at this BRP."""

    def point(url: str, key: str = BRP_KEY) -> None:
        ours = replace(settings.current(), brp_url=url, brp_key=key)
        monkeypatch.setattr(settings, "current", lambda: ours)

    return point


def vraag(bsn: str) -> api.Persoon:
    return api.get_persoon(actor=WIE, at=AT, bsn=bsn, doelbinding="formulier verhuizing-doorgeven")


def test_a_person_comes_with_name_birth_date_and_address(brp, simulator):
    brp(simulator)

    sanne = vraag(SANNE)

    assert sanne.volledige_naam == "Sanne Elisabeth Wolters"
    assert (sanne.naam.voorletters, sanne.naam.geslachtsnaam) == ("S.E.", "Wolters")
    assert sanne.geboortedatum == date(1988, 4, 12)
    assert (sanne.adres.straat, sanne.adres.huisnummer, sanne.adres.postcode) == (
        "Gronausestraat",
        "112",
        "7581CH",
    )
    assert sanne.adres.regel == "Gronausestraat 112, 7581 CH Losser"


def test_secrecy_an_address_in_doubt_and_a_suspended_list_are_seen(brp, simulator):
    brp(simulator)

    assert vraag(NOOR).geheimhouding
    assert vraag(RACHID).adres_in_onderzoek
    assert vraag(WILLEM).opgeschort
    assert not vraag(WILLEM).overleden


@pytest.mark.parametrize(
    ("bsn", "lines"),
    [
        (SANNE, ("S.E. Wolters", "Gronausestraat 112", "7581 CH Losser")),
        (RIEK, ("H. Kamphuis-Bos", "Hoofdstraat 45", "7586 BP Overdinkel")),
        (NOOR, ("N. van den Berg",)),
        (WILLEM, ("W. Meijerink", "Calle del Sol 8", "03501 Benidorm", "SPANJE")),
        (GERRIT, ("G.J. Kamphuis",)),
    ],
    ids=["at home", "by the name she chose", "secret", "abroad", "deceased"],
)
def test_a_letter_is_addressed_as_the_envelope_needs_it(brp, simulator, bsn: str, lines: tuple[str, ...]):
    brp(simulator)

    assert vraag(bsn).geadresseerde == lines


def test_somebody_the_brp_does_not_know_is_refused(brp, simulator):
    brp(simulator)

    with pytest.raises(api.PersoonOnbekend):
        vraag(NIEMAND)


@pytest.mark.parametrize(
    "bsn", ["123456789", "99990000", "9999000061", "", "99990000a", "９９９９００００６"]
)
def test_a_number_that_fails_the_elf_proef_is_never_asked(brp, simulator, bsn):
    brp("http://127.0.0.1:1")  # asking would give another refusal

    with pytest.raises(api.BsnKloptNiet):
        vraag(bsn)


def test_a_brp_that_is_not_there_is_a_refusal_that_says_so(brp):
    brp("http://127.0.0.1:1")

    with pytest.raises(api.BrpOnbereikbaar) as refusal:
        vraag(SANNE)

    assert refusal.value.status == 503


def test_a_wrong_key_counts_as_a_brp_that_does_not_answer(brp, simulator):
    brp(simulator, key="verkeerd")

    with pytest.raises(api.BrpOnbereikbaar):
        vraag(SANNE)


@pytest.mark.parametrize("body", [b"", b"geen json", b'{"personen": [{"naam": 3}]}'])
def test_nonsense_from_the_other_side_counts_as_a_brp_that_does_not_answer(brp, body):
    with _server(body) as (url, _):
        brp(url)

        with pytest.raises(api.BrpOnbereikbaar):
            vraag(SANNE)


def test_only_the_fields_that_are_delivered_are_asked_and_the_bsn_stays_out_of_the_log(brp):
    with (
        _server(b'{"personen": [{"naam": {"volledigeNaam": "Sanne"}}]}') as (url, asked),
        capture_logs() as log,
    ):
        brp(url)
        vraag(SANNE)

    assert "nationaliteiten" not in json.dumps(asked)
    assert len(asked[0]["fields"]) == 19
    assert SANNE not in json.dumps(log)
    assert log[0]["doelbinding"] == "formulier verhuizing-doorgeven"


def _server(body: bytes):
    """A BRP of one answer, over real HTTP."""
    asked: list[dict[str, object]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(200)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    class Running(HTTPServer):
        def __enter__(self):
            threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()
            return f"http://127.0.0.1:{self.server_port}", asked

        def __exit__(self, *_: object) -> None:
            self.shutdown()
            self.server_close()

    return Running(("127.0.0.1", 0), Handler)


def test_a_look_up_comes_in_the_log_of_processing_without_the_bsn(brp, simulator):
    brp(simulator)

    vraag(SANNE)

    kept = database.rows("SELECT activity, name, subject, actor_id, at FROM kernel_verwerking")
    assert kept == [
        (
            "urn:raadhuis:verwerking:brp-raadplegen",
            "BRP: formulier verhuizing-doorgeven",
            logboek.pseudonym(SANNE),
            WIE.id,
            AT,
        )
    ]
    assert SANNE not in database.value("SELECT string_agg(v::text, '') FROM kernel_verwerking v")
