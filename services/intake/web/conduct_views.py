"""What is asked and answered about how a case is conducted."""

from datetime import date
from typing import Annotated, Any, Literal, get_args
from uuid import UUID

from aftercare_contracts.values import CaseClass, ContactWay, Role
from plumbing.web import In, Moment, Out, text
from pydantic import AfterValidator, Field

from ..domain.classifications import Classification, OutsideOutcome
from ..domain.counsels import Counsel, CounselAnswer
from ..domain.ladder import HandStep, Holding
from ..domain.majors import Ground, MajorFinding, MajorWithdrawal, Measure, MeasureCompletion
from ..domain.plans import OwnAuthority, Plan, PlanSignature, Verification
from ..domain.replies import OtherWayTaken, ReplyAgreement
from ..domain.reviews import (
    CustomerConfirmation,
    JointReview,
    QualityFault,
    ReviewAction,
    ReviewFinding,
    ReviewGround,
)
from ..domain.staff_complaints import Apology, ApologyWay, Gravity, LeadershipMeeting, LeadershipWish
from .views import CaseOut

WORDS = 4000
NO_OFFICE = frozenset({Role.CONTRACTOR, Role.CUSTOMER, Role.HOTLINE, Role.OPERATOR})


def _an_office(role: Role) -> Role:
    if role in NO_OFFICE:
        raise ValueError("names no office of ours")
    return role


Office = Annotated[Role, AfterValidator(_an_office)]
Counsellor = Literal[Role.LEGAL_COUNSEL, Role.CHIEF_ENGINEER]


class ClassificationIn(In):
    """The class with the signer's opinion; of class 1 an objective account and what the customer wants (I3)."""

    case_class: CaseClass
    opinion: Annotated[str, text(WORDS)]
    matter: Annotated[str, text(40)] | None = None
    account: Annotated[str, text(20_000, 0)] = ""
    customer_wants: Annotated[str, text(WORDS, 0)] = ""


class ReplyAgreementIn(In):
    """What the customer wishes now of the reply or of the visit, and in what words (I5)."""

    reply_at: Moment | None = None
    reply_by: ContactWay | None = None
    visit_by: ContactWay | None = None
    customer_wish: Annotated[str, text(WORDS)]


class VerificationIn(In):
    """What was found, on the spot or why not (I21)."""

    finding: Annotated[str, text(WORDS)]
    on_the_spot: bool
    why_not: Annotated[str, text(1000, 0)] = ""


class PlanIn(In):
    """The cause, how it will be handled, and until when (I21)."""

    cause: Annotated[str, text(WORDS)]
    handling: Annotated[str, text(WORDS)]
    complete_on: date


class OpinionIn(In):
    """What whoever signs has to say."""

    opinion: Annotated[str, text(1000)]


class MajorFindingIn(In):
    """Why the case is major, what was done first, and who handles it in person (I11)."""

    ground: Ground
    done_first: Annotated[str, text(WORDS)]
    responsible: Annotated[str, text(100)]


class ReasonIn(In):
    """Why."""

    reason: Annotated[str, text(WORDS)]


class MeasureIn(In):
    """What is to be done, by which office, until when (I11)."""

    measure: Annotated[str, text(WORDS)]
    owner: Office
    due_on: date


class DoneIn(In):
    """What was done."""

    done: Annotated[str, text(WORDS)]


class CounselIn(In):
    """A question to legal counsel or the chief engineer (I11)."""

    role: Counsellor
    question: Annotated[str, text(WORDS)]


class AnswerIn(In):
    """What he says to it."""

    answer: Annotated[str, text(WORDS)]


class HandDownIn(In):
    """To whom, and what he is to do (I20)."""

    to: Role
    instruction: Annotated[str, text(WORDS)]


class HoldingIn(In):
    """Who has the case by name; nobody gives it back to the role (B1)."""

    person: Annotated[str, text(100)] | None


class MeetingIn(In):
    """How the wish to speak to the leadership was met, or why it was not reasonable (I18)."""

    was_met: bool
    words: Annotated[str, text(WORDS)]


class GravityIn(In):
    """Whether a complaint about staff is serious, and why (I18)."""

    is_serious: bool
    reason: Annotated[str, text(WORDS)]


class ApologyIn(In):
    """In person or by phone (I18)."""

    way: ApologyWay
    words: Annotated[str, text(WORDS)]


class QualityFaultIn(In):
    """What engineering reports to general management (I24)."""

    report: Annotated[str, text(WORDS)]


class JointReviewIn(In):
    """Why, and who is called (I24)."""

    ground: ReviewGround
    participants: Annotated[tuple[Office, ...], Field(min_length=1, max_length=20)]
    persons: Annotated[tuple[Annotated[str, text(100)], ...], Field(max_length=50)] = ()


class ReviewFindingIn(In):
    """What was found, who answers for it, and which office does what until when (I24)."""

    finding: Annotated[str, text(WORDS)]
    responsible_party: Annotated[str, text(200)]
    owner: Office
    action: Annotated[str, text(WORDS)]
    action_on: date


class ConfirmationIn(In):
    """What the customer was told and confirms (I24)."""

    told: Annotated[str, text(WORDS)]
    way: ContactWay


class PlanMade(CaseOut):
    """The case with its new plan."""

    plan_id: UUID


class MeasureMade(CaseOut):
    """The case with its new measure."""

    measure_id: UUID


class CounselMade(CaseOut):
    """The case with its new question."""

    counsel_id: UUID


class ReviewMade(CaseOut):
    """The case with its new review."""

    review_id: UUID


class Conduct(Out):
    """Everything recorded of how the case is conducted. ``about_person`` for those who need to know only (I18)."""

    about_person: str | None
    classifications: list[Classification]
    outside_outcomes: list[OutsideOutcome]
    reply_agreements: list[ReplyAgreement]
    other_ways_taken: list[OtherWayTaken]
    verifications: list[Verification]
    plans: list[Plan]
    plan_signatures: list[PlanSignature]
    within_own_authority: list[OwnAuthority]
    major_findings: list[MajorFinding]
    major_withdrawals: list[MajorWithdrawal]
    measures: list[Measure]
    measure_completions: list[MeasureCompletion]
    counsels: list[Counsel]
    counsel_answers: list[CounselAnswer]
    hand_steps: list[HandStep]
    holdings: list[Holding]
    leadership_wishes: list[LeadershipWish]
    leadership_meetings: list[LeadershipMeeting]
    gravities: list[Gravity]
    apologies: list[Apology]
    quality_faults: list[QualityFault]
    joint_reviews: list[JointReview]
    review_findings: list[ReviewFinding]
    review_actions: list[ReviewAction]
    customer_confirmations: list[CustomerConfirmation]


KINDS: dict[str, type[Any]] = {
    name: get_args(field.annotation)[0] for name, field in Conduct.model_fields.items() if name != "about_person"
}
"""Which records stand under which name."""
