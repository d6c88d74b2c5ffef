"""A process of the register of documents that kills itself with `kill -9` between content and row.

`python -m tests.worker.mes POINT`, with what it needs as JSON on stdin.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "raadhuis.house.settings")

import django

django.setup()

from raadhuis.components.documenten import api  # noqa: E402  # Django first
from raadhuis.components.documenten.store import changing, imports, parts  # noqa: E402
from raadhuis.kernel import blobs, clock  # noqa: E402
from raadhuis.kernel.identity import systeem  # noqa: E402
from raadhuis.kernel.testing import ApiClient, uuid_of  # noqa: E402

ACTOR = systeem("test")


def die(*_: Any, **__: Any) -> None:
    """What a power cut does."""
    os.kill(os.getpid(), signal.SIGKILL)


def half(given: dict[str, Any]) -> None:
    """While content comes in: so much of it that an S3 store has a piece."""
    receiving = blobs.Receiving(shelf="documenten")
    for _ in range(20):
        receiving.write(os.urandom(2**20))
    die()


def post(given: dict[str, Any]) -> None:
    """Between the content of a document and its row."""
    changing.create = die  # type: ignore[assignment]  # dies there
    ApiClient(ACTOR).post("/documenten/api/v1/enkelvoudiginformatieobjecten", given["body"])


def deel(given: dict[str, Any]) -> None:
    """Between the content of a part and its row."""
    parts.fill = die
    receiving = api.begin_part(actor=ACTOR, uuid=uuid_of(given["deel"]))
    receiving.write(b"x" * receiving.deel.omvang)
    api.finish_part(receiving, at=clock.now(), lock=given["lock"])


def unlock(given: dict[str, Any]) -> None:
    """Between the joined file and its row."""
    parts.finish = die
    ApiClient(ACTOR).post(f"{given['url']}/unlock", {"lock": given["lock"]})


def destroy(given: dict[str, Any]) -> None:
    """Between the row that went and its content."""
    changing._delete = die
    ApiClient(ACTOR).delete(given["url"])


def metadata(given: dict[str, Any]) -> None:
    """Between the metadata of an import and its row."""
    imports.begin = die
    client = ApiClient(ACTOR)
    urls = client.post("/documenten/api/v1/import/create", {}).json
    client.request("POST", urls["uploadUrl"], given["csv"].encode(), content_type="text/csv")


if __name__ == "__main__":
    {f.__name__: f for f in (half, post, deel, unlock, destroy, metadata)}[sys.argv[1]](json.load(sys.stdin))
    sys.exit(f"{sys.argv[1]} was not reached")
