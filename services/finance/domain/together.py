"""Claims for one unit and fault that together cross a tier are shown as one: no tier is escaped by splitting (F2)."""

from aftercare_contracts.errors import Conflict, Invalid, Problem
from aftercare_contracts.values import yuan

from .claim import Claim
from .tiers import Tiers, tier_for


class TogetherNotSeen(Invalid):
    """With the other claims for this unit and fault it crosses a tier; state the joint total you saw."""


class TogetherChanged(Conflict):
    """The joint total of this unit and fault is not the one you saw."""


def crosses_a_tier(tiers: Tiers, amount_fen: int, together_fen: int) -> bool:
    """Whether the joint total is in another tier than the claim by itself."""
    return tier_for(tiers, together_fen) != tier_for(tiers, amount_fen)


def must_have_seen(claim: Claim, together_fen: int, stated_fen: int | None) -> None:
    """A signer states the joint total where it crosses a tier; what he states is true. Raises where not."""
    what = f"with the other claims for this unit and fault it is {yuan(together_fen)}"
    if stated_fen is None and crosses_a_tier(claim.tiers, claim.amount_fen, together_fen):
        raise TogetherNotSeen("", Problem("/together_fen", what, str(together_fen)))
    if stated_fen not in (None, together_fen):
        raise TogetherChanged(
            f"you saw {yuan(stated_fen or 0)}; {what}", Problem("/together_fen", what, str(together_fen))
        )
