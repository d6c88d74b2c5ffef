"""The rest of the fields of a zaak, and what makes its filters and its place on the map quick to find."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models

import raadhuis.components.zaken.store.models

_ORDERS: dict[str, list[str]] = {
    "nieuw": [],
    "start": ["startdatum"],
    "eind": ["einddatum"],
    "publicatie": ["publicatiedatum"],
    "registratie": ["registratiedatum"],
    "archiefactie": ["archiefactiedatum"],
    "gepland": ["einddatum_gepland"],
    "uiterlijk": ["uiterlijke_einddatum_afdoening"],
}


class Migration(migrations.Migration):
    dependencies = [("zaken", "0001_initial")]

    operations = [
        migrations.AddField(
            "zaak",
            "zaakobjecten",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.UUIDField(), db_default=models.Value("{}"), size=None
            ),
        ),
        migrations.AddField(
            "zaak", "opdrachtgevende_organisatie", models.CharField(db_default="", max_length=9)
        ),
        migrations.AddField("zaak", "processobjectaard", models.CharField(max_length=200, null=True)),
        migrations.AddField("zaak", "processobject", models.JSONField(null=True)),
        migrations.AddField(
            "zaak",
            "relevante_andere_zaken",
            models.JSONField(db_default=models.Value([], models.JSONField())),
        ),
        migrations.AddField(
            "zaak", "communicatiekanaal_naam", models.CharField(db_default="", max_length=250)
        ),
        migrations.AddField("zaak", "laatst_gemuteerd", models.DateTimeField(null=True)),
        migrations.AddField("zaak", "laatst_geopend", models.DateTimeField(null=True)),
        migrations.AddField("zaak", "archiefactiedatum_gekozen", models.BooleanField(db_default=False)),
        migrations.AddField("zaak", "omvang", raadhuis.components.zaken.store.models.Box(null=True)),
        # Indexes in each order of the list, that hold what the rights are about.
        migrations.RemoveIndex("zaak", "zaken_zaak_startdatum"),
        migrations.RemoveIndex("zaak", "zaken_zaak_einddatum"),
        migrations.RemoveIndex("zaak", "zaken_zaak_archief"),
        *(
            migrations.AddIndex(
                "zaak",
                models.Index(
                    fields=[*columns, "uuid"],
                    include=["zaaktype", "vertrouwelijkheid"],
                    name=f"zaken_zaak_op_{name}",
                ),
            )
            for name, columns in _ORDERS.items()
        ),
        migrations.AddConstraint(
            "zaak",
            models.UniqueConstraint(
                fields=["identificatie", "bronorganisatie"],
                include=["uuid", "zaaktype", "vertrouwelijkheid"],
                name="zaken_zaak_nummer",
            ),
        ),
        migrations.RemoveConstraint("zaak", "zaken_zaak_identificatie"),
        migrations.AddIndex(
            "zaak",
            django.contrib.postgres.indexes.GinIndex(
                condition=models.Q(("kenmerken", []), _negated=True),
                fields=["kenmerken"],
                name="zaken_zaak_kenmerken",
                opclasses=["jsonb_path_ops"],
            ),
        ),
        migrations.AddIndex(
            "zaak",
            django.contrib.postgres.indexes.GinIndex(
                condition=models.Q(("relevante_andere_zaken", []), _negated=True),
                fields=["relevante_andere_zaken"],
                name="zaken_zaak_relevant",
                opclasses=["jsonb_path_ops"],
            ),
        ),
        migrations.AddIndex(
            "zaak",
            django.contrib.postgres.indexes.GistIndex(
                condition=models.Q(("omvang__isnull", False)), fields=["omvang"], name="zaken_zaak_omvang"
            ),
        ),
        # The box around each place that is there: west, south, east, north of all its positions.
        migrations.RunSQL(
            """UPDATE zaken_zaak z SET omvang = (
                   SELECT box(point(min((p ->> 0)::float), min((p ->> 1)::float)),
                              point(max((p ->> 0)::float), max((p ->> 1)::float)))
                   FROM jsonb_path_query(z.zaakgeometrie, 'strict $.** ? (@.type() == "array" && @[0].type() == "number")') p)
               WHERE z.zaakgeometrie IS NOT NULL""",
            migrations.RunSQL.noop,
        ),
        # A date without a start that it follows from was filled in by hand: it stays.
        migrations.RunSQL(
            "UPDATE zaken_zaak SET archiefactiedatum_gekozen = true"
            " WHERE archiefactiedatum IS NOT NULL AND startdatum_bewaartermijn IS NULL",
            migrations.RunSQL.noop,
        ),
    ]
