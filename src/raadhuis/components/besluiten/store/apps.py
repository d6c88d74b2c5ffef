"""The tables of Besluiten."""

from __future__ import annotations

from django.apps import AppConfig


class BesluitenConfig(AppConfig):
    name = "raadhuis.components.besluiten.store"
    label = "besluiten"
    default_auto_field = "django.db.models.BigAutoField"
