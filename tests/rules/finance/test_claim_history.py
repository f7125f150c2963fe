"""B10: a claim as it stood at any moment, told from its moves alone."""

from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aftercare_contracts.errors import DomainError
from aftercare_contracts.values import Bearer
from finance.domain import approval, claim
from finance.domain.claim import Claim, Move, Verb
from finance.domain.claim_history import standing
from hypothesis import given
from hypothesis import strategies as st

from .claims import DEPUTY, DIRECTOR, LEAD, MANAGER, SQUAD, TIERS, VICE, a_claim, lines_of

START = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)
SIGNERS = (LEAD, DIRECTOR, DEPUTY, VICE, MANAGER)
ACTS = st.tuples(
    st.sampled_from(["review", "approve", "refuse", "withdraw", "revise", "final", "sort"]),
    st.sampled_from([20_000, 30_001, 120_000, 1_000_001]),
    st.sampled_from(SIGNERS),
)


def acted(now: Claim, act: str, fen: int, by: Any) -> tuple[Claim, Move]:
    if act in ("review", "approve"):
        return approval.sign(now, Verb(act), by, now.amount_fen)
    if act == "refuse":
        return approval.refuse(now, by, "no")
    if act == "withdraw":
        return claim.withdraw(now, SQUAD, "x")
    if act == "revise":
        return claim.revise(now, fen, lines_of(fen), SQUAD)
    if act == "final":
        return claim.state_final_cost(now, fen, lines_of(fen), SQUAD, is_done=True)
    return claim.sort(now, Bearer.COMPANY, "no reminder", DIRECTOR)


def kept(now: Claim, move: Move, n: int) -> dict[str, Any]:
    """A move as its row is read."""
    return asdict(move) | {"at": START + timedelta(hours=n), "cause": now.cause, "cause_evidence": now.cause_evidence}


@pytest.mark.rule("B10")
@given(st.lists(ACTS, max_size=25))
def test_the_moves_tell_at_every_moment_what_the_claim_was(acts: list[tuple[str, int, Any]]) -> None:
    now = a_claim(120_000)
    raised = Move(Verb.RAISE, now.state, now.state, SQUAD.id, now.amount_fen, 1)
    was, moves = [now], [kept(now, raised, 0)]
    for act, fen, by in acts:
        try:
            now, move = acted(now, act, fen, by)
        except DomainError:
            continue
        was.append(now)
        moves.append(kept(now, move, len(moves)))
    for n, then in enumerate(was, 1):
        stood = standing(moves[:n], TIERS)
        told = (
            stood.state,
            stood.amount_fen,
            stood.approved_fen,
            stood.is_final,
            stood.round,
            stood.cause,
            stood.next_role,
        )
        assert told == (
            then.state, then.amount_fen, then.approved_fen, then.is_final, then.round, then.cause, then.next_role
        )  # fmt: skip
        assert (stood.confirmed_at is not None) == (then.state == "confirmed")
