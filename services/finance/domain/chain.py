"""The chain of evidence before a cost may fall on the contractor (L7).

A notice that names place and deadline and shows a photo; its receipt, or service proven; a reminder; the deadline passed,
or his own word that he cannot keep it (then nobody need remind him of it); the take-over; the work; its cost; at last
the statement served.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Link(StrEnum):
    """What a piece of evidence shows. Others may be kept beside the chain."""

    NOTICE = "notice"
    RECEIPT = "receipt"
    SERVICE_PROVEN = "service_proven"
    REMINDER = "reminder"
    DEADLINE_PASSED = "deadline_passed"
    DECLINED = "declined"
    TAKE_OVER = "take_over"
    WORK_DONE = "work_done"
    COST = "cost"
    STATEMENT_SERVED = "statement_served"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One piece of evidence: what, when, by whom; photos by their SHA-256."""

    kind: str
    at: datetime
    by: str
    note: str = ""
    photos: tuple[str, ...] = ()


Row = tuple[Link, ...]
NOTIFIED: Row = (Link.NOTICE,)
RECEIVED: Row = (Link.RECEIPT, Link.SERVICE_PROVEN)
REMINDED: Row = (Link.REMINDER, Link.DECLINED)
TIME_IS_UP: Row = (Link.DEADLINE_PASSED, Link.DECLINED)
TAKEN_OVER: Row = (Link.TAKE_OVER,)
WORKED: Row = (Link.WORK_DONE,)

AFTER: tuple[tuple[Row, Row | None], ...] = (
    (NOTIFIED, None),
    (RECEIVED, NOTIFIED),
    (REMINDED, RECEIVED),
    (TIME_IS_UP, RECEIVED),
    (TAKEN_OVER, TIME_IS_UP),
    (WORKED, TAKEN_OVER),
)
"""In each row one kind suffices, and it may not come before the row named beside it."""
TO_BE_DRAWN: Row = (Link.COST,)
TO_BE_BOOKED: Row = (Link.COST, Link.STATEMENT_SERVED)


def missing(evidence: Iterable[Evidence], also: Row = TO_BE_DRAWN) -> tuple[str, ...]:
    """The links still wanted, by name; empty where the chain is complete."""
    there = list(evidence)
    links = [gap for row, before in AFTER if (gap := _gap(there, row, before))]
    return (*_notice_gaps(there), *links, *(kind for kind in also if not _times(there, (kind,))))


def _gap(there: list[Evidence], row: Row, before: Row | None) -> str | None:
    name, times = "|".join(row), _times(there, row)
    if not times:
        return name
    earliest = _times(there, before) if before else []
    in_order = not earliest or max(times) >= min(earliest)
    return None if in_order else f"{name} after {'|'.join(before or ())}"


def _times(there: list[Evidence], row: Row) -> list[datetime]:
    return [piece.at for piece in there if piece.kind in row]


def _notice_gaps(there: list[Evidence]) -> tuple[str, ...]:
    notices = [piece for piece in there if piece.kind == Link.NOTICE]
    if not notices:
        return ()
    photo = () if any(piece.photos for piece in notices) else ("notice_photo",)
    place = () if any(piece.note.strip() for piece in notices) else ("notice_place_and_deadline",)
    return photo + place
