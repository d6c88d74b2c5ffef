"""Zaken that are related to each other, as today's providers have them."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("zaken", "0005_gevonden")]

    operations = [
        migrations.AddField(
            "zaak",
            "gerelateerde_zaken",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.UUIDField(), db_default=models.Value("{}"), size=None
            ),
        ),
    ]
