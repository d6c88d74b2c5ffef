"""The tables of Formulieren."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Formulier(models.Model):
    """One version of a form; a form that was begun keeps its version."""

    slug = models.CharField(max_length=80)
    versie = models.IntegerField()
    definitie = models.JSONField()
    geladen = models.DateTimeField()

    class Meta:
        db_table = "formulieren_formulier"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["slug", "versie"], name="formulieren_formulier_versie"),
        ]


class Inzending(models.Model):
    """A form that somebody fills in or sent. `inwoner` is a pseudonym; `gegevens` is sealed (BSN, facts, answers), and
    empty once the registers hold them. `status` is concept, ingediend or geregistreerd."""

    uuid = models.UUIDField(unique=True)
    formulier = models.ForeignKey(Formulier, on_delete=models.PROTECT)
    slug = models.CharField(max_length=80)
    inwoner = models.CharField(max_length=200)
    status = models.CharField(max_length=20)
    referentie = models.CharField(max_length=40, null=True, unique=True)
    gegevens = models.BinaryField()
    versie = models.IntegerField()
    begonnen = models.DateTimeField()
    gewijzigd = models.DateTimeField()
    ingediend = models.DateTimeField(null=True)
    geregistreerd = models.DateTimeField(null=True)
    zaak = models.UUIDField(null=True)

    class Meta:
        db_table = "formulieren_inzending"
        constraints: ClassVar = [
            # Two tabs or devices that begin at the same time share one concept.
            models.UniqueConstraint(
                fields=["inwoner", "slug"],
                condition=models.Q(status="concept"),
                name="formulieren_inzending_een_concept",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["ingediend"],
                condition=models.Q(status="ingediend"),
                name="formulieren_inzending_wacht",
            ),
        ]


class Upload(models.Model):
    """A file with a form; its content lies in the blobs until the registers hold it."""

    uuid = models.UUIDField(unique=True)
    inzending = models.ForeignKey(Inzending, on_delete=models.CASCADE)
    veld = models.CharField(max_length=50)
    bestandsnaam = models.CharField(max_length=255)
    formaat = models.CharField(max_length=255)
    omvang = models.BigIntegerField()
    blob = models.UUIDField()
    ontvangen = models.DateTimeField()

    class Meta:
        db_table = "formulieren_upload"
