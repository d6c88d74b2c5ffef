from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """An event holds whatever a message of the Notificaties API may: PostgreSQL only changes what it knows of the columns."""

    dependencies: ClassVar = [("kernel", "0008_elsewhere_asked")]

    operations: ClassVar = [
        migrations.AlterField("event", name, models.CharField(max_length=length))
        for name, length in (("resource", 100), ("actie", 100), ("hoofd_path", 1000), ("path", 1000))
    ]
