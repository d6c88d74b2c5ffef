"""Tables of Catalogi. Read and written with SQL (`views`, `kinds`); the models are for migrations and operators.

Relations between versions of types go by name, as in the standard's historiemodel: a zaaktype names its besluittypen and
informatieobjecttypen by `omschrijving`, so that a new version of one does not ask for a new version of the other.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models


def _text() -> models.TextField[str, str]:
    return models.TextField(db_default="")


def _names() -> models.JSONField[object, object]:
    return models.JSONField(db_default=models.Value([], models.JSONField()))


def _day() -> models.DateField[Any, Any]:
    return models.DateField(null=True)


def _term() -> models.CharField[Any, Any]:
    return models.CharField(max_length=40, null=True)


class Catalogus(models.Model):
    """A domain's collection of types."""

    uuid = models.UUIDField(unique=True)
    domein = models.CharField(max_length=5)
    rsin = models.CharField(max_length=9)
    naam = models.TextField(null=True, db_default="")
    versie = models.TextField(null=True, db_default="")
    begindatum_versie = _day()
    contactpersoon_beheer_naam = _text()
    contactpersoon_beheer_telefoonnummer = _text()
    contactpersoon_beheer_emailadres = _text()

    class Meta:
        db_table = "catalogi_catalogus"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["domein", "rsin"], name="catalogi_catalogus_naam")
        ]


class Informatieobjecttype(models.Model):
    """A version of a kind of document."""

    uuid = models.UUIDField(unique=True)
    catalogus = models.ForeignKey(Catalogus, on_delete=models.CASCADE, db_index=False)
    omschrijving = models.CharField(max_length=80)
    vertrouwelijkheidaanduiding = models.CharField(max_length=20)
    informatieobjectcategorie = models.CharField(max_length=80)
    trefwoord = _names()
    omschrijving_generiek = models.JSONField(null=True)
    begin_geldigheid = models.DateField()
    einde_geldigheid = _day()
    begin_object = _day()
    einde_object = _day()
    concept = models.BooleanField()

    class Meta:
        db_table = "catalogi_informatieobjecttype"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["catalogus", "omschrijving", "begin_geldigheid"],
                name="catalogi_informatieobjecttype_versie",
            )
        ]


class Besluittype(models.Model):
    """A version of a kind of decision; `informatieobjecttypen` are omschrijvingen."""

    uuid = models.UUIDField(unique=True)
    catalogus = models.ForeignKey(Catalogus, on_delete=models.CASCADE, db_index=False)
    omschrijving = models.CharField(max_length=80)
    omschrijving_generiek = _text()
    besluitcategorie = _text()
    reactietermijn = _term()
    publicatie_indicatie = models.BooleanField()
    publicatietekst = _text()
    publicatietermijn = _term()
    toelichting = _text()
    informatieobjecttypen = _names()
    begin_geldigheid = models.DateField()
    einde_geldigheid = _day()
    begin_object = _day()
    einde_object = _day()
    concept = models.BooleanField()

    class Meta:
        db_table = "catalogi_besluittype"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["catalogus", "omschrijving", "begin_geldigheid"], name="catalogi_besluittype_versie"
            )
        ]


class Zaaktype(models.Model):
    """A version of a kind of zaak; `besluittypen` are omschrijvingen, `deelzaaktypen` identificaties.

    `gerelateerde_zaaktypen` are objects with `aardRelatie`, `toelichting` and `zaaktype`: an identificatie in the same
    catalogus, or a URL (a path when it is one of ours). Terms are ISO 8601 durations as they were given.
    """

    uuid = models.UUIDField(unique=True)
    catalogus = models.ForeignKey(Catalogus, on_delete=models.CASCADE, db_index=False)
    identificatie = models.CharField(max_length=50)
    omschrijving = models.CharField(max_length=80)
    omschrijving_generiek = _text()
    vertrouwelijkheidaanduiding = models.CharField(max_length=20)
    doel = models.TextField()
    aanleiding = models.TextField()
    toelichting = _text()
    indicatie_intern_of_extern = models.CharField(max_length=7)
    handeling_initiator = models.CharField(max_length=20)
    onderwerp = models.CharField(max_length=80)
    handeling_behandelaar = models.CharField(max_length=20)
    doorlooptijd = models.CharField(max_length=40)
    servicenorm = _term()
    opschorting_en_aanhouding_mogelijk = models.BooleanField()
    verlenging_mogelijk = models.BooleanField()
    verlengingstermijn = _term()
    trefwoorden = _names()
    publicatie_indicatie = models.BooleanField()
    publicatietekst = _text()
    verantwoordingsrelatie = _names()
    producten_of_diensten = _names()
    selectielijst_procestype = _text()
    referentieproces_naam = _text()
    referentieproces_link = _text()
    verantwoordelijke = models.CharField(max_length=50)
    broncatalogus = models.JSONField(null=True)
    bronzaaktype = models.JSONField(null=True)
    besluittypen = _names()
    deelzaaktypen = _names()
    gerelateerde_zaaktypen = _names()
    begin_geldigheid = models.DateField()
    einde_geldigheid = _day()
    begin_object = _day()
    einde_object = _day()
    versiedatum = models.DateField()
    concept = models.BooleanField()

    class Meta:
        db_table = "catalogi_zaaktype"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["catalogus", "identificatie", "begin_geldigheid"], name="catalogi_zaaktype_versie"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["identificatie"], name="catalogi_zaaktype_ident")]


class Statustype(models.Model):
    """A milestone of a zaaktype; the highest `volgnummer` is the eindstatus. `eigenschappen` are uuids."""

    uuid = models.UUIDField(unique=True)
    zaaktype = models.ForeignKey(Zaaktype, on_delete=models.CASCADE, db_index=False)
    volgnummer = models.SmallIntegerField()
    omschrijving = models.CharField(max_length=80)
    omschrijving_generiek = _text()
    statustekst = _text()
    informeren = models.BooleanField()
    doorlooptijd = _term()
    toelichting = models.TextField(null=True, db_default="")
    checklistitem_statustype = _names()
    eigenschappen = _names()
    begin_object = _day()
    einde_object = _day()

    class Meta:
        db_table = "catalogi_statustype"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["zaaktype", "volgnummer"], name="catalogi_statustype_volgnummer")
        ]


class Resultaattype(models.Model):
    """An outcome of a zaaktype, with what the selectielijst says of keeping it.

    `procestermijn` is that of the brondatumArchiefprocedure, which there is when `afleidingswijze` is;
    `eigen_procestermijn` is the resultaattype's own. `besluittypen` and `informatieobjecttypen` are omschrijvingen.
    """

    uuid = models.UUIDField(unique=True)
    zaaktype = models.ForeignKey(Zaaktype, on_delete=models.CASCADE, db_index=False)
    omschrijving = models.CharField(max_length=30)
    resultaattypeomschrijving = _text()
    omschrijving_generiek = _text()
    selectielijstklasse = _text()
    toelichting = _text()
    archiefnominatie = models.CharField(max_length=16, db_default="")
    archiefactietermijn = _term()
    afleidingswijze = models.CharField(max_length=20, null=True)
    datumkenmerk = _text()
    einddatum_bekend = models.BooleanField()
    objecttype = _text()
    registratie = _text()
    procestermijn = _term()
    procesobjectaard = models.TextField(null=True)
    indicatie_specifiek = models.BooleanField(null=True)
    eigen_procestermijn = _term()
    besluittypen = _names()
    informatieobjecttypen = _names()
    begin_object = _day()
    einde_object = _day()

    class Meta:
        db_table = "catalogi_resultaattype"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["zaaktype", "omschrijving"], name="catalogi_resultaattype_naam")
        ]


class Roltype(models.Model):
    """A part that somebody plays in zaken of the zaaktype."""

    uuid = models.UUIDField(unique=True)
    zaaktype = models.ForeignKey(Zaaktype, on_delete=models.CASCADE, db_index=False)
    omschrijving = models.CharField(max_length=100)
    omschrijving_generiek = models.CharField(max_length=20)
    begin_object = _day()
    einde_object = _day()

    class Meta:
        db_table = "catalogi_roltype"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["zaaktype", "omschrijving"], name="catalogi_roltype_naam")
        ]


class Eigenschap(models.Model):
    """A property that zaken of the zaaktype have, and the form of its value."""

    uuid = models.UUIDField(unique=True)
    zaaktype = models.ForeignKey(Zaaktype, on_delete=models.CASCADE, db_index=False)
    naam = models.CharField(max_length=20)
    definitie = models.CharField(max_length=255)
    groep = _text()
    formaat = models.CharField(max_length=10)
    lengte = models.CharField(max_length=14)
    kardinaliteit = models.CharField(max_length=3)
    waardenverzameling = _names()
    toelichting = _text()
    statustype = models.UUIDField(null=True)
    begin_object = _day()
    einde_object = _day()

    class Meta:
        db_table = "catalogi_eigenschap"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["zaaktype", "naam"], name="catalogi_eigenschap_naam")
        ]


class ZaaktypeInformatieobjecttype(models.Model):
    """A kind of document that belongs to a zaaktype, by its omschrijving."""

    uuid = models.UUIDField(unique=True)
    zaaktype = models.ForeignKey(Zaaktype, on_delete=models.CASCADE, db_index=False)
    informatieobjecttype = models.CharField(max_length=100)
    volgnummer = models.SmallIntegerField()
    richting = models.CharField(max_length=8)
    statustype = models.UUIDField(null=True)

    class Meta:
        db_table = "catalogi_zaaktypeinformatieobjecttype"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["zaaktype", "informatieobjecttype", "richting"], name="catalogi_ziot_naam"
            )
        ]


class Zaakobjecttype(models.Model):
    """A kind of object that zaken of the zaaktype are about; `statustypen` and `resultaattypen` are uuids."""

    uuid = models.UUIDField(unique=True)
    zaaktype = models.ForeignKey(Zaaktype, on_delete=models.CASCADE)
    ander_objecttype = models.BooleanField()
    objecttype = models.CharField(max_length=200)
    relatie_omschrijving = models.CharField(max_length=80)
    statustypen = _names()
    resultaattypen = _names()
    begin_object = _day()
    einde_object = _day()

    class Meta:
        db_table = "catalogi_zaakobjecttype"
