"""The chain of evidence before a cost may fall on the contractor (L7).

A notice that names place and deadline and shows a photo; its receipt, or service proven; a reminder; the deadline passed,
or his own word that he cannot keep it (then nobody need remind him of it); the take-over; the work; its cost; at last
the statement served. In danger: a notice with place and photo; he was called, with the time named, and did not come; the
take-over; and engineering's finding that it was urgent and his. Either chain suffices.
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
    CALLED = "called"
    DID_NOT_COME = "did_not_come"
    URGENCY_FOUND = "urgency_found"
    TAKE_OVER = "take_over"
    WORK_DONE = "work_done"
    COST = "cost"
    STATEMENT_SERVED = "statement_served"
    DESIGN_FAULT = "design_fault"


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
CALLED: Row = (Link.CALLED,)
STAYED_AWAY: Row = (Link.DID_NOT_COME,)
FOUND: Row = (Link.URGENCY_FOUND,)
TAKEN_OVER: Row = (Link.TAKE_OVER,)
WORKED: Row = (Link.WORK_DONE,)

Rows = tuple[tuple[Row, Row | None], ...]
IN_TIME: Rows = (
    (NOTIFIED, None),
    (RECEIVED, NOTIFIED),
    (REMINDED, RECEIVED),
    (TIME_IS_UP, RECEIVED),
    (TAKEN_OVER, TIME_IS_UP),
    (WORKED, TAKEN_OVER),
)
"""In each row one kind suffices, and it may not come before the row named beside it."""
IN_DANGER: Rows = (
    (NOTIFIED, None),
    (CALLED, NOTIFIED),
    (STAYED_AWAY, CALLED),
    (FOUND, NOTIFIED),
    (TAKEN_OVER, STAYED_AWAY),
    (WORKED, TAKEN_OVER),
)
"""Engineering may make its finding after the squad began."""
MUST_SAY: dict[Link, tuple[str, str]] = {
    Link.NOTICE: ("notice_place_and_deadline", "notice_place"),
    Link.CALLED: ("", "called_time_named"),
}
"""Which links say something in words, and how its want is named in time and in danger."""
TO_BE_DRAWN: Row = (Link.COST,)
TO_BE_BOOKED: Row = (Link.COST, Link.STATEMENT_SERVED)


def missing(evidence: Iterable[Evidence], also: Row = TO_BE_DRAWN) -> tuple[str, ...]:
    """What the nearer of the two chains still wants, by name; empty where one is complete.

    A design fault breaks either: the company bears its cost (I7).
    """
    there = list(evidence)
    in_time, in_danger = _wanting(there, IN_TIME, 0), _wanting(there, IN_DANGER, 1)
    nearer = in_danger if len(in_danger) < len(in_time) else in_time
    broken = (Link.DESIGN_FAULT,) if _times(there, (Link.DESIGN_FAULT,)) else ()
    return (*broken, *nearer, *(kind for kind in also if not _times(there, (kind,))))


def _wanting(there: list[Evidence], rows: Rows, which: int) -> tuple[str, ...]:
    links = (gap for row, before in rows if (gap := _gap(there, row, before)))
    kinds = {kind for row, _ in rows for kind in row}
    unsaid = (names[which] for kind, names in MUST_SAY.items() if kind in kinds and _says_nothing(there, kind))
    return (*_photo_gap(there), *unsaid, *links)


def _gap(there: list[Evidence], row: Row, before: Row | None) -> str | None:
    name, times = "|".join(row), _times(there, row)
    if not times:
        return name
    earliest = _times(there, before) if before else []
    in_order = not earliest or max(times) >= min(earliest)
    return None if in_order else f"{name} after {'|'.join(before or ())}"


def _times(there: list[Evidence], row: Row) -> list[datetime]:
    return [piece.at for piece in there if piece.kind in row]


def _photo_gap(there: list[Evidence]) -> tuple[str, ...]:
    notices = [piece for piece in there if piece.kind == Link.NOTICE]
    return ("notice_photo",) if notices and not any(piece.photos for piece in notices) else ()


def _says_nothing(there: list[Evidence], kind: Link) -> bool:
    found = [piece for piece in there if piece.kind == kind]
    return bool(found) and not any(piece.note.strip() for piece in found)
