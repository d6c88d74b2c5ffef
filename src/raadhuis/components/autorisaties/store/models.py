"""Tables of Autorisaties. Read and written with SQL (`queries`); the models are for migrations and operators."""

from __future__ import annotations

from django.db import models


class Applicatie(models.Model):
    """An application and what it may do: `autorisaties` is a list of component, scopes, type (uuid) and max va."""

    uuid = models.UUIDField(unique=True)
    label = models.CharField(max_length=100)
    client_ids = models.JSONField()
    heeft_alle_autorisaties = models.BooleanField()
    alleen_is_gereed_voor_publicatie = models.BooleanField(db_default=False)
    autorisaties = models.JSONField()

    class Meta:
        db_table = "autorisaties_applicatie"


class Client(models.Model):
    """A client id, its sealed secret and its public keys (JWKs); `since` is when those last changed.

    The row stays when the id is taken away: an id is never given out again.
    """

    client_id = models.CharField(max_length=50, unique=True)
    secret = models.TextField(db_default="")
    applicatie = models.ForeignKey(Applicatie, null=True, on_delete=models.DO_NOTHING)
    active = models.BooleanField(db_default=True)
    jwks = models.JSONField(db_default=models.Value([], models.JSONField()))
    since = models.DateTimeField(null=True)

    class Meta:
        db_table = "autorisaties_client"


class Sleutel(models.Model):
    """A key that we sign access tokens with: sealed, and its public part as a JWK. The newest signs."""

    kid = models.CharField(max_length=64, unique=True)
    sealed = models.TextField()
    public = models.JSONField()
    made = models.DateTimeField()

    class Meta:
        db_table = "autorisaties_sleutel"


class Assertie(models.Model):
    """A client assertion that was used, until it would have expired: nobody uses it again. `jti` is its hash."""

    jti = models.CharField(max_length=64, unique=True)
    until = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "autorisaties_assertie"
