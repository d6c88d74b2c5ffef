"""Tables of the kernel. Written with SQL (`mutation`, `events`, `audit`, `logboek`); the models are for migrations and operators."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now


class Audit(models.Model):
    """One audit record; append-only. `hoofd` is the main object, `object` what was changed or seen."""

    uuid = models.UUIDField(unique=True)
    bron = models.CharField(max_length=50)
    actor_kind = models.CharField(max_length=20)
    actor_id = models.CharField(max_length=200)
    actor_name = models.CharField(max_length=200)
    actie = models.CharField(max_length=50)
    resultaat = models.IntegerField()
    hoofd_path = models.CharField(max_length=200)
    hoofd = models.UUIDField()
    resource = models.CharField(max_length=50)
    path = models.CharField(max_length=200)
    object = models.UUIDField()
    weergave = models.CharField(max_length=200)
    toelichting = models.TextField()
    oud = models.JSONField(null=True)
    nieuw = models.JSONField(null=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "kernel_audit"
        indexes: ClassVar = [models.Index(fields=["hoofd", "at"], name="kernel_audit_hoofd")]


class AuditElders(models.Model):
    """One audit record that another provider kept, before its register was moved here: `record` as it stood there.

    The records of one main object are sealed together, by their hash in an audit record of ours (`audit.take_over`).
    """

    uuid = models.UUIDField(unique=True)
    bron = models.CharField(max_length=50)
    hoofd = models.UUIDField()
    at = models.DateTimeField()
    record = models.TextField()

    class Meta:
        db_table = "kernel_audit_elders"
        indexes: ClassVar = [models.Index(fields=["hoofd", "at"], name="kernel_audit_elders_hoofd")]


class AuditSeal(models.Model):
    """One block of the chain over the audit records (`audit_chain`); append-only.

    `settled`: up to this number no record can come any more that is in no block.
    """

    nr = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    records = models.IntegerField()
    settled = models.BigIntegerField()
    previous = models.BinaryField()
    hash = models.BinaryField()

    class Meta:
        db_table = "kernel_audit_seal"


class AuditLeaf(models.Model):
    """The hash of one audit record, and the block it is in; stays when the record is destroyed."""

    audit_id = models.BigIntegerField(primary_key=True)
    seal = models.BigIntegerField(null=True)
    hash = models.BinaryField()
    destroyed_by = models.BigIntegerField(null=True)

    class Meta:
        db_table = "kernel_audit_leaf"
        indexes: ClassVar = [
            models.Index(fields=["seal", "audit_id"], name="kernel_audit_leaf_seal"),
            models.Index(
                fields=["audit_id"], condition=models.Q(seal=None), name="kernel_audit_leaf_unsealed"
            ),
        ]


class Verwerking(models.Model):
    """One processing of the personal data of one person (`logboek`): who looked at whose data, for which activity."""

    trace_id = models.CharField(max_length=32)
    span_id = models.CharField(max_length=16)
    parent_span_id = models.CharField(max_length=16, db_default="")
    name = models.CharField(max_length=100)
    activity = models.CharField(max_length=200)
    subject = models.CharField(max_length=64)
    subject_kind = models.CharField(max_length=20)
    actor_kind = models.CharField(max_length=20)
    actor_id = models.CharField(max_length=200)
    object = models.UUIDField(null=True)
    at = models.DateTimeField()
    ended = models.DateTimeField()
    sent = models.DateTimeField(null=True)

    class Meta:
        db_table = "kernel_verwerking"
        indexes: ClassVar = [
            models.Index(fields=["subject", "-at"], name="kernel_verwerking_subject"),
            models.Index(fields=["id"], condition=models.Q(sent=None), name="kernel_verwerking_unsent"),
        ]


class Event(models.Model):
    """One event of the outbox; `seq` is unique and grows, with gaps."""

    seq = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(unique=True)
    kanaal = models.CharField(max_length=50)
    resource = models.CharField(max_length=50)
    actie = models.CharField(max_length=50)
    hoofd_path = models.CharField(max_length=200)
    hoofd = models.UUIDField()
    path = models.CharField(max_length=200)
    object = models.UUIDField()
    kenmerken = models.JSONField()
    actor_id = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        db_table = "kernel_event"


class Delivery(models.Model):
    """An event that one subscriber still has to get; the row goes away with the delivery. `due` is when it is tried next, NULL
    when the other side refused it."""

    seq = models.ForeignKey(Event, on_delete=models.CASCADE, db_column="seq", db_index=False)
    subscriber = models.CharField(max_length=200)
    hoofd = models.UUIDField()
    attempts = models.IntegerField(db_default=0)
    due = models.DateTimeField(null=True)
    error = models.CharField(max_length=200, db_default="")

    class Meta:
        db_table = "kernel_delivery"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["seq", "subscriber"], name="kernel_delivery_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["subscriber", "hoofd", "seq"], name="kernel_delivery_order"),
            models.Index(fields=["subscriber", "due", "seq"], name="kernel_delivery_next"),
        ]


class Subscriber(models.Model):
    """How it goes with one who gets events outside the house; no row: nothing to tell. `failures` in a row, after which
    nobody calls it before `rests_until`; `muted_at`: an operator wants it left alone since."""

    subscriber = models.CharField(max_length=200, primary_key=True)
    failures = models.IntegerField(db_default=0)
    rests_until = models.DateTimeField(null=True)
    muted_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "kernel_subscriber"


class Idempotency(models.Model):
    """The answer to a POST with an Idempotency-Key, kept for a day; `said` is the hash of path and body."""

    client = models.CharField(max_length=200)
    key = models.CharField(max_length=255)
    said = models.CharField(max_length=64)
    status = models.IntegerField()
    headers = models.JSONField()
    body = models.BinaryField()
    at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "kernel_idempotency"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["client", "key"], name="kernel_idempotency_once"),
        ]


class Dienst(models.Model):
    """A service of others that references may lead to (`diensten`); `sealed` holds its secret or header. `called` and
    `error` are about the last call; no error is ""."""

    uuid = models.UUIDField(unique=True)
    naam = models.CharField(max_length=100)
    url = models.CharField(max_length=500, unique=True)
    soort = models.CharField(max_length=3)
    auth = models.CharField(max_length=10)
    client_id = models.CharField(max_length=50, db_default="")
    sealed = models.TextField(db_default="")
    since = models.DateTimeField()
    called = models.DateTimeField(null=True)
    error = models.CharField(max_length=100, db_default="")

    class Meta:
        db_table = "kernel_dienst"


class Elsewhere(models.Model):
    """The URL of a resource at another provider, by the uuid that follows from it (`elsewhere`). `asked` is since when it is not
    known whether something refers to it (`elsewhere_sweep`); the audit records that may do so have a higher number than `after`."""

    uuid = models.UUIDField(primary_key=True)
    url = models.CharField(max_length=1000, unique=True)
    asked = models.DateTimeField(null=True, db_default=Now())
    after = models.BigIntegerField(db_default=0)

    class Meta:
        db_table = "kernel_elsewhere"
        indexes: ClassVar = [
            models.Index(
                fields=["asked"], condition=models.Q(asked__isnull=False), name="kernel_elsewhere_asked"
            )
        ]
