"""Who can log in and which clients may send them: demo data, or an accounts file that replaces parts of it."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Literal

import msgspec
from stdnum.nl import bsn as bsn_number

Mount = Literal["digid", "medewerkers"]


class Level(StrEnum):
    """The levels of DigiD as the URIs that a Dutch broker returns in ``acr``, lowest first."""

    BASIS = "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"
    MIDDEN = "urn:oasis:names:tc:SAML:2.0:ac:classes:MobileTwoFactorContract"
    SUBSTANTIEEL = "urn:oasis:names:tc:SAML:2.0:ac:classes:Smartcard"
    HOOG = "urn:oasis:names:tc:SAML:2.0:ac:classes:SmartcardPKI"

    @property
    def rank(self) -> int:
        """Higher is stronger."""
        return list(Level).index(self)

    @property
    def label(self) -> str:
        """The name people know it by."""
        return self.name.capitalize()


class Resident(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A resident who can log in with DigiD, up to a level."""

    bsn: str
    name: str
    about: str
    level: Level = Level.SUBSTANTIEEL


class Employee(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An employee who can log in at the municipality, with two factors."""

    sub: str
    name: str
    email: str
    roles: tuple[str, ...]
    teams: tuple[str, ...] = ()
    level: Level = Level.MIDDEN


class Client(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A registered relying party; ``loopback`` admits any redirect to this machine, for development only."""

    client_id: str
    secret: str
    mount: Mount
    redirect_uris: tuple[str, ...] = ()
    post_logout_redirect_uris: tuple[str, ...] = ()
    loopback: bool = False


class Accounts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everything the provider knows."""

    residents: tuple[Resident, ...]
    employees: tuple[Employee, ...]
    clients: tuple[Client, ...]


class AccountsFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The accounts file (JSON): a list that is present replaces the demo list of that name."""

    residents: tuple[Resident, ...] | None = None
    employees: tuple[Employee, ...] | None = None
    clients: tuple[Client, ...] | None = None


RESIDENTS = (
    Resident("999900006", "Sanne Wolters", "getrouwd, twee kinderen, Gronausestraat in Losser", Level.HOOG),
    Resident("999900018", "Jeroen Nijhuis", "partner van Sanne"),
    Resident("999900055", "Fatma Yıldız", "alleenstaand, Raadhuisplein in Losser"),
    Resident("999900067", "Mirjam Oude Luttikhuis", "moeder van Youri, Martinusplein in Losser"),
    Resident("999900079", "Youri Oude Luttikhuis", "minderjarig (16)", Level.MIDDEN),
    Resident("999900092", "Riek Bos", "82 jaar, weduwe, Overdinkel", Level.BASIS),
    Resident("999900109", "Noor van den Berg", "gegevens zijn geheim, De Lutte", Level.HOOG),
    Resident("999900110", "Rachid el Amrani", "adres in onderzoek, Glane", Level.MIDDEN),
    Resident("999900122", "Willem Meijerink", "geëmigreerd naar Spanje", Level.MIDDEN),
    Resident("999900134", "Agnieszka Nowak", "Poolse nationaliteit, Beuningen"),
)
EMPLOYEES = (
    Employee("mjansen", "Merel Jansen", "merel.jansen@losser.example", ("behandelaar",), ("burgerzaken",)),
    Employee(
        "jdevries", "Joris de Vries", "joris.devries@losser.example", ("behandelaar",), ("vergunningen",)
    ),
    Employee(
        "asmit", "Anouk Smit", "anouk.smit@losser.example", ("coordinator",), ("burgerzaken", "vergunningen")
    ),
    Employee("bbakker", "Bram Bakker", "bram.bakker@losser.example", ("beheerder",)),
    Employee("kvisser", "Kim Visser", "kim.visser@losser.example", ("raadpleger",)),
)
# Published on purpose: they open nothing but this simulator.
CLIENTS = (
    Client("raadhuis-inwoner", "simulator-geheim-inwoner", "digid"),
    Client("raadhuis-medewerker", "simulator-geheim-medewerker", "medewerkers"),
)


class WrongAccounts(ValueError):
    """The accounts file or a client option does not say something we can use."""


def load_accounts(*, file: Path | None, redirect_uris: Sequence[str], loopback: bool) -> Accounts:
    """The demo accounts, changed by the file, by ``CLIENT=URI`` options and by ``loopback`` for all clients.

    Raises WrongAccounts.
    """
    try:
        own = msgspec.json.decode(file.read_bytes(), type=AccountsFile) if file else AccountsFile()
    except msgspec.MsgspecError as error:
        raise WrongAccounts(f"accountsbestand: {error}") from error
    residents = RESIDENTS if own.residents is None else own.residents
    for resident in residents:
        if not bsn_number.is_valid(resident.bsn) or len(resident.bsn) != 9:
            raise WrongAccounts(f"accountsbestand: bsn van {resident.name} is niet geldig")
    clients = {c.client_id: c for c in (CLIENTS if own.clients is None else own.clients)}
    for option in redirect_uris:
        client_id, _, uri = option.partition("=")
        if client_id not in clients or not uri:
            raise WrongAccounts(f"--redirect-uri {option}: verwacht CLIENT=URI met een bekende client")
        known = clients[client_id].redirect_uris
        clients[client_id] = msgspec.structs.replace(clients[client_id], redirect_uris=(*known, uri))
    if loopback:
        clients = {name: msgspec.structs.replace(c, loopback=True) for name, c in clients.items()}
    return Accounts(
        residents=residents,
        employees=EMPLOYEES if own.employees is None else own.employees,
        clients=tuple(clients.values()),
    )
