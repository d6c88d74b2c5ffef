"""The tables of Catalogi."""

from __future__ import annotations

from django.apps import AppConfig


class CatalogiConfig(AppConfig):
    name = "raadhuis.components.catalogi.store"
    label = "catalogi"
    default_auto_field = "django.db.models.BigAutoField"
