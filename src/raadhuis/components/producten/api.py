"""The door of Producten: what a resident can ask of the municipality."""

from __future__ import annotations

from datetime import datetime

from raadhuis.components.producten.domain import inhoud
from raadhuis.components.producten.domain.inhoud import WrongProducts
from raadhuis.components.producten.store import producten as store
from raadhuis.components.producten.types import Blok, Product, Sectie
from raadhuis.kernel import db
from raadhuis.kernel.refusal import NotFound

__all__ = [
    "Blok",
    "Product",
    "Sectie",
    "WrongProducts",
    "get_product",
    "list_producten",
    "load",
    "zoek_producten",
]
LONGEST_QUESTION = 100


def list_producten() -> tuple[Product, ...]:
    """Every product, in the municipality's own order."""
    return store.every()


def get_product(*, slug: str) -> Product:
    """One product. Raises NotFound."""
    found = store.one(slug)
    if found is None:
        raise NotFound
    return found


def zoek_producten(*, tekst: str) -> tuple[Product, ...]:
    """The products that `tekst` is about, best first, 50 at most; every product when `tekst` is empty."""
    asked = tekst.strip().replace("\x00", "")[:LONGEST_QUESTION]
    return store.search(asked) if asked else store.every()


def load(*, raw: bytes, place: str, at: datetime) -> int:
    """Add or replace the products of a file (`place` is its name); returns how many. Raises WrongProducts."""
    products = inhoud.read(raw, place=place)
    with db.atomic():
        for volgorde, product in enumerate(products):
            store.save(product, volgorde=volgorde, at=at)
    return len(products)
