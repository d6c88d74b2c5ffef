"""Employees that logged in once: who work can be assigned to."""

from __future__ import annotations

from django.db import models


class Medewerker(models.Model):
    """An employee as her provider last described her."""

    id = models.CharField(max_length=200, primary_key=True)
    naam = models.CharField(max_length=200)
    teams = models.JSONField()
    rollen = models.JSONField()
    laatst_gezien = models.DateTimeField()

    class Meta:
        db_table = "toegang_medewerker"
