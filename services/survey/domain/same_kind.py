"""Opinions of the same kind, and the month after handling in which one decides a visit without an answer (V2)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from aftercare_contracts.periods import add_months, day_in_china, end_of
from aftercare_contracts.values import CaseClass, CaseKind, Department

from .return_visit import ReturnVisit, Waits

OPINIONS = frozenset({CaseKind.COMPLAINT, CaseKind.REPAIR_REQUEST, CaseKind.SUGGESTION})
"""Praise and a mere question say nothing against what was done."""


@dataclass(frozen=True, slots=True)
class KnownCase:
    """What survey keeps of a case."""

    case_id: UUID
    case_no: str
    project: str
    unit_no: str | None
    kind: CaseKind
    case_class: CaseClass | None
    matter: str
    department: Department
    customer_id: UUID | None
    registered_at: datetime
    asked_id: UUID | None = None
    closed_at: datetime | None = None


def month_ends(start: datetime, months: int) -> datetime:
    """24:00 in China of the same date so many months on, or of that month's last day; aware UTC."""
    return end_of(add_months(day_in_china(start), months)).astimezone(UTC)


def same_kind(visited: KnownCase, other: KnownCase, waits: Waits) -> bool:
    """Same class and subject, same project; for an online reply also the same department."""
    alike = (visited.project, visited.case_class, visited.matter) == (other.project, other.case_class, other.matter)
    in_scope = waits is Waits.UNREACHABLE or visited.department is other.department
    return alike and in_scope and other.kind in OPINIONS and visited.case_id != other.case_id


def came_again(visit: ReturnVisit, visited: KnownCase, others: Iterable[KnownCase]) -> KnownCase | None:
    """The first of the same kind registered after handling (an online reply) and within the month, whose last moment counts."""
    assert visit.waits
    assert visit.waits_from
    assert visit.waits_until
    within = [
        one for one in others
        if visit.waits_from < one.registered_at <= visit.waits_until and same_kind(visited, one, visit.waits)
    ]  # fmt: skip
    return min(within, key=lambda one: (one.registered_at, one.case_no), default=None)
