"""Every test runs on a real PostgreSQL: the one in RAADHUIS_TEST_DATABASE_URL, else the embedded one, started here."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

if "RAADHUIS_TEST_PROCESS" not in os.environ:
    # The first process of this run; workers of pytest-xdist inherit what it sets.
    os.environ["RAADHUIS_TEST_PROCESS"] = str(os.getpid())
    _folder = Path(tempfile.mkdtemp(prefix="raadhuis-test-"))
    atexit.register(shutil.rmtree, _folder, ignore_errors=True)
    os.environ["RAADHUIS_DATA"] = str(_folder / "data")
    if not (_url := os.environ.get("RAADHUIS_TEST_DATABASE_URL", "")):
        from raadhuis.host.postgres import EmbeddedPostgres

        _postgres = EmbeddedPostgres(_folder / "postgres")
        _url = _postgres.start()
        atexit.register(_postgres.stop)
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

pytest_plugins = ["raadhuis.kernel.testing", "raadhuis.house.testing"]

from hypothesis import HealthCheck  # noqa: E402  # after Django
from hypothesis import settings as hypothesis_settings  # noqa: E402

# Machines are noisy: how long an example takes says nothing about whether it holds.
hypothesis_settings.register_profile(
    "raadhuis", deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=100
)
hypothesis_settings.load_profile("raadhuis")
