"""The door of Formulieren: a resident fills in a form, sends it once, and keeps proof of it."""

from __future__ import annotations

from raadhuis.components.formulieren.api.begin import (
    NietBegonnen,
    NiveauTeLaag,
    get_formulier,
    in_woorden,
    load,
)
from raadhuis.components.formulieren.api.bestanden import Bestand, lees, open_bijlage
from raadhuis.components.formulieren.api.bewaren import BEWAARD, Begonnen, list_begonnen, ruim_op
from raadhuis.components.formulieren.api.registratie import (
    alleen,
    antwoorden,
    bied_opnieuw_aan,
    eigenschappen,
    meld_geregistreerd,
    te_registreren,
)
from raadhuis.components.formulieren.api.stappen import Scherm, annuleer, bewaar_stap, open_stap
from raadhuis.components.formulieren.api.versturen import (
    IntussenGewijzigd,
    NogNietKlaar,
    Overzicht,
    bewijs,
    get_ontvangst,
    get_overzicht,
    maak_ontvangstbewijs,
    verstuur,
)
from raadhuis.components.formulieren.domain.definitie import WrongForm
from raadhuis.components.formulieren.domain.overzicht import Blok
from raadhuis.components.formulieren.domain.waarden import Fout
from raadhuis.components.formulieren.store.inzendingen import Inzending, Upload
from raadhuis.components.formulieren.types import Formulier, Veld

__all__ = [
    "BEWAARD",
    "Begonnen",
    "Bestand",
    "Blok",
    "Formulier",
    "Fout",
    "IntussenGewijzigd",
    "Inzending",
    "NietBegonnen",
    "NiveauTeLaag",
    "NogNietKlaar",
    "Overzicht",
    "Scherm",
    "Upload",
    "Veld",
    "WrongForm",
    "alleen",
    "annuleer",
    "antwoorden",
    "bewaar_stap",
    "bewijs",
    "bied_opnieuw_aan",
    "eigenschappen",
    "get_formulier",
    "get_ontvangst",
    "get_overzicht",
    "in_woorden",
    "lees",
    "list_begonnen",
    "load",
    "maak_ontvangstbewijs",
    "meld_geregistreerd",
    "open_bijlage",
    "open_stap",
    "ruim_op",
    "te_registreren",
    "verstuur",
]
