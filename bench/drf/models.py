"""Models over the register's own tables, with relations where the register keeps identifiers."""

from __future__ import annotations

from uuid import uuid4

from django.db import models

LEVELS = "openbaar beperkt_openbaar intern zaakvertrouwelijk vertrouwelijk confidentieel geheim zeer_geheim".split()


class Unmanaged(models.Model):
    """The tables are the register's."""

    uuid = models.UUIDField(primary_key=True, default=uuid4)

    class Meta:
        abstract = True
        app_label = "bench"
        managed = False


class Zaaktype(Unmanaged):
    identificatie = models.CharField(max_length=50)
    omschrijving = models.CharField(max_length=80)
    omschrijving_generiek = models.TextField()
    vertrouwelijkheidaanduiding = models.CharField(max_length=20)
    doel = models.TextField()
    aanleiding = models.TextField()
    toelichting = models.TextField()
    indicatie_intern_of_extern = models.CharField(max_length=7)
    handeling_initiator = models.CharField(max_length=20)
    onderwerp = models.CharField(max_length=80)
    handeling_behandelaar = models.CharField(max_length=20)
    doorlooptijd = models.CharField(max_length=40)
    servicenorm = models.CharField(max_length=40, null=True)
    opschorting_en_aanhouding_mogelijk = models.BooleanField()
    verlenging_mogelijk = models.BooleanField()
    verlengingstermijn = models.CharField(max_length=40, null=True)
    trefwoorden = models.JSONField()
    publicatie_indicatie = models.BooleanField()
    publicatietekst = models.TextField()
    producten_of_diensten = models.JSONField()
    selectielijst_procestype = models.TextField()
    verantwoordelijke = models.CharField(max_length=50)
    begin_geldigheid = models.DateField()
    einde_geldigheid = models.DateField(null=True)
    versiedatum = models.DateField()
    concept = models.BooleanField()

    class Meta(Unmanaged.Meta):
        db_table = "catalogi_zaaktype"


class Statustype(Unmanaged):
    volgnummer = models.SmallIntegerField()
    omschrijving = models.CharField(max_length=80)
    omschrijving_generiek = models.TextField()
    statustekst = models.TextField()
    informeren = models.BooleanField()
    doorlooptijd = models.CharField(max_length=40, null=True)

    class Meta(Unmanaged.Meta):
        db_table = "catalogi_statustype"


class Resultaat(Unmanaged):
    zaak = models.ForeignKey("Zaak", models.DO_NOTHING, db_column="zaak", related_name="+")
    resultaattype = models.UUIDField()
    toelichting = models.CharField(max_length=1000)

    class Meta(Unmanaged.Meta):
        db_table = "zaken_resultaat"


class Zaak(Unmanaged):
    identificatie = models.CharField(max_length=40)
    bronorganisatie = models.CharField(max_length=9)
    omschrijving = models.CharField(max_length=80, blank=True)
    toelichting = models.CharField(max_length=1000, blank=True)
    zaaktype = models.ForeignKey(Zaaktype, models.DO_NOTHING, db_column="zaaktype")
    registratiedatum = models.DateField(auto_now_add=True)
    verantwoordelijke_organisatie = models.CharField(max_length=9)
    startdatum = models.DateField()
    einddatum = models.DateField(null=True)
    einddatum_gepland = models.DateField(null=True)
    uiterlijke_einddatum_afdoening = models.DateField(null=True)
    publicatiedatum = models.DateField(null=True)
    communicatiekanaal = models.CharField(max_length=1000, blank=True)
    producten_of_diensten = models.JSONField(default=list)
    vertrouwelijkheid = models.SmallIntegerField(choices=list(enumerate(LEVELS, 1)), default=4)
    betalingsindicatie = models.CharField(max_length=20, blank=True)
    laatste_betaaldatum = models.DateTimeField(null=True)
    zaakgeometrie = models.JSONField(null=True)
    verlenging = models.JSONField(null=True)
    opschorting = models.JSONField(null=True)
    selectielijstklasse = models.CharField(max_length=1000, blank=True)
    hoofdzaak = models.ForeignKey(
        "self", models.DO_NOTHING, null=True, db_column="hoofdzaak", related_name="deelzaken"
    )
    kenmerken = models.JSONField(default=list)
    archiefnominatie = models.CharField(max_length=20, null=True)
    archiefstatus = models.CharField(max_length=40, default="nog_te_archiveren")
    archiefactiedatum = models.DateField(null=True)
    startdatum_bewaartermijn = models.DateField(null=True)
    status = models.ForeignKey("Status", models.DO_NOTHING, null=True, db_column="status", related_name="+")
    resultaat = models.ForeignKey(
        Resultaat, models.DO_NOTHING, null=True, db_column="resultaat", related_name="+"
    )

    class Meta(Unmanaged.Meta):
        db_table = "zaken_zaak"


class Status(Unmanaged):
    zaak = models.ForeignKey(Zaak, models.DO_NOTHING, db_column="zaak", related_name="statussen")
    statustype = models.ForeignKey(Statustype, models.DO_NOTHING, db_column="statustype")
    datum_status_gezet = models.DateTimeField()
    statustoelichting = models.CharField(max_length=1000, blank=True)
    gezetdoor = models.CharField(max_length=200, blank=True)

    class Meta(Unmanaged.Meta):
        db_table = "zaken_status"


class Rol(Unmanaged):
    zaak = models.ForeignKey(Zaak, models.DO_NOTHING, db_column="zaak", related_name="rollen")
    betrokkene = models.CharField(max_length=1000)
    betrokkene_type = models.CharField(max_length=30)
    afwijkende_naam_betrokkene = models.CharField(max_length=625)
    roltype = models.UUIDField()
    omschrijving = models.CharField(max_length=100)
    omschrijving_generiek = models.CharField(max_length=80)
    roltoelichting = models.CharField(max_length=1000)
    registratiedatum = models.DateTimeField()
    indicatie_machtiging = models.CharField(max_length=20)
    identificatie = models.JSONField()
    inp_bsn = models.CharField(max_length=9)

    class Meta(Unmanaged.Meta):
        db_table = "zaken_rol"


class Zaakeigenschap(Unmanaged):
    zaak = models.ForeignKey(Zaak, models.DO_NOTHING, db_column="zaak", related_name="eigenschappen")

    class Meta(Unmanaged.Meta):
        db_table = "zaken_zaakeigenschap"


class Zaakinformatieobject(Unmanaged):
    zaak = models.ForeignKey(Zaak, models.DO_NOTHING, db_column="zaak", related_name="zaakinformatieobjecten")

    class Meta(Unmanaged.Meta):
        db_table = "zaken_zaakinformatieobject"


class Audit(models.Model):
    uuid = models.UUIDField(default=uuid4)
    bron = models.CharField(max_length=50, default="zrc")
    actor_kind = models.CharField(max_length=20, default="applicatie")
    actor_id = models.CharField(max_length=200, default="drf")
    actor_name = models.CharField(max_length=200, default="drf")
    actie = models.CharField(max_length=50, default="create")
    resultaat = models.IntegerField(default=201)
    hoofd_path = models.CharField(max_length=200, default="/zaken/")
    hoofd = models.UUIDField()
    resource = models.CharField(max_length=50)
    path = models.CharField(max_length=200)
    object = models.UUIDField()
    weergave = models.CharField(max_length=200)
    toelichting = models.TextField()
    nieuw = models.JSONField(null=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label, managed, db_table = "bench", False, "kernel_audit"


class Event(models.Model):
    seq = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid4)
    kanaal = models.CharField(max_length=50, default="zaken")
    resource = models.CharField(max_length=50)
    actie = models.CharField(max_length=50, default="create")
    hoofd_path = models.CharField(max_length=200, default="/zaken/")
    hoofd = models.UUIDField()
    path = models.CharField(max_length=200)
    object = models.UUIDField()
    kenmerken = models.JSONField(default=dict)
    actor_id = models.CharField(max_length=200, default="drf")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label, managed, db_table = "bench", False, "kernel_event"


class Document(models.Model):
    """A document with its file."""

    uuid = models.UUIDField(primary_key=True, default=uuid4)
    titel = models.CharField(max_length=200)
    auteur = models.CharField(max_length=200)
    taal = models.CharField(max_length=3)
    formaat = models.CharField(max_length=255)
    bestandsnaam = models.CharField(max_length=255)
    bestandsomvang = models.BigIntegerField()
    creatiedatum = models.DateField()
    bronorganisatie = models.CharField(max_length=9)
    informatieobjecttype = models.CharField(max_length=200)
    bestand = models.FileField(upload_to="%Y/%m/%d/")

    class Meta:
        app_label, managed, db_table = "bench", False, "bench_document"


class Applicatie(models.Model):
    """A client of the APIs."""

    client_id = models.TextField(primary_key=True)
    secret = models.TextField()
    heeft_alle_autorisaties = models.BooleanField()

    class Meta:
        app_label, managed, db_table = "bench", False, "bench_applicatie"
