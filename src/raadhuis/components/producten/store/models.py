"""The table of Producten."""

from __future__ import annotations

from django.db import models


class Product(models.Model):
    """One product: what is searched by as columns, the whole of it in `data`."""

    slug = models.CharField(max_length=80, unique=True)
    volgorde = models.IntegerField()
    naam = models.CharField(max_length=200)
    trefwoorden = models.TextField()
    samenvatting = models.TextField()
    tekst = models.TextField()
    data = models.JSONField()
    gewijzigd = models.DateTimeField()

    class Meta:
        db_table = "producten_product"
