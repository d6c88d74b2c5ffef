from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """Through which application a person acted; what was recorded before keeps its hash (`audit_chain.LEAF`)."""

    dependencies: ClassVar = [("kernel", "0009_event_as_long_as_a_message")]

    operations: ClassVar = [
        migrations.AddField("audit", name, models.CharField(db_default="", max_length=length))
        for name, length in (("applicatie", 50), ("applicatie_name", 200))
    ]
