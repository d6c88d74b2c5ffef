"""The tables of Referentielijsten: one per list; an entry keeps the identifier that it has nationally."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Procestype(models.Model):
    """A kind of process of a selectielijst."""

    uuid = models.UUIDField(unique=True)
    nummer = models.IntegerField()
    naam = models.TextField()
    omschrijving = models.TextField()
    toelichting = models.TextField()
    procesobject = models.TextField()
    jaar = models.IntegerField()

    class Meta:
        db_table = "referentielijsten_procestype"


class Resultaat(models.Model):
    """A selectielijstklasse; `procestype` is an identifier, since a list may come before the other."""

    uuid = models.UUIDField(unique=True)
    procestype = models.UUIDField(db_index=True)
    nummer = models.IntegerField()
    volledig_nummer = models.TextField()
    generiek = models.BooleanField()
    specifiek = models.BooleanField()
    naam = models.TextField()
    omschrijving = models.TextField()
    herkomst = models.TextField()
    waardering = models.TextField()
    procestermijn = models.TextField()
    procestermijn_opmerking = models.TextField()
    bewaartermijn = models.TextField(null=True)  # the API tells no term (null) from an empty one
    toelichting = models.TextField()
    taakgebieden = ArrayField(models.TextField())

    class Meta:
        db_table = "referentielijsten_resultaat"


class Resultaattypeomschrijving(models.Model):
    """A generic name of an outcome."""

    uuid = models.UUIDField(unique=True)
    omschrijving = models.TextField()
    definitie = models.TextField()
    opmerking = models.TextField()

    class Meta:
        db_table = "referentielijsten_resultaattypeomschrijving"


class Communicatiekanaal(models.Model):
    """A way in which people reach the municipality."""

    uuid = models.UUIDField(unique=True)
    naam = models.TextField()
    omschrijving = models.TextField()

    class Meta:
        db_table = "referentielijsten_communicatiekanaal"
