"""A functional administrator at the API: makes types, publishes them, and sees what happened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from raadhuis.components.catalogi.tests import bodies
from raadhuis.components.catalogi.tests.bodies import ROOT
from raadhuis.kernel.testing import Answer, ApiClient

MADE = {"informatieobjecttypen": 200}  # the contract's own status of a POST


@dataclass(slots=True)
class Beheer:
    """Someone who makes types in one catalogus, `catalogus`."""

    api: ApiClient
    catalogus: str

    def post(self, resource: str, body: dict[str, Any]) -> Answer:
        return self.api.post(f"{ROOT}/{resource}", body)

    def make(self, resource: str, body: dict[str, Any], *, published: bool = False) -> dict[str, Any]:
        """The resource that was made, published when asked."""
        answer = self.post(resource, body)
        assert answer.status == MADE.get(resource, 201), answer.body
        made: dict[str, Any] = answer.json
        return self.publish(made["url"]) if published else made

    def publish(self, url: str) -> dict[str, Any]:
        answer = self.api.post(f"{url}/publish", None)
        assert answer.status == 200, answer.body
        found: dict[str, Any] = answer.json
        return found

    def get(self, url: str) -> dict[str, Any]:
        answer = self.api.get(url)
        assert answer.status == 200, answer.body
        found: dict[str, Any] = answer.json
        return found

    def zaaktype(self, *, published: bool = False, **changes: Any) -> dict[str, Any]:
        return self.make("zaaktypen", bodies.zaaktype(self.catalogus, **changes), published=published)

    def besluittype(self, *, published: bool = False, **changes: Any) -> dict[str, Any]:
        return self.make("besluittypen", bodies.besluittype(self.catalogus, **changes), published=published)

    def informatieobjecttype(self, *, published: bool = False, **changes: Any) -> dict[str, Any]:
        body = bodies.informatieobjecttype(self.catalogus, **changes)
        return self.make("informatieobjecttypen", body, published=published)
