"""The addresses outside the API: for operators, and our own callback, where a Notificaties elsewhere tells us what
changed there."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from raadhuis.components.notificaties import api
from raadhuis.components.notificaties.web import beheer
from raadhuis.kernel import clock, endpoint
from raadhuis.kernel.refusal import Refusal


@csrf_exempt  # no cookie counts here: the caller proves itself with the secret
@require_POST
def callback(request: HttpRequest) -> HttpResponse:
    """204 when the message was taken, 403 without the secret."""
    try:
        api.receive(
            authorization=request.headers.get("Authorization", ""),
            at=clock.now(),
            body=api.read_message(request.body, headers=request.headers),
        )
    except Refusal as refusal:
        problem = endpoint.problem(refusal)
        return HttpResponse(problem.body, status=problem.status, content_type=problem.content_type)
    return HttpResponse(status=204)


urlpatterns = [
    path(api.CALLBACK.lstrip("/"), callback),
    path("beheer/abonnementen/", beheer.lijst, name="beheer-abonnementen"),
    path("beheer/abonnementen/wat-niet-lukt/", beheer.dode_brieven, name="beheer-dode-brieven"),
    path("beheer/abonnementen/opnieuw/", beheer.opnieuw, name="beheer-opnieuw"),
    path("beheer/abonnementen/<uuid:uuid>/stil/", beheer.stil, name="beheer-stil"),
    path("beheer/abonnementen/<uuid:uuid>/aan/", beheer.aan, name="beheer-aan"),
]
