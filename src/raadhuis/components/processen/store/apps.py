"""The tables of Processen."""

from __future__ import annotations

from django.apps import AppConfig


class ProcessenConfig(AppConfig):
    name = "raadhuis.components.processen.store"
    label = "processen"
    default_auto_field = "django.db.models.BigAutoField"
