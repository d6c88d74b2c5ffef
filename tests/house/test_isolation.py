"""Tests do not depend on those before them: what one commits, the next does not find, and what it needs is there."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from raadhuis.kernel import db

KANALEN = "SELECT naam, filters::text FROM notificaties_kanaal ORDER BY naam"


@pytest.mark.django_db(transaction=True)
def test_a_test_that_really_commits_leaves_the_database_as_the_migrations_made_it() -> None:
    made = db.rows(KANALEN)
    assert {"zaken", "documenten", "besluiten"} <= {naam for naam, _ in made}
    db.run("UPDATE notificaties_kanaal SET filters = '[]'")
    db.run("INSERT INTO procrastinate_jobs (queue_name, task_name) VALUES ('default', 'left behind')")
    # What happens at the end of such a test.
    call_command("flush", verbosity=0, interactive=False, reset_sequences=False, inhibit_post_migrate=False)
    assert db.rows(KANALEN) == made
    assert db.rows("SELECT task_name FROM procrastinate_jobs") == []
