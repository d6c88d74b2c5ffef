"""Services of others: registered by command, file and page, never shown their secret, and not taken away unasked."""

from __future__ import annotations

import contextlib
import json
import re
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from raadhuis import cli
from raadhuis.components.autorisaties import api as door
from raadhuis.components.autorisaties.tests.test_beheer import browser, text
from raadhuis.kernel import db as database
from raadhuis.kernel import diensten, elsewhere
from raadhuis.kernel.refusal import Invalid, NotAllowed

URL = "https://ginds.example/zaken/api/v1"
ZAAK = f"{URL}/zaken/6c1bd2a5-9c9a-4b5f-8a6e-3f9f0f6d1b11"
SECRET = "een geheim dat niemand ziet"
LIST = "/beheer/diensten/"


@pytest.fixture(autouse=True)
def waited(monkeypatch, db):
    """The command works in the database of the test; the seconds that it waited until every process knows."""
    seconds: list[float] = []
    monkeypatch.setattr(cli, "_django", lambda options: contextlib.nullcontext())
    monkeypatch.setattr(time, "sleep", seconds.append)
    return seconds


@pytest.fixture
def run(capsys, tmp_path):
    """Runs `raadhuis dienst ..`: exit code, and what it said."""

    def command(*arguments: str) -> tuple[int, str]:
        code = cli.main(["dienst", arguments[0], "--data", str(tmp_path), *arguments[1:]])
        return code, "".join(capsys.readouterr())

    return command


@pytest.fixture
def save(systeem_actor, at):
    """Registers a dienst, with changes."""

    def made(**changes: Any) -> door.DienstGedaan:
        given: dict[str, Any] = {"url": URL, "soort": "zrc", "geen_auth": True, **changes}
        body = door.DienstBody(**given)
        return door.save_dienst(actor=systeem_actor, at=at, body=body)

    return made


def changes() -> int:
    return int(database.value("SELECT count(*) FROM kernel_audit"))


ADD = ("add", "--url", f"{URL}/", "--soort", "zrc", "--client-id", "wij", "--secret", SECRET)


def test_a_dienst_that_says_no_more_asks_for_nothing_and_what_it_has_stays(run):
    url = "http://127.0.0.1:9/catalogi/api/v1"
    plain = ("add", "--url", url, "--soort", "ztc")
    run(*ADD)

    assert run(*plain) == (0, f"{url}: toegevoegd\n")
    assert run(*plain) == (0, f"{url}: ongewijzigd\n")
    assert run("add", "--url", URL, "--soort", "zrc") == (0, f"{URL}: ongewijzigd\n")
    assert {one["url"]: "geenAuth" in one for one in json.loads(run("list", "--json")[1])["diensten"]} == {
        url: True,
        URL: False,
    }


def test_a_dienst_is_added_once_and_repeating_it_changes_nothing(run, waited):
    first, before = run(*ADD), changes()
    again = run(*ADD)
    shown, file = run("list"), run("list", "--json")

    assert first == (0, f"{URL}: toegevoegd\n")
    assert again == (0, f"{URL}: ongewijzigd\n")
    assert changes() == before == 1
    assert waited == [diensten.REFRESH.total_seconds()]
    assert shown[1].startswith(f"zrc {URL} (ginds.example): nog niet gebeld, 0 verwijzingen")
    assert json.loads(file[1]) == {
        "diensten": [{"url": URL, "soort": "zrc", "naam": "ginds.example", "clientId": "wij"}]
    }
    for said in (first, again, shown, file):
        assert SECRET not in said[1]
    assert SECRET not in str(
        database.rows("SELECT sealed, (SELECT nieuw::text FROM kernel_audit) FROM kernel_dienst")
    )
    assert [d.secret for d in diensten.known().diensten] == [SECRET]


def test_a_new_secret_or_way_is_a_change(run):
    run(*ADD)
    assert run(*ADD[:-1], "een nieuw geheim")[1] == f"{URL}: gewijzigd\n"
    assert run("add", "--url", URL, "--soort", "zrc", "--header", "X-Key: abc")[1] == f"{URL}: gewijzigd\n"
    assert run("add", "--url", URL, "--soort", "zrc", "--header", "X-Key: abc")[1] == f"{URL}: ongewijzigd\n"
    assert run("add", "--url", URL, "--soort", "zrc", "--geen-auth")[1] == f"{URL}: gewijzigd\n"
    assert [(d.auth, d.client_id, d.secret) for d in diensten.known().diensten] == [("geen", "", "")]


def test_diensten_come_from_a_file_and_go_back_into_one(run, tmp_path):
    (tmp_path / "geheim.txt").write_text(SECRET + "\n")
    spec = {
        "diensten": [
            {"url": URL, "soort": "zrc", "clientId": "wij", "geheimBestand": "geheim.txt"},
            {"url": "https://objecten.example/api/v2", "soort": "orc", "header": "Authorization: Token abc", "naam": "Objecten"},
            {"url": "http://127.0.0.1:8009/catalogi/api/v1", "soort": "ztc", "geenAuth": True},
        ]
    }  # fmt: skip
    file = tmp_path / "diensten.json"
    file.write_text(json.dumps(spec))

    first, again = run("apply", str(file)), run("apply", str(file))
    file.write_text(run("list", "--json")[1])
    back, before = run("apply", str(file)), changes()

    assert (first[0], first[1].count("toegevoegd")) == (0, 3)
    assert (again[0], again[1].count("ongewijzigd")) == (0, 3)
    assert (back[0], back[1].count("ongewijzigd")) == (0, 3), back
    assert changes() == before == 3


def test_one_wrong_dienst_in_a_file_and_none_is_kept(run, tmp_path):
    good = {"url": URL, "soort": "zrc", "geenAuth": True}
    file = tmp_path / "diensten.json"
    for wrong, field in (
        (good | {"url": f"{URL}/zaken"}, "diensten.1.url"),
        (good | {"url": "ftp://ginds.example/v1"}, "diensten.1.url"),
        ({"url": "https://x.example/v1", "soort": "zrc"}, "diensten.1.auth"),
        ({"url": "https://x.example/v1", "soort": "zrc", "clientId": "wij"}, "diensten.1.secret"),
        (good | {"kleur": "rood"}, "kleur"),
    ):
        file.write_text(json.dumps({"diensten": [good, wrong]}))
        code, said = run("apply", str(file))
        diensten.forget()
        assert (code, field in said) == (1, True), (wrong, said)
        assert diensten.known().diensten == ()
    assert run("apply", str(tmp_path / "weg.json"))[0] == 1
    assert changes() == 0


@pytest.mark.parametrize(
    ("given", "field", "code"),
    [
        ({"url": "https://user:pw@ginds.example/zaken/api/v1"}, "url", "invalid"),
        ({"url": "https://ginds.example/zaken/api/v1?x=y"}, "url", "invalid"),
        ({"url": "https://ginds.example/../zaken/api/v1"}, "url", "invalid"),
        ({"url": "https://Ginds.example/zaken/api/v1"}, "url", "invalid"),
        ({"url": "https://ginds.example/zaken"}, "url", "invalid"),
        ({"url": "https://ginds.example", "soort": "orc"}, "url", "invalid"),
        ({"url": "ginds.example/zaken/api/v1"}, "url", "invalid"),
        ({"url": "http://testserver/zaken/api/v1"}, "url", "invalid"),
        ({"soort": "xyz"}, "soort", "invalid_choice"),
        ({"geen_auth": False}, "auth", "invalid"),
        ({"client_id": "wij", "secret": "x"}, "auth", "invalid"),
        ({"geen_auth": False, "secret": "x"}, "clientId", "required"),
        ({"geen_auth": False, "header": "geen header"}, "header", "invalid"),
        ({"geen_auth": False, "header": "Host: evil.example"}, "header", "invalid"),
        ({"geen_auth": False, "header": "X: a\r\nY: b"}, "header", "invalid"),
        ({"geen_auth": False, "client_id": "wij", "secret": ""}, "secret", "blank"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_dienst_is_said_by_field(save, given, field, code):
    with pytest.raises(Invalid) as refused:
        save(**given)
    assert (field, code) in [(f.name, f.code) for f in refused.value.fields]


def test_two_diensten_do_not_nest(save):
    save(url="https://ginds.example/api/v1", soort="orc")
    for url in ("https://ginds.example/api/v1/objects/v2", "https://ginds.example/api"):
        with pytest.raises(Invalid) as refused:
            save(url=url, soort="orc")
        assert [f.code for f in refused.value.fields] == ["unique"]
    save(url="https://ginds.example/api/v12", soort="orc")


def test_a_dienst_that_is_referred_to_goes_only_when_somebody_insists(save, run):
    save()
    elsewhere.remember([ZAAK])

    refused = run("remove", "--url", URL)
    other = run("add", "--url", URL, "--soort", "ztc", "--geen-auth")
    forced = run("remove", "--url", URL, "--force")
    again = run("remove", "--url", URL)

    assert refused[0] == 1
    assert "1 gegevens" in refused[1]
    assert other[0] == 1
    assert forced == (0, f"{URL}: weg; 1 verwijzingen kunnen niet meer worden gevolgd\n")
    assert again == (0, f"{URL}: was er niet\n")
    assert elsewhere.address(elsewhere.identity(ZAAK)) == ZAAK, "what was referred to is still answered"


def test_only_who_may_manage_applications_may_manage_diensten(api_as, at):
    from raadhuis.kernel.identity import Rights

    nobody = api_as(Rights()).actor
    for act in (
        lambda: door.list_diensten(actor=nobody),
        lambda: door.save_dienst(actor=nobody, at=at, body=door.DienstBody(url=URL, soort="zrc")),
        lambda: door.remove_dienst(actor=nobody, at=at, url=URL),
        lambda: door.apply_diensten(b"{}", read_secret=str, actor=nobody, at=at),
    ):
        with pytest.raises(NotAllowed):
            act()


@pytest.fixture
def ginds():
    """A Zaken API that knows one token: its address, and what it was asked with."""
    asked: list[tuple[str, str]] = []

    class Api(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append((self.path, self.headers.get("X-Key", "")))
            known = self.headers.get("X-Key") == "goed"
            self.send_response(200 if known else 403)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, format: str, *args: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Api) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/zaken/api/v1", asked
        server.shutdown()


def test_the_connection_is_tested_and_the_list_says_how_it_went(run, ginds, save):
    url, asked = ginds
    save(url=url, geen_auth=False, header="X-Key: fout")
    wrong = run("test")
    save(url=url, geen_auth=False, header="X-Key: goed")
    right = run("test", "--url", url)
    save(url="http://127.0.0.1:9/zaken/api/v1")
    away = run("test", "--url", "http://127.0.0.1:9/zaken/api/v1")

    assert wrong == (1, f"{url}: RegisterRefuses\n")
    assert right == (0, f"{url}: goed\n")
    assert away == (1, "http://127.0.0.1:9/zaken/api/v1: Unavailable\n")
    assert asked == [("/zaken/api/v1/zaken", "fout"), ("/zaken/api/v1/zaken", "goed")]
    assert " goed, 0 verwijzingen" in run("list")[1]
    assert run("test", "--url", "https://niemand.example/v1")[0] == 1


def test_an_administrator_adds_tests_changes_and_removes_a_dienst(ginds, db):
    url, _ = ginds
    bram = browser("beheerder")
    given = {"url": url, "soort": "zrc", "manier": "header", "header": "X-Key: goed", "naam": "Buren"}

    empty = bram.get(LIST)
    wrong = bram.post(f"{LIST}nieuw/", given | {"url": "https://x.example/zaken"})
    missing = bram.post(f"{LIST}nieuw/", given | {"header": ""})
    made = bram.post(f"{LIST}nieuw/", given)
    listed = bram.get(LIST)
    one = re.search(r"/beheer/diensten/([0-9a-f-]{36})/testen/", listed.content.decode())
    assert one
    tested = bram.post(f"{LIST}{one[1]}/testen/", follow=True)
    form = bram.get(f"{LIST}{one[1]}/wijzigen/")
    changed = bram.post(
        f"{LIST}{one[1]}/wijzigen/",
        {"naam": "De buren", "soort": "zrc", "manier": "header", "header": ""},
        follow=True,
    )
    elsewhere.remember([f"{url}/zaken/6c1bd2a5-9c9a-4b5f-8a6e-3f9f0f6d1b11"])
    question = bram.get(f"{LIST}{one[1]}/verwijderen/")
    gone = bram.post(f"{LIST}{one[1]}/verwijderen/", follow=True)

    assert "Nog geen diensten" in text(empty)
    assert (wrong.status_code, "eindigt op een versie" in text(wrong)) == (422, True)
    assert (missing.status_code, "Kies één manier" in text(missing)) == (422, True)
    assert made.status_code == 302
    assert "Buren" in text(listed)
    assert "Nog niet gebruikt" in text(listed)
    assert "de verbinding werkt" in tested.content.decode()
    assert "Werkt" in text(tested)
    assert "X-Key" not in form.content.decode()
    assert "De buren" in text(changed)
    assert "naar 1 gegevens" in text(question)
    assert "Nog geen diensten" in text(gone)
    assert browser("behandelaar").get(LIST).status_code == 403
