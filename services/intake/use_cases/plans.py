"""A complaint is verified, its handling planned, signed for and then carried out (I21)."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from aftercare_contracts.events.intake_conduct import ComplaintVerified, PlanDrawn, PlanSigned
from aftercare_contracts.periods import day_in_china
from aftercare_contracts.values import Role
from plumbing.database import Transaction
from plumbing.policy import policy

from ..domain import plans as domain
from ..domain.case import Case
from ..domain.limits import LimitName
from ..domain.plans import NoSuchPlan, Plan, PlanRules, PlanSignature, Standing, Verification
from ..domain.staff_complaints import told_when_verified
from ..store import conduct
from . import limits
from .announcing import say


async def verify(
    tx: Transaction,
    verification_id: UUID,
    case_id: UUID,
    finding: str,
    on_the_spot: bool,
    why_not: str,
    by: str,
    now: datetime,
) -> Case:
    """What was found; of a complaint about staff his superiors hear at once (I18).

    Raises ``NoSuchCase``, ``NotAComplaint``, ``CannotMove``, ``WhyNotOnTheSpot``.
    """
    case = await limits.case_held(tx, case_id)
    domain.must_be_verifiable(case, on_the_spot=on_the_spot, why_not=why_not)
    await conduct.add(tx, Verification(verification_id, case_id, case.round, finding, on_the_spot, why_not, by, now))
    await say(tx, case, ComplaintVerified(
        case_id=case_id, case_no=case.case_no, project=case.project, on_the_spot=on_the_spot, verified_by=by,
        tell=told_when_verified(case),
    ))  # fmt: skip
    return case


async def draw(
    tx: Transaction,
    plan_id: UUID,
    case_id: UUID,
    cause: str,
    handling: str,
    complete_on: date,
    by: str,
    roles: Collection[str],
    now: datetime,
) -> Case:
    """The handling as planned by those responsible; it waits for their head.

    Raises ``NoSuchCase``, ``NotAComplaint``, ``CannotMove``, ``NotYourPlan``, ``DateBehind``, ``NotVerified``.
    """
    case = await limits.case_held(tx, case_id)
    verified = bool(await conduct.of_case(tx, Verification, case_id))
    domain.must_be_ready_to_plan(case, roles, complete_on, day_in_china(now), verified)
    await conduct.add(tx, Plan(plan_id, case_id, case.round, cause, handling, complete_on, by, now))
    signers = (await _rules(tx, now)).signers_for(case)
    await say(tx, case, PlanDrawn(
        plan_id=plan_id, case_id=case_id, case_no=case.case_no, project=case.project, complete_on=complete_on, drawn_by=by,
        signers=tuple(sorted(signers)),
    ))  # fmt: skip
    return case


async def sign(
    tx: Transaction, case_id: UUID, plan_id: UUID, opinion: str, by: str, roles: Collection[str], now: datetime
) -> Case:
    """The head's word: from now it may be carried out, and its date is a limit; an earlier plan's gives way.

    Raises ``NoSuchCase``, ``NoSuchPlan``, ``NotYoursToSign``, ``SignedAlready``, ``GivenWay``, ``CannotMove``.
    """
    case = await limits.case_held(tx, case_id)
    plan = await conduct.one(tx, Plan, plan_id)
    if plan is None or plan.case_id != case_id:
        raise NoSuchPlan
    newest = domain.latest(await conduct.of_case(tx, Plan, case_id))
    is_signed = await conduct.one(tx, PlanSignature, plan_id) is not None
    domain.sign(plan, newest, is_signed, (await _rules(tx, now)).signers_for(case), by, roles)
    domain.must_still_be_possible(plan, case, day_in_china(now))
    await conduct.add(tx, PlanSignature(plan_id, case_id, opinion, by, now))
    await limits.end(tx, case, now, "another plan was signed", (LimitName.PLAN_DATE,), gives_way=True)
    await limits.start(
        tx, case, LimitName.PLAN_DATE, now, owner=Role(case.desk), key=str(plan_id), until=plan.complete_on
    )
    await say(tx, case, PlanSigned(
        plan_id=plan_id, case_id=case_id, case_no=case.case_no, project=case.project, complete_on=plan.complete_on, desk=case.desk,
        signed_by=by,
    ))  # fmt: skip
    return case


async def must_be_allowed(tx: Transaction, case: Case, now: datetime, *, own_authority: bool) -> None:
    """A result was come to with leave. Raises ``NotVerified``, ``NotWithinAuthority``, ``PlanNotSigned``."""
    signed = {signature.plan_id for signature in await conduct.of_case(tx, PlanSignature, case.case_id)}
    plans = await conduct.of_case(tx, Plan, case.case_id)
    standing = Standing(
        verified=bool(await conduct.of_case(tx, Verification, case.case_id)),
        plan_signed=any(plan.plan_id in signed and plan.round == case.round for plan in plans),
        work_ordered=await conduct.was_ordered(tx, case.case_id, case.round),
    )
    domain.must_be_allowed(case, standing, await _rules(tx, now), own_authority=own_authority)


async def note_own_authority(tx: Transaction, entry_id: UUID, case: Case, by: str, now: datetime) -> None:
    """The handler did it within his own authority."""
    await conduct.add(tx, domain.OwnAuthority(entry_id, case.case_id, by, now))


async def _rules(tx: Transaction, now: datetime) -> PlanRules:
    return domain.rules_from((await policy(tx, "handling_plan", day_in_china(now))).data)
