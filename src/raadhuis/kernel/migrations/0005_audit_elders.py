from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kernel", "0004_audit_chain_and_logboek")]

    operations = [
        migrations.CreateModel(
            name="AuditElders",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(unique=True)),
                ("bron", models.CharField(max_length=50)),
                ("hoofd", models.UUIDField()),
                ("at", models.DateTimeField()),
                ("record", models.TextField()),
            ],
            options={
                "db_table": "kernel_audit_elders",
                "indexes": [models.Index(fields=["hoofd", "at"], name="kernel_audit_elders_hoofd")],
            },
        ),
    ]
