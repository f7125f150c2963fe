"""A complaint is verified, its handling planned and signed for, before anything is carried out (I21)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from aftercare_contracts.errors import AlreadyDone, Conflict, Forbidden, Invalid, NotFound, Problem
from aftercare_contracts.values import CaseKind, Role, Verdict

from .case import CannotMove, Case, DateBehind, NotAComplaint, State


class NotVerified(Conflict):
    """The complaint has not been verified; find out first what is so, on the spot where possible (I21)."""


class WhyNotOnTheSpot(Invalid):
    """What was not verified on the spot says why not (I21)."""


class NoSuchPlan(NotFound):
    """There is no such plan of this case."""


class NotYourPlan(Forbidden):
    """The plan is drawn by the desk or department responsible, or by whoever holds the case."""


class NotYoursToSign(Forbidden):
    """A plan is signed by the head of those who drew it, and nobody signs his own (I21)."""


class SignedAlready(AlreadyDone):
    """The plan is signed already."""


class GivenWay(Conflict):
    """A later plan has taken this one's place; sign that."""


class PlanNotSigned(Conflict):
    """Nothing is carried out before the plan is signed, save what policy leaves to the handler's own authority (I21)."""


class NotWithinAuthority(Invalid):
    """Policy does not leave this subject to the handler's own authority (I21)."""


@dataclass(frozen=True, slots=True)
class Verification:
    """What was found, by whom, on the spot or why not."""

    verification_id: UUID
    case_id: UUID
    round: int
    finding: str
    on_the_spot: bool
    why_not: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Plan:
    """The cause, how it will be handled, and until when."""

    plan_id: UUID
    case_id: UUID
    round: int
    cause: str
    handling: str
    complete_on: date
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class PlanSignature:
    """The head's word on a plan."""

    plan_id: UUID
    case_id: UUID
    opinion: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class OwnAuthority:
    """A result that the handler reported within his own authority, without a plan."""

    entry_id: UUID
    case_id: UUID
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class PlanRules:
    """Who signs for whom, and what subjects are left to the handler, as policy has them."""

    signers: Mapping[str, frozenset[Role]]
    own_authority: frozenset[str]

    def signers_for(self, case: Case) -> frozenset[Role]:
        """The heads of the desk that holds the case; handed up, of the step that holds it."""
        return self.signers[case.handed_to or case.desk]


def rules_from(data: Mapping[str, Any]) -> PlanRules:
    """The rules as policy keeps them. Raises ``ValueError`` for a role we do not know."""
    signers = {desk: frozenset(Role(role) for role in roles) for desk, roles in data["signers"].items()}
    return PlanRules(signers, frozenset(data["own_authority"]))


def must_be_verifiable(case: Case, *, on_the_spot: bool, why_not: str) -> None:
    """Raises ``NotAComplaint``, ``CannotMove``, ``WhyNotOnTheSpot``."""
    if case.kind is not CaseKind.COMPLAINT:
        raise NotAComplaint("Only a complaint is verified.")
    if case.state is State.CLOSED:
        raise CannotMove("The case is closed.")
    if not on_the_spot and not why_not:
        raise WhyNotOnTheSpot("", Problem("/why_not", "missing", "why it was not verified on the spot"))


def must_be_ready_to_plan(case: Case, roles: Collection[str], complete_on: date, today: date, verified: bool) -> None:
    """Raises ``NotAComplaint``, ``CannotMove``, ``NotYourPlan``, ``DateBehind``, ``NotVerified``."""
    if case.kind is not CaseKind.COMPLAINT:
        raise NotAComplaint("Only a complaint is handled by a signed plan.")
    if case.state not in (State.REGISTERED, State.IN_WORK):
        raise CannotMove(f"The case is {case.state}; there is nothing left to plan.")
    if not {Role(case.desk), case.handed_to} & set(roles):
        raise NotYourPlan
    if complete_on < today:
        raise DateBehind("", Problem("/complete_on", str(complete_on), f"{today} or later"))
    if not verified:
        raise NotVerified


def sign(plan: Plan, latest: Plan, is_signed: bool, signers: Collection[str], by: str, roles: Collection[str]) -> None:
    """Raises ``NotYoursToSign``, ``SignedAlready``, ``GivenWay``."""
    if by == plan.by:
        raise NotYoursToSign("You drew this plan; your head signs it (I21).")
    if set(signers).isdisjoint(roles):
        raise NotYoursToSign(f"This plan is signed by {' or '.join(sorted(signers))}.")
    if is_signed:
        raise SignedAlready
    if plan.plan_id != latest.plan_id:
        raise GivenWay


def must_still_be_possible(plan: Plan, case: Case, today: date) -> None:
    """A plan is signed in its own round and before its date is over. Raises ``CannotMove``, ``GivenWay``."""
    if case.state not in (State.REGISTERED, State.IN_WORK) or plan.round != case.round:
        raise CannotMove(f"The case is {case.state} in round {case.round}; the plan was for round {plan.round}.")
    if plan.complete_on < today:
        raise GivenWay(f"The plan was to be complete on {plan.complete_on}; draw another one.")


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a complaint has come: verified, its plan signed in this round, or an order out under dispatch's approval."""

    verified: bool
    plan_signed: bool
    work_ordered: bool


def must_be_allowed(case: Case, standing: Standing, rules: PlanRules, *, own_authority: bool) -> None:
    """A complaint has been carried out with leave: by a signed plan, a work order, or within the handler's own authority.

    One found invalid has nothing to be carried out. Raises ``NotVerified``, ``NotWithinAuthority``, ``PlanNotSigned``.
    """
    if case.kind is not CaseKind.COMPLAINT or case.verdict is Verdict.INVALID or standing.work_ordered:
        return
    if not standing.verified:
        raise NotVerified
    if standing.plan_signed:
        return
    if not own_authority:
        raise PlanNotSigned
    if case.matter not in rules.own_authority or case.about_person:
        known = ", ".join(sorted(rules.own_authority))
        raise NotWithinAuthority(
            "", Problem("/within_own_authority", f"{case.matter} needs a plan", f"one of: {known}")
        )


def latest(plans: Sequence[Plan]) -> Plan:
    """The one drawn last. Raises ``NoSuchPlan``."""
    if not plans:
        raise NoSuchPlan
    return max(plans, key=lambda plan: (plan.at, plan.plan_id))
