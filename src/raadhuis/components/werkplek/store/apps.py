"""Makes the store of Werkplek a Django app; table names start with `werkplek_`."""

from __future__ import annotations

from django.apps import AppConfig


class WerkplekConfig(AppConfig):
    name = "raadhuis.components.werkplek.store"
    label = "werkplek"
    default_auto_field = "django.db.models.BigAutoField"
