"""Every test runs on a real PostgreSQL: the one in RAADHUIS_TEST_DATABASE_URL, else the embedded one, started here."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

if "RAADHUIS_TEST_PROCESS" not in os.environ:
    # The first process of this run; workers of pytest-xdist inherit what it sets.
    os.environ["RAADHUIS_TEST_PROCESS"] = str(os.getpid())
    _folder = Path(tempfile.mkdtemp(prefix="raadhuis-test-"))
    atexit.register(shutil.rmtree, _folder, ignore_errors=True)
    os.environ["RAADHUIS_TEST_FOLDER"] = str(_folder)
    os.environ["RAADHUIS_DATA"] = str(_folder / "data")
    if not (_url := os.environ.get("RAADHUIS_TEST_DATABASE_URL", "")):
        from raadhuis.host.postgres import EmbeddedPostgres

        _postgres = EmbeddedPostgres(_folder / "postgres", durable=False)
        _url = _postgres.start()
        atexit.register(_postgres.stop)
    else:
        from tests.once import drop_model_database

        atexit.register(drop_model_database, _url)
    os.environ["RAADHUIS_DATABASE_URL"] = _url

if _worker := os.environ.get("PYTEST_XDIST_WORKER"):
    # A database each, and a folder each: what one test files or sweeps, another must not find.
    _shared = Path(os.environ["RAADHUIS_DATA"])
    os.environ["RAADHUIS_DATA"] = str(_shared.parent / _worker / _shared.name)
    # pytest-django, which found Django's settings named in what this process inherits, read ours before this.
    from raadhuis.kernel import settings as _ours

    _ours.current.cache_clear()

os.environ.setdefault("RAADHUIS_SECRET_KEY", "only for tests: the key that seals test sessions")
os.environ.setdefault("RAADHUIS_URL", "http://testserver")
os.environ.setdefault("RAADHUIS_HOSTS", "testserver,127.0.0.1,localhost")
os.environ.setdefault("RAADHUIS_RSIN", "123456782")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "raadhuis.house.settings")

import django  # after the settings are named
from django.conf import settings

# pytest-django sets Django up when it finds the settings read; here they are named too late for it to look itself.
_ = settings.DATABASES
django.setup()

pytest_plugins = ["raadhuis.kernel.testing", "raadhuis.house.testing", "tests.balance"]

import pytest  # noqa: E402  # after Django
from django.db import connection  # noqa: E402
from django.db.models.signals import post_migrate  # noqa: E402, TID251  # the end of a flush, tests only
from hypothesis import HealthCheck  # noqa: E402
from hypothesis import settings as hypothesis_settings  # noqa: E402

from tests.once import model_database  # noqa: E402  # this file sets things up before its imports

# Machines are noisy: how long an example takes says nothing about whether it holds.
hypothesis_settings.register_profile(
    "raadhuis", deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=100
)
hypothesis_settings.load_profile("raadhuis")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """The processes of one run migrate one database, and copy it."""
    if _worker:
        connection.settings_dict["TEST"]["TEMPLATE"] = model_database()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """After a test that really commits, the database is again as the migrations made it, for whichever test comes next.

    Django empties the tables of its models then: with what migrations put in them, and without the tables that are nobody's
    model, such as those of the jobs.
    """
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        models = set(connection.introspection.django_table_names(only_existing=True, include_views=False))
        others = set(connection.introspection.table_names(cursor)) - models - {"django_migrations"}
        made: dict[str, str] = {}
        for table in sorted(models):
            cursor.execute(f"SELECT json_agg(t)::text FROM {table} t")  # a name of ours
            if rows := cursor.fetchone()[0]:
                made[table] = rows

    def put_back(**_: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {', '.join(sorted(others))}")
            for table, rows in made.items():
                again = f"INSERT INTO {table} SELECT * FROM json_populate_recordset(NULL::{table}, %s::json)"
                cursor.execute(f"{again} ON CONFLICT DO NOTHING", [rows])

    # What Django sends when it has emptied the tables, once per app: one of them is enough.
    post_migrate.connect(put_back, sender=django.apps.apps.get_app_config("kernel"), weak=False)
    yield
    post_migrate.disconnect(sender=django.apps.apps.get_app_config("kernel"))
