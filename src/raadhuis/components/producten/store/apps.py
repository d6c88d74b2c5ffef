"""Makes the store of Producten a Django app; table names start with `producten_`."""

from __future__ import annotations

from django.apps import AppConfig


class ProductenConfig(AppConfig):
    name = "raadhuis.components.producten.store"
    label = "producten"
    default_auto_field = "django.db.models.BigAutoField"
