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
    """One version: metadata and where its content is. `va` is 1 (openbaar) to 8 (zeer_geheim), `omvang` in bytes.

    Versions of one document that differ in metadata only share their `blob`.
    """

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
    blob = models.UUIDField(null=True, db_index=True)
    omvang = models.BigIntegerField(null=True)
    sha256 = models.CharField(max_length=64, db_default="", db_index=True)

    class Meta:
        db_table = "documenten_versie"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["document", "versie"], name="documenten_versie_nummer"),
        ]


class Bestandsdeel(models.Model):
    """A part of content that is still coming in; the rows go when the parts are joined. `omvang` in bytes."""

    uuid = models.UUIDField(unique=True)
    versie = models.ForeignKey(Versie, on_delete=models.CASCADE, related_name="+", db_index=False)
    volgnummer = models.IntegerField()
    omvang = models.BigIntegerField()
    blob = models.UUIDField(null=True, db_index=True)
    ontvangen = models.DateTimeField(null=True)  # when it last came in

    class Meta:
        db_table = "documenten_bestandsdeel"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["versie", "volgnummer"], name="documenten_bestandsdeel_nummer"),
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


class Gebruiksrecht(models.Model):
    """Conditions on the use of a document, during a period."""

    uuid = models.UUIDField(unique=True)
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="+")
    startdatum = models.DateTimeField()
    einddatum = models.DateTimeField(null=True)
    omschrijving_voorwaarden = models.TextField()

    class Meta:
        db_table = "documenten_gebruiksrecht"


class Verzending(models.Model):
    """From or to whom a document was sent. Addresses as they stand on the wire."""

    uuid = models.UUIDField(unique=True)
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="+")
    betrokkene = models.CharField(max_length=200)
    aard_relatie = models.CharField(max_length=20)
    toelichting = models.CharField(max_length=200)
    ontvangstdatum = models.DateField(null=True)
    verzenddatum = models.DateField(null=True)
    contact_persoon = models.CharField(max_length=1000)
    contactpersoonnaam = models.CharField(max_length=40)
    binnenlands_correspondentieadres = models.JSONField(null=True)
    buitenlands_correspondentieadres = models.JSONField(null=True)
    correspondentie_postadres = models.JSONField(null=True)
    faxnummer = models.CharField(max_length=15, null=True)  # the standard tells null from ""
    emailadres = models.CharField(max_length=100, null=True)  # idem
    mijn_overheid = models.BooleanField()
    telefoonnummer = models.CharField(max_length=15, null=True)  # idem

    class Meta:
        db_table = "documenten_verzending"
        indexes: ClassVar = [models.Index(fields=["betrokkene"], name="documenten_betrokkene")]


class Import(models.Model):
    """A bulk import: its metadata (`csv`, content of `omvang` bytes) and how far it is.

    `map` is the folder with the files; "" is that of the setting. `kolommen` is the first record, `positie` the byte and
    `nummer` the record up to where the rows have been done.
    """

    uuid = models.UUIDField(unique=True)
    status = models.CharField(max_length=20)
    gemaakt = models.DateTimeField()
    klaar = models.DateTimeField(null=True)
    actor_kind = models.CharField(max_length=20)
    actor_id = models.CharField(max_length=200)
    actor_name = models.CharField(max_length=200)
    map = models.TextField(db_default="")
    csv = models.UUIDField(null=True, db_index=True)
    omvang = models.BigIntegerField(db_default=0)
    sha256 = models.CharField(max_length=64, db_default="")
    kolommen = models.TextField(db_default="")
    positie = models.BigIntegerField(db_default=0)
    nummer = models.IntegerField(db_default=1)
    totaal = models.IntegerField(db_default=0)
    gelukt = models.IntegerField(db_default=0)
    mislukt = models.IntegerField(db_default=0)

    class Meta:
        db_table = "documenten_import"


class ImportRij(models.Model):
    """What became of one row: the `document` that was made, or the `fouten`. `koppelt`: made, not yet linked to its zaak."""

    import_van = models.ForeignKey(
        Import, on_delete=models.CASCADE, related_name="+", db_column="import_id", db_index=False
    )
    nummer = models.IntegerField()
    document = models.UUIDField(null=True)
    koppelt = models.BooleanField(db_default=False)
    fouten = models.JSONField(null=True)

    class Meta:
        db_table = "documenten_importrij"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["import_van", "nummer"], name="documenten_importrij_nummer"),
        ]


class Tekst(models.Model):
    """The text in content with this SHA-256, for whatever versions have that content. `lengte` in characters.

    The migration adds `woorden`, a generated tsvector in Dutch of the first 150,000 characters, with its index.
    """

    sha256 = models.CharField(max_length=64, primary_key=True)
    status = models.CharField(max_length=20)
    taal = models.CharField(max_length=3)
    lengte = models.IntegerField()
    tekst = models.TextField()
    pogingen = models.IntegerField()
    gewijzigd = models.DateTimeField()

    class Meta:
        db_table = "documenten_tekst"
