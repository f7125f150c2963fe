"""What notify says of reports. The subject is the report."""

from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

from ..envelope import Event
from ..values import Department, Role


class ReportEvent(Event):
    """A version of a report by its number; ``period`` is 2026-W11, 2026-03, 2026-Q1 or 2026."""

    report_id: UUID
    report_no: str
    report_kind: Literal["weekly", "department_month", "month", "quarter", "year", "contractors"]
    period: str
    version: int
    project: str | None
    department: Department | None
    title_zh: str
    title_en: str


class ReportDrawn(ReportEvent):
    """A report was drawn from what was heard, and is to be signed by one of ``owner_roles`` (N3, N4).

    Said by notify, for the departments' systems.
    """

    type: ClassVar[str] = "notify.report.drawn.v1"
    owner_roles: tuple[Role, ...]
    due_at: datetime


class ReportSigned(ReportEvent):
    """A step of a report was signed (N3, N4). Said by notify, for the departments' systems.

    ``next_roles`` are to take the next step, by ``due_at``; ``receivers`` are those who have the report now.
    """

    type: ClassVar[str] = "notify.report.signed.v1"
    step: Literal["sign", "show", "check", "read"]
    signed_by: str
    next_step: Literal["sign", "show", "check", "read"] | None
    next_roles: tuple[Role, ...]
    due_at: datetime | None
    receivers: tuple[Role, ...]
