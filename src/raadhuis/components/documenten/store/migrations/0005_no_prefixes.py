"""Nobody looks for content by the beginning of its SHA-256: without the indexes for that, which Django makes beside each
index on text, adding a version writes less. Dropping them takes a moment, however many documents there are.

Backwards they stay away: what the tables were before works without them.
"""

from django.db import migrations

_INDEXES = ("documenten_versie_sha256_66e4b068_like", "documenten_tekst_sha256_4937f499_like")


class Migration(migrations.Migration):
    dependencies = [("documenten", "0004_text")]

    operations = [
        migrations.RunSQL(f"DROP INDEX IF EXISTS {name}", migrations.RunSQL.noop) for name in _INDEXES
    ]
