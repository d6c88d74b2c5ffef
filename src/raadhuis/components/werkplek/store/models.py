"""The read model of the worklist: made from the registers by events, and rebuilt from them when asked."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q


class Zaak(models.Model):
    """One zaak as the worklist shows it. Nothing of the applicant is in it: no BSN, no name."""

    uuid = models.UUIDField(primary_key=True)
    identificatie = models.CharField(max_length=40)
    omschrijving = models.CharField(max_length=80)
    zaaktype = models.UUIDField()
    zaaktype_naam = models.CharField(max_length=80)
    team = models.CharField(max_length=100)
    behandelaar_id = models.CharField(max_length=254)
    behandelaar_naam = models.CharField(max_length=200)
    status = models.CharField(max_length=80)
    startdatum = models.DateField()
    streef = models.DateField(null=True)
    uiterlijk = models.DateField(null=True)
    va = models.SmallIntegerField()
    taken = models.IntegerField()
    einddatum = models.DateField(null=True)
    bijgewerkt = models.DateTimeField()

    class Meta:
        db_table = "werkplek_zaak"
        indexes: ClassVar = [
            models.Index(
                fields=["team", "uiterlijk"], condition=Q(einddatum=None), name="werkplek_zaak_team"
            ),
            models.Index(fields=["behandelaar_id"], condition=Q(einddatum=None), name="werkplek_zaak_mijn"),
            models.Index(fields=["-einddatum"], condition=~Q(einddatum=None), name="werkplek_zaak_afgerond"),
            models.Index(fields=["identificatie"], name="werkplek_zaak_kenmerk"),
        ]
