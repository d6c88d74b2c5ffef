"""Mail on its way out."""

from __future__ import annotations

from django.db import models


class Mail(models.Model):
    """One mail; `key` makes asking for it twice the same as once. Address and text go away once it is sent."""

    key = models.CharField(max_length=200, unique=True)
    aan = models.CharField(max_length=254)
    onderwerp = models.CharField(max_length=200)
    tekst = models.TextField()
    gemaakt = models.DateTimeField()
    verzonden = models.DateTimeField(null=True)

    class Meta:
        db_table = "berichten_mail"
