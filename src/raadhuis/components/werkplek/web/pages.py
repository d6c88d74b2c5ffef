"""The addresses of Werkplek."""

from __future__ import annotations

from django.urls import path

from raadhuis.components.werkplek.web import afronden, besluiten, historie, lijst, stukken, taken, zaak

_ZAAK = "werkplek/zaken/<uuid:uuid>/"

urlpatterns = [
    path("werkplek/", lijst.werkvoorraad, name="werkplek"),
    path("werkplek/mijn/", lijst.mijn, name="werkplek-mijn"),
    path("werkplek/zoeken/", lijst.zoeken, name="werkplek-zoeken"),
    path("werkplek/verdelen/", lijst.verdelen, name="werkplek-verdelen"),
    path(_ZAAK, zaak.overzicht, name="werkplek-zaak"),
    path(f"{_ZAAK}wijzigen/", zaak.wijzigen, name="werkplek-wijzigen"),
    path(f"{_ZAAK}neem/", zaak.neem, name="werkplek-neem"),
    path(f"{_ZAAK}terug/", zaak.terug, name="werkplek-terug"),
    path(f"{_ZAAK}taken/", taken.lijst, name="werkplek-taken"),
    path(f"{_ZAAK}taken/<uuid:taak>/", taken.taak, name="werkplek-taak"),
    path(f"{_ZAAK}documenten/", stukken.lijst, name="werkplek-documenten"),
    path(f"{_ZAAK}documenten/<uuid:document>/", stukken.download, name="werkplek-document"),
    path(f"{_ZAAK}besluiten/", besluiten.lijst, name="werkplek-besluiten"),
    path(f"{_ZAAK}besluiten/nieuw/", besluiten.nieuw, name="werkplek-besluit"),
    path(f"{_ZAAK}besluiten/brief/", besluiten.brief, name="werkplek-brief"),
    path(f"{_ZAAK}status/", zaak.status, name="werkplek-status"),
    path(f"{_ZAAK}afronden/", afronden.afronden, name="werkplek-afronden"),
    path(f"{_ZAAK}historie/", historie.historie, name="werkplek-historie"),
]
