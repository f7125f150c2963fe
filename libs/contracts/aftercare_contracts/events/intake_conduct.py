"""What intake says of how a case is conducted. The subject is the case; what was found, planned or asked stays in intake."""

from datetime import date, datetime
from typing import ClassVar, Literal
from uuid import UUID

from ..envelope import Event
from ..values import CaseClass, ContactWay, Department, Desk, Role


class CaseClassed(Event):
    """The class was confirmed or corrected by signature (I3). Said by intake.

    Heard by notify, for the desk responsible, and engineering at once of class 2; by dispatch, as a corrected subject may take
    the case to another desk.
    """

    type: ClassVar[str] = "intake.case.classed.v1"
    case_id: UUID
    case_no: str
    project: str
    case_class: CaseClass
    matter: str
    department: Department
    desk: Desk
    corrected: bool
    classed_by: str


class ReplyAgreed(Event):
    """When or how to reply, or how to visit, was agreed anew with the customer (I5). Said by intake.

    Heard by survey, which makes a visit still to be made the way he wishes now.
    """

    type: ClassVar[str] = "intake.reply.agreed.v1"
    case_id: UUID
    case_no: str
    project: str
    reply_at: datetime | None
    reply_by: ContactWay
    visit_by: ContactWay
    agreed_by: str


class ComplaintVerified(Event):
    """A complaint was verified (I21). Said by intake, heard by notify.

    ``tell`` are those who hear of a complaint about staff: the direct superior and the head of the centre (I18).
    """

    type: ClassVar[str] = "intake.complaint.verified.v1"
    case_id: UUID
    case_no: str
    project: str
    on_the_spot: bool
    verified_by: str
    tell: tuple[Role, ...]


class PlanDrawn(Event):
    """The handling was planned and waits for the head's signature (I21). Said by intake, heard by notify for those who may sign."""

    type: ClassVar[str] = "intake.plan.drawn.v1"
    plan_id: UUID
    case_id: UUID
    case_no: str
    project: str
    complete_on: date
    drawn_by: str
    signers: tuple[Role, ...]


class PlanSigned(Event):
    """A plan was signed and may be carried out (I21). Said by intake, heard by notify, which tells the desk."""

    type: ClassVar[str] = "intake.plan.signed.v1"
    plan_id: UUID
    case_id: UUID
    case_no: str
    project: str
    complete_on: date
    desk: Desk
    signed_by: str


class MajorFound(Event):
    """A case is a major one (I11). Said by intake, heard by notify.

    The whole ladder is told at once, with legal counsel and the chief engineer.
    """

    type: ClassVar[str] = "intake.major.found.v1"
    case_id: UUID
    case_no: str
    project: str
    ground: Literal["beyond_the_centre", "great_danger", "wide_effect"]
    responsible: str
    found_by: str


class MajorTakenBack(Event):
    """A case is no longer a major one, by the general manager's word (I11). Said by intake, heard by notify."""

    type: ClassVar[str] = "intake.major.taken_back.v1"
    case_id: UUID
    case_no: str
    project: str
    taken_back_by: str


class MeasureOrdered(Event):
    """General management ordered a measure on a major case (I11). Said by intake, heard by notify, which tells its owner."""

    type: ClassVar[str] = "intake.measure.ordered.v1"
    measure_id: UUID
    case_id: UUID
    case_no: str
    project: str
    owner_role: Role
    due_on: date
    ordered_by: str


class MeasureCompleted(Event):
    """A measure was carried out (I11). Said by intake, heard by notify, which tells general management."""

    type: ClassVar[str] = "intake.measure.completed.v1"
    measure_id: UUID
    case_id: UUID
    case_no: str
    project: str
    owner_role: Role
    completed_by: str


class CounselAsked(Event):
    """Legal counsel or the chief engineer was asked into a case (I11). Said by intake, heard by notify, which tells him."""

    type: ClassVar[str] = "intake.counsel.asked.v1"
    counsel_id: UUID
    case_id: UUID
    case_no: str
    project: str
    asked_role: Role
    asked_by: str


class CounselGiven(Event):
    """Whoever was asked has answered (I11). Said by intake, heard by notify, which tells the desk."""

    type: ClassVar[str] = "intake.counsel.given.v1"
    counsel_id: UUID
    case_id: UUID
    case_no: str
    project: str
    asked_role: Role
    desk: Desk
    given_by: str


class CaseHandedUp(Event):
    """A case went one step up the ladder (I20). Said by intake, heard by notify, which tells who has it now."""

    type: ClassVar[str] = "intake.case.handed_up.v1"
    case_id: UUID
    case_no: str
    project: str
    from_role: Role
    to_role: Role
    handed_by: str


class CaseHandedDown(Event):
    """A case went down the ladder with an instruction (I20). Said by intake, heard by notify, which tells who has it now."""

    type: ClassVar[str] = "intake.case.handed_down.v1"
    case_id: UUID
    case_no: str
    project: str
    from_role: Role
    to_role: Role
    handed_by: str


class ApologyMade(Event):
    """The customer got an apology in person or by phone (I18). Said by intake; heard by nobody but the timeline."""

    type: ClassVar[str] = "intake.apology.made.v1"
    case_id: UUID
    case_no: str
    project: str
    way: ContactWay
    made_by: str


class QualityFaultReported(Event):
    """Engineering reports a major quality fault (I24). Said by intake, heard by notify for general management, who call a review."""

    type: ClassVar[str] = "intake.quality_fault.reported.v1"
    case_id: UUID
    case_no: str
    project: str
    reported_by: str


class JointReviewCalled(Event):
    """Those concerned are called together (I24). Said by intake, heard by notify, which tells each of them."""

    type: ClassVar[str] = "intake.joint_review.called.v1"
    review_id: UUID
    case_id: UUID
    case_no: str
    project: str
    review_ground: Literal["no_improvement", "cause_unknown", "responsibility_disputed", "major_quality_fault"]
    participants: tuple[Role, ...]
    called_by: str


class JointReviewFound(Event):
    """A joint review came to its finding (I24). Said by intake, heard by notify, which tells whoever has to act."""

    type: ClassVar[str] = "intake.joint_review.found.v1"
    review_id: UUID
    case_id: UUID
    case_no: str
    project: str
    owner_role: Role
    action_on: date
    found_by: str


class JointReviewActed(Event):
    """What a joint review decided was done (I24). Said by intake, heard by notify, which tells the centre."""

    type: ClassVar[str] = "intake.joint_review.acted.v1"
    review_id: UUID
    case_id: UUID
    case_no: str
    project: str
    owner_role: Role
    acted_by: str
