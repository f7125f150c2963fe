"""What the owners of a project were promised is entered, version by version (L2)."""

from dataclasses import replace
from datetime import datetime

from aftercare_contracts.periods import day_in_china
from plumbing.database import Transaction

from ..domain.access import NoSuchProject
from ..domain.owner_terms import OwnerTerms
from ..domain.terms import must_reach_minimum
from ..store import owner_terms, units
from . import policies


async def enter(tx: Transaction, terms: OwnerTerms, now: datetime) -> OwnerTerms:
    """One version more, or the latest where it says the same.

    Raises ``NoSuchProject``, ``PartPromisedTwice``, ``BelowOwnerMinimum``.
    """
    if await units.dates(tx, terms.project, None) is None:
        raise NoSuchProject
    law = await policies.law(tx, terms.project, day_in_china(now))
    must_reach_minimum(terms.promises, law.owner_minimum)
    await owner_terms.hold(tx, terms.project)
    last = await owner_terms.latest(tx, terms.project)
    if last and last.says_the_same(terms):
        return last
    entered = replace(terms, version=last.version + 1 if last else 1)
    await owner_terms.add(tx, entered)
    return entered
