"""Tables of Notificaties; read and written with SQL."""

from __future__ import annotations

from django.db import models


class Kanaal(models.Model):
    """A subject of notificaties; `filters` is a JSON array of kenmerken."""

    uuid = models.UUIDField(unique=True)
    naam = models.CharField(max_length=50, unique=True)
    documentatie_link = models.CharField(max_length=200)
    filters = models.JSONField()

    class Meta:
        db_table = "notificaties_kanaal"


class Abonnement(models.Model):
    """A subscription. `auth` and `sleutel` are sealed ("" is no key); `kanalen` is a JSON array of {naam, filters}, as on
    the wire; `formaat` is `zgw` or `cloudevents`."""

    uuid = models.UUIDField(unique=True)
    callback_url = models.CharField(max_length=1000)
    auth = models.TextField()
    kanalen = models.JSONField()
    formaat = models.CharField(max_length=20, db_default="zgw")
    sleutel = models.TextField(db_default="")

    class Meta:
        db_table = "notificaties_abonnement"
