"""A cost claim of the repair squad: from the request to the final cost (F1, F2, L4)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

from aftercare_contracts.errors import Conflict, Forbidden, Invalid, Problem
from aftercare_contracts.values import Bearer, ClaimId, Role, yuan

from .people import Person
from .tiers import Tier, Tiers, tier_for


class State(StrEnum):
    """Where a claim stands."""

    IN_REVIEW = "in_review"
    IN_APPROVAL = "in_approval"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    CONFIRMED = "confirmed"


class Verb(StrEnum):
    """What can happen to a claim."""

    RAISE = "raise"
    REVISE = "revise"
    REVIEW = "review"
    APPROVE = "approve"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    EXCEED = "exceed"
    CONFIRM = "confirm"
    SORT = "sort"
    ABSOLVE = "absolve"


FIRST_STEP = frozenset({State.IN_REVIEW, State.IN_APPROVAL})
UNCONFIRMED = FIRST_STEP | {State.APPROVED, State.REFUSED}
MOVES: dict[Verb, tuple[frozenset[State], frozenset[State]]] = {
    Verb.REVISE: (FIRST_STEP | {State.REFUSED}, FIRST_STEP),
    Verb.REVIEW: (frozenset({State.IN_REVIEW}), frozenset({State.IN_APPROVAL})),
    Verb.APPROVE: (frozenset({State.IN_APPROVAL}), frozenset({State.APPROVED})),
    Verb.REFUSE: (FIRST_STEP, frozenset({State.REFUSED})),
    Verb.WITHDRAW: (FIRST_STEP | {State.REFUSED}, frozenset({State.WITHDRAWN})),
    Verb.EXCEED: (frozenset({State.APPROVED, State.REFUSED}), FIRST_STEP),
    Verb.CONFIRM: (frozenset({State.APPROVED, State.REFUSED}), frozenset({State.CONFIRMED})),
    Verb.SORT: (frozenset({State.CONFIRMED}), frozenset({State.CONFIRMED})),
    Verb.ABSOLVE: (UNCONFIRMED, UNCONFIRMED),
}
"""From which states a verb leads to which."""


class LineKind(StrEnum):
    """What a cost line is for; inspection may be taken back from the contractor too (L4)."""

    MATERIAL = "material"
    LABOUR = "labour"
    INVOICE = "invoice"
    INSPECTION = "inspection"


class CannotMove(Conflict):
    """The claim's state does not allow this."""


class LinesDoNotAddUp(Invalid):
    """The lines must add up to the amount."""


class NotTakenOver(Conflict):
    """A cost can fall on the contractor only where the squad took the work over from him."""


class DesignFault(Conflict):
    """Design found the fault its own; the company bears this cost, never the contractor (I7)."""


class NotYourClaim(Forbidden):
    """A claim is withdrawn by one who raised it or set its amount."""


class WorkWasApproved(Conflict):
    """A cost of this claim was approved; state the final cost instead of withdrawing it."""


class CauseIsSettled(Conflict):
    """The cost is on a statement; its cause can no longer change."""


class NotOntoTheContractor(Conflict):
    """A confirmed cost cannot be moved onto the contractor; the claim must have named him from the start."""


class CostIsFinal(Conflict):
    """The work is done and its cost stated; state the final cost anew instead."""


class NeverApproved(Conflict):
    """A final cost can be stated only on a claim that was approved."""


class AboveApproval(Conflict):
    """A cost is confirmed only as final and within what was approved."""


class NotDoneYet(Conflict):
    """The work is not reported done; its final cost is not known before."""


@dataclass(frozen=True, slots=True)
class Line:
    """One cost line."""

    what: str
    kind: LineKind
    amount_fen: int


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim: its present total, what of it was approved, and who had a hand in it.

    ``authors`` set an amount; ``signers`` signed in the present round, or were signed for. ``is_final`` says the total is the final cost.
    """

    id: ClaimId
    claim_no: str
    order_id: UUID
    project: str
    cause: Bearer
    cause_evidence: str
    state: State
    amount_fen: int
    tiers: Tiers
    authors: frozenset[str]
    signers: frozenset[str] = frozenset()
    round: int = 1
    approved_fen: int | None = None
    is_final: bool = False
    is_drawn: bool = False

    @property
    def tier(self) -> Tier:
        """The tier of the present total, by the tiers the claim was raised under."""
        return tier_for(self.tiers, self.amount_fen)

    @property
    def next_role(self) -> Role | None:
        """Who is to sign next, if anyone."""
        return {State.IN_REVIEW: self.tier.review_role, State.IN_APPROVAL: self.tier.approve_role}.get(self.state)


@dataclass(frozen=True, slots=True)
class Move:
    """What happened to a claim, for the record."""

    verb: Verb
    state: State
    to_state: State
    by: str
    amount_fen: int
    round: int
    role: str | None = None
    note: str = ""
    on_behalf_of: str | None = None
    substitution_id: UUID | None = None


def moved(claim: Claim, verb: Verb, to_state: State) -> Claim:
    """The claim after ``verb``. Raises ``CannotMove``."""
    from_states, to_states = MOVES[verb]
    if claim.state not in from_states or to_state not in to_states:
        raise CannotMove(
            f"claim {claim.claim_no} is {claim.state}; it must be {' or '.join(sorted(from_states))} to {verb}"
        )
    return replace(claim, state=to_state)


def raise_claim(
    claim: Claim, lines: Sequence[Line], was_taken_over: bool, is_design_fault: bool = False
) -> tuple[Claim, Move]:
    """Start a claim in its tier's first step. Raises ``LinesDoNotAddUp``, ``NotTakenOver`` (L4, L7), ``DesignFault``."""
    must_add_up(claim.amount_fen, lines)
    _must_be_bearable(claim.cause, was_taken_over, is_design_fault)
    started = replace(claim, state=first_step(claim.tier))
    (author,) = claim.authors
    return started, Move(Verb.RAISE, started.state, started.state, author, claim.amount_fen, claim.round)


def numbered(claim: Claim, claim_no: str) -> Claim:
    """The claim with its number, which is taken only once nothing can refuse it any more."""
    return replace(claim, claim_no=claim_no)


def revise(claim: Claim, amount_fen: int, lines: Sequence[Line], by: Person) -> tuple[Claim, Move]:
    """Set another amount before approval or after a refusal; every signature falls. Raises ``CostIsFinal``."""
    must_add_up(amount_fen, lines)
    if claim.is_final:
        raise CostIsFinal()
    return _new_round(claim, Verb.REVISE, amount_fen, by)


def withdraw(claim: Claim, by: Person, reason: str) -> tuple[Claim, Move]:
    """Take back a claim of which nothing was ever approved. Raises ``NotYourClaim``, ``WorkWasApproved``, ``CannotMove``."""
    if by.id not in claim.authors:
        raise NotYourClaim()
    withdrawn = moved(claim, Verb.WITHDRAW, State.WITHDRAWN)
    if claim.approved_fen is not None:
        raise WorkWasApproved()
    move = Move(Verb.WITHDRAW, claim.state, withdrawn.state, by.id, claim.amount_fen, claim.round, note=reason)
    return withdrawn, move


def state_final_cost(
    claim: Claim, amount_fen: int, lines: Sequence[Line], by: Person, is_done: bool
) -> tuple[Claim, Move]:
    """Confirm a cost within what was approved; a higher one goes back through the tier of the new total (F2).

    Raises ``NotDoneYet`` and ``NeverApproved``.
    """
    must_add_up(amount_fen, lines)
    if claim.state in FIRST_STEP or claim.approved_fen is None:
        raise NeverApproved(f"claim {claim.claim_no} is {claim.state}; a final cost can be stated once it is approved")
    if not is_done:
        raise NotDoneYet()
    if amount_fen > claim.approved_fen:
        moved(claim, Verb.EXCEED, State.IN_APPROVAL)
        return _new_round(replace(claim, is_final=True), Verb.EXCEED, amount_fen, by)
    return confirm(replace(claim, amount_fen=amount_fen, is_final=True, round=claim.round + 1), by)


def confirm(claim: Claim, by: Person) -> tuple[Claim, Move]:
    """Make a final cost within its approval count. Raises ``AboveApproval`` and ``CannotMove``."""
    if not claim.is_final or claim.approved_fen is None or claim.amount_fen > claim.approved_fen:
        raise AboveApproval()
    confirmed = moved(claim, Verb.CONFIRM, State.CONFIRMED)
    return confirmed, Move(Verb.CONFIRM, claim.state, confirmed.state, by.id, claim.amount_fen, claim.round)


def sort(claim: Claim, cause: Bearer, evidence: str, by: Person, is_design_fault: bool = False) -> tuple[Claim, Move]:
    """Sort a confirmed cost that is on no statement to another bearer, never onto the contractor (L4).

    A design fault is the company's, and is sorted to it before the cost is confirmed too; signatures stand (I7).
    """
    if claim.is_drawn:
        raise CauseIsSettled()
    if cause == Bearer.CONTRACTOR:
        raise NotOntoTheContractor()
    if is_design_fault and cause != Bearer.COMPANY:
        raise DesignFault("", Problem("/cause", cause, Bearer.COMPANY))
    verb = Verb.ABSOLVE if is_blocked(claim, is_design_fault) and claim.state in UNCONFIRMED else Verb.SORT
    sorted_ = replace(moved(claim, verb, claim.state), cause=cause, cause_evidence=evidence)
    note = f"{claim.cause} → {cause}: {evidence}"
    return sorted_, Move(verb, claim.state, claim.state, by.id, claim.amount_fen, claim.round, note=note)


def is_blocked(claim: Claim, is_design_fault: bool) -> bool:
    """It names the contractor for what design found to be its own fault (I7)."""
    return is_design_fault and claim.cause == Bearer.CONTRACTOR


def must_not_be_blocked(claim: Claim, is_design_fault: bool) -> None:
    """Raises ``DesignFault`` until the claim is sorted to the company."""
    if is_blocked(claim, is_design_fault):
        raise DesignFault()


def first_step(tier: Tier) -> State:
    """Review where the tier asks for one, else approval."""
    return State.IN_REVIEW if tier.review_role else State.IN_APPROVAL


def with_cause(
    claim: Claim, cause: Bearer, evidence: str, was_taken_over: bool, is_design_fault: bool = False
) -> Claim:
    """The claim with such a cause, to be revised with it. Raises ``NotTakenOver`` and ``DesignFault``."""
    _must_be_bearable(cause, was_taken_over, is_design_fault)
    return replace(claim, cause=cause, cause_evidence=evidence)


def must_add_up(amount_fen: int, lines: Sequence[Line]) -> None:
    """The amount is the sum of its lines, each positive. Raises ``LinesDoNotAddUp``."""
    total_fen = sum(line.amount_fen for line in lines)
    if total_fen != amount_fen or any(line.amount_fen <= 0 for line in lines) or not lines:
        raise LinesDoNotAddUp(
            "", Problem("/lines", f"the lines add up to {yuan(total_fen)}", f"{yuan(amount_fen)} from positive lines")
        )


def _must_be_bearable(cause: Bearer, was_taken_over: bool, is_design_fault: bool) -> None:
    if cause == Bearer.CONTRACTOR and not was_taken_over:
        raise NotTakenOver()
    if cause == Bearer.CONTRACTOR and is_design_fault:
        raise DesignFault("", Problem("/cause", cause, Bearer.COMPANY))


def _new_round(claim: Claim, verb: Verb, amount_fen: int, by: Person) -> tuple[Claim, Move]:
    changed = replace(
        claim, amount_fen=amount_fen, round=claim.round + 1, signers=frozenset(), authors=claim.authors | {by.id}
    )
    again = moved(changed, verb, first_step(changed.tier))
    return again, Move(verb, claim.state, again.state, by.id, amount_fen, again.round)
