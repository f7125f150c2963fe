"""A change of policy tried on the claims of late, on paper: nothing is written."""

from datetime import datetime
from typing import Any

from aftercare_contracts.effects import Effect
from plumbing.database import Transaction

from ..domain import policy_effects as domain
from ..store import policy_effects as store


async def of_tiers(tx: Transaction, old: Any, new: Any, since: datetime) -> Effect:
    """Who would have signed the claims raised since (F1)."""
    return domain.of_tiers(old, new, await store.claims_since(tx, since))
