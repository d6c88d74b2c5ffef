"""Applications from files and from the command line: repeatable, all or nothing, and nothing secret comes out."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest
from joserfc.jwk import ECKey

from raadhuis import cli
from raadhuis.components.autorisaties import api as door
from raadhuis.components.autorisaties.tests.conftest import SECRET, another_catalogus
from raadhuis.kernel import clock
from raadhuis.kernel import db as database
from raadhuis.kernel.refusal import Invalid

RECHTEN: list[dict[str, Any]] = [
    {
        "component": "zrc",
        "scopes": ["zaken.lezen"],
        "zaaktypeIdentificatie": "GPK",
        "maxVertrouwelijkheidaanduiding": "geheim",
    },
    {
        "component": "drc",
        "scopes": ["documenten.lezen"],
        "catalogus": "LOSSR",
        "maxVertrouwelijkheidaanduiding": "openbaar",
    },
    {"component": "nrc", "scopes": ["notificaties.consumeren"]},
]
ZAC = {
    "label": "ZAC",
    "clientIds": ["zac", "zac-test"],
    "autorisaties": RECHTEN,
    "clients": {"zac": {"geheimBestand": "zac.txt"}},
}
FORMS = {
    "label": "Forms",
    "clientIds": ["forms"],
    "heeftAlleAutorisaties": True,
    "clients": {"forms": {"geheim": SECRET}},
}


@pytest.fixture(autouse=True)
def _here(monkeypatch, gpk):
    """The command works in the database of the test."""
    monkeypatch.setattr(cli, "_django", lambda options: contextlib.nullcontext())


@pytest.fixture
def run(capsys, tmp_path):
    """Runs `raadhuis applicatie ..`: exit code, and what it said."""

    def command(*arguments: str) -> tuple[int, str]:
        code = cli.main(["applicatie", arguments[0], "--data", str(tmp_path), *arguments[1:]])
        return code, "".join(capsys.readouterr())

    return command


@pytest.fixture
def apply(run, tmp_path):
    """Applies these applications from a file, with a secret beside it."""

    def these(*applicaties, **extra):
        (tmp_path / "zac.txt").write_text(SECRET + "\n")
        file = tmp_path / "applicaties.json"
        file.write_text(json.dumps({"applicaties": applicaties, **extra}))
        return run("apply", str(file))

    return these


def changes() -> int:
    return int(database.value("SELECT count(*) FROM kernel_audit"))


def test_a_file_makes_the_applications_and_repeating_it_changes_nothing(apply, token, gpk):
    assert apply(ZAC, FORMS) == (0, "ZAC: toegevoegd\nForms: toegevoegd\n")
    before = changes()

    assert apply(ZAC, FORMS) == (0, "ZAC: ongewijzigd\nForms: ongewijzigd\n")

    assert changes() == before
    now = clock.now()
    rights = door.authenticate(token(client_id="zac", iat=int(now.timestamp())), at=now).rights
    assert rights.grants[0].types == frozenset({gpk.uuid})
    assert len(rights.grants[1].types or ()) > 1


def test_a_changed_file_changes_what_is_there(apply, systeem_actor):
    apply(ZAC)

    said = apply({**ZAC, "label": "ZAC 2", "clientIds": ["zac", "zac-nieuw"]})

    assert said == (0, "ZAC 2: gewijzigd\n")
    assert [a.client_ids for a in door.list_applicaties(actor=systeem_actor)] == [("zac", "zac-nieuw")]


def test_what_is_exported_can_be_applied_and_holds_no_secret(apply, run, load):
    load(another_catalogus)
    apply(ZAC, FORMS)

    code, said = run("list", "--json")

    found = json.loads(said)["applicaties"]
    assert code == 0
    assert [a["label"] for a in found] == ["Forms", "ZAC"]
    assert found[1]["autorisaties"] == RECHTEN
    assert SECRET not in said
    assert apply(*found) == (0, "Forms: ongewijzigd\nZAC: ongewijzigd\n")


def test_the_short_secret_that_a_client_comes_with_is_taken_with_a_warning(apply, client):
    code, said = apply({**FORMS, "clients": {"forms": {"geheim": "kort"}}})

    assert code == 0
    assert "the secret of forms has fewer than 32 bytes" in said


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({**FORMS, "label": ""}, "applicaties.1.label"),
        ({**FORMS, "kleur": "rood"}, "kleur"),
        ({**FORMS, "heeftAlleAutorisaties": False}, "applicaties.1.nonFieldErrors"),
        ({**FORMS, "clients": {"forms": {"geheim": "x" * 513}}}, "applicaties.1.secret"),
        ({**FORMS, "clients": {"ander": {"geheim": SECRET}}}, "applicaties.1.clients.ander"),
        ({**FORMS, "clients": {"forms": {"geheimBestand": "weg.txt"}}}, "weg.txt cannot be read"),
        ({**FORMS, "clientIds": ["zac", "story"]}, "applicaties.1.clientIds"),
        ({"label": "X", "clientIds": ["x"], "autorisaties": [{**RECHTEN[1], "catalogus": "NIETS"}]}, "applicaties.1.autorisaties.0.catalogus"),
    ],
)  # fmt: skip
def test_a_file_with_a_mistake_changes_nothing_and_says_where(apply, client, wrong, says):
    before = changes()

    code, said = apply(ZAC, wrong)

    assert code == 1
    assert says in said
    assert changes() == before
    assert SECRET not in said


def test_something_that_is_no_such_file_is_refused(run, tmp_path, systeem_actor, at):
    file = tmp_path / "x.json"
    file.write_text("geen json")

    assert run("apply", str(file))[0] == 1
    assert run("apply", str(tmp_path / "weg.json"))[0] == 1
    with pytest.raises(Invalid):
        door.apply(b'{"applicaties": 7}', read_secret=str, actor=systeem_actor, at=at)


def test_a_client_is_added_and_listed_and_taken_away(run, tmp_path):
    (tmp_path / "geheim").write_text(SECRET)
    add = (
        "add",
        "--client-id",
        "zac",
        "--secret-file",
        str(tmp_path / "geheim"),
        "--label",
        "ZAC",
        "--alle-autorisaties",
    )
    assert [run(*add)[0] for _ in range(2)] == [0, 0]
    before = changes()
    assert run(*add)[0] == 0
    assert changes() == before

    assert run("list") == (0, "ZAC: alle autorisaties\n  zac: geheim\n")
    assert [run("remove", "--client-id", "zac")[0] for _ in range(2)] == [0, 0]
    assert run("list") == (0, "")
    code, said = run(*add)
    assert (code, "clientIds" in said) == (1, True)


def test_a_new_secret_is_said_once_and_works(run, token):
    run("add", "--client-id", "zac", "--secret", SECRET, "--alle-autorisaties")

    code, said = run("secret", "--client-id", "zac")

    now = clock.now()
    given = token(client_id="zac", secret=said.strip(), iat=int(now.timestamp()))
    assert (code, door.authenticate(given, at=now).id) == (0, "zac")
    assert run("secret", "--client-id", "niemand")[0] == 1


def test_a_public_key_comes_from_a_file(run, tmp_path):
    run("add", "--client-id", "zac", "--secret", SECRET, "--alle-autorisaties")
    (tmp_path / "key.pem").write_bytes(ECKey.generate_key("P-256").as_pem(private=False))

    assert run("secret", "--client-id", "zac", "--public-key", str(tmp_path / "key.pem"))[0] == 0

    assert run("list")[1] == "zac: alle autorisaties\n  zac: geheim, 1 sleutels\n"


def test_the_signing_key_is_replaced(run):
    first, second = run("rotate-keys"), run("rotate-keys")

    assert (first[0], second[0]) == (0, 0)
    assert first[1] != second[1]
