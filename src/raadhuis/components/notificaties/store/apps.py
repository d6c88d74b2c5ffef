"""The tables of Notificaties."""

from __future__ import annotations

from django.apps import AppConfig


class NotificatiesConfig(AppConfig):
    name = "raadhuis.components.notificaties.store"
    label = "notificaties"
    default_auto_field = "django.db.models.BigAutoField"
