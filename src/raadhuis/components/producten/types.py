"""A product as data: text without markup, so that it can be shown anywhere and holds no surprises."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

Slug = Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
Tekst = Annotated[str, Meta(min_length=1)]


class Blok(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A paragraph or a list."""

    alinea: str = ""
    lijst: tuple[Tekst, ...] = ()


class Sectie(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A heading with what stands below it."""

    kop: Tekst
    blokken: tuple[Blok, ...]


class Product(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One product. `upn` is its name in the Uniforme Productnamenlijst, `formulier` the slug of its form ("": none)."""

    slug: Slug
    naam: Tekst
    upn: Tekst
    samenvatting: Tekst
    inhoud: tuple[Sectie, ...]
    kosten: Tekst
    doorlooptijd: Tekst
    nodig: tuple[Tekst, ...] = ()
    trefwoorden: tuple[Tekst, ...] = ()
    formulier: str = ""
