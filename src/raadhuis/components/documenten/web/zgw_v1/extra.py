"""Beyond the standard, as products of today have it: reserve numbers; a document with its zaak in one call."""

from __future__ import annotations

from raadhuis.components.documenten import api
from raadhuis.kernel import settings, wire, zgw
from raadhuis.kernel.endpoint import Request, Response

_ZIO = "/zaakinformatieobjecten"


def reserve(request: Request) -> Response:
    """POST: one number, or a list when more than one is asked."""
    body = request.decode(api.Reservering)
    numbers = [{"documentnummer": n} for n in api.reserve(actor=request.actor, at=request.at, body=body)]
    return Response(wire.encode(numbers if len(numbers) > 1 else numbers[0]), 201)


def register(request: Request) -> Response:
    """POST: a document and its relation to a zaak; both, or neither."""
    body = request.decode(api.Registratie)

    def relate(document: str) -> bytes:
        of = {"zaak": body.zaak} if body.zaak else {}
        relation = {**of, **body.zaakinformatieobject, "informatieobject": document}
        if settings.current().register_url("zaken"):
            return zgw.call("zaken", "POST", _ZIO, actor=request.actor, body=relation).content
        answer = request.within("POST", f"/zaken/api/v1{_ZIO}", wire.encode(relation))
        return answer.body if isinstance(answer.body, bytes) else b"".join(answer.body)

    made = api.register(
        actor=request.actor,
        at=request.at,
        body=body.enkelvoudiginformatieobject,
        relate=relate,
        content=request.take_content(),
        reden=request.reden,
    )
    parts = b'{"enkelvoudiginformatieobject":%b,"zaakinformatieobject":%b}'
    return Response(parts % (made.document, made.relation), 201)
