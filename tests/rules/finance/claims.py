"""Claims and people for the tests of finance's rules."""

from typing import Any
from uuid import UUID, uuid4

from aftercare_contracts.values import Bearer, ClaimId
from finance.domain.claim import Claim, Line, LineKind, State, raise_claim
from finance.domain.people import Person
from finance.domain.tiers import Tiers, tiers_from

TIERS: Tiers = tiers_from(
    [
        {"up_to_fen": 30_000, "approve_role": "site_lead"},
        {"up_to_fen": 100_000, "approve_role": "centre_director"},
        {"up_to_fen": 1_000_000, "review_role": "deputy_chief_engineer", "approve_role": "vice_president"},
        {
            "up_to_fen": None,
            "review_role": "deputy_chief_engineer",
            "approve_role": "general_manager",
            "inform": ["vice_president"],
        },
    ]
)
ORDER = UUID(int=7)


def somebody(*roles: str, id: str = "") -> Person:
    """A person with these roles, named after the first."""
    return Person(id or roles[0], frozenset(roles))


SQUAD = somebody("repair_squad")
LEAD = somebody("site_lead")
DIRECTOR = somebody("centre_director")
DEPUTY = somebody("deputy_chief_engineer")
VICE = somebody("vice_president")
MANAGER = somebody("general_manager")


def lines_of(amount_fen: int) -> list[Line]:
    """One line of the whole amount."""
    return [Line("work", LineKind.LABOUR, amount_fen)]


def a_claim(amount_fen: int, **other: Any) -> Claim:
    """A claim just raised by the squad."""
    bare: dict[str, Any] = {
        "id": ClaimId(uuid4()), "claim_no": "FY-2026-000001", "order_id": ORDER, "project": "P1",
        "cause": Bearer.CONTRACTOR, "cause_evidence": "leak at the joint", "state": State.IN_APPROVAL,
        "amount_fen": amount_fen, "tiers": TIERS, "authors": frozenset({SQUAD.id}),
    }  # fmt: skip
    return raise_claim(Claim(**bare | other), lines_of(amount_fen), was_taken_over=True)[0]
