"""Tables of Besluiten. Read and written with SQL; the models are for migrations and operators."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Besluit(models.Model):
    """A decision. `zaak` and `besluittype` are identifiers in the neighbouring registers."""

    uuid = models.UUIDField(unique=True)
    verantwoordelijke_organisatie = models.CharField(max_length=9)
    identificatie = models.CharField(max_length=50)
    besluittype = models.UUIDField(db_index=True)
    zaak = models.UUIDField(null=True, db_index=True)
    datum = models.DateField()
    toelichting = models.TextField()
    bestuursorgaan = models.CharField(max_length=50)
    ingangsdatum = models.DateField()
    vervaldatum = models.DateField(null=True)
    vervalreden = models.CharField(max_length=30)
    publicatiedatum = models.DateField(null=True)
    verzenddatum = models.DateField(null=True)
    uiterlijke_reactiedatum = models.DateField(null=True)

    class Meta:
        db_table = "besluiten_besluit"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["verantwoordelijke_organisatie", "identificatie"],
                name="besluiten_besluit_identificatie",
            ),
        ]


class BesluitInformatieObject(models.Model):
    """That a document records a decision."""

    uuid = models.UUIDField(unique=True)
    besluit = models.ForeignKey(Besluit, on_delete=models.CASCADE, related_name="+", db_index=False)
    informatieobject = models.UUIDField(db_index=True)

    class Meta:
        db_table = "besluiten_besluitinformatieobject"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["besluit", "informatieobject"], name="besluiten_bio_once"),
        ]
