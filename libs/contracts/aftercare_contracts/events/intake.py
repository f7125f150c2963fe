"""What intake says. The subject is the case."""

from datetime import date, datetime
from typing import ClassVar, Literal
from uuid import UUID

from ..envelope import Event
from ..values import CaseClass, CaseKind, Channel, ContactWay, Department, Desk, Part, Phase, Verdict
from . import limits


class CaseRegistered(Event):
    """A contact was recorded, numbered, classed and routed (I1, I3, I4).

    Said by intake. Heard by dispatch, which may issue work orders on it; survey and notify.
    Carries no name, phone or free text; ``customer_id`` stands for the person. ``asked_id`` is set where survey or notify asked for
    the case (``case.asked``).
    """

    type: ClassVar[str] = "intake.case.registered.v1"
    case_id: UUID
    case_no: str
    kind: CaseKind
    case_class: CaseClass | None
    channel: Channel
    matter: str
    part: Part | None
    project: str
    unit_no: str | None
    completion_accepted_on: date | None
    handed_over_on: date | None
    phase: Phase
    department: Department
    desk: Desk
    customer_id: UUID | None
    reply_by: ContactWay
    visit_by: ContactWay
    taken_by: str
    registered_at: datetime
    asked_id: UUID | None = None


class CaseFeedbackGiven(Event):
    """The customer got the first feedback, which ends the limit of I6. Said by intake, heard by notify."""

    type: ClassVar[str] = "intake.case.feedback_given.v1"
    case_id: UUID
    case_no: str
    project: str
    round: int
    given_by: str
    way: ContactWay


class CaseJudged(Event):
    """A complaint was found valid or invalid (I2). Said by intake, heard by survey and notify."""

    type: ClassVar[str] = "intake.case.judged.v1"
    case_id: UUID
    case_no: str
    project: str
    verdict: Verdict
    judged_by: str


class CaseHandled(Event):
    """The handling of a round ended, with or without result (I8). Said by intake.

    Heard by survey, which plans the return visit where ``visit_wanted``; ``may_not_visit`` are those who did or ordered
    the work, and a visit after a serious complaint is made at home (V1).
    """

    type: ClassVar[str] = "intake.case.handled.v1"
    case_id: UUID
    case_no: str
    project: str
    unit_no: str | None
    kind: CaseKind
    round: int
    settled: bool
    visit_wanted: bool
    visit_by: ContactWay
    taken_by: str
    may_not_visit: tuple[str, ...]
    customer_id: UUID | None
    handled_at: datetime
    is_serious: bool = False


class CaseReopened(Event):
    """Something was still wrong and the case goes round again (I15, V2). Said by intake, heard by dispatch and notify."""

    type: ClassVar[str] = "intake.case.reopened.v1"
    case_id: UUID
    case_no: str
    project: str
    round: int
    desk: Desk
    still_wrong: str


class CaseClosed(Event):
    """A case closed, after a satisfactory visit or with a recorded reason (I15). Said by intake, heard by all."""

    type: ClassVar[str] = "intake.case.closed.v1"
    case_id: UUID
    case_no: str
    project: str
    rounds: int
    because: Literal["satisfied", "recorded_reason"]
    reason: str
    closed_by: str
    customer_id: UUID | None


class CaseLimitApproaching(limits.LimitApproaching):
    """A limit of a case will end soon (N2). Said by intake, heard by notify."""

    type: ClassVar[str] = "intake.limit.approaching.v1"


class CaseLimitPassed(limits.LimitPassed):
    """A limit of a case has passed (N2). Said by intake, heard by notify."""

    type: ClassVar[str] = "intake.limit.passed.v1"
