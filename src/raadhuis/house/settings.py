"""Django's settings, derived from ours and from the components' manifests."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import psycopg
from psycopg.conninfo import conninfo_to_dict

from raadhuis.kernel import loader
from raadhuis.kernel import settings as house

_ours = house.current()
_package = Path(__file__).parent.parent

SECRET_KEY = _ours.secret_key or hashlib.sha256(_ours.database_url.encode()).hexdigest()
DEBUG = _ours.debug
ALLOWED_HOSTS = [*_ours.hosts, urlsplit(_ours.url).hostname or ""]
ROOT_URLCONF = "raadhuis.house.urls"
WSGI_APPLICATION = "raadhuis.house.wsgi.application"
USE_TZ = True
TIME_ZONE = "Europe/Amsterdam"
LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands"), ("en", "English")]
USE_I18N = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = _ours.url.startswith("https")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
APPEND_SLASH = True

INSTALLED_APPS = [
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "procrastinate.contrib.django",
    "raadhuis.kernel",
    "raadhuis.look",
    *(f"{loader.PACKAGE}.{m.name}.store" for m in loader.enabled() if m.store),
]

MIDDLEWARE = [
    "raadhuis.house.middleware.SecurityHeaders",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "raadhuis.house.middleware.Refusals",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [
            _package / "house" / "templates",
            *(
                path
                for m in loader.enabled()
                if (path := _package / "components" / m.name / "web" / "templates").is_dir()
            ),
        ],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.csrf",
                "django.template.context_processors.i18n",
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "raadhuis.look.context.municipality",
                "raadhuis.house.context.house",
            ]
        },
    }
]

RAADHUIS_LOOK = {
    "name": _ours.gemeente,
    "theme": _ours.theme,
    "word_mark": f"look/img/woordmerk-{_ours.theme}.svg",
    "word_mark_light": f"look/img/woordmerk-{_ours.theme}-licht.svg",
    "address": _ours.gemeente_adres,
    "phone": _ours.gemeente_telefoon,
}
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

STATIC_URL = "/static/"
STATICFILES_DIRS = [
    _package / "house" / "static",
    *(
        path
        for m in loader.enabled()
        if (path := _package / "components" / m.name / "web" / "static").is_dir()
    ),
]
LOCALE_PATHS = [
    path for path in [_package / "look" / "locale", *_package.glob("components/*/locale")] if path.is_dir()
]


def _database(url: str) -> dict[str, Any]:
    try:
        parts = {name: str(value) for name, value in conninfo_to_dict(url).items()}
    except psycopg.ProgrammingError as error:
        raise house.BadSetting("RAADHUIS_DATABASE_URL is not a postgresql:// address.") from error
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.pop("dbname", ""),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": parts.pop("port", ""),
        "CONN_MAX_AGE": None,
        "OPTIONS": {"connect_timeout": 3, **parts},
    }


DATABASES = {"default": _database(_ours.database_url)}

SESSION_ENGINE = "raadhuis.house.sessions"
SESSION_SERIALIZER = "raadhuis.house.sessions.Sealed"
SESSION_COOKIE_NAME = "raadhuis_sessie"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _ours.url.startswith("https")
CSRF_COOKIE_NAME = "raadhuis_csrf"
CSRF_TRUSTED_ORIGINS = [_ours.url]
X_FRAME_OPTIONS = "DENY"

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1 * 2**20


def _mail(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    return {
        "EMAIL_HOST": parts.hostname or "",
        "EMAIL_PORT": parts.port or 25,
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
    }


globals().update(_mail(_ours.smtp_url))
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = _ours.mail_from

PROCRASTINATE_ON_APP_READY = "raadhuis.house.jobs.on_app_ready"
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs_are_named_in_house_jobs"

LOGGING_CONFIG = None
TEST_RUNNER = "django.test.runner.DiscoverRunner"
