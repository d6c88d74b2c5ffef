"""The door of Werkplek: the worklist, one zaak with everything around it, and what a handler does with it."""

from __future__ import annotations

from raadhuis.components.werkplek.api.beeld import (
    Aanvrager,
    Mag,
    Zaakbeeld,
    aanvrager_of,
    behandelaar_of,
    get_zaakbeeld,
    list_eigenschappen,
    record_opening,
)
from raadhuis.components.werkplek.api.besluiten import (
    BesluitMetBrief,
    list_besluiten,
    maak_brief,
    neem_besluit,
    volgend_nummer,
    voorbeeld_brief,
)
from raadhuis.components.werkplek.api.geadresseerde import GeenAdres
from raadhuis.components.werkplek.api.gedeeld import IntussenGewijzigd, reasons
from raadhuis.components.werkplek.api.historie import changes_since, list_historie
from raadhuis.components.werkplek.api.sluiten import get_archief, get_beletsels, get_resultaat, sluit_zaak
from raadhuis.components.werkplek.api.stukken import (
    Document,
    list_documenten,
    open_document,
    voeg_document_toe,
)
from raadhuis.components.werkplek.api.taken import laat_taak_los, pak_taak, rond_taak_af
from raadhuis.components.werkplek.api.verdelen import (
    HeeftBehandelaar,
    Verdeeld,
    geef_terug,
    geef_zaak,
    list_collegas,
    neem_zaak,
    verdeel,
)
from raadhuis.components.werkplek.api.voorraad import (
    get_overzicht,
    list_werkvoorraad,
    rebuild,
    refresh,
    ziet_alles,
)
from raadhuis.components.werkplek.api.wijzigen import set_status, wijzig_zaak
from raadhuis.components.werkplek.domain.afronden import (
    Archief,
    Beletsel,
    EindstatusOntbreekt,
    ResultaatStaatVast,
)
from raadhuis.components.werkplek.domain.besluitbrief import BesluitBestaatAl, Brieftekst, Voorstel
from raadhuis.components.werkplek.domain.historie import Handeling, Regel, Wijziging, bundel
from raadhuis.components.werkplek.types import PAGE_SIZE, Keuze, Lijst, Overzicht, Tab, Vraag, WerkZaak

__all__ = [
    "PAGE_SIZE",
    "Aanvrager",
    "Archief",
    "Beletsel",
    "BesluitBestaatAl",
    "BesluitMetBrief",
    "Brieftekst",
    "Document",
    "EindstatusOntbreekt",
    "GeenAdres",
    "Handeling",
    "HeeftBehandelaar",
    "IntussenGewijzigd",
    "Keuze",
    "Lijst",
    "Mag",
    "Overzicht",
    "Regel",
    "ResultaatStaatVast",
    "Tab",
    "Verdeeld",
    "Voorstel",
    "Vraag",
    "WerkZaak",
    "Wijziging",
    "Zaakbeeld",
    "aanvrager_of",
    "behandelaar_of",
    "bundel",
    "changes_since",
    "geef_terug",
    "geef_zaak",
    "get_archief",
    "get_beletsels",
    "get_overzicht",
    "get_resultaat",
    "get_zaakbeeld",
    "laat_taak_los",
    "list_besluiten",
    "list_collegas",
    "list_documenten",
    "list_eigenschappen",
    "list_historie",
    "list_werkvoorraad",
    "maak_brief",
    "neem_besluit",
    "neem_zaak",
    "open_document",
    "pak_taak",
    "reasons",
    "rebuild",
    "record_opening",
    "refresh",
    "rond_taak_af",
    "set_status",
    "sluit_zaak",
    "verdeel",
    "voeg_document_toe",
    "volgend_nummer",
    "voorbeeld_brief",
    "wijzig_zaak",
    "ziet_alles",
]
