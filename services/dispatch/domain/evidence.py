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
    CONTRACTOR_REPORT = "contractor_report"
    LATE_REPORT = "late_report"


BESIDE_THE_CHAIN = frozenset({LinkKind.CONTRACTOR_REPORT, LinkKind.LATE_REPORT})
"""What the contractor said of his own work, in time or after the take-over: kept, but no link of the chain."""


@dataclass(frozen=True, slots=True)
class Link:
    """One piece of evidence: what, when, by whom; photos by their SHA-256."""

    kind: LinkKind
    at: datetime
    by: str
    note: str = ""
    photos: tuple[str, ...] = ()


Chain = Sequence[Link]

ASKED_FOR = (
    (LinkKind.NOTICE,),
    (LinkKind.RECEIPT, LinkKind.SERVICE_PROVEN),
    (LinkKind.REMINDER, LinkKind.DECLINED),
    (LinkKind.DEADLINE_PASSED, LinkKind.DECLINED),
    (LinkKind.TAKE_OVER,),
    (LinkKind.WORK_DONE,),
)
"""In each row one suffices. Who has said that he cannot keep the time need not be reminded of it."""


def missing(chain: Chain) -> tuple[str, ...]:
    """The links still wanted, by name, in their order (L7); ``notice_photo`` where the notice came without a photo."""
    there = {link.kind for link in chain}
    wanted = tuple("|".join(row) for row in ASKED_FOR if there.isdisjoint(row))
    bare = LinkKind.NOTICE in there and not any(link.photos for link in chain if link.kind is LinkKind.NOTICE)
    return (("notice_photo",) if bare else ()) + wanted
