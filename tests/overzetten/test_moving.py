"""A municipality moves from another provider: everything comes along as it was, whatever happens on the way."""

from __future__ import annotations

import json
import shutil
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
    source: Installation, moved: Move, tmp_path: Path
) -> None:
    assert "Geen verschillen" in moved.good("verify")

    # And export(import(x)) is x, but for the address, and what we say of it ourselves: audit, clients, subscriptions.
    target = moved.target
    signed(target)
    on = Move(target.base, target, tmp_path / "verder")
    on.good("export")
    first, second = said(moved), said(on)
    for name, lines in first.items():
        if name.endswith("audittrails") or name.startswith(("autorisaties", "notificaties")):
            continue
        expected = [line.replace(source.base, target.base) for line in lines]
        if name == "documenten/enkelvoudiginformatieobjecten":  # a lock does not come along
            expected = [line.replace('"locked": true', '"locked": false') for line in expected]
        assert [_sorted(line) for line in second[name]] == [_sorted(line) for line in sorted(expected)], name
    assert sorted(_hashes(on)) == sorted(_hashes(moved))


def _sorted(line: str) -> Any:
    """A resource with its lists of addresses in one order: the standard gives them none."""
    found = json.loads(line)
    return {
        k: sorted(v) if isinstance(v, list) and v and isinstance(v[0], str) else v for k, v in found.items()
    }


def _hashes(move: Move) -> list[str]:
    return [json.loads(line)["sha256"] for line in (move.folder / "inhoud.ndjson").read_bytes().splitlines()]


def test_repeating_it_changes_nothing_and_tells_nobody(moved: Move) -> None:
    number = "SELECT (SELECT count(*) FROM kernel_audit), (SELECT count(*) FROM kernel_audit_elders)"
    before = rows(moved.target, number)

    moved.good("import")

    assert rows(moved.target, number) == before
    counts = moved.report["aantallen"].values()
    assert not [one for one in counts if one["nieuw"] or one["gewijzigd"] or one["niet"]]
    told = (
        "SELECT count(*) FROM kernel_event WHERE kanaal IN ('zaken', 'documenten', 'besluiten', 'zaaktypen')"
    )
    assert rows(moved.target, told) == [(0,)]
    assert "In orde" in moved.target.run("raadhuis", "audit", "verify")


def test_a_record_of_before_that_is_changed_is_seen(moved: Move) -> None:
    with psycopg.connect(moved.target.environment["RAADHUIS_DATABASE_URL"]) as connection:
        connection.execute(
            "UPDATE kernel_audit_elders SET record = replace(record, 'create', 'destroy')"
            " WHERE id = (SELECT min(id) FROM kernel_audit_elders WHERE record LIKE '%create%')"
        )

    with pytest.raises(AssertionError, match="are not those that were taken over"):
        moved.target.run("raadhuis", "audit", "verify")


def test_a_provider_of_the_1_5_era_at_another_host_and_path(
    source: Installation, target: Installation, tmp_path: Path
) -> None:
    with Older(source.base) as older:  # it also shows the auth of subscriptions
        move = Move(older.base, target, tmp_path)
        move.good("export")
        move.good("import")

        assert "Geen verschillen" in move.good("verify")
    absent = {one["bron"] for one in move.report["meldingen"] if "heeft dit niet" in one["reden"]}
    assert absent == {"zaken/substatussen", "zaken/zaaknotities", "documenten/verzendingen"}
    # Secrets are asked for, and subscriptions wait for the switch.
    asked = [one["reden"] for one in move.report["meldingen"] if one["veld"] == "secret"]
    assert any("client formulieren" in reason for reason in asked)
    silent = "SELECT count(*) FROM kernel_subscriber WHERE muted_at IS NOT NULL"
    assert rows(target, silent) == [(1,)]
    assert "krijgt weer berichten" in move.good("wissel")
    assert rows(target, silent) == [(0,)]


def test_what_changed_there_meanwhile_comes_with_the_next_run(client: Client, moved: Move) -> None:
    zaaktype = moved.lines("zaken/zaken")[0]["zaaktype"]
    body = {
        "zaaktype": zaaktype, "bronorganisatie": RSIN, "verantwoordelijkeOrganisatie": RSIN, "startdatum": "2026-03-01",
    }  # fmt: skip
    gone, changed = (client.post("zaken/api/v1/zaken", body)["url"] for _ in range(2))
    moved.good("export")
    moved.good("import")

    client.call("DELETE", gone)
    client.call("PATCH", changed, {"omschrijving": "Anders"})
    new = client.post("zaken/api/v1/zaken", body)["url"]
    try:
        moved.good("export")
        moved.good("import")

        assert "Geen verschillen" in moved.good("verify")
        counts = moved.report["aantallen"]["zaken/zaken"]
        assert (counts["nieuw"], counts["gewijzigd"], counts["verwijderd"]) == (1, 1, 1)
    finally:
        client.call("DELETE", changed)
        client.call("DELETE", new)


def test_what_was_changed_here_is_not_overwritten_and_new_numbers_go_on(moved: Move) -> None:
    zaak = moved.lines("zaken/zaken")[0]
    here = signed(moved.target)
    here.call("PATCH", f"zaken/api/v1/zaken/{zaak['uuid']}", {"omschrijving": "Hier gewijzigd"})

    moved.good("import")

    assert here.get(f"zaken/api/v1/zaken/{zaak['uuid']}")["omschrijving"] == "Hier gewijzigd"
    reasons = [one["reden"] for one in moved.report["meldingen"] if one["bron"] == "zaken/zaken"]
    assert reasons == ["hier na het overzetten gewijzigd: niet overschreven"]
    told = moved.give("verify")
    assert told.code == 1
    assert f"{zaak['uuid']}: omschrijving\n" in told.out
    assert "Hier gewijzigd" not in told.out

    made = here.post(
        "zaken/api/v1/zaken",
        {"zaaktype": zaak["zaaktype"].replace(moved.source, moved.target.base), "bronorganisatie": RSIN,
         "verantwoordelijkeOrganisatie": RSIN, "startdatum": "2026-03-01"},
    )  # fmt: skip
    assert made["identificatie"] > max(one["identificatie"] for one in moved.lines("zaken/zaken"))


def test_killed_while_reading_it_goes_on(source: Installation, target: Installation, tmp_path: Path) -> None:
    with Older(source.base) as older:
        move = Move(older.base, target, tmp_path)
        # As soon as some of it is there.
        move.kill("export", when=lambda: older.asked > 25, options=("--per-seconde", "40"))
        refused = move.give("import")
        assert refused.code == 1
        assert "was not finished" in refused.err

        move.good("export")
        move.good("import")
        assert "Geen verschillen" in move.good("verify")


def test_killed_while_loading_it_goes_on(first_move: Move, target: Installation) -> None:
    move = Move(first_move.source, target, first_move.folder)
    # As soon as zaken are there, and long before the end.
    assert move.kill("import", when=lambda: rows(target, "SELECT count(*) FROM zaken_zaak") != [(0,)])
    assert rows(target, "SELECT count(*) FROM kernel_audit_elders") == [(0,)]

    move.good("import")

    assert "Geen verschillen" in move.good("verify")
    twice = (
        "SELECT count(*) FROM (SELECT object FROM kernel_audit WHERE actie = 'create' AND resource = 'zaak'"
        " GROUP BY 1 HAVING count(*) > 1) x"
    )
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


@pytest.mark.parametrize(
    ("break_it", "words"),
    [
        (_another_version, "version 99"),
        (_cut_line, "rollen.ndjson, line 2 is no whole JSON object"),
        (_other_content, "does not have its hash"),
    ],
)
def test_a_folder_that_is_not_as_it_was_is_refused_in_one_sentence(
    first_move: Move, target: Installation, tmp_path: Path, break_it: Callable[[Path], None], words: str
) -> None:
    folder = tmp_path / "kapot"
    shutil.copytree(first_move.folder, folder)
    break_it(folder)

    told = Move("", target, folder).give("import", "--stil")

    assert told.code == 1
    assert words in told.err
    assert told.err.count("\n") == 1
    assert rows(target, "SELECT count(*) FROM documenten_document") == [(0,)]


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
    assert not move.manifest["compleet"]
