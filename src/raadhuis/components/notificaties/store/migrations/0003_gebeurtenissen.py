from django.db import migrations

# Beside the kanaal of each register: what happened, in the words of today's providers, with the same kenmerken.
_KANALEN = """INSERT INTO notificaties_kanaal (uuid, naam, documentatie_link, filters)
   SELECT gen_random_uuid(), naam || '-gebeurtenissen', '', filters FROM notificaties_kanaal
   WHERE naam IN ('zaken', 'documenten', 'besluiten')
   ON CONFLICT (naam) DO NOTHING"""


class Migration(migrations.Migration):
    dependencies = [
        ("notificaties", "0002_formaat_en_kanalen"),
    ]

    operations = [
        migrations.RunSQL(_KANALEN, migrations.RunSQL.noop),
    ]
