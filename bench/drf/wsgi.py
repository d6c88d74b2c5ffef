"""Settings, and the WSGI entry point for the same server as ours."""

from __future__ import annotations

import os

import django
from django.conf import settings
from psycopg.conninfo import conninfo_to_dict

_parts = {k: str(v) for k, v in conninfo_to_dict(os.environ["RAADHUIS_DATABASE_URL"]).items()}
settings.configure(
    SECRET_KEY="bench",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF="bench.drf.views",
    USE_TZ=True,
    INSTALLED_APPS=[
        "django.contrib.contenttypes",
        "django.contrib.auth",
        "rest_framework",
        "django_filters",
        "bench",
    ],
    MIDDLEWARE=["django.middleware.common.CommonMiddleware"],  # Content-Length
    MEDIA_ROOT=os.environ.get("BENCH_MEDIA", ""),
    DATA_UPLOAD_MAX_MEMORY_SIZE=None,
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": _parts.pop("dbname"),
            "USER": _parts.pop("user", ""),
            "HOST": _parts.pop("host", ""),
            "PORT": _parts.pop("port", ""),
            "CONN_MAX_AGE": None,
            "OPTIONS": {"prepare_threshold": 2},
        }
    },
    REST_FRAMEWORK={
        "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
        "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
        "DEFAULT_AUTHENTICATION_CLASSES": ["bench.drf.access.Token"],
        "DEFAULT_PERMISSION_CLASSES": ["bench.drf.access.Allowed"],
        "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
        "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.PageNumberPagination",
        "PAGE_SIZE": 100,
    },
)
django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402  # Django must be set up first

application = get_wsgi_application()
