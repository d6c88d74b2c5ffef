"""Rights within a limit: never more than either, whatever the two are."""

from __future__ import annotations

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from raadhuis.kernel import authz
from raadhuis.kernel.identity import Actor, Grant, Rights

SCOPES = ("zaken.lezen", "zaken.bijwerken", "documenten.lezen")
TYPES = (UUID(int=1), UUID(int=2), UUID(int=3))

grants = st.builds(
    Grant,
    scopes=st.frozensets(st.sampled_from(SCOPES)),
    types=st.none() | st.frozensets(st.sampled_from(TYPES)),
    max_va=st.integers(1, 8),
)
rights = st.builds(
    Rights,
    everything=st.booleans(),
    grants=st.lists(grants, max_size=3).map(tuple),
    only_ready=st.booleans(),
)


def may(found: Rights, scope: str, type_uuid: UUID, level: int) -> bool:
    actor = Actor(kind="applicatie", id="a", name="A", rights=found)
    return authz.has(actor, scope, type_uuid=type_uuid, level=level)


@given(rights, rights, st.sampled_from(SCOPES), st.sampled_from(TYPES), st.integers(1, 8))
def test_within_a_limit_is_allowed_exactly_what_both_allow(
    ours: Rights, limit: Rights, scope: str, type_uuid: UUID, level: int
) -> None:
    both = may(ours, scope, type_uuid, level) and may(limit, scope, type_uuid, level)

    assert may(ours.within(limit), scope, type_uuid, level) == both
    assert ours.within(limit).only_ready == (ours.only_ready or limit.only_ready)


def test_what_is_her_own_does_not_pass_a_limit() -> None:
    own = Rights(bsn="999990019", objects=frozenset(TYPES))

    assert own.within(Rights(everything=True)) == Rights()
