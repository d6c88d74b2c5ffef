"""The kernel's own tables: audit, outbox, idempotency keys."""

from __future__ import annotations

from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "raadhuis.kernel"
    label = "kernel"
    default_auto_field = "django.db.models.BigAutoField"
