"""A change of policy tried on the cases of late, on paper: nothing is written.

They are reckoned in a thread, as a quarter's cases take longer than others should wait.
"""

import asyncio
from datetime import datetime
from typing import Any

from aftercare_contracts.effects import Effect
from aftercare_contracts.periods import day_in_china
from plumbing.calendar_days import calendar
from plumbing.database import Transaction
from plumbing.policy import policy

from ..domain import policy_effects as domain
from ..domain.opening_hours import hours_from
from ..store import policy_effects as store


async def of_limits(tx: Transaction, old: Any, new: Any, since: datetime) -> Effect:
    """The limits of the cases registered since, by the new figures (B2)."""
    days, hours = await calendar(tx), await policy(tx, "opening_hours", day_in_china(tx.now))
    past = await store.limits_since(tx, since)
    return await asyncio.to_thread(domain.of_limits, new, past, days.is_working, hours_from(hours.data), tx.now)


async def of_routing(tx: Transaction, old: Any, new: Any, since: datetime) -> Effect:
    """Where the cases registered since would have gone (I4)."""
    return await asyncio.to_thread(domain.of_routing, old, new, await store.cases_since(tx, since))


async def of_opening_hours(tx: Transaction, old: Any, new: Any, since: datetime) -> Effect:
    """The hours of a week (I14)."""
    return domain.of_opening_hours(old, new)
