"""Tables of Zaken. Written and read with SQL (the other modules here); the models are for migrations and operators.

What hangs on a zaak is also kept as identifiers on the zaak's own row (`status`, `resultaat`, `rollen`, ...). The row is
rewritten at every such change anyway, because `versie` (the ETag) moves and orders the events; so a list of zaken reads one
table and nothing else.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, GistIndex, HashIndex
from django.db import models


def _uuids() -> ArrayField[list[object], list[object]]:
    return ArrayField(models.UUIDField(), db_default=models.Value("{}"))


# An index in an order that a list may have also holds what the rights are about: pages are skipped without reading zaken.
_RIGHTS = ("zaaktype", "vertrouwelijkheid")


def _ordered(**fields: list[str]) -> list[models.Index]:
    return [
        models.Index(fields=[*names, "uuid"], include=list(_RIGHTS), name=f"zaken_zaak_op_{name}")
        for name, names in fields.items()
    ]


class Box(models.Field):  # type: ignore[type-arg]  # read and written with SQL only, as PostgreSQL's own `box`
    def db_type(self, connection: object) -> str:
        return "box"


class Zaak(models.Model):
    """A case. `vertrouwelijkheid` is 1 (openbaar) to 8 (zeer_geheim); types are references to Catalogi.

    `relevante_andere_zaken` keeps the standard's objects with the identifier `zaak` instead of `url`. `omvang` is the
    box around `zaakgeometrie`, longitude first. `archiefactiedatum_gekozen`: somebody chose the date, so it is not
    derived again. `statustype` and `resultaattype` are those of `status` and `resultaat`, for finding.
    """

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
    statustype = models.UUIDField(null=True)
    resultaattype = models.UUIDField(null=True)
    deelzaken = _uuids()
    eigenschappen = _uuids()
    rollen = _uuids()
    zaakinformatieobjecten = _uuids()
    zaakobjecten = _uuids()
    opdrachtgevende_organisatie = models.CharField(max_length=9, db_default="")
    processobjectaard = models.CharField(max_length=200, null=True)
    processobject = models.JSONField(null=True)
    relevante_andere_zaken = models.JSONField(db_default=models.Value([], models.JSONField()))
    communicatiekanaal_naam = models.CharField(max_length=250, db_default="")
    laatst_gemuteerd = models.DateTimeField(null=True)
    gerelateerde_zaken = _uuids()
    laatst_geopend = models.DateTimeField(null=True)
    archiefactiedatum_gekozen = models.BooleanField(db_default=False)
    omvang = Box(null=True)

    class Meta:
        db_table = "zaken_zaak"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["identificatie", "bronorganisatie"],
                include=["uuid", *_RIGHTS],
                name="zaken_zaak_nummer",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["zaaktype", "uuid"], include=["vertrouwelijkheid"], name="zaken_zaak_op_zaaktype"
            ),
            *_ordered(
                nieuw=[],
                start=["startdatum"],
                eind=["einddatum"],
                publicatie=["publicatiedatum"],
                registratie=["registratiedatum"],
                archiefactie=["archiefactiedatum"],
                gepland=["einddatum_gepland"],
                uiterlijk=["uiterlijke_einddatum_afdoening"],
            ),
            *(
                models.Index(
                    fields=[name, "uuid"],
                    include=list(_RIGHTS),
                    condition=models.Q((f"{name}__isnull", False)),
                    name=f"zaken_zaak_op_{name}",
                )
                for name in ("statustype", "resultaattype")
            ),
            GinIndex(
                fields=["kenmerken"],
                opclasses=["jsonb_path_ops"],
                condition=~models.Q(kenmerken=[]),
                name="zaken_zaak_kenmerken",
            ),
            GinIndex(
                fields=["relevante_andere_zaken"],
                opclasses=["jsonb_path_ops"],
                condition=~models.Q(relevante_andere_zaken=[]),
                name="zaken_zaak_relevant",
            ),
            GistIndex(fields=["omvang"], condition=models.Q(omvang__isnull=False), name="zaken_zaak_omvang"),
        ]


class _Onderdeel(models.Model):
    """What every part of a zaak has; abstract, so no table of its own."""

    uuid = models.UUIDField(primary_key=True)
    zaak = models.ForeignKey(Zaak, on_delete=models.CASCADE, db_column="zaak", related_name="+")

    class Meta:
        abstract = True


class Status(_Onderdeel):
    """A status that was set; `rol` is the rol of who set it."""

    statustype = models.UUIDField()
    datum_status_gezet = models.DateTimeField()
    statustoelichting = models.CharField(max_length=1000)
    gezetdoor = models.CharField(max_length=200)
    rol = models.UUIDField(null=True)

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
    authenticatie_context = models.JSONField(null=True)
    begin_geldigheid = models.DateField(null=True)
    einde_geldigheid = models.DateField(null=True)

    class Meta:
        db_table = "zaken_rol"
        indexes: ClassVar = [
            HashIndex(fields=["betrokkene"], condition=~models.Q(betrokkene=""), name="zaken_rol_betrokkene"),
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


class Substatus(_Onderdeel):
    """A step within a status, in words; `doelgroep` says whether it is for the people of the zaak or for the house."""

    status = models.UUIDField()
    omschrijving = models.CharField(max_length=200)
    tijdstip = models.DateTimeField()
    doelgroep = models.CharField(max_length=20)

    class Meta:
        db_table = "zaken_substatus"


class Zaakobject(_Onderdeel):
    """What the zaak is about: at the URL `object`, or described in `identificatie`, in the shape of its `object_type`."""

    object = models.CharField(max_length=1000)
    zaakobjecttype = models.UUIDField(null=True)
    object_type = models.CharField(max_length=30)
    object_type_overige = models.CharField(max_length=100)
    object_type_overige_definitie = models.JSONField(null=True)
    relatieomschrijving = models.CharField(max_length=80)
    identificatie = models.JSONField(null=True)

    class Meta:
        db_table = "zaken_zaakobject"
        indexes: ClassVar = [
            HashIndex(fields=["object"], condition=~models.Q(object=""), name="zaken_zaakobject_object"),
            models.Index(fields=["object_type", "uuid"], name="zaken_zaakobject_type"),
        ]


class Klantcontact(_Onderdeel):
    """A contact with a client, as the standard had it before contactmomenten."""

    identificatie = models.CharField(max_length=14)
    datumtijd = models.DateTimeField()
    kanaal = models.CharField(max_length=20)
    onderwerp = models.CharField(max_length=200)
    toelichting = models.CharField(max_length=1000)

    class Meta:
        db_table = "zaken_klantcontact"


class Zaakcontactmoment(_Onderdeel):
    """A contactmoment of the zaak, at another register."""

    contactmoment = models.CharField(max_length=1000)

    class Meta:
        db_table = "zaken_zaakcontactmoment"
        indexes: ClassVar = [HashIndex(fields=["contactmoment"], name="zaken_contactmoment_url")]


class Zaakverzoek(_Onderdeel):
    """A verzoek of the zaak, at another register."""

    verzoek = models.CharField(max_length=1000)

    class Meta:
        db_table = "zaken_zaakverzoek"
        indexes: ClassVar = [HashIndex(fields=["verzoek"], name="zaken_verzoek_url")]


class Zaaknotitie(_Onderdeel):
    """A note with the zaak: `intern` for employees, `extern` for the initiator too; `definitief` does not change."""

    onderwerp = models.CharField(max_length=255)
    tekst = models.TextField()
    aangemaakt_door = models.CharField(max_length=255)
    notitie_type = models.CharField(max_length=10)
    status = models.CharField(max_length=10)
    aanmaakdatum = models.DateTimeField()
    wijzigingsdatum = models.DateTimeField()

    class Meta:
        db_table = "zaken_zaaknotitie"
        indexes: ClassVar = [
            models.Index(fields=["aanmaakdatum"], name="zaken_zaaknotitie_gemaakt"),
            models.Index(fields=["wijzigingsdatum"], name="zaken_zaaknotitie_gewijzigd"),
        ]


class Telling(models.Model):
    """A difference in the number of zaken of a zaaktype and vertrouwelijkheid that have one `waarde`; triggers on Zaak
    write it.

    `soort` says of what: zaak (open or dicht), statustype, archiefmaand, archiefdag, and stretches of identifiers: grof
    and fijn, their first digits.
    """

    id = models.BigAutoField(primary_key=True)
    soort = models.CharField(max_length=12)
    waarde = models.CharField(max_length=40, db_collation="C")
    zaaktype = models.UUIDField()
    vertrouwelijkheid = models.SmallIntegerField()
    aantal = models.BigIntegerField()

    class Meta:
        db_table = "zaken_telling"
        indexes: ClassVar = [
            models.Index(
                fields=["soort", "waarde"], include=[*_RIGHTS, "aantal"], name="zaken_telling_waarde"
            )
        ]
