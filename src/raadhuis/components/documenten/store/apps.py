"""The tables of Documenten."""

from __future__ import annotations

from django.apps import AppConfig


class DocumentenConfig(AppConfig):
    name = "raadhuis.components.documenten.store"
    label = "documenten"
    default_auto_field = "django.db.models.BigAutoField"
