"""Tables of Autorisaties. Read and written with SQL (`queries`); the models are for migrations and operators."""

from __future__ import annotations

from django.db import models


class Applicatie(models.Model):
    """An application and what it may do: `autorisaties` is a list of component, scopes, type (uuid) and max va."""

    uuid = models.UUIDField(unique=True)
    label = models.CharField(max_length=100)
    client_ids = models.JSONField()
    heeft_alle_autorisaties = models.BooleanField()
    autorisaties = models.JSONField()

    class Meta:
        db_table = "autorisaties_applicatie"


class Client(models.Model):
    """A client id and its sealed secret. The row stays when the id is taken away: an id is never given out again."""

    client_id = models.CharField(max_length=50, unique=True)
    secret = models.TextField(db_default="")
    applicatie = models.ForeignKey(Applicatie, null=True, on_delete=models.DO_NOTHING)
    active = models.BooleanField(db_default=True)

    class Meta:
        db_table = "autorisaties_client"
