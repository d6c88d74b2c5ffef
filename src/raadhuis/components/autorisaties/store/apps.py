"""The tables of Autorisaties."""

from __future__ import annotations

from django.apps import AppConfig


class AutorisatiesConfig(AppConfig):
    name = "raadhuis.components.autorisaties.store"
    label = "autorisaties"
    default_auto_field = "django.db.models.BigAutoField"
