"""Reads products from JSON, and says what a product is searched by."""

from __future__ import annotations

import msgspec

from raadhuis.components.producten.types import Product
from raadhuis.kernel.refusal import Refusal


class WrongProducts(Refusal):
    """The file does not hold products; the message names the place and what is expected there."""


class _File(msgspec.Struct, forbid_unknown_fields=True):
    producten: list[Product]


def read(raw: bytes, *, place: str) -> list[Product]:
    """The products in `raw`; `place` is the file's name. Raises WrongProducts."""
    try:
        products = msgspec.json.decode(raw, type=_File).producten
    except msgspec.MsgspecError as error:
        raise WrongProducts(f"{place}: {error}") from error
    slugs = [product.slug for product in products]
    if twice := {slug for slug in slugs if slugs.count(slug) > 1}:
        raise WrongProducts(f"{place}: slug {min(twice)!r} is there twice; make them different.")
    return products


def searched(product: Product) -> str:
    """The words of a product's body, for search."""
    words = [product.upn, *product.nodig]
    for sectie in product.inhoud:
        words.append(sectie.kop)
        for blok in sectie.blokken:
            words += [blok.alinea, *blok.lijst]
    return " ".join(words)
