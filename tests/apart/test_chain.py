"""The main chain with the registers in one installation and everything above them in another, over the VNG APIs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from raadhuis.host.ports import free_port
from raadhuis.house.chain import Chain, Product, products
from raadhuis.kernel import clock
from tests.apart import installations
from tests.apart.installations import Apart, Models

pytestmark = pytest.mark.xdist_group("apart-chain")
PRODUCTS = products(clock.now())


@pytest.fixture(scope="module")
def apart(models: Models) -> Iterator[tuple[Apart, str]]:
    """Two installations, the upper one with the simulators; and the address of its mailbox."""
    http, smtp = free_port(), free_port()
    ports = ("--simulators", "--simulators-port", str(http), "--smtp-port", str(smtp))
    with installations.start(models, options=ports) as running:
        yield running, f"http://127.0.0.1:{http}"


@pytest.mark.parametrize("product", PRODUCTS, ids=[p.slug for p in PRODUCTS])
def test_the_chain_is_the_same_with_the_registers_elsewhere(
    apart: tuple[Apart, str], product: Product
) -> None:
    running, mailbox = apart
    chain = Chain(product, base=running.above.base, mailbox=mailbox)
    try:
        for name, take in chain.steps():
            try:
                take()
            except Exception as problem:
                raise AssertionError(f"{name}: {problem}\n{running.above.said}") from problem
    finally:
        chain.close()
