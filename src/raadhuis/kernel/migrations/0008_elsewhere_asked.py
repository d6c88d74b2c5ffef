from django.db import migrations, models
from django.db.models.functions import Now


class Migration(migrations.Migration):
    dependencies = [("kernel", "0007_delivery_refused")]

    operations = [
        migrations.AddField(
            model_name="elsewhere",
            name="asked",
            field=models.DateTimeField(db_default=Now(), null=True),
        ),
        migrations.AddField(
            model_name="elsewhere",
            name="after",
            field=models.BigIntegerField(db_default=0),
        ),
        migrations.AddIndex(
            model_name="elsewhere",
            index=models.Index(
                condition=models.Q(("asked__isnull", False)), fields=["asked"], name="kernel_elsewhere_asked"
            ),
        ),
    ]
