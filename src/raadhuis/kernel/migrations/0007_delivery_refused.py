from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kernel", "0006_dienst")]

    operations = [
        migrations.AlterField(
            model_name="delivery",
            name="due",
            field=models.DateTimeField(null=True),
        ),
    ]
