"""Every page of the enabled components, and the house's own."""

from __future__ import annotations

from importlib import import_module

from django.conf import settings as django_settings
from django.contrib.staticfiles.urls import staticfiles_urlpatterns
from django.urls import URLPattern, URLResolver, include, path

from raadhuis.house import api_pages, views
from raadhuis.kernel import loader

handler400 = views.not_understood
handler500 = views.failed
urlpatterns: list[URLPattern | URLResolver] = [
    path("gezond", views.gezond),
    path("klaar", views.klaar),
    path("taal/", views.taal, name="taal"),
    *(
        path(
            f"{prefix[1:]}/schema/",
            api_pages.schema,
            {"title": f"{prefix.split('/')[1].capitalize()} API", "module": module},
        )
        for prefix, module in loader.apis()
    ),
    *(
        path("", include(import_module(f"{loader.PACKAGE}.{m.name}.{m.pages}")))
        for m in loader.enabled()
        if m.pages
    ),
    *(staticfiles_urlpatterns() if django_settings.DEBUG else []),
]
