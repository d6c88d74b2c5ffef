"""Tables of Documenten. Read and written with SQL; the models are for migrations and operators."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Document(models.Model):
    """What stays the same over the versions. `versie` is the newest one; `lock` "" is not locked."""

    uuid = models.UUIDField(unique=True)
    bronorganisatie = models.CharField(max_length=9)
    identificatie = models.CharField(max_length=40)
    versie = models.IntegerField()
    lock = models.CharField(max_length=100, db_default="")

    class Meta:
        db_table = "documenten_document"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["bronorganisatie", "identificatie"], name="documenten_document_identificatie"
            ),
        ]


class Versie(models.Model):
    """One version: metadata and where its content is. `va` is 1 (openbaar) to 8 (zeer_geheim), `omvang` in bytes."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="+", db_index=False)
    versie = models.IntegerField()
    begin_registratie = models.DateTimeField()
    informatieobjecttype = models.UUIDField(db_index=True)
    va = models.SmallIntegerField()
    creatiedatum = models.DateField()
    titel = models.CharField(max_length=200)
    auteur = models.CharField(max_length=200)
    taal = models.CharField(max_length=3)
    status = models.CharField(max_length=20)
    formaat = models.CharField(max_length=255)
    bestandsnaam = models.CharField(max_length=255)
    beschrijving = models.CharField(max_length=1000)
    link = models.CharField(max_length=200)
    verschijningsvorm = models.TextField()
    trefwoorden = models.JSONField()
    ontvangstdatum = models.DateField(null=True)
    verzenddatum = models.DateField(null=True)
    tonen_aan_initiator = models.BooleanField()
    indicatie_gebruiksrecht = models.BooleanField(null=True)
    is_gereed_voor_publicatie = models.BooleanField(null=True)
    inhoud_is_vervallen = models.BooleanField(null=True)
    ondertekening = models.JSONField(null=True)
    integriteit = models.JSONField(null=True)
    blob = models.UUIDField(null=True, unique=True)
    omvang = models.BigIntegerField(null=True)
    sha256 = models.CharField(max_length=64, db_default="")

    class Meta:
        db_table = "documenten_versie"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["document", "versie"], name="documenten_versie_nummer"),
        ]


class ObjectInformatieObject(models.Model):
    """That a document belongs to an object of another register."""

    uuid = models.UUIDField(unique=True)
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="+", db_index=False)
    object = models.UUIDField(db_index=True)
    object_type = models.CharField(max_length=20)

    class Meta:
        db_table = "documenten_objectinformatieobject"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["document", "object"], name="documenten_oio_once"),
        ]
