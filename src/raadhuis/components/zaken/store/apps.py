"""The tables of Zaken."""

from __future__ import annotations

from django.apps import AppConfig


class ZakenConfig(AppConfig):
    name = "raadhuis.components.zaken.store"
    label = "zaken"
    default_auto_field = "django.db.models.BigAutoField"
