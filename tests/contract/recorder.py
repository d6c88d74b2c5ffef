"""A client that holds every answer it gets against the official files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from raadhuis.kernel import db
from raadhuis.kernel.testing import Answer, ApiClient
from tests.contract.standard import Standard, newest, of_1_5

CRS = {"accept_crs": "EPSG:4326", "content_crs": "EPSG:4326"}
SAFE = ("GET", "HEAD")
Key = tuple[str, str, str]  # register, method, path of the file


@dataclass(slots=True)
class Seen:
    """What was answered to one operation: its statuses, and what was wrong with the answers."""

    statuses: list[int] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def succeeded(self) -> bool:
        """Whether it did what it is for."""
        return any(status < 300 for status in self.statuses)

    @property
    def refused(self) -> bool:
        """Whether it was refused once."""
        return any(status >= 400 for status in self.statuses)


@dataclass(slots=True)
class Recorder:
    """Calls the APIs as `client`. What was seen, by operation: of the newest set, and of that of 1.5."""

    client: ApiClient
    seen: dict[Key, Seen] = field(default_factory=dict)
    seen_1_5: dict[Key, Seen] = field(default_factory=dict)
    # The fields that an empty body was refused for, and one with nonsense in every field.
    missing: dict[Key, list[str]] = field(default_factory=dict)
    misread: dict[Key, list[str]] = field(default_factory=dict)

    def get(self, url: str, **headers: str) -> Any:
        """A GET that succeeds, and its HEAD: with the same headers and no body."""
        answer = self.call("GET", url, **headers)
        head = self.call("HEAD", url, **headers)
        assert answer.status == head.status == 200, (url, answer.body[:500])
        assert (head.body, head.headers) == (b"", answer.headers), url
        if etag := answer.headers.get("ETag"):
            assert self.client.get(url, **CRS, if_none_match=etag).status == 304, url
        return answer.json if "json" in answer.headers["Content-Type"] else answer.body

    def post(self, url: str, body: Any) -> Any:
        """A POST that succeeds, also with no more than what 1.5 asked."""
        self._with_the_least(url, body)
        return self._succeeds("POST", url, body)

    def put(self, url: str, body: Any) -> Any:
        """A PUT that succeeds."""
        return self._succeeds("PUT", url, body)

    def patch(self, url: str, body: Any) -> Any:
        """A PATCH that succeeds."""
        return self._succeeds("PATCH", url, body)

    def delete(self, url: str) -> None:
        """A DELETE that succeeds, after which it is gone."""
        self._succeeds("DELETE", url, None)
        assert self.call("GET", url).status == 404, url

    def _succeeds(self, method: str, url: str, body: Any) -> Any:
        answer = self.call(method, url, body)
        assert answer.status < 300, (method, url, body, answer.body[:1000])
        return answer.json

    def call(
        self, method: str, url: str, body: Any = None, *, as_: ApiClient | None = None, **headers: str
    ) -> Answer:
        """Any request; its answer is held against the files."""
        answer = (as_ or self.client).request(method, url, body, **CRS, **headers)
        self.note(method, url, answer, body)
        return answer

    def note(self, method: str, url: str, answer: Answer, body: Any = None) -> None:
        """Hold an answer against the files."""
        register, path = place(url)
        said = {name.lower(): value for name, value in answer.headers.items()}
        for standard, seen in ((newest(register), self.seen), (of_1_5(register), self.seen_1_5)):
            template = standard and standard.template(path)
            if (
                standard is None
                or template is None
                or method.lower() not in standard.document["paths"][template]
            ):
                continue
            found = seen.setdefault((register, method.lower(), template), Seen())
            found.statuses.append(answer.status)
            parsed = answer.json if "json" in said.get("content-type", "") and answer.body else None
            found.wrong += standard.wrong(method.lower(), template, answer.status, said, parsed)
            if standard is newest(register) and answer.status < 300 and isinstance(body, dict):
                found.wrong += [f"sent: {w}" for w in standard.wrong_body(method.lower(), template, body)]

    def _with_the_least(self, url: str, body: Any) -> None:
        """The same request with only what the file of 1.5 requires, or else the newest, is accepted; nothing is kept."""
        register, path = place(url)
        standard = of_1_5(register) or newest(register)
        least = _least(standard, path, body)
        if least is None or least == body:
            return
        with db.atomic():
            answer = self.client.request("POST", url, least, **CRS)
            _undo()
        assert answer.status < 300, ("with what 1.5 asks", url, least, answer.body[:1000])


# What the standard asks in words, not in its schema: a betrokkene or an object is named in one of two ways, and an
# application may do something (ac-002).
_IN_WORDS = {
    "/rollen": {"betrokkeneIdentificatie"},
    "/zaakobjecten": {"objectIdentificatie"},
    "/applicaties": {"autorisaties"},
}


def _least(standard: Standard, path: str, body: Any) -> Any:
    template = standard.template(path)
    if template is None or "post" not in standard.document["paths"][template] or not isinstance(body, dict):
        return None
    schema = standard.body("post", template)
    if schema is None or "properties" not in schema:
        return None
    wanted = _IN_WORDS.get(path, set()) | set(standard.asked(schema))
    return {name: value for name, value in body.items() if name in wanted}


def _undo() -> None:
    from django.db import transaction

    transaction.set_rollback(True)


def place(url: str) -> tuple[str, str]:
    """The register of a URL of ours, and the path below its API."""
    path = urlsplit(url).path
    return path.split("/")[1], "/" + path.split("/", 4)[4]


Scene = Callable[[Recorder], None]
