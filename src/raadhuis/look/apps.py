"""Makes the visual language a Django app: templates, tags and static files, no models."""

from __future__ import annotations

from django.apps import AppConfig


class LookConfig(AppConfig):
    name = "raadhuis.look"
    label = "look"
    verbose_name = "Look"
