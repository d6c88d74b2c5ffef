"""The real worker process with two jobs and a hearer to try it with; `python -m tests.worker.proef`."""

from __future__ import annotations

import os
import time
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "raadhuis.house.settings")

import django

django.setup()

from procrastinate.contrib.django import app  # noqa: E402  # Django first

from raadhuis.house import jobs  # noqa: E402
from raadhuis.kernel import db  # noqa: E402


@app.task(name="proef.schrijf")
def schrijf(*, file: str, text: str, seconds: float = 0) -> None:
    """Write that it began, take its time, ask the database something, write that it is done."""
    _add(file, f"begin {text}")
    time.sleep(seconds)
    db.value("SELECT 1")
    _add(file, f"klaar {text}")


@app.task(name="proef.bedenkt_zich")
def bedenkt_zich(*, file: str) -> None:
    """Defer a job in a transaction that rolls back, and one in a transaction that does not."""
    try:
        with db.atomic():
            schrijf.defer(file=file, text="teruggedraaid")
            raise KeyError
    except KeyError:
        pass
    with db.atomic():
        schrijf.defer(file=file, text="vastgelegd")


def _add(file: str, line: str) -> None:
    with Path(file).open("a") as opened:
        opened.write(line + "\n")


if __name__ == "__main__":
    jobs.main()
