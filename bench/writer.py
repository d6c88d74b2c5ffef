"""A process that writes events into the outbox at a steady rate, until its input ends; then it says how many per second."""

from __future__ import annotations

import sys
import threading
import time
from datetime import UTC, datetime
from uuid import uuid4

TOGETHER = 20  # events in one transaction, as a change of a whole case writes


def main() -> None:
    """`python -m bench.writer 2000`"""
    import django

    django.setup()
    from raadhuis.kernel import db, events

    rate = int(sys.argv[1])
    stop = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.readline(), stop.set()), daemon=True).start()
    sys.stdout.write("begun\n")
    sys.stdout.flush()
    began, number = time.perf_counter(), 0
    while not stop.is_set():
        with db.atomic():
            for _ in range(TOGETHER):
                events.publish(
                    kanaal="zaken",
                    resource="zaak",
                    actie="create",
                    hoofd=uuid4(),
                    object=uuid4(),
                    at=datetime.now(UTC),
                    actor_id="bench",
                    to=("bench/nothing",),
                )
        number += TOGETHER
        ahead = number / rate - (time.perf_counter() - began)
        if ahead > 0:
            time.sleep(ahead)
    sys.stdout.write(f"{number / (time.perf_counter() - began)}\n")


if __name__ == "__main__":
    main()
