"""Tables of Zaken. Written and read with SQL (the other modules here); the models are for migrations and operators.

What hangs on a zaak is also kept as identifiers on the zaak's own row (`status`, `resultaat`, `rollen`, ...). The row is
rewritten at every such change anyway, because `versie` (the ETag) moves and orders the events; so a list of zaken reads one
table and nothing else.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models


def _uuids() -> ArrayField[list[object], list[object]]:
    return ArrayField(models.UUIDField(), db_default=models.Value("{}"))


class Zaak(models.Model):
    """A case. `vertrouwelijkheid` is 1 (openbaar) to 8 (zeer_geheim); types are references to Catalogi."""

    uuid = models.UUIDField(primary_key=True)
    versie = models.BigIntegerField(db_default=1)
    identificatie = models.CharField(max_length=40)
    bronorganisatie = models.CharField(max_length=9)
    omschrijving = models.CharField(max_length=80)
    toelichting = models.CharField(max_length=1000)
    zaaktype = models.UUIDField()
    registratiedatum = models.DateField()
    verantwoordelijke_organisatie = models.CharField(max_length=9)
    startdatum = models.DateField()
    einddatum = models.DateField(null=True)
    einddatum_gepland = models.DateField(null=True)
    uiterlijke_einddatum_afdoening = models.DateField(null=True)
    publicatiedatum = models.DateField(null=True)
    communicatiekanaal = models.CharField(max_length=1000)
    producten_of_diensten = models.JSONField()
    vertrouwelijkheid = models.SmallIntegerField()
    betalingsindicatie = models.CharField(max_length=20)
    laatste_betaaldatum = models.DateTimeField(null=True)
    zaakgeometrie = models.JSONField(null=True)
    verlenging = models.JSONField(null=True)
    opschorting = models.JSONField(null=True)
    selectielijstklasse = models.CharField(max_length=1000)
    hoofdzaak = models.UUIDField(null=True)
    kenmerken = models.JSONField()
    archiefnominatie = models.CharField(max_length=20, null=True)
    archiefstatus = models.CharField(max_length=40, db_default="nog_te_archiveren")
    archiefactiedatum = models.DateField(null=True)
    startdatum_bewaartermijn = models.DateField(null=True)
    status = models.UUIDField(null=True)
    resultaat = models.UUIDField(null=True)
    deelzaken = _uuids()
    eigenschappen = _uuids()
    rollen = _uuids()
    zaakinformatieobjecten = _uuids()

    class Meta:
        db_table = "zaken_zaak"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["identificatie", "bronorganisatie"], name="zaken_zaak_identificatie"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["zaaktype", "vertrouwelijkheid", "uuid"], name="zaken_zaak_zaaktype"),
            models.Index(fields=["startdatum", "uuid"], name="zaken_zaak_startdatum"),
            models.Index(fields=["einddatum", "uuid"], name="zaken_zaak_einddatum"),
            models.Index(
                fields=["archiefactiedatum", "uuid"],
                condition=models.Q(archiefactiedatum__isnull=False),
                name="zaken_zaak_archief",
            ),
        ]


class _Onderdeel(models.Model):
    """What every part of a zaak has; abstract, so no table of its own."""

    uuid = models.UUIDField(primary_key=True)
    zaak = models.ForeignKey(Zaak, on_delete=models.CASCADE, db_column="zaak", related_name="+")

    class Meta:
        abstract = True


class Status(_Onderdeel):
    """A status that was set."""

    statustype = models.UUIDField()
    datum_status_gezet = models.DateTimeField()
    statustoelichting = models.CharField(max_length=1000)
    gezetdoor = models.CharField(max_length=200)

    class Meta:
        db_table = "zaken_status"


class Resultaat(_Onderdeel):
    """The outcome; one per zaak."""

    resultaattype = models.UUIDField()
    toelichting = models.CharField(max_length=1000)

    class Meta:
        db_table = "zaken_resultaat"


class Rol(_Onderdeel):
    """Somebody's part. `inp_bsn` and `medewerker` are copies for finding; `identificatie` holds every key of the type."""

    betrokkene = models.CharField(max_length=1000)
    betrokkene_type = models.CharField(max_length=30)
    afwijkende_naam_betrokkene = models.CharField(max_length=625)
    roltype = models.UUIDField()
    omschrijving = models.CharField(max_length=100)
    omschrijving_generiek = models.CharField(max_length=80)
    roltoelichting = models.CharField(max_length=1000)
    registratiedatum = models.DateTimeField()
    indicatie_machtiging = models.CharField(max_length=20)
    contactpersoon_rol = models.JSONField(null=True)
    identificatie = models.JSONField()
    inp_bsn = models.CharField(max_length=9)
    medewerker = models.CharField(max_length=254)

    class Meta:
        db_table = "zaken_rol"
        indexes: ClassVar = [
            models.Index(fields=["inp_bsn", "zaak"], condition=~models.Q(inp_bsn=""), name="zaken_rol_bsn"),
            models.Index(
                fields=["medewerker", "zaak"], condition=~models.Q(medewerker=""), name="zaken_rol_medewerker"
            ),
        ]


class Zaakeigenschap(_Onderdeel):
    """The value of a property; `naam` is copied from the eigenschap."""

    eigenschap = models.UUIDField()
    naam = models.CharField(max_length=20)
    waarde = models.TextField()

    class Meta:
        db_table = "zaken_zaakeigenschap"


class Zaakinformatieobject(_Onderdeel):
    """A document of the zaak; the document itself is in Documenten."""

    informatieobject = models.UUIDField(db_index=True)
    titel = models.CharField(max_length=200)
    beschrijving = models.TextField()
    registratiedatum = models.DateTimeField()
    vernietigingsdatum = models.DateTimeField(null=True)
    status = models.UUIDField(null=True)

    class Meta:
        db_table = "zaken_zaakinformatieobject"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["zaak", "informatieobject"], name="zaken_zaakinformatieobject_once"
            ),
        ]


class Zaakbesluit(_Onderdeel):
    """A decision of the zaak; `ingangsdatum` and `vervaldatum` are copies that the archive date may need (zrc-021)."""

    besluit = models.UUIDField()
    ingangsdatum = models.DateField(null=True)
    vervaldatum = models.DateField(null=True)

    class Meta:
        db_table = "zaken_zaakbesluit"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["zaak", "besluit"], name="zaken_zaakbesluit_once"),
        ]
