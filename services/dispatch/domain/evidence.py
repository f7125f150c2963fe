"""The chain that must be complete before the squad's cost falls on the contractor (L7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class LinkKind(StrEnum):
    """What a piece of evidence shows."""

    NOTICE = "notice"
    RECEIPT = "receipt"
    SERVICE_PROVEN = "service_proven"
    REMINDER = "reminder"
    DEADLINE_PASSED = "deadline_passed"
    DECLINED = "declined"
    TAKE_OVER = "take_over"
    WORK_DONE = "work_done"
    CALLED = "called"
    DID_NOT_COME = "did_not_come"
    URGENCY_FOUND = "urgency_found"
    URGENCY_DENIED = "urgency_denied"
    REWORK = "rework"
    CONTRACTOR_REPORT = "contractor_report"
    LATE_REPORT = "late_report"


BESIDE_THE_CHAIN = frozenset(
    {LinkKind.CONTRACTOR_REPORT, LinkKind.LATE_REPORT, LinkKind.REWORK, LinkKind.URGENCY_DENIED}
)
"""What the contractor said of his own work, rework asked of him, a finding against us: kept, but no link of the chain."""


@dataclass(frozen=True, slots=True)
class Link:
    """One piece of evidence: what, when, by whom; photos by their SHA-256."""

    kind: LinkKind
    at: datetime
    by: str
    note: str = ""
    photos: tuple[str, ...] = ()


Chain = Sequence[Link]

Rows = tuple[tuple[LinkKind, ...], ...]
ASKED_FOR: Rows = (
    (LinkKind.NOTICE,),
    (LinkKind.RECEIPT, LinkKind.SERVICE_PROVEN),
    (LinkKind.REMINDER, LinkKind.DECLINED),
    (LinkKind.DEADLINE_PASSED, LinkKind.DECLINED),
    (LinkKind.TAKE_OVER,),
    (LinkKind.WORK_DONE,),
)
"""In each row one suffices. Who has said that he cannot keep the time need not be reminded of it."""
IN_DANGER: Rows = (
    (LinkKind.NOTICE,),
    (LinkKind.CALLED,),
    (LinkKind.DID_NOT_COME,),
    (LinkKind.URGENCY_FOUND,),
    (LinkKind.TAKE_OVER,),
    (LinkKind.WORK_DONE,),
)
"""Instead of the passed deadline: called and did not come in the time named, and engineering's finding (L7, F1)."""


def missing(chain: Chain) -> tuple[str, ...]:
    """The links still wanted, by name, in their order (L7); ``notice_photo`` where the notice came without a photo.

    Of the two ways to a complete chain, the one that lacks less; the ordinary one where they lack as much.
    """
    there = {link.kind for link in chain}
    wanted = min((_wanted(there, rows) for rows in (ASKED_FOR, IN_DANGER)), key=len)
    bare = LinkKind.NOTICE in there and not any(link.photos for link in chain if link.kind is LinkKind.NOTICE)
    return (("notice_photo",) if bare else ()) + wanted


def _wanted(there: set[LinkKind], rows: Rows) -> tuple[str, ...]:
    return tuple("|".join(row) for row in rows if there.isdisjoint(row))
