"""Tables of Processen. Read and written with SQL; the models are for migrations and operators."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Definitie(models.Model):
    """A version of a process; never changed, since running instances stay on theirs."""

    naam = models.CharField(max_length=60)
    versie = models.IntegerField()
    bpmn = models.TextField()
    sha256 = models.CharField(max_length=64)
    geladen = models.DateTimeField()

    class Meta:
        db_table = "processen_definitie"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["naam", "versie"], name="processen_definitie_versie")
        ]


class Inrichting(models.Model):
    """What happens with zaken of a zaaktype (its `identificatie`) and who does it; `termijnen` are ISO durations by
    userTask."""

    zaaktype = models.CharField(max_length=50, unique=True)
    proces = models.CharField(max_length=60)
    team = models.CharField(max_length=100)
    termijnen = models.JSONField()

    class Meta:
        db_table = "processen_inrichting"


class Instantie(models.Model):
    """The run of a process for a zaak, once; `stand` is where it stands, as the engine writes it."""

    zaak = models.UUIDField(unique=True)
    zaaktype = models.CharField(max_length=50)
    definitie = models.ForeignKey(Definitie, on_delete=models.PROTECT, db_index=False)
    stand = models.TextField()
    status = models.CharField(max_length=10, db_default="lopend")
    gestart = models.DateTimeField()

    class Meta:
        db_table = "processen_instantie"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(status__in=["lopend", "gereed", "beeindigd"]),
                name="processen_instantie_status",
            )
        ]


class Taak(models.Model):
    """A task for an employee; `voorkomen` is the occurrence in the run, `element` the userTask's id."""

    uuid = models.UUIDField(unique=True)
    instantie = models.ForeignKey(Instantie, on_delete=models.CASCADE, db_index=False)
    zaak = models.UUIDField()
    voorkomen = models.UUIDField()
    element = models.CharField(max_length=60)
    naam = models.TextField()
    omschrijving = models.TextField()
    uitleg = models.JSONField()
    team = models.CharField(max_length=100)
    behandelaar_id = models.CharField(max_length=200, db_default="")
    behandelaar_naam = models.CharField(max_length=200, db_default="")
    uiterlijk = models.DateField(null=True)
    velden = models.JSONField()
    antwoorden = models.JSONField(db_default=models.Value({}, models.JSONField()))
    vereist = models.CharField(max_length=20, db_default="")
    status = models.CharField(max_length=10, db_default="open")
    gemaakt = models.DateTimeField()
    gereed_at = models.DateTimeField(null=True)
    gereed_door = models.CharField(max_length=200, db_default="")

    class Meta:
        db_table = "processen_taak"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["instantie", "voorkomen"], name="processen_taak_once"),
            models.CheckConstraint(
                condition=models.Q(status__in=["open", "gereed", "vervallen"]), name="processen_taak_status"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["zaak", "gemaakt"], name="processen_taak_zaak")]
