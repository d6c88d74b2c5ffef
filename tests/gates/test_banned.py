"""Ruff's banned calls: signals, other rooms' models and the clock, each refused with what to do instead."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.gates.conftest import PROJECT

ZAKEN = "src/raadhuis/components/zaken/api.py"
CLOCK = "The clock comes in as the argument `at`"
DAY = "The day comes from the argument `at`"
UNSEEN = "Nothing flows unseen"


def ruff(code: str, *, at: str) -> str:
    """What ruff, with the project's configuration, says of `code` if it stood in the file `at`."""
    done = subprocess.run(
        [
            str(Path(sys.executable).parent / "ruff"),
            "check",
            "--no-cache",
            "--select=TID251",
            f"--stdin-filename={at}",
            "-",
        ],
        cwd=PROJECT,
        input=code,
        capture_output=True,
        text=True,
        check=False,
    )
    assert not done.stderr, done.stderr
    return done.stdout


def test_the_house_calls_nothing_that_is_banned():
    done = subprocess.run(
        [str(Path(sys.executable).parent / "ruff"), "check", "--select=TID251", "src", "tools"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("code", "way_out"),
    [
        (
            "from django.apps import apps\napps.get_model('zaken', 'Zaak')",
            "Another room's model is behind its door",
        ),
        ("from django.db.models.signals import post_save", UNSEEN),
        ("from django.db.models import signals", UNSEEN),
        ("from django.dispatch import receiver", UNSEEN),
        ("import datetime\ndatetime.datetime.now(datetime.timezone.utc)", CLOCK),
        ("from datetime import datetime\ndatetime.now()", CLOCK),
        ("from datetime import datetime\ndatetime.utcnow()", CLOCK),
        ("from datetime import datetime\ndatetime.today()", CLOCK),
        ("from datetime import date\ndate.today()", DAY),
        ("from django.utils import timezone\ntimezone.now()", CLOCK),
        ("from django.utils import timezone\ntimezone.localdate()", DAY),
        ("import time\ntime.time()", CLOCK),
        ("from rest_framework import serializers", "use raadhuis.kernel.endpoint with msgspec"),
        ("import requests", "raadhuis.kernel.outgoing"),
    ],
)
def test_a_banned_call_in_a_room_is_refused(code: str, way_out: str):
    said = ruff(code, at=ZAKEN)

    assert "TID251" in said
    assert way_out in said


@pytest.mark.parametrize(
    ("code", "at"),
    [
        ("from datetime import UTC, datetime\ndatetime.now(UTC)", "src/raadhuis/kernel/clock.py"),
        ("import time\ntime.time()", "src/raadhuis/host/supervisor.py"),
        ("from datetime import date\ndate.today()", "src/raadhuis/simulators/brp/app.py"),
        ("from datetime import date\ndate.today()", "src/raadhuis/components/zaken/tests/test_status.py"),
        ("from datetime import date\ndate.today()", "tests/test_chain.py"),
        ("from rest_framework import serializers", "bench/fields_way.py"),
    ],
)
def test_it_is_allowed_where_it_is_somebodys_job(code: str, at: str):
    assert "TID251" not in ruff(code, at=at)


def test_other_parts_of_the_kernel_do_not_read_the_clock():
    assert CLOCK in ruff(
        "from datetime import UTC, datetime\ndatetime.now(UTC)", at="src/raadhuis/kernel/events.py"
    )
