"""Our own APIs as a client sees them, within this process: the same routes, statements and answers, without a socket."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlencode

from raadhuis.house.overzetten.resources import Resource
from raadhuis.kernel.endpoint import Api
from raadhuis.kernel.identity import Actor

PAGE = 500


class NotAnswered(Exception):
    """One of our own addresses did not answer 200; `status` is what it did answer."""

    def __init__(self, path: str, status: int) -> None:
        super().__init__(f"{path} answered {status}")
        self.status = status


class Ours:
    """The APIs of this installation, read as `actor`."""

    def __init__(self, actor: Actor) -> None:
        self._api = Api.of_house(authenticate=lambda token, *, at: actor)

    def stream(self, path: str, params: dict[str, Any] | None = None) -> Iterable[bytes]:
        """The body of one address, in chunks. Raises NotAnswered."""
        said: list[str] = []
        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": path,
            "QUERY_STRING": urlencode(params or {}),
            "CONTENT_LENGTH": "0",
            "wsgi.input": io.BytesIO(),
            "HTTP_ACCEPT_CRS": "EPSG:4326",
        }
        body = self._api(environ, lambda status, headers: said.append(status))
        if not said[0].startswith("200"):
            raise NotAnswered(path, int(said[0].split()[0]))
        return body

    def get(self, path: str, params: dict[str, Any] | None = None) -> Any:
        """The JSON of one address. Raises NotAnswered."""
        return json.loads(b"".join(self.stream(path, params)))

    def every(self, resource: Resource) -> Iterator[dict[str, Any]]:
        """Every resource of a collection, page after page."""
        path = f"/{resource.register}/api/v1/{resource.collection}"
        params: dict[str, Any] = dict(pair.split("=") for pair in resource.query.split("&") if pair)
        try:
            found = self.get(path, {**params, "pageSize": PAGE, "page": 1})
        except NotAnswered:
            found = self.get(path, params)  # a list without pages knows none
        if isinstance(found, list):
            yield from found
            return
        page = 1
        while True:
            yield from found["results"]
            if not found.get("next"):
                return
            page += 1
            found = self.get(path, {**params, "pageSize": PAGE, "page": page})
