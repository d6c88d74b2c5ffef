"""Makes the store of Referentielijsten a Django app; table names start with `referentielijsten_`."""

from __future__ import annotations

from django.apps import AppConfig


class ReferentielijstenConfig(AppConfig):
    name = "raadhuis.components.referentielijsten.store"
    label = "referentielijsten"
    default_auto_field = "django.db.models.BigAutoField"
