"""Who counts as the one who started the zaak, also when a register elsewhere would show more."""

from __future__ import annotations

import pytest

from raadhuis.components.mijn.domain.inzage import Deelname, is_initiator


@pytest.mark.parametrize(
    ("bsn", "rol", "hers"),
    [
        ("999990019", "initiator", True),
        ("999990019", "mede_initiator", True),
        ("999990019", "belanghebbende", False),
        ("999990020", "initiator", False),
        ("", "initiator", False),
    ],
)
def test_only_who_started_the_zaak_reads_it(bsn: str, rol: str, hers: bool) -> None:
    assert (
        is_initiator("999990019", [Deelname(rol="behandelaar", bsn=""), Deelname(rol=rol, bsn=bsn)]) is hers
    )


def test_an_actor_without_bsn_matches_no_rol_without_bsn() -> None:
    assert not is_initiator("", [Deelname(rol="initiator", bsn="")])
