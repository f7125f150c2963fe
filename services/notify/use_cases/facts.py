"""Noting what is heard: facts, for reports and lists."""

from typing import Any

from aftercare_contracts.envelope import Envelope
from plumbing.database import Transaction

from ..domain import facts as domain
from ..domain.facts_of_cases import ASKED, CASES
from ..domain.facts_of_orders import COSTS, ORDERS
from ..domain.facts_of_surveys import SURVEYS
from ..store import facts as store

NOTES: domain.Notes = {**CASES, **ASKED, **ORDERS, **COSTS, **SURVEYS}
"""To remember more, of other events: one line more in one of these tables, and a column."""


def rows_of(message: Envelope[Any]) -> list[domain.Row]:
    """What a message leaves."""
    return domain.rows(
        NOTES,
        domain.Heard(message.id, message.source, message.type, message.subject, message.time, dict(message.data)),
    )


async def note(tx: Transaction, message: Envelope[Any]) -> None:
    """Remember what a message says. By its own words and time alone, so that the facts can be built again from the history."""
    rows = rows_of(message)
    if rows and not await store.is_ahead(tx, message.source, message.subject, message.sequence):
        await store.note(tx, rows)
