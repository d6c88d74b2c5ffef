"""The address of the style page."""

from __future__ import annotations

from django.urls import path

from raadhuis.look.views import stijlgids

urlpatterns = [path("stijlgids/", stijlgids, name="stijlgids")]
