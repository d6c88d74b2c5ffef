"""The tables of Berichten."""

from __future__ import annotations

from django.apps import AppConfig


class BerichtenConfig(AppConfig):
    name = "raadhuis.components.berichten.store"
    label = "berichten"
    default_auto_field = "django.db.models.BigAutoField"
