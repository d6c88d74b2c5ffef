"""Cases in every stage, so that every page has something to show."""

from __future__ import annotations

from dataclasses import dataclass, replace

from raadhuis.house.chain import Chain, products
from raadhuis.house.temporary import TemporaryInstallation
from raadhuis.kernel import clock
from tests.browser.moves import GPK, UITTREKSEL, VERHUIZING


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """Cases of Sanne by uuid, and what her browser calls them. `new` nobody took, `busy` is of Joris, `done` is closed.

    `moving` is of Fatma, who does not move alone: the team burgerzaken must look at that.
    """

    new: str
    busy: str
    done: str
    done_reference: str
    moving: str


def build(installation: TemporaryInstallation) -> Town:
    """Have residents ask and employees work, over HTTP."""
    made: dict[str, str] = {}
    for name, slug, until in (
        ("new", GPK, "zaak nemen"),
        ("busy", GPK, "taken"),
        ("done", GPK, "e-mail bij elke status"),
        ("moving", VERHUIZING, "afgerond in Mijn Gemeente"),
        ("extract", UITTREKSEL, "e-mail bij elke status"),
    ):
        made |= {
            name: (chain := _walk(installation, slug, until=until)).zaak,
            f"{name}_reference": chain.reference,
        }
    return Town(
        new=made["new"],
        busy=made["busy"],
        done=made["done"],
        done_reference=made["done_reference"],
        moving=made["moving"],
    )


def _walk(installation: TemporaryInstallation, slug: str, *, until: str) -> Chain:
    product = next(one for one in products(clock.now()) if one.slug == slug)
    if slug == VERHUIZING:
        company = {"anderen": "ja", "meeverhuizers": "Emre Yıldız"}
        product = replace(product, answers=product.answers | company)
    chain = Chain(product, base=installation.base, mailbox=installation.simulators)
    for name, step in chain.steps():
        if name == until:
            break
        step()
    chain.close()
    return chain
