"""Makes the store of Formulieren a Django app; table names start with `formulieren_`."""

from __future__ import annotations

from django.apps import AppConfig


class FormulierenConfig(AppConfig):
    name = "raadhuis.components.formulieren.store"
    label = "formulieren"
    default_auto_field = "django.db.models.BigAutoField"
