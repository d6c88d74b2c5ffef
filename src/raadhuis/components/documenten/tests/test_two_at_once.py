"""Two clients at one document, each on a connection of its own: one consistent outcome, nothing overwritten."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from raadhuis.components.catalogi import api as catalogi
from raadhuis.components.documenten.tests.conftest import EIO
from raadhuis.components.documenten.tests.test_drc_rules import recht

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def nothing_remembered(transactional_db):
    """What other tests left in memory of the catalogus is of another database."""
    catalogi.forget()
    yield
    catalogi.forget()


def together(*actions):
    """Run them at the same moment; what each answered."""
    barrier = Barrier(len(actions))

    def run(action):
        try:
            barrier.wait(timeout=10)
            return action()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(run, actions))


def test_one_of_two_gets_the_lock(api, document):
    answers = together(*[lambda: api.post(f"{document['url']}/lock", {})] * 4)

    assert sorted(answer.status for answer in answers) == [200, 400, 400, 400]
    assert {str(a.fouten) for a in answers if a.status == 400} == {"{'nonFieldErrors': 'existing-lock'}"}


def test_two_changes_are_two_versions(api, locked):
    document, lock = locked

    def change(titel):
        return lambda: api.patch(document["url"], {"lock": lock, "titel": titel})

    answers = together(*(change(f"Titel {number}") for number in range(4)))

    assert sorted(answer.json["versie"] for answer in answers) == [2, 3, 4, 5]
    newest = max(answers, key=lambda answer: answer.json["versie"]).json
    assert api.get(document["url"]).json == newest


def test_an_identification_is_given_once(api, body):
    sent = [body(identificatie="D-1", titel=f"Titel {number}") for number in range(4)]

    answers = together(*((lambda one=one: api.post(EIO, one)) for one in sent))

    assert sorted(answer.status for answer in answers) == [201, 400, 400, 400]
    assert api.get(EIO).json["count"] == 1


def test_the_indicatie_follows_whoever_is_first(api, document):
    path = "/documenten/api/v1/gebruiksrechten"
    urls = [api.post(path, recht(document)).json["url"] for _ in range(3)]

    together(*((lambda url=url: api.delete(url)) for url in urls))

    assert api.get(path).json == []
    assert api.get(document["url"]).json["indicatieGebruiksrecht"] is None


def test_a_document_that_goes_while_it_changes_is_gone_or_changed(api, document):
    answers = together(lambda: api.delete(document["url"]), lambda: api.post(f"{document['url']}/lock", {}))

    assert sorted(answer.status for answer in answers) in ([200, 400], [204, 404])
