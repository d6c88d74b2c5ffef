"""The tables of Toegang."""

from __future__ import annotations

from django.apps import AppConfig


class ToegangConfig(AppConfig):
    name = "raadhuis.components.toegang.store"
    label = "toegang"
    default_auto_field = "django.db.models.BigAutoField"
