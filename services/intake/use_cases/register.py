"""The register's form is written: action taken, follow-up needed and done, the customer's feedback (I1)."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from aftercare_contracts.periods import day_in_china
from plumbing.database import Transaction

from ..domain import register as domain
from ..domain.case import CannotMove, State
from ..domain.register import Line, Written
from ..store import cases
from ..store.cases import Entry
from . import limits


async def write(tx: Transaction, entry_id: UUID, case_id: UUID, line: Line, by: str, now: datetime) -> None:
    """One more entry of the form.

    Raises ``NoSuchCase``, ``LineIncomplete``, ``DateOutside``, ``NoSuchFollowUp``, ``FollowedUp``, ``CannotMove``.
    """
    domain.must_be_whole(line)
    case = await limits.case_held(tx, case_id)
    if (case.state is State.CLOSED or case.merged_into) and line.kind not in domain.AFTER_CLOSING:
        raise CannotMove("The case is closed, or merged into another.")
    domain.must_be_within(line, day_in_china(case.received_at), day_in_china(now))
    entries = await cases.entries(tx, case_id)
    domain.must_answer(line, _needed(entries), [entry["entry_id"] for entry in domain.open_follow_ups(entries)])
    signed = asdict(line.signature) if line.signature else {}
    entry = Entry(entry_id, line.kind, line.text, by, now, happened_on=line.happened_on, answers=line.answers, **signed)
    await cases.add_entry(tx, case, entry)


def _needed(entries: list[Mapping[str, Any]]) -> list[UUID]:
    return [entry["entry_id"] for entry in entries if entry["kind"] == Written.FOLLOW_UP_NEEDED]
