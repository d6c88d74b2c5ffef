"""What else hangs on a zaak: objects, contacts, notes and substatussen; and what makes rollen quick to find."""

from typing import Any

import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

# The keys of a betrokkene that a list may be narrowed by, beside those with a column of their own.
_KEYS = (
    "anpIdentificatie",
    "inpA_nummer",
    "innNnpId",
    "annIdentificatie",
    "kvkNummer",
    "vestigingsNummer",
)


def _part(name: str, table: str, *fields: tuple[str, Any]) -> migrations.CreateModel:
    return migrations.CreateModel(
        name,
        [
            ("uuid", models.UUIDField(primary_key=True, serialize=False)),
            *fields,
            (
                "zaak",
                models.ForeignKey(
                    db_column="zaak",
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="+",
                    to="zaken.zaak",
                ),
            ),
        ],
        {"db_table": table},
    )


class Migration(migrations.Migration):
    dependencies = [("zaken", "0002_zaak")]

    operations = [
        migrations.AddField("status", "rol", models.UUIDField(null=True)),
        migrations.AddField("rol", "authenticatie_context", models.JSONField(null=True)),
        migrations.AddField("rol", "begin_geldigheid", models.DateField(null=True)),
        migrations.AddField("rol", "einde_geldigheid", models.DateField(null=True)),
        migrations.AddIndex(
            "rol",
            django.contrib.postgres.indexes.HashIndex(
                condition=models.Q(("betrokkene", ""), _negated=True),
                fields=["betrokkene"],
                name="zaken_rol_betrokkene",
            ),
        ),
        *(
            migrations.RunSQL(
                f"CREATE INDEX zaken_rol_{key.lower()} ON zaken_rol ((identificatie ->> '{key}'), zaak)"
                f" WHERE (identificatie ->> '{key}') <> ''",
                f"DROP INDEX zaken_rol_{key.lower()}",
            )
            for key in _KEYS
        ),
        migrations.RunSQL(
            "CREATE INDEX zaken_rol_eenheid ON zaken_rol ((identificatie ->> 'identificatie'), zaak)"
            " WHERE betrokkene_type = 'organisatorische_eenheid'",
            "DROP INDEX zaken_rol_eenheid",
        ),
        _part(
            "Substatus",
            "zaken_substatus",
            ("status", models.UUIDField()),
            ("omschrijving", models.CharField(max_length=200)),
            ("tijdstip", models.DateTimeField()),
            ("doelgroep", models.CharField(max_length=20)),
        ),
        _part(
            "Zaakobject",
            "zaken_zaakobject",
            ("object", models.CharField(max_length=1000)),
            ("zaakobjecttype", models.UUIDField(null=True)),
            ("object_type", models.CharField(max_length=30)),
            ("object_type_overige", models.CharField(max_length=100)),
            ("object_type_overige_definitie", models.JSONField(null=True)),
            ("relatieomschrijving", models.CharField(max_length=80)),
            ("identificatie", models.JSONField(null=True)),
        ),
        migrations.AddIndex(
            "zaakobject",
            django.contrib.postgres.indexes.HashIndex(
                condition=models.Q(("object", ""), _negated=True),
                fields=["object"],
                name="zaken_zaakobject_object",
            ),
        ),
        migrations.AddIndex(
            "zaakobject", models.Index(fields=["object_type", "uuid"], name="zaken_zaakobject_type")
        ),
        _part(
            "Klantcontact",
            "zaken_klantcontact",
            ("identificatie", models.CharField(max_length=14)),
            ("datumtijd", models.DateTimeField()),
            ("kanaal", models.CharField(max_length=20)),
            ("onderwerp", models.CharField(max_length=200)),
            ("toelichting", models.CharField(max_length=1000)),
        ),
        _part(
            "Zaakcontactmoment",
            "zaken_zaakcontactmoment",
            ("contactmoment", models.CharField(max_length=1000)),
        ),
        migrations.AddIndex(
            "zaakcontactmoment",
            django.contrib.postgres.indexes.HashIndex(
                fields=["contactmoment"], name="zaken_contactmoment_url"
            ),
        ),
        _part("Zaakverzoek", "zaken_zaakverzoek", ("verzoek", models.CharField(max_length=1000))),
        migrations.AddIndex(
            "zaakverzoek",
            django.contrib.postgres.indexes.HashIndex(fields=["verzoek"], name="zaken_verzoek_url"),
        ),
        _part(
            "Zaaknotitie",
            "zaken_zaaknotitie",
            ("onderwerp", models.CharField(max_length=255)),
            ("tekst", models.TextField()),
            ("aangemaakt_door", models.CharField(max_length=255)),
            ("notitie_type", models.CharField(max_length=10)),
            ("status", models.CharField(max_length=10)),
            ("aanmaakdatum", models.DateTimeField()),
            ("wijzigingsdatum", models.DateTimeField()),
        ),
        migrations.AddIndex(
            "zaaknotitie", models.Index(fields=["aanmaakdatum"], name="zaken_zaaknotitie_gemaakt")
        ),
        migrations.AddIndex(
            "zaaknotitie", models.Index(fields=["wijzigingsdatum"], name="zaken_zaaknotitie_gewijzigd")
        ),
    ]
