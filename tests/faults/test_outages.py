"""The BRP, the mail server or the database goes away for a while: people hear it clearly, lose nothing, and it heals."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from raadhuis.host.postgres import EmbeddedPostgres
from raadhuis.house.chain import Chain, products
from raadhuis.house.temporary import TemporaryInstallation
from raadhuis.house.visitor import NotAsExpected, Visitor
from raadhuis.kernel import clock
from tests.faults import elsewhere, invariants
from tests.faults.parts import CLEAN

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("faults-outages")]
NOTHING_LOST = "Er is niets verloren"
AWAY = float(
    os.environ.get("RAADHUIS_AWAY", "4")
)  # seconds that the database is gone: some tries of whoever waits for it
VERHUIZING, PARKEERKAART, UITTREKSEL = (product.slug for product in products(clock.now()))


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    """A PostgreSQL that is not the installation's own, so that it can go away without the rest."""
    with EmbeddedPostgres(tmp_path_factory.mktemp("database") / "postgres") as running:
        yield running


@pytest.fixture(scope="module")
def installation(database: EmbeddedPostgres) -> Iterator[TemporaryInstallation]:
    """A demo municipality on that database."""
    with TemporaryInstallation(environment={"RAADHUIS_DATABASE_URL": database.url}) as running:
        elsewhere.admit({**CLEAN, "RAADHUIS_DATABASE_URL": database.url, "RAADHUIS_SECRET_KEY": key(running)})
        yield running
        assert "Traceback" not in running.log.read_text()


def key(installation: TemporaryInstallation) -> str:
    from raadhuis.host.datadir import DataDir

    return DataDir(installation.folder / "data").secret_key


@pytest.fixture
def chains(installation: TemporaryInstallation) -> Iterator[Any]:
    """Makes chains of a product for a resident."""
    made: list[Chain] = []

    def make(slug: str, account: str) -> Chain:
        product = next(p for p in products(clock.now()) if p.slug == slug)
        mine = {**product.answers, "email": f"{len(made)}-{account[-3:]}@inwoner.example"}
        chain = Chain(
            replace(product, account=account, answers=mine),
            base=installation.base,
            mailbox=installation.simulators,
        )
        made.append(chain)
        return chain

    yield make
    for chain in made:
        chain.close()


@contextmanager
def fault(installation: TemporaryInstallation, **wishes: str) -> Iterator[None]:
    """A fault of a simulator, until the end of the block."""
    address = f"{installation.simulators}/_storing"
    httpx.post(address, json=wishes, trust_env=False).raise_for_status()
    try:
        yield
    finally:
        healthy = dict.fromkeys(wishes, "aan")
        httpx.post(address, json=healthy, trust_env=False).raise_for_status()


def take(chain: Chain, *, until: str) -> None:
    """Take the steps of a chain up to and including `until`."""
    for name, step in chain.steps():
        step()
        if name == until:
            return
    raise LookupError(until)


def assert_proper(visitor: Visitor) -> None:
    """The page says in our style that the data is away and nothing was lost, and offers a way on."""
    assert visitor.response.status_code == 503
    assert visitor.response.headers["Content-Type"].startswith("text/html")
    assert "Content-Security-Policy" in visitor.response.headers
    assert NOTHING_LOST in visitor.text()
    assert visitor.page.xpath("//a[normalize-space()='Naar de startpagina']")
    assert "Traceback" not in visitor.response.text


@pytest.mark.parametrize(
    ("how", "account"), [("uit", "999900018"), ("traag:5", "999900067"), ("fout:500", "999900134")]
)
def test_without_the_brp_a_resident_fills_in_her_name_herself_and_later_it_comes_from_the_brp(
    installation: TemporaryInstallation, chains: Any, how: str, account: str
) -> None:
    resident = (chain := chains(VERHUIZING, account)).resident
    with fault(installation, brp=how):
        with pytest.raises(NotAsExpected, match="Bron: BRP"):
            chain.begin()
        resident.expect(
            "Basisregistratie Personen (BRP) is even niet bereikbaar", "Vul uw gegevens daarom zelf in"
        )
        own = {"naam": "J. Nijhuis", "geboortedatum": "01-02-1980", "oud_adres": "Gronausestraat 112 Losser"}
        resident.submit(resident.form(having="naam"), own)
        resident.expect("Uw nieuwe adres")
    resident.open(f"{installation.base}/formulier/{VERHUIZING}/stap/1/")
    resident.expect("Bron: BRP")
    chain.answer()


def test_a_decision_that_needs_the_brp_waits_until_it_is_back(
    installation: TemporaryInstallation, chains: Any
) -> None:
    chain = chains(VERHUIZING, "999900055")
    take(chain, until="vragen beantwoorden")
    with fault(installation, brp="uit"):
        chain.submit()
        chain.see_zaak()
        time.sleep(3)
        chain.resident.open(f"{installation.base}/mijn/zaken/{chain.zaak}/")
        assert chain.product.result not in chain.resident.text()
    chain.see_result()


def test_without_a_mail_server_everything_goes_on_and_the_mails_come_when_it_is_back(
    installation: TemporaryInstallation, chains: Any
) -> None:
    chain = chains(UITTREKSEL, "999900006")
    with fault(installation, post="uit"):
        take(chain, until="documenten downloaden")
        assert chain.subjects() == set()
    chain.read_mail()


@contextmanager
def gone(database: EmbeddedPostgres) -> Iterator[None]:
    """The database is gone for a while, or for as long as the block takes."""
    end = time.monotonic() + AWAY
    database.stop()
    try:
        yield
        time.sleep(max(0.0, end - time.monotonic()))
    finally:
        database.start()


def test_a_resident_who_answers_and_submits_while_the_database_is_gone_loses_nothing(
    installation: TemporaryInstallation, database: EmbeddedPostgres, chains: Any
) -> None:
    resident = (chain := chains(VERHUIZING, "999900067")).resident
    chain.begin()
    resident.open(f"{installation.base}/formulier/{VERHUIZING}/stap/2/")
    answers = {name: chain.product.answers[name] for name in ("ingangsdatum", "postcode", "huisnummer")}
    answers |= {name: chain.product.answers[name] for name in ("straat", "plaats")}
    step = resident.form(having="postcode")
    with gone(database):
        for address in ("/", "/mijn/", f"/producten/{VERHUIZING}/", resident.url):
            resident.open(address, status=503)
            assert_proper(resident)
        resident.submit(step, answers, status=503)
        assert_proper(resident)
    resident.submit(step, answers)
    resident.expect("Wie verhuist er mee?")
    chain.answer()
    summary = resident.form("/versturen/")
    with gone(database):
        resident.submit(summary, status=503)
        assert_proper(resident)
    chain.submit()
    chain.see_zaak()
    chain.see_result()
    chain.read_mail()


def test_an_employee_hears_it_in_her_own_style(
    installation: TemporaryInstallation, database: EmbeddedPostgres, chains: Any
) -> None:
    chain = chains(PARKEERKAART, "999900006")
    take(chain, until="werkvoorraad")
    with gone(database):
        chain.employee.open(f"{installation.base}/werkplek/", status=503)
        assert NOTHING_LOST in chain.employee.text()
    chain.take()


def test_an_api_client_gets_a_problem_and_then_an_answer(
    installation: TemporaryInstallation, database: EmbeddedPostgres
) -> None:
    with elsewhere.client(installation.base) as api:
        [zaaktype, *_] = api.get("/catalogi/api/v1/zaaktypen").json()["results"]
        zaak = {
            "zaaktype": zaaktype["url"],
            "bronorganisatie": "123456782",
            "verantwoordelijkeOrganisatie": "123456782",
            "startdatum": "2026-11-22",
        }
        with gone(database):
            for answer in (api.get("/zaken/api/v1/zaken"), api.post("/zaken/api/v1/zaken", json=zaak)):
                assert answer.status_code == 503
                assert answer.headers["Content-Type"] == "application/problem+json"
                assert answer.json()["code"] == "unavailable"
                assert NOTHING_LOST in answer.json()["detail"]
        assert api.get("/zaken/api/v1/zaken").status_code == 200
        assert api.post("/zaken/api/v1/zaken", json=zaak).status_code == 201


def test_what_is_running_goes_on_by_itself_after_every_connection_was_cut(
    installation: TemporaryInstallation, database: EmbeddedPostgres, chains: Any
) -> None:
    chain = chains(UITTREKSEL, "999900018")
    take(chain, until="versturen (twee keer)")
    with psycopg.connect(database.url, autocommit=True) as operator:
        for _ in range(5):
            operator.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE pid <> pg_backend_pid() AND datname = current_database()"
            )
            time.sleep(0.3)
    chain.see_zaak()
    chain.see_result()


def test_what_one_client_asks_after_a_busy_moment_comes_to_the_same_process_of_the_database(
    installation: TemporaryInstallation, database: EmbeddedPostgres
) -> None:
    def ask(times: int) -> None:
        with elsewhere.client(installation.base) as api:
            for _ in range(times):
                assert api.get("/catalogi/api/v1/roltypen").status_code == 200

    def answered() -> int:
        """How many processes did something for a list of roltypen since the moment `began`."""
        found = operator.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%%/api/v1/roltypen/%%'"
            " AND query_start > %s AND pid <> pg_backend_pid()",
            [began],
        ).fetchone()
        return int(found[0]) if found else 0

    with psycopg.connect(database.url, autocommit=True) as operator:
        began = clock.now()
        with ThreadPoolExecutor(12) as clients:
            for busy in [clients.submit(ask, 20) for _ in range(12)]:
                busy.result()
        assert answered() > 2
        began = clock.now()
        ask(30)
        # One, or two when a page was asked meanwhile.
        assert answered() <= 2


@pytest.mark.parametrize("cookie", ["verzonnen-sessie-0123456789abcdef", "", "../../etc/passwd", "a" * 4000])
def test_a_forged_session_cookie_is_nobody(installation: TemporaryInstallation, cookie: str) -> None:
    visitor = Visitor(installation.base)
    visitor._client.cookies.set("raadhuis_sessie", cookie)
    visitor.open(f"{installation.base}/mijn/")
    assert "/authorize" in visitor.url
    visitor.close()


def test_after_her_session_ended_a_resident_logs_in_again_and_finds_her_answers(
    installation: TemporaryInstallation, database: EmbeddedPostgres, chains: Any
) -> None:
    chain = chains(UITTREKSEL, "999900055")
    take(chain, until="vragen beantwoorden")
    summary = chain.resident.form("/versturen/")
    with psycopg.connect(database.url) as operator:
        operator.execute("UPDATE django_session SET expire_date = now() - interval '1 minute'")
    chain.resident.submit(summary)
    assert "/authorize" in chain.resident.url
    chain.begin()
    chain.answer()
    chain.submit()
    chain.see_zaak()


FORGED: Mapping[str, dict[str, str]] = {
    "signed with another secret": {"secret": "een heel ander geheim dan dat van ons"},
    "too old": {"ago": "7200"},
}


@pytest.mark.parametrize("token", FORGED)
def test_a_token_that_cannot_be_trusted_is_refused(installation: TemporaryInstallation, token: str) -> None:
    how = FORGED[token]
    with elsewhere.client(
        installation.base, secret=how.get("secret", elsewhere.SECRET), ago=int(how.get("ago", "0"))
    ) as api:
        answer = api.get("/zaken/api/v1/zaken")
    assert answer.status_code == 403
    assert answer.json()["code"] == "not_authenticated"


def test_no_log_holds_a_citizen_service_number(
    installation: TemporaryInstallation, database: EmbeddedPostgres
) -> None:
    assert invariants.bsns(installation.folder) == []
    assert invariants.bsns(Path(database.data_dir).parent) == []
