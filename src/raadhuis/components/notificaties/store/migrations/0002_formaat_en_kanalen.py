from django.db import migrations, models

# The kenmerken that today's providers have too, and the kanalen of Catalogi and of this register itself.
_KANALEN = """INSERT INTO notificaties_kanaal (uuid, naam, documentatie_link, filters)
   SELECT gen_random_uuid(), naam, '', filters::jsonb FROM (VALUES
     ('besluiten', '["verantwoordelijkeOrganisatie", "besluittype", "besluittype.catalogus"]'),
     ('documenten', '["bronorganisatie", "informatieobjecttype", "vertrouwelijkheidaanduiding",
                      "informatieobjecttype.catalogus"]'),
     ('zaken', '["bronorganisatie", "zaaktype", "zaaktype.catalogus", "vertrouwelijkheidaanduiding"]'),
     ('catalogussen', '[]'),
     ('zaaktypen', '["catalogus"]'),
     ('informatieobjecttypen', '["catalogus"]'),
     ('besluittypen', '["catalogus"]')
   ) AS k (naam, filters)
   ON CONFLICT (naam) DO UPDATE SET filters = EXCLUDED.filters"""


class Migration(migrations.Migration):
    dependencies = [
        ("notificaties", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="abonnement",
            name="formaat",
            field=models.CharField(db_default="zgw", max_length=20),
        ),
        migrations.AddField(
            model_name="abonnement",
            name="sleutel",
            field=models.TextField(db_default=""),
        ),
        migrations.RunSQL(_KANALEN, migrations.RunSQL.noop),
    ]
