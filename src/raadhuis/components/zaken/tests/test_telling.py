"""The number of zaken in a list is exact, though nobody counts them; and a page far from the first begins where it should."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from raadhuis.components.zaken import api as zaken
from raadhuis.components.zaken.domain.tellen import periode
from raadhuis.components.zaken.store import telling, zoeken
from raadhuis.kernel import db
from raadhuis.kernel.identity import Grant, Rights

pytestmark = pytest.mark.django_db
PATH = "/zaken/api/v1/zaken"


def _stretch(uuid: UUID, ours: int, others: int) -> str:
    return str(uuid)[: ours if str(uuid).startswith("01") else others]


def there() -> Counter[object]:
    """What the zaken and their statussen themselves say."""
    found: Counter[object] = Counter()
    for zaak, zaaktype, va, einddatum, archief, statustype in db.rows(
        "SELECT z.uuid, z.zaaktype, z.vertrouwelijkheid, z.einddatum, z.archiefactiedatum, s.statustype"
        " FROM zaken_zaak z LEFT JOIN zaken_status s ON s.uuid = z.status"
    ):
        labels = {
            "zaak": "dicht" if einddatum else "open",
            "grof": _stretch(zaak, 4, 2),
            "fijn": _stretch(zaak, 5, 3),
            "statustype": statustype and str(statustype),
            "archiefmaand": archief and archief.isoformat()[:7],
            "archiefdag": archief and archief.isoformat(),
        }
        found.update((soort, waarde, zaaktype, va) for soort, waarde in labels.items() if waarde)
    return found


def counted() -> dict[object, int]:
    sql = """SELECT soort, waarde, zaaktype, vertrouwelijkheid, sum(aantal)::bigint FROM zaken_telling
             GROUP BY 1, 2, 3, 4 HAVING sum(aantal) <> 0"""
    return {tuple(kind): n for *kind, n in db.rows(sql)}


@pytest.fixture
def changing(new_zaak, closed, set_status, api):
    """Zaken that are made, get a status, change their level, are closed, and are removed, in an order that differs with
    the seed."""

    def made(seed: int) -> None:
        chance = random.Random(seed)
        found: list[zaken.Zaak] = []
        for _ in range(30):
            match chance.randrange(6) if found else 0:
                case 0 | 1:
                    level = chance.choice(["openbaar", "geheim"])
                    found.append(new_zaak(vertrouwelijkheidaanduiding=level))
                case 2:
                    body = {"vertrouwelijkheidaanduiding": chance.choice(["openbaar", "intern"])}
                    assert api.patch(chance.choice(found).url, body).status == 200
                case 3:
                    assert api.delete(found.pop(chance.randrange(len(found))).url).status == 204
                case 4:
                    set_status(chance.choice(found), chance.choice(["Ontvangen", "In behandeling"]))
                case 5:
                    closed()
            if chance.random() < 0.2:
                zaken.tel_op()

    return made


@pytest.mark.parametrize("seed", range(5))
def test_the_numbers_follow_every_change(changing, seed):
    changing(seed)

    assert counted() == there() != {}


def test_adding_up_leaves_one_row_of_each_kind(new_zaak, api):
    for _ in range(5):
        new_zaak()
    gone = new_zaak(vertrouwelijkheidaanduiding="geheim")
    api.delete(gone.url)

    zaken.tel_op()

    assert db.rows("SELECT aantal FROM zaken_telling WHERE soort = 'zaak'") == [(5,)]
    assert db.value("SELECT count(*) = count(DISTINCT (soort, waarde)) FROM zaken_telling")


def test_a_list_is_counted_from_it_under_the_readers_rights(new_zaak, api_as):
    for level in ("openbaar", "openbaar", "geheim"):
        new_zaak(vertrouwelijkheidaanduiding=level)
    reader = api_as(Rights(grants=(Grant(scopes=frozenset({"zaken.lezen"}), max_va=2),)))

    assert reader.get(PATH).json["count"] == 2


@pytest.mark.parametrize(
    "filters",
    [
        "einddatum__isnull=true",
        "einddatum__isnull=false",
        "status__statustype={statustype}",
        "archiefactiedatum={day}",
        "archiefactiedatum__lt={day}",
        "archiefactiedatum__gt={day}",
        "archiefactiedatum__gt=2000-01-01&archiefactiedatum__lt=2999-12-31&zaaktype={zaaktype}",
        "archiefactiedatum__gt={day}&archiefactiedatum__lt={day}",
        "archiefactiedatum__lt=0001-01-01",
        "archiefactiedatum__gt=9999-12-31",
    ],
)
def test_what_is_asked_most_is_counted_without_the_zaken_and_is_the_same(
    filters, new_zaak, closed, set_status, kaart, api, queries
):
    days = [closed().archiefactiedatum for _ in range(2)]
    for zaak in (new_zaak(), new_zaak()):
        set_status(zaak, "Ontvangen")
    filters = filters.format(statustype=kaart.statustype("Ontvangen"), zaaktype=kaart.zaaktype, day=days[0])

    with queries() as seen:
        answer = api.get(f"{PATH}?{filters}").json

    assert answer["count"] == len(answer["results"])
    at_the_end_of_time = "0001" in filters or "9999" in filters
    assert ("zaken_telling" in seen[0]) != at_the_end_of_time
    assert len(seen) == 1


def test_a_period_is_listed_by_its_date_the_last_one_first(new_zaak, api):
    for name, day in (("A", "2026-03-01"), ("B", "2026-05-01"), ("C", "2026-04-01"), ("D", "2025-01-01")):
        new_zaak(identificatie=name, startdatum=day)

    found = api.get(f"{PATH}?startdatum__gte=2026-01-01").json["results"]

    assert [zaak["identificatie"] for zaak in found] == ["B", "C", "A"]


def test_other_filters_count_the_zaken_themselves(new_zaak, api, queries):
    new_zaak(omschrijving="een")

    with queries() as seen:
        api.get(f"{PATH}?startdatum__gte=2026-01-01")

    assert "zaken_telling" not in seen[0]


def test_whose_rights_are_about_single_zaken_is_counted_by_the_zaken(new_zaak, sanne):
    new_zaak()

    assert telling.of(zaken.zaak_query({}), sanne, {}) is None


NEW = """INSERT INTO zaken_zaak (uuid, identificatie, bronorganisatie, omschrijving, toelichting, zaaktype,
    registratiedatum, verantwoordelijke_organisatie, startdatum, communicatiekanaal, producten_of_diensten,
    vertrouwelijkheid, betalingsindicatie, selectielijstklasse, kenmerken)
SELECT %(uuid)s, %(uuid)s, '1', '', '', zaaktype, registratiedatum, '1', startdatum, '', '[]', 1, '', '', '[]'
FROM zaken_zaak LIMIT 1"""


@pytest.mark.parametrize("seed", range(3))
def test_every_page_far_from_the_first_is_the_same_whatever_the_identifiers(
    seed, new_zaak, api, queries, monkeypatch
):
    chance = random.Random(seed)
    new_zaak()
    for _ in range(40):  # some of our own, of other moments, and some that an earlier register gave
        uuid = uuid4() if chance.random() < 0.4 else UUID(f"01{chance.randrange(16**9):09x}1-7000-8000-{chance.randrange(16**12):012x}")  # fmt: skip
        db.run(NEW, {"uuid": uuid})
    whole = api.get(f"{PATH}?pageSize=100").json["results"]
    monkeypatch.setattr(zoeken, "_DEEP", 1)

    for page in range(1, 15):
        with queries() as seen:
            answer = api.get(f"{PATH}?pageSize=3&page={page}").json
        assert (answer["count"], answer["results"]) == (41, whole[(page - 1) * 3 : page * 3])
        assert len(seen) <= 2
        assert "OFFSET" in seen[-1]
    assert api.get(f"{PATH}?pageSize=3&page=15").status == 404


days = st.dates(min_value=date(1, 1, 2), max_value=date(9999, 12, 30))


@given(days, st.none() | st.integers(0, 100), st.none() | st.integers(-3, 100))
@example(date(2026, 1, 31), 0, 1)
@example(date(2026, 12, 1), 0, 30)
@example(date(1, 1, 2), None, 5)
def test_months_and_days_of_a_period_hold_each_of_its_days_once(middle, back, on):
    first = middle - timedelta(days=back) if back is not None and middle > date(2, 1, 1) else None
    last = (
        middle + timedelta(days=on) if on is not None and date(2, 1, 1) < middle < date(9998, 1, 1) else None
    )
    found = periode(first, last)

    for day in (
        middle + timedelta(days=n) for n in range(-130, 131) if date(3, 1, 1) < middle < date(9997, 1, 1)
    ):
        inside = (first is None or day >= first) and (last is None or day <= last)
        month = found.months[0] <= day.isoformat()[:7] <= found.months[1]
        either = [pair[0] <= day.isoformat() <= pair[1] for pair in (found.before, found.after)]
        assert month + sum(either) == inside, day
