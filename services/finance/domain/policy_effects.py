"""What other tiers would have asked of the claims of late, on paper (F1)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from aftercare_contracts.effects import Effect, Example, Group, Words
from aftercare_contracts.values import yuan

from .tiers import Tier, tier_for, tiers_from

KEEPS = Words(
    "已提出的费用申请沿用其提出时的审批权限。", "Claims that are raised keep the tiers they were raised under."
)


@dataclass(frozen=True, slots=True)
class PastClaim:
    """A claim's amount."""

    claim_no: str
    project: str
    amount_fen: int


def of_tiers(old: Iterable[Mapping[str, Any]], new: Iterable[Mapping[str, Any]], past: Iterable[PastClaim]) -> Effect:
    """How many claims others would have signed, by who signs now and who then would."""
    before, after, looked_at = tiers_from(old), tiers_from(new), 0
    moved: Counter[str] = Counter()
    examples = []
    for claim in past:
        looked_at += 1
        was, would = _signers(tier_for(before, claim.amount_fen)), _signers(tier_for(after, claim.amount_fen))
        if was != would:
            moved[f"{was} → {would}"] += 1
            examples.append(Example(claim.claim_no, claim.project, f"{yuan(claim.amount_fen)}: {was} → {would}"))
    groups = (Group(how, count, {"other_tier": count}) for how, count in sorted(moved.items()))
    return Effect((Group("all", looked_at, {"other_tier": moved.total()}), *groups), tuple(examples), (KEEPS,))


def _signers(tier: Tier) -> str:
    return f"{tier.review_role} + {tier.approve_role}" if tier.review_role else str(tier.approve_role)
