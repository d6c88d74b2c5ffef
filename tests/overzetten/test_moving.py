"""A municipality moves from another provider: everything comes along as it was, whatever happens on the way."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.apart.installations import Installation
from tests.overzetten.filled import RSIN, Client, signed
from tests.overzetten.moving import Move
from tests.overzetten.older import Older

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("overzetten")]


def rows(target: Installation, sql: str) -> Any:
    with psycopg.connect(target.environment["RAADHUIS_DATABASE_URL"]) as connection:
        return connection.execute(sql).fetchall()  # type: ignore[arg-type]  # a constant of this file


def said(move: Move) -> dict[str, Any]:
    """Everything that was exported, by collection and identifier."""
    names = sorted(move.manifest["bronnen"])
    return {name: sorted(json.dumps(one, sort_keys=True) for one in move.lines(name)) for name in names}


def test_what_was_moved_is_here_as_it_was_there_and_can_be_moved_on(
    source: Installation, target: Installation, tmp_path: Path
) -> None:
    move = Move(source.base, target, tmp_path / "heen")
    move.good("export")
    move.good("import")

    assert "Geen verschillen" in move.good("verify")

    # And export(import(x)) is x, but for the address, what we say of it ourselves, and clients and secrets of our own.
    on = Move(target.base, target, tmp_path / "verder")
    signed(target)
    on.good("export")
    first, second = said(move), said(on)
    for name, lines in first.items():
        if name.endswith("audittrails") or name.startswith(("autorisaties", "notificaties")):
            continue
        expected = [line.replace(source.base, target.base) for line in lines]
        if name == "documenten/enkelvoudiginformatieobjecten":  # a lock does not come along
            expected = sorted(line.replace('"locked": true', '"locked": false') for line in expected)
        assert second[name] == sorted(expected), name


def test_repeating_it_changes_nothing_and_tells_nobody(
    source: Installation, target: Installation, tmp_path: Path
) -> None:
    move = Move(source.base, target, tmp_path)
    move.good("export")
    move.good("import")
    before = rows(
        target, "SELECT (SELECT count(*) FROM kernel_audit), (SELECT count(*) FROM kernel_audit_elders)"
    )

    move.good("import")

    assert (
        rows(target, "SELECT (SELECT count(*) FROM kernel_audit), (SELECT count(*) FROM kernel_audit_elders)")
        == before
    )
    counts = move.report["aantallen"]
    assert not [name for name, one in counts.items() if one["nieuw"] or one["gewijzigd"] or one["niet"]]
    assert rows(
        target, "SELECT count(*) FROM kernel_event WHERE kanaal IN ('zaken', 'documenten', 'besluiten')"
    ) == [(0,)]
    assert "In orde" in target.run("raadhuis", "audit", "verify")


def test_a_provider_of_the_1_5_era_at_another_host_and_path(
    source: Installation, target: Installation, tmp_path: Path
) -> None:
    with Older(source.base) as older:
        move = Move(older.base, target, tmp_path)
        move.good("export")
        move.good("import")

        assert "Geen verschillen" in move.good("verify")
    absent = {one["bron"] for one in move.report["meldingen"] if "heeft dit niet" in one["reden"]}
    assert absent == {"zaken/substatussen", "zaken/zaaknotities", "documenten/verzendingen"}
    zaak = move.lines("zaken/zaken")[0]
    here = signed(target).get(f"zaken/api/v1/zaken/{zaak['uuid']}")
    assert here["zaaktype"] == zaak["zaaktype"].replace(older.base, target.base)
    assert here["identificatie"] == zaak["identificatie"]


def test_what_changed_there_meanwhile_comes_with_the_next_run(
    source: Installation, client: Client, target: Installation, tmp_path: Path
) -> None:
    move = Move(source.base, target, tmp_path)
    zaaktype = client.get("catalogi/api/v1/zaaktypen")["results"][0]["url"]
    body = {
        "zaaktype": zaaktype, "bronorganisatie": RSIN, "verantwoordelijkeOrganisatie": RSIN, "startdatum": "2026-03-01",
    }  # fmt: skip
    gone = client.post("zaken/api/v1/zaken", body)["url"]
    changed = client.post("zaken/api/v1/zaken", body)["url"]
    move.good("export")
    move.good("import")

    client.call("DELETE", gone)
    client.call("PATCH", changed, {"omschrijving": "Anders"})
    new = client.post("zaken/api/v1/zaken", body)["url"]
    try:
        move.good("export")
        move.good("import")

        assert "Geen verschillen" in move.good("verify")
        assert move.report["aantallen"]["zaken/zaken"]["nieuw"] == 1
        assert move.report["aantallen"]["zaken/zaken"]["gewijzigd"] == 1
        assert move.report["aantallen"]["zaken/zaken"]["verwijderd"] == 1
    finally:
        client.call("DELETE", changed)
        client.call("DELETE", new)


def test_what_was_changed_here_is_not_overwritten(
    source: Installation, target: Installation, tmp_path: Path
) -> None:
    move = Move(source.base, target, tmp_path)
    move.good("export")
    move.good("import")
    zaak = move.lines("zaken/zaken")[0]
    here = signed(target)
    here.call("PATCH", f"zaken/api/v1/zaken/{zaak['uuid']}", {"omschrijving": "Hier gewijzigd"})

    move.good("import")

    assert here.get(f"zaken/api/v1/zaken/{zaak['uuid']}")["omschrijving"] == "Hier gewijzigd"
    reasons = [one["reden"] for one in move.report["meldingen"] if one["bron"] == "zaken/zaken"]
    assert reasons == ["hier na het overzetten gewijzigd: niet overschreven"]
    told = move.give("verify")
    assert told.code == 1
    assert "omschrijving: daar" in told.out


def test_new_numbers_go_on_after_those_that_came_along(
    source: Installation, target: Installation, tmp_path: Path
) -> None:
    move = Move(source.base, target, tmp_path)
    move.good("export")
    move.good("import")
    taken = {one["identificatie"] for one in move.lines("zaken/zaken")}

    made = signed(target).post(
        "zaken/api/v1/zaken",
        {"zaaktype": move.lines("zaken/zaken")[0]["zaaktype"].replace(source.base, target.base),
         "bronorganisatie": RSIN, "verantwoordelijkeOrganisatie": RSIN, "startdatum": "2026-03-01"},
    )  # fmt: skip

    assert made["identificatie"] > max(taken)


@pytest.mark.parametrize("after", [3.5])
def test_killed_while_reading_it_goes_on(
    source: Installation, target: Installation, tmp_path: Path, after: float
) -> None:
    with Older(source.base) as older:
        move = Move(older.base, target, tmp_path)
        move.kill("export", after=after, options=("--per-seconde", "60"))
        assert move.give("import").code == 1  # an export that was not finished is not loaded

        move.good("export")
        move.good("import")
        assert "Geen verschillen" in move.good("verify")


@pytest.mark.parametrize("after", [5.0])
def test_killed_while_loading_it_goes_on(
    source: Installation, target: Installation, tmp_path: Path, after: float
) -> None:
    move = Move(source.base, target, tmp_path)
    move.good("export")
    move.kill("import", after=after)

    move.good("import")

    assert "Geen verschillen" in move.good("verify")
    twice = "SELECT count(*) FROM (SELECT object FROM kernel_audit WHERE actie = 'create' AND resource = 'zaak' GROUP BY 1 HAVING count(*) > 1) x"
    assert rows(target, twice) == [(0,)]


def _another_version(folder: Path) -> None:
    path = folder / "manifest.json"
    path.write_text(path.read_text().replace('"versie": 1', '"versie": 99', 1))


def _cut_line(folder: Path) -> None:
    path = folder / "zaken" / "rollen.ndjson"
    path.write_bytes(path.read_bytes()[:-40])


def _other_content(folder: Path) -> None:
    sha = json.loads((folder / "inhoud.ndjson").read_bytes().splitlines()[0])["sha256"]
    path = folder / "inhoud" / sha[:2] / sha
    path.write_bytes(b"x" + path.read_bytes()[1:])


@pytest.fixture(scope="module")
def exported(source: Installation, tmp_path_factory: pytest.TempPathFactory) -> Path:
    move = Move(source.base, source, tmp_path_factory.mktemp("export") / "map")
    move.good("export")
    return move.folder


@pytest.mark.parametrize(
    ("break_it", "words"),
    [
        (_another_version, "version 99"),
        (_cut_line, "rollen.ndjson, line 2 is no whole JSON object"),
        (_other_content, "does not have its hash"),
    ],
)
def test_a_folder_that_is_not_as_it_was_is_refused_in_one_sentence(
    exported: Path, target: Installation, tmp_path: Path, break_it: Callable[[Path], None], words: str
) -> None:
    import shutil

    folder = tmp_path / "kapot"
    shutil.copytree(exported, folder)
    break_it(folder)

    told = Move("", target, folder).give("import", "--stil")

    assert told.code == 1
    assert words in told.err
    assert told.err.count("\n") == 1
    documents = rows(target, "SELECT count(*) FROM documenten_document")
    assert documents == [(0,)]


def test_a_missing_scope_is_told_in_one_sentence_and_what_was_read_is_kept(
    source: Installation, target: Installation, tmp_path: Path
) -> None:
    with Older(source.base, refuses=("klantcontacten",)) as older:
        move = Move(older.base, target, tmp_path)
        told = move.give("export", "--stil")

        assert told.code == 1
        assert "klantcontacten answered 403" in told.err
        assert "scope" in told.err
        assert told.err.count("\n") == 1
        assert "zaken/zaken" in move.manifest["bronnen"]
        assert "zaken/klantcontacten" not in move.manifest["bronnen"]
        move.good("export", "--zonder", "zaken/klantcontacten")


def test_secrets_are_asked_for_and_subscriptions_wait_for_the_switch(
    source: Installation, target: Installation, tmp_path: Path
) -> None:
    with Older(source.base) as older:  # it shows the auth of subscriptions
        move = Move(older.base, target, tmp_path)
        move.good("export")
        move.good("import")
    asked = [one["reden"] for one in move.report["meldingen"] if one["veld"] == "secret"]
    assert any("client formulieren" in reason for reason in asked)
    assert rows(target, "SELECT count(*) FROM kernel_subscriber WHERE muted_at IS NOT NULL") == [(1,)]

    assert "krijgt weer berichten" in move.good("wissel")

    assert rows(target, "SELECT count(*) FROM kernel_subscriber WHERE muted_at IS NOT NULL") == [(0,)]
