"""Joint reviews: called, found, acted upon, confirmed by the customer (I24)."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from aftercare_contracts.events.intake_conduct import (
    JointReviewActed,
    JointReviewCalled,
    JointReviewFound,
    QualityFaultReported,
)
from aftercare_contracts.periods import day_in_china
from aftercare_contracts.values import ContactWay
from plumbing.database import Transaction

from ..domain import reviews as domain
from ..domain.case import CannotMove, Case, State
from ..domain.limits import LimitName
from ..domain.majors import must_lie_ahead
from ..domain.reviews import (
    ActedAlready,
    ConfirmedAlready,
    CustomerConfirmation,
    FoundAlready,
    JointReview,
    NoSuchReview,
    NotFoundYet,
    QualityFault,
    ReviewAction,
    ReviewFinding,
)
from ..domain.staff_complaints import must_not_be_about
from ..store import conduct
from . import limits
from .announcing import say


async def report_fault(tx: Transaction, fault_id: UUID, case_id: UUID, report: str, by: str, now: datetime) -> Case:
    """Engineering tells general management of a major quality fault. Raises ``NoSuchCase``, ``CannotMove``."""
    case = await limits.case_held(tx, case_id)
    if case.state is State.CLOSED:
        raise CannotMove("The case is closed.")
    await conduct.add(tx, QualityFault(fault_id, case_id, report, by, now))
    await say(tx, case, QualityFaultReported(
        case_id=case_id, case_no=case.case_no, project=case.project, reported_by=by,
    ))  # fmt: skip
    return case


async def call(tx: Transaction, review: JointReview, roles: Collection[str]) -> Case:
    """Those concerned are called, and each hears of it.

    Raises ``NoSuchCase``, ``CannotMove``, ``NotYoursToCall``, ``NotReported``, ``AboutYourself``.
    """
    case = await limits.case_held(tx, review.case_id)
    reported = bool(await conduct.of_case(tx, QualityFault, case.case_id))
    domain.must_be_called_by(case, review.ground, roles, reported=reported)
    for person in review.persons:
        must_not_be_about(case, person)
    await conduct.add(tx, review)
    await say(tx, case, JointReviewCalled(
        review_id=review.review_id, case_id=case.case_id, case_no=case.case_no, project=case.project,
        review_ground=review.ground.value, participants=review.participants, called_by=review.by,
    ))  # fmt: skip
    return case


async def review(tx: Transaction, review_id: UUID) -> JointReview:
    """Raises ``NoSuchReview``."""
    found = await conduct.one(tx, JointReview, review_id)
    if found is None:
        raise NoSuchReview
    return found


async def find(tx: Transaction, called: JointReview, finding: ReviewFinding, roles: Collection[str]) -> Case:
    """What they found; the action's date is a limit of whoever has to act.

    Raises ``CannotMove``, ``NotYoursToCall``, ``DateBehind``, ``FoundAlready``.
    """
    case, now = await limits.case_held(tx, called.case_id), finding.at
    domain.must_be_called_by(case, called.ground, roles, reported=True)
    must_lie_ahead(finding.action_on, day_in_china(now), "/action_on")
    if await conduct.one(tx, ReviewFinding, called.review_id):
        raise FoundAlready
    await conduct.add(tx, finding)
    await limits.start(
        tx, case, LimitName.ACTION, now, owner=finding.owner, key=str(called.review_id), until=finding.action_on
    )
    await say(tx, case, JointReviewFound(
        review_id=called.review_id, case_id=case.case_id, case_no=case.case_no, project=case.project, owner_role=finding.owner,
        action_on=finding.action_on, found_by=finding.by,
    ))  # fmt: skip
    return case


async def act(tx: Transaction, called: JointReview, done: str, by: str, roles: Collection[str], now: datetime) -> Case:
    """The action was done, and its limit ends. Raises ``NotFoundYet``, ``NotYourAction``, ``ActedAlready``."""
    case = await limits.case_held(tx, called.case_id)
    finding = await _finding(tx, called)
    domain.must_be_acted_by(finding, called, roles)
    if await conduct.one(tx, ReviewAction, called.review_id):
        raise ActedAlready
    await conduct.add(tx, ReviewAction(called.review_id, case.case_id, done, by, now))
    await limits.end(tx, case, now, "action done", (LimitName.ACTION,), key=str(called.review_id))
    await say(tx, case, JointReviewActed(
        review_id=called.review_id, case_id=case.case_id, case_no=case.case_no, project=case.project, owner_role=finding.owner,
        acted_by=by,
    ))  # fmt: skip
    return case


async def confirm(tx: Transaction, called: JointReview, told: str, way: ContactWay, by: str, now: datetime) -> Case:
    """The customer confirms what he was told. Raises ``NotFoundYet``, ``ConfirmedAlready``."""
    case = await limits.case_held(tx, called.case_id)
    await _finding(tx, called)
    if await conduct.one(tx, CustomerConfirmation, called.review_id):
        raise ConfirmedAlready
    await conduct.add(tx, CustomerConfirmation(called.review_id, case.case_id, told, way, by, now))
    return case


async def _finding(tx: Transaction, called: JointReview) -> ReviewFinding:
    finding = await conduct.one(tx, ReviewFinding, called.review_id)
    if finding is None:
        raise NotFoundYet
    return finding
