"""The tiers of approval (F1): policy data, frozen on a claim when it is raised."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from aftercare_contracts.values import Role

SIGNERS = (
    Role.SITE_LEAD,
    Role.CENTRE_DIRECTOR,
    Role.DEPUTY_CHIEF_ENGINEER,
    Role.VICE_PRESIDENT,
    Role.GENERAL_MANAGER,
)
"""Who may come to the door of a signature; whether the tier is his, the rules say."""


@dataclass(frozen=True, slots=True)
class Tier:
    """Who signs for costs up to and including ``up_to_fen`` (without bound where there is none)."""

    up_to_fen: int | None
    approve_role: Role
    review_role: Role | None = None
    inform: tuple[Role, ...] = ()


Tiers = tuple[Tier, ...]


def tiers_from(data: Iterable[Mapping[str, Any]]) -> Tiers:
    """Tiers as policy or a claim keeps them. Raises ``ValueError`` unless they rise and the last is without bound."""
    tiers = tuple(
        Tier(
            row["up_to_fen"],
            Role(row["approve_role"]),
            Role(row["review_role"]) if row.get("review_role") else None,
            tuple(Role(role) for role in row.get("inform", ())),
        )
        for row in data
    )
    bounds = [tier.up_to_fen for tier in tiers]
    rising = [bound for bound in bounds[:-1] if bound is not None]
    if not tiers or bounds[-1] is not None or len(rising) != len(bounds) - 1 or rising != sorted(set(rising)):
        raise ValueError("tiers must rise, and only the last is without bound")
    return tiers


def tiers_as_data(tiers: Tiers) -> list[dict[str, Any]]:
    """Tiers as they are kept."""
    return [asdict(tier) for tier in tiers]


def tier_for(tiers: Tiers, amount_fen: int) -> Tier:
    """The tier of an amount; a figure on a boundary belongs to the lower one (rulebook, Amounts)."""
    return next(tier for tier in tiers if tier.up_to_fen is None or amount_fen <= tier.up_to_fen)
