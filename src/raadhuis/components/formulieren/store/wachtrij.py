"""Puts the registration of a form in the queue, and sees to it that one process at a time does it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from raadhuis.kernel import db

TASK = "formulieren.registreer"


def put(inzending: int) -> None:
    """Queue the registration, in the caller's transaction; nothing when it is queued already."""
    try:
        with db.atomic():  # a savepoint: the unique violation must not end the caller's transaction
            app.configure_task(TASK, queueing_lock=f"formulieren-{inzending}").defer(inzending=inzending)
    except AlreadyEnqueued:
        pass


@contextmanager
def alone(inzending: int) -> Iterator[bool]:
    """Whether nobody else is registering this form now. The lock goes with the connection, so with the process too."""
    key = {"key": f"formulieren-{inzending}"}
    mine = bool(db.value("SELECT pg_try_advisory_lock(hashtextextended(%(key)s, 0))", key))
    try:
        yield mine
    finally:
        if mine:
            db.value("SELECT pg_advisory_unlock(hashtextextended(%(key)s, 0))", key)
