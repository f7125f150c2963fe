"""The class of a complaint or suggestion, confirmed by signature, and what each class asks for (I3)."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from aftercare_contracts.errors import Conflict, Invalid, Problem
from aftercare_contracts.values import CaseClass, CaseKind, Verdict

from .case import CannotMove, Case, State, held
from .routing import Route

CLASSED_BY_SIGNATURE = frozenset({CaseKind.COMPLAINT, CaseKind.SUGGESTION})


class NotClassed(Conflict):
    """Only complaints and suggestions are classed; a repair request goes the way of class 2 (I2, I3)."""


class CarriedOut(Conflict):
    """Something was carried out already; class and subject stand as they are."""


class AccountMissing(Invalid):
    """A shortfall of the property service is written up objectively, with what the customer wants (I3)."""


class OutcomeMissing(Invalid):
    """A matter outside our management closes with whom it was taken up with and what the customer was told (I3)."""


@dataclass(frozen=True, slots=True)
class Classification:
    """The class as somebody signed for it, with his opinion."""

    classification_id: UUID
    case_id: UUID
    round: int
    case_class: CaseClass
    matter: str
    opinion: str
    account: str
    customer_wants: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class OutsideOutcome:
    """What came of a matter outside our management: the body concerned, its answer, what the customer can and cannot have."""

    case_id: UUID
    body: str
    body_said: str
    can_be_had: str
    cannot_be_had: str
    by: str
    at: datetime


def must_be_written_up(case_class: CaseClass, account: str, customer_wants: str) -> None:
    """Raises ``AccountMissing`` naming each field that class 1 asks for."""
    if case_class is not CaseClass.PROPERTY_SERVICE:
        return
    missing = [
        Problem(pointer, "missing", expected)
        for pointer, value, expected in (
            ("/account", account, "what happened, in full and without colour"),
            ("/customer_wants", customer_wants, "what the customer wants"),
        )
        if not value
    ]
    if missing:
        raise AccountMissing("", *missing)


def classify(case: Case, case_class: CaseClass, matter: str, route: Route, now: datetime, *, carried_out: bool) -> Case:
    """The class confirmed, or corrected with the subject; a corrected subject takes the case where it belongs.

    Raises ``NotClassed``, ``CannotMove``, ``CarriedOut``.
    """
    if case.kind not in CLASSED_BY_SIGNATURE:
        raise NotClassed
    if case.state is State.CLOSED:
        raise CannotMove("The case is closed.")
    if (case_class, matter) == (case.case_class, case.matter):
        return case
    if carried_out or case.state is not State.REGISTERED:
        raise CarriedOut
    if matter != case.matter:
        case = replace(case, matter=matter, department=route.department, desk=route.desk)
    return held(replace(case, case_class=case_class), now)


def closes_with_an_outcome(case: Case) -> bool:
    """What lies outside our management closes with what the body concerned said; found valid it is visited all the same."""
    outside = case.kind in CLASSED_BY_SIGNATURE and case.case_class is CaseClass.OUTSIDE
    return outside and case.verdict is not Verdict.VALID


def must_have_an_outcome(case: Case, body: str, body_said: str, can_be_had: str, cannot_be_had: str) -> None:
    """Raises ``OutcomeMissing`` naming each field that closing it asks for."""
    missing = [
        Problem(pointer, "missing", expected)
        for pointer, value, expected in (
            ("/body", body, "the body it was taken up with"),
            ("/body_said", body_said, "what that body said"),
            ("/can_be_had", can_be_had, "what the customer was told can be had"),
            ("/cannot_be_had", cannot_be_had, "what the customer was told cannot be had"),
        )
        if not value
    ]
    if closes_with_an_outcome(case) and missing:
        raise OutcomeMissing("", *missing)
