"""A house with nothing in it but the look: `python house.py PORT`. Serves the style page, errors and a toast."""

from __future__ import annotations

import sys
from wsgiref.simple_server import WSGIRequestHandler, make_server

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string

SECURITY = "default-src 'self'; frame-ancestors 'none'; form-action 'self'; base-uri 'self'"

settings.configure(
    DEBUG=False,
    SECRET_KEY="only-for-this-test",
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    INSTALLED_APPS=["django.contrib.staticfiles", "raadhuis.look"],
    MIDDLEWARE=["django.middleware.locale.LocaleMiddleware", "django.middleware.csrf.CsrfViewMiddleware"],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {
                "context_processors": [
                    "django.template.context_processors.request",
                    "raadhuis.look.context.municipality",
                ]
            },
        }
    ],
    STATIC_URL="/static/",
    LANGUAGE_CODE="nl",
    LANGUAGES=[("nl", "Nederlands"), ("en", "English")],
    USE_TZ=True,
    TIME_ZONE="Europe/Amsterdam",
    DATABASES={},
    RAADHUIS_LOOK={
        "name": "Gemeente Losser",
        "theme": "losser",
        "word_mark": "look/img/woordmerk-losser.svg",
        "word_mark_light": "look/img/woordmerk-losser-licht.svg",
        "phone": "14 053",
        "opening_hours": "Maandag tot en met vrijdag van 9 tot 17 uur",
        "address": "Raadhuisplein 1\n7581 AG Losser",
    },
)
django.setup()

from django.contrib.staticfiles.handlers import StaticFilesHandler  # noqa: E402
from django.urls import include, path  # noqa: E402

from raadhuis.look.htmx import melding  # noqa: E402


def with_message(request: HttpRequest) -> HttpResponse:
    return HttpResponse("", headers=melding("Zaak één is toegewezen", kind="ok"))


def error(request: HttpRequest) -> HttpResponse:
    context = {
        "status": 409,
        "heading": "Deze zaak is al gesloten",
        "what": "Uw collega was u voor.",
        "next": "Heropen de zaak.",
        "family": request.GET["familie"],
    }
    return HttpResponse(render_to_string("look/error.html", context, request), status=409)


def confirm(request: HttpRequest) -> HttpResponse:
    context = {
        "question": "Weet u het zeker?",
        "explanation": "Dit kan niet terug.",
        "danger": True,
        "family": request.GET["familie"],
    }
    return HttpResponse(render_to_string("look/confirm.html", context, request))


def broken(request: HttpRequest) -> HttpResponse:
    return HttpResponse(render_to_string("500.html"), status=500)


urlpatterns = [
    path("", include("raadhuis.look.urls")),
    path("melding/", with_message),
    path("fout/", error),
    path("bevestig/", confirm),
    path("kapot/", broken),
]


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Says nothing: the test's output is the test's."""


class Guarded(StaticFilesHandler):
    """The handler with the headers that the real house sends."""

    def get_response(self, request: HttpRequest) -> HttpResponseBase:
        response = super().get_response(request)
        response.headers["Content-Security-Policy"] = SECURITY
        return response


class GuardedPages:
    def __init__(self, application: Guarded) -> None:
        self.application = application

    def __call__(self, environ, start_response):  # type: ignore[no-untyped-def]
        def start(status, headers, *rest):  # type: ignore[no-untyped-def]
            kept = [pair for pair in headers if pair[0] != "Content-Security-Policy"]
            return start_response(status, [*kept, ("Content-Security-Policy", SECURITY)], *rest)

        return self.application(environ, start)


if __name__ == "__main__":
    application = GuardedPages(Guarded(get_wsgi_application()))
    with make_server("127.0.0.1", int(sys.argv[1]), application, handler_class=Quiet) as server:
        sys.stdout.write(f"{server.server_port}\n")
        sys.stdout.flush()
        server.serve_forever()
