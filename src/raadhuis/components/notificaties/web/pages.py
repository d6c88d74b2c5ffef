"""Our own callback: where a Notificaties elsewhere tells us what changed there. For machines, so no page to look at."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from raadhuis.components.notificaties import api
from raadhuis.kernel import clock, endpoint, wire
from raadhuis.kernel.refusal import Refusal


@csrf_exempt  # no cookie counts here: the caller proves itself with the secret
@require_POST
def callback(request: HttpRequest) -> HttpResponse:
    """204 when the message was taken, 403 without the secret."""
    try:
        body = wire.decode(request.body, api.Notificatie)
        api.receive(authorization=request.headers.get("Authorization", ""), at=clock.now(), body=body)
    except Refusal as refusal:
        problem = endpoint.problem(refusal)
        return HttpResponse(problem.body, status=problem.status, content_type=problem.content_type)
    return HttpResponse(status=204)


urlpatterns = [path(api.CALLBACK.lstrip("/"), callback)]
