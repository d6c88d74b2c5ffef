"""How many zaken there are of each zaaktype and vertrouwelijkheid, kept by the database itself.

Each change adds a row with a difference, so that nobody waits for a shared counter; `telling.tidy` adds them up now and
then. A statement sees the zaken and their number of one moment, so the number is exact.
"""

from django.db import migrations, models

from raadhuis.components.zaken.store.migrations._telling import FUNCTIONS, GONE


class Migration(migrations.Migration):
    dependencies = [("zaken", "0003_onderdelen")]

    operations = [
        migrations.CreateModel(
            "Telling",
            [
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("zaaktype", models.UUIDField()),
                ("vertrouwelijkheid", models.SmallIntegerField()),
                ("aantal", models.BigIntegerField()),
            ],
            {"db_table": "zaken_telling"},
        ),
        migrations.RunSQL(FUNCTIONS, GONE),
    ]
