"""After the switch it goes wrong: what happened here goes back to the other provider, as far as the standard permits."""

from __future__ import annotations

import base64
import json

import pytest

from tests.apart.installations import Installation
from tests.overzetten.filled import CLIENT, RSIN, Client, signed
from tests.overzetten.moving import Move

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("overzetten")]


def stopped_before_noting(move: Move, *collections: str) -> dict[str, str]:
    """Make the folder as a kill leaves it after these were sent, and before it was noted; what was noted before that."""
    before, log = noted(move), move.folder / "terug.ndjson"
    lines = log.read_bytes().splitlines(keepends=True)
    kept = [
        line
        for line in lines
        if not any(f"/{one}/" in json.loads(line).get("hier", "") for one in collections)
    ]
    assert len(lines) - len(kept) == len(collections)
    log.write_bytes(b"".join(kept))
    return before


def noted(move: Move) -> dict[str, str]:
    """Which address here became which there."""
    lines = map(json.loads, (move.folder / "terug.ndjson").read_bytes().splitlines())
    return {line["hier"]: line["daar"] for line in lines if line.get("daar")}


def test_what_happened_here_since_the_switch_is_told_and_goes_back(
    source: Installation, client: Client, moved: Move
) -> None:
    move, target = moved, moved.target
    here = signed(target)
    move.good("wissel")
    old = move.lines("zaken/zaken")[0]
    document_type = move.lines("documenten/enkelvoudiginformatieobjecten")[0]["informatieobjecttype"]
    roltype = next(one for one in move.lines("catalogi/roltypen") if one["zaaktype"] == old["zaaktype"])

    def ours(url: str) -> str:
        return url.replace(source.base, target.base)

    new = here.post(
        "zaken/api/v1/zaken",
        {"zaaktype": ours(old["zaaktype"]), "bronorganisatie": RSIN, "verantwoordelijkeOrganisatie": RSIN,
         "startdatum": "2026-03-01", "omschrijving": "Na de wissel"},
    )  # fmt: skip
    here.post(
        "zaken/api/v1/rollen",
        {"zaak": new["url"], "betrokkeneType": "natuurlijk_persoon", "roltype": ours(roltype["url"]),
         "roltoelichting": "aanvrager", "betrokkeneIdentificatie": {"inpBsn": "999990019"}},
    )  # fmt: skip
    document = here.post(
        "documenten/api/v1/enkelvoudiginformatieobjecten",
        {"bronorganisatie": RSIN, "creatiedatum": "2026-03-01", "titel": "Nieuw", "auteur": "Jan", "taal": "nld",
         "informatieobjecttype": ours(document_type), "bestandsnaam": "nieuw.txt", "formaat": "text/plain",
         "inhoud": base64.b64encode(b"na de wissel").decode(), "bestandsomvang": 12},
    )["url"]  # fmt: skip
    here.post("zaken/api/v1/zaakinformatieobjecten", {"zaak": new["url"], "informatieobject": document})
    here.call("PATCH", f"zaken/api/v1/zaken/{old['uuid']}", {"toelichting": "Hier gewijzigd"})

    told = move.good("terug")
    assert (
        "Sinds de wissel gemaakt: 1 enkelvoudiginformatieobject, 1 objectinformatieobject, 1 rol, 1 zaak"
        in told
    )
    assert new["url"] in json.loads((move.folder / "gewijzigd.json").read_bytes())["gemaakt"]

    back = ("--naar", source.base, "--client-id", CLIENT)
    move.good("terug", *back)
    move.good("terug", *back)  # once more makes nothing twice
    written = stopped_before_noting(move, "rollen", "zaakinformatieobjecten")
    move.good("terug", *back)  # nor after a stop between sending and noting
    assert noted(move) == written

    there = client.get(f"zaken/api/v1/zaken?identificatie={new['identificatie']}")["results"]
    try:
        assert [one["omschrijving"] for one in there] == ["Na de wissel"]
        assert len(there[0]["rollen"]) == 1
        assert len(there[0]["zaakinformatieobjecten"]) == 1
        assert client.get(old["url"])["toelichting"] == "Hier gewijzigd"
    finally:
        client.call("PATCH", old["url"], {"toelichting": old["toelichting"]})
        for one in there:
            client.call("DELETE", one["url"])
