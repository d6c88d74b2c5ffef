"""What makes a list as quick among millions of zaken as among few: the type of the status and of the resultaat on the
zaak's own row, and numbers for more than the zaaktype.

The numbers are of zaken by zaaktype, vertrouwelijkheid and one thing more (`soort` says what, `waarde` which): open or
closed, the statustype, the month and the day of the archiefactiedatum, and a stretch of identifiers, coarse and fine.
Identifiers of our own begin with their time and with 01 until the year 2039: a stretch is of fifty days and of three.
Those of an earlier register may be anything: a stretch is a 256th of all, and a 4,096th.
"""

from django.db import migrations, models

from raadhuis.components.zaken.store.migrations._telling import FUNCTIONS, GONE

_LABELS = """CROSS JOIN LATERAL (VALUES
    ('zaak', CASE WHEN z.einddatum IS NULL THEN 'open' ELSE 'dicht' END),
    ('statustype', z.statustype::text),
    ('archiefmaand', to_char(z.archiefactiedatum, 'YYYY-MM')),
    ('archiefdag', to_char(z.archiefactiedatum, 'YYYY-MM-DD')),
    ('grof', left(z.uuid::text, CASE WHEN left(z.uuid::text, 2) = '01' THEN 4 ELSE 2 END)),
    ('fijn', left(z.uuid::text, CASE WHEN left(z.uuid::text, 2) = '01' THEN 5 ELSE 3 END))) x(soort, waarde)"""
_COUNT = """INSERT INTO zaken_telling (soort, waarde, zaaktype, vertrouwelijkheid, aantal)
    SELECT x.soort, x.waarde, z.zaaktype, z.vertrouwelijkheid, {number} FROM {source} z {labels}
    WHERE x.waarde IS NOT NULL GROUP BY 1, 2, 3, 4"""


def _count(source: str, number: str = "count(*)") -> str:
    return _COUNT.format(source=source, number=number, labels=_LABELS)


_MOVED = "(SELECT OLD.*, -1 AS verschil UNION ALL SELECT NEW.*, 1)"
_COUNTED = "zaaktype, vertrouwelijkheid, statustype, archiefactiedatum, einddatum"
_FUNCTIONS = f"""
CREATE OR REPLACE FUNCTION zaken_tel_erbij() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    {_count("nieuw")}; RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION zaken_tel_eraf() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    {_count("oud", "-count(*)")}; RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION zaken_tel_om() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    {_count(_MOVED, "sum(z.verschil)")} HAVING sum(z.verschil) <> 0; RETURN NULL;
END $$;
DROP TRIGGER zaken_tel_om ON zaken_zaak;
CREATE TRIGGER zaken_tel_om AFTER UPDATE OF {_COUNTED} ON zaken_zaak FOR EACH ROW
    WHEN ((OLD.zaaktype, OLD.vertrouwelijkheid, OLD.statustype, OLD.archiefactiedatum, OLD.einddatum)
          IS DISTINCT FROM (NEW.zaaktype, NEW.vertrouwelijkheid, NEW.statustype, NEW.archiefactiedatum, NEW.einddatum))
    EXECUTE FUNCTION zaken_tel_om();
"""
# Before the triggers, which would count the zaken that it touches.
_TYPES = """UPDATE zaken_zaak z SET
    statustype = (SELECT s.statustype FROM zaken_status s WHERE s.uuid = z.status),
    resultaattype = (SELECT r.resultaattype FROM zaken_resultaat r WHERE r.uuid = z.resultaat)
WHERE z.status IS NOT NULL OR z.resultaat IS NOT NULL"""
RECOUNT = f"DELETE FROM zaken_telling; {_count('zaken_zaak')}"


class Migration(migrations.Migration):
    dependencies = [("zaken", "0004_telling")]

    operations = [
        migrations.AddField("zaak", "statustype", models.UUIDField(null=True)),
        migrations.AddField("zaak", "resultaattype", models.UUIDField(null=True)),
        migrations.RunSQL(_TYPES, migrations.RunSQL.noop),
        # Backwards what counted before is made again here, and counts: the labels are gone from the table by now.
        migrations.RunSQL("DELETE FROM zaken_telling", f"DELETE FROM zaken_telling; {GONE} {FUNCTIONS}"),
        migrations.AddField("telling", "soort", models.CharField(max_length=12)),
        migrations.AddField("telling", "waarde", models.CharField(max_length=40, db_collation="C")),
        migrations.RunSQL(_FUNCTIONS, migrations.RunSQL.noop),
        migrations.RunSQL(RECOUNT, migrations.RunSQL.noop),
        migrations.AddIndex(
            "telling",
            models.Index(
                fields=["soort", "waarde"],
                include=["zaaktype", "vertrouwelijkheid", "aantal"],
                name="zaken_telling_waarde",
            ),
        ),
        *(
            migrations.AddIndex(
                "zaak",
                models.Index(
                    fields=[name, "uuid"],
                    include=["zaaktype", "vertrouwelijkheid"],
                    condition=models.Q((f"{name}__isnull", False)),
                    name=f"zaken_zaak_op_{name}",
                ),
            )
            for name in ("statustype", "resultaattype")
        ),
        # In the order of the list, so that a page of one zaaktype is not sorted.
        migrations.RemoveIndex("zaak", "zaken_zaak_zaaktype"),
        migrations.AddIndex(
            "zaak",
            models.Index(
                fields=["zaaktype", "uuid"], include=["vertrouwelijkheid"], name="zaken_zaak_op_zaaktype"
            ),
        ),
    ]
