"""Gebruiksrechten and verzendingen over HTTP: list, make, show, change, remove."""

from __future__ import annotations

from dataclasses import dataclass

from raadhuis.components.documenten import api
from raadhuis.kernel import endpoint, paging
from raadhuis.kernel.endpoint import Request, Response
from raadhuis.kernel.wire import Wire


@dataclass(frozen=True, slots=True)
class Handlers:
    """The handlers of one kind; `paged` as the standard has its list."""

    soort: api.Soort
    paged: bool

    def listed(self, request: Request) -> Response:
        """GET: those that match."""
        given = request.filters()
        if not self.paged:
            return endpoint.json(api.list_json(self.soort, actor=request.actor, given=given)[0])
        page, size = paging.page_of(request), paging.size_of(request)
        results, count = api.list_json(self.soort, actor=request.actor, given=given, page=page, size=size)
        return endpoint.json(paging.envelope(results, count=count, page=page, request=request, size=size))

    def create(self, request: Request) -> Response:
        """POST: one more of a document."""
        body, wrong = request.decode_partly(self.soort.body)
        made = api.add(
            self.soort, actor=request.actor, at=request.at, body=body, wrong=wrong, reden=request.reden
        )
        return endpoint.created(made)

    def one(self, request: Request) -> Response:
        """GET and HEAD: one, with its ETag."""
        return endpoint.one(api.one_json(self.soort, actor=request.actor, uuid=request.uuid))

    def update(self, request: Request) -> Response:
        """PUT: as a whole."""
        return self._changed(request, self.soort.body)

    def patch(self, request: Request) -> Response:
        """PATCH: what is named."""
        return self._changed(request, self.soort.patch)

    def destroy(self, request: Request) -> Response:
        """DELETE: gone."""
        api.remove(self.soort, actor=request.actor, at=request.at, uuid=request.uuid, reden=request.reden)
        return Response(status=204)

    def _changed(self, request: Request, kind: type[Wire]) -> Response:
        body, wrong = request.decode_partly(kind)
        changed = api.change(
            self.soort,
            actor=request.actor,
            at=request.at,
            uuid=request.uuid,
            body=body,
            wrong=wrong,
            reden=request.reden,
        )
        return endpoint.one(changed)
