"""What is asked and answered about cases."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from aftercare_contracts.values import (
    CaseClass,
    CaseKind,
    Channel,
    ContactWay,
    Department,
    Desk,
    Part,
    Phase,
    Role,
    Verdict,
)
from plumbing.web import Caller, In, Moment, Out, text

from ..domain.case import Case, State
from ..domain.limits import Limit
from ..domain.register import open_follow_ups

DESKS = (Role.ENGINEERING_DESK, Role.SALES_DESK, Role.PROPERTY_DESK, Role.SALES, Role.PROPERTY_COMPANY)
MAY_REGISTER = (
    Role.HOTLINE, Role.HOTLINE_CLERK, Role.CASE_OFFICER, Role.DUTY_OFFICER, Role.SERVICE_OFFICER, Role.SERVICE_SUPERVISOR,
    Role.SITE_LEAD, Role.CENTRE_DIRECTOR, *DESKS,
)  # fmt: skip
STAFF = (
    *MAY_REGISTER, Role.RECORDS_CLERK, Role.DEPUTY_CHIEF_ENGINEER, Role.CHIEF_ENGINEER, Role.VICE_PRESIDENT, Role.GENERAL_MANAGER,
    Role.LEGAL_COUNSEL, Role.COMPANY_OFFICE, Role.MANAGEMENT_REPRESENTATIVE, Role.QUALITY_SUPERVISOR, Role.AUDITOR,
    Role.FINANCE_OFFICER, Role.ENGINEERING, Role.DESIGN, Role.DEPARTMENT_MANAGER, Role.REPAIR_SQUAD, Role.OPERATOR,
)  # fmt: skip
LOOKERS = tuple(role for role in STAFF if role is not Role.OPERATOR)
"""Who may see a whole record; running the system is no need to know (I16)."""
NEEDS_THE_PHONE = frozenset({*MAY_REGISTER}) - {Role.CENTRE_DIRECTOR, Role.SERVICE_SUPERVISOR}
"""Who calls the customer or goes there; others see the number masked."""
KNOWS_THE_NAME = frozenset({*MAY_REGISTER, Role.RECORDS_CLERK, Role.REPAIR_SQUAD, Role.LEGAL_COUNSEL})
"""Who deals with the customer, keeps his record or stands up for it; others see the first character."""


class CaseIn(In):
    """A contact as it came in (I1). Without ``unit_no`` it is about shared parts, or the unit is not known."""

    channel: Channel
    kind: CaseKind
    project: Annotated[str, text(40)]
    unit_no: Annotated[str, text(40)] | None = None
    customer_name: Annotated[str, text(100)]
    contact: Annotated[str, text(60)]
    matter: Annotated[str, text(40)]
    part: Part | None = None
    complaint: Annotated[str, text(20_000)]
    received_at: Moment | None = None
    reply_by: ContactWay = ContactWay.PHONE
    visit_by: ContactWay = ContactWay.PHONE
    external_ref: Annotated[str, text(100)] | None = None
    reply_agreed_at: Moment | None = None
    about_person: Annotated[str, text(100)] | None = None
    wants_leadership: bool = False


class FeedbackIn(In):
    """What the customer was told, and how; why another way than agreed, where the first went another (I5); or that he could
    not be reached."""

    way: ContactWay
    text: Annotated[str, text(4000)]
    reached: bool = True
    other_way_because: Annotated[str, text(1000, 0)] = ""


class VerdictIn(In):
    """Whether a complaint is valid, with the reason."""

    verdict: Literal[Verdict.VALID, Verdict.INVALID]
    reason: Annotated[str, text(4000)]


class ResultIn(In):
    """What came of it; unsettled, the reason and a date, and whether the customer agreed to the date (I8)."""

    settled: bool
    text: Annotated[str, text(4000)]
    unsettled_reason: Annotated[str, text(4000, 0)] = ""
    promised_on: date | None = None
    promised_date_agreed: bool = False
    within_own_authority: bool = False


class ClosingIn(In):
    """Why a case closes without a visit; of a matter outside our management, with the body it was taken up with (I3)."""

    reason: Annotated[str, text(4000)]
    body: Annotated[str, text(200, 0)] = ""
    body_said: Annotated[str, text(4000, 0)] = ""
    can_be_had: Annotated[str, text(4000, 0)] = ""
    cannot_be_had: Annotated[str, text(4000, 0)] = ""


class CaseOut(Out):
    """A case, without the customer's words or person."""

    case_id: UUID
    case_no: str
    state: State
    round: int
    kind: CaseKind
    case_class: CaseClass | None
    channel: Channel
    matter: str
    part: Part | None
    project: str
    unit_no: str | None
    phase: Phase
    department: Department
    desk: Desk
    merged_into: UUID | None
    holder: Role | None
    holder_person: str | None
    holder_since: datetime | None
    verdict: Verdict
    taken_by: str
    received_at: datetime
    registered_at: datetime
    in_opening_hours: bool
    reply_by: ContactWay
    visit_by: ContactWay
    reply_agreed_at: datetime | None
    handed_to: Role | None
    is_major: bool
    external_ref: str | None
    closed_at: datetime | None


class Due(Out):
    """A limit that runs, and until when."""

    limit: str
    due_at: datetime


class CaseMade(CaseOut):
    """A new case with the limits that run; by the first of them its holder must move."""

    due: list[Due]


class EntryOut(Out):
    """One entry of the register."""

    round: int
    entry_id: UUID
    kind: str
    text: str
    recorded_by: str
    recorded_at: datetime
    way: ContactWay | None
    settled: bool | None
    unsettled_reason: str | None
    promised_on: date | None
    promised_date_agreed: bool | None
    verdict: Verdict | None
    reached: bool | None
    happened_on: date | None
    answers: UUID | None
    signed_by: str | None
    signed_how: str | None
    signed_on: date | None


class FullCase(CaseMade):
    """The whole record; the phone masked unless the caller's role needs it."""

    complaint: str
    customer_id: UUID
    customer_name: str
    contact: str
    entries: list[EntryOut]
    open_follow_ups: list[UUID]
    """Entries of a follow-up needed that none done answers."""


class LimitOut(Out):
    """A limit and what it was reckoned from (B2). While it is paused it has no end."""

    limit_id: UUID
    limit: str
    round: int
    started_at: datetime
    remind_at: datetime
    due_at: datetime | None
    paused_at: datetime | None
    owner: Role
    state: str
    ended_at: datetime | None
    ended_because: str
    calendar: str
    count: int
    policy_version: int
    is_provisional: bool


class Limits(Out):
    """All limits of a case."""

    items: list[LimitOut]


class TimelineLine(Out):
    """One thing that happened."""

    at: datetime
    source: str
    type: str
    text: str
    message_id: UUID


class Timeline(Out):
    """What happened, from the first."""

    items: list[TimelineLine]


class Counts(Out):
    """Cases by kind, class, department and state."""

    cases: int
    by: dict[str, dict[str, int]]


def shown(case: Case) -> CaseOut:
    """The case for an answer."""
    return CaseOut.model_validate(case)


def shown_with_limits(case: Case, limits: list[Limit]) -> CaseMade:
    """The case with the limits that run, the nearest first."""
    due = [Due(limit=limit.name, due_at=limit.due_at) for limit in limits if not (limit.ended_at or limit.paused_at)]
    return CaseMade(**shown(case).model_dump(), due=sorted(due, key=lambda each: each.due_at))


def shown_whole(case: Case, limits: list[Limit], name: str, phone: str, entries: list[Any], caller: Caller) -> FullCase:
    """The whole record for this caller."""
    name, contact = person_for(caller, name, phone)
    known = {
        **shown_with_limits(case, limits).model_dump(),
        "complaint": case.complaint,
        "customer_id": case.customer_id,
    }
    return FullCase(
        **known,
        customer_name=name,
        contact=contact,
        entries=[EntryOut(**dict(entry)) for entry in entries],
        open_follow_ups=[entry["entry_id"] for entry in open_follow_ups(entries)],
    )


def person_for(caller: Caller, name: str, phone: str) -> tuple[str, str]:
    """Name and phone as far as this caller needs them (I16)."""
    return (
        name if caller.has(*KNOWS_THE_NAME) else f"{name[:1]}**",
        phone if caller.has(*NEEDS_THE_PHONE) else masked(phone),
    )


def masked(phone: str) -> str:
    """``138****1234``; a short one is hidden whole."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 9 else "****"


def shown_limit(limit: Limit) -> LimitOut:
    """The limit for an answer."""
    return LimitOut(
        limit_id=limit.limit_id, limit=limit.name, round=limit.round, started_at=limit.started_at, remind_at=limit.remind_at,
        due_at=None if limit.paused_at else limit.due_at, paused_at=limit.paused_at, owner=limit.owner,
        state=limit.state, ended_at=limit.ended_at, ended_because=limit.ended_because, calendar=limit.unit, count=limit.count,
        policy_version=limit.policy_version, is_provisional=limit.is_provisional,
    )  # fmt: skip
