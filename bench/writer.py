"""A process that writes events into the outbox at a steady rate, until its input ends; then it says how many per second."""

from __future__ import annotations

import sys
import threading
import time

TOGETHER = 50  # events in one transaction, as a change of many cases at once writes
# The statement of `mutation`, for many: the events and a delivery for a subscriber of each.
_WRITE = """
WITH event AS (
    INSERT INTO kernel_event (uuid, kanaal, resource, actie, hoofd_path, hoofd, path, object, kenmerken, actor_id, at)
    SELECT gen_random_uuid(), 'zaken', 'zaak', 'create', '/zaken/api/v1/zaken/', gen_random_uuid(),
           '/zaken/api/v1/zaken/', gen_random_uuid(), '{"bronorganisatie": "123456782"}', 'bench', now()
    FROM generate_series(1, %(number)s) RETURNING seq, hoofd)
INSERT INTO kernel_delivery (seq, subscriber, hoofd, due) SELECT seq, 'bench/nothing', hoofd, now() FROM event"""


def main() -> None:
    """`python -m bench.writer 2000`"""
    import django

    django.setup()
    from raadhuis.kernel import db

    rate = int(sys.argv[1])
    stop = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.readline(), stop.set()), daemon=True).start()
    db.run(_WRITE, {"number": TOGETHER})  # opens the connection
    sys.stdout.write("begun\n")
    sys.stdout.flush()
    began, number = time.perf_counter(), 0
    while not stop.is_set():
        db.run(_WRITE, {"number": TOGETHER})
        number += TOGETHER
        ahead = number / rate - (time.perf_counter() - began)
        if ahead > 0:
            time.sleep(ahead)
    sys.stdout.write(f"{number / (time.perf_counter() - began)}\n")


if __name__ == "__main__":
    main()
