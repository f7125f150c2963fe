"""What is sent about a claim, and what is shown of it."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from aftercare_contracts.values import Bearer, Role
from plumbing.web import AmountFen, In, Out, text
from pydantic import Field, model_validator

from ..domain.claim import Line, LineKind, State
from ..use_cases.approvals import Seen
from ..use_cases.claims import Cause


class LineIn(In):
    """One cost line."""

    what: Annotated[str, text(500)]
    kind: LineKind
    amount_fen: AmountFen

    def line(self) -> Line:
        """As the rules know it."""
        return Line(self.what, self.kind, self.amount_fen)


Lines = Annotated[list[LineIn], Field(min_length=1, max_length=200)]


class ClaimIn(In):
    """A cost to be approved; the lines add up to the amount."""

    order_id: UUID
    amount_fen: AmountFen
    lines: Lines
    cause: Bearer
    cause_evidence: Annotated[str, text(2000)]
    danger_reason: Annotated[str, text(2000)] | None = None


class AmountIn(In):
    """Another amount, or what it cost in the end."""

    amount_fen: AmountFen
    lines: Lines


class RevisionIn(AmountIn):
    """Another amount; another cause too where it is given, with its evidence."""

    cause: Bearer | None = None
    cause_evidence: Annotated[str, text(2000)] | None = None

    @model_validator(mode="after")
    def _both_or_neither(self) -> "RevisionIn":
        if (self.cause is None) != (self.cause_evidence is None):
            raise ValueError("give cause and cause_evidence together, or neither")
        return self

    def whose(self) -> Cause | None:
        """The other cause, if there is one."""
        return (self.cause, self.cause_evidence) if self.cause and self.cause_evidence else None


class SignatureIn(In):
    """A signature, for the amount the signer saw; with the joint total he saw, where it crosses a tier (F2)."""

    amount_fen: AmountFen
    together_fen: AmountFen | None = None
    note: Annotated[str, text(2000, 0)] = ""

    def seen(self) -> Seen:
        """As the rules know it."""
        return Seen(self.amount_fen, self.together_fen, self.note)


class RefusalIn(In):
    """A refusal or a withdrawal, and why."""

    reason: Annotated[str, text(2000)]


class CauseIn(In):
    """Who bears a confirmed cost after all, and how that is known."""

    cause: Bearer
    cause_evidence: Annotated[str, text(2000)]


class ClaimOut(Out):
    """A claim in a list.

    together_fen is what its unit and fault cost with the other claims not booked, or booked but of the same quarter (F2).
    sign_as is the role in which the caller could sign it now, sign_on_behalf_of for whom, where it is not his own (B4).
    is_blocked: it names the contractor for a fault of design, until it is sorted to the company (I7).
    """

    claim_id: UUID
    claim_no: str
    order_id: UUID
    order_no: str
    case_id: UUID
    case_no: str
    project: str
    place: str
    part: str
    cause: Bearer
    cause_evidence: str
    danger_reason: str | None
    state: State
    review_role: Role | None
    approve_role: Role
    next_role: Role | None
    amount_fen: int
    approved_fen: int | None
    is_final: bool
    round: int
    raised_at: datetime
    raised_by: str
    work_done: bool
    confirmed_at: datetime | None
    statement_id: UUID | None
    booked_at: datetime | None
    together_fen: int
    together_claims: list[str]
    together_approve_role: Role
    crosses_a_tier: bool
    is_dangerous: bool
    design_question_no: str | None
    is_blocked: bool
    sign_as: Role | None = None
    sign_on_behalf_of: str | None = None


class LineOut(Out):
    """One cost line."""

    what: str
    kind: LineKind
    amount_fen: int


class MoveOut(Out):
    """What happened to a claim."""

    at: datetime
    by: str
    role: str | None
    verb: str
    from_state: str
    to_state: str
    amount_fen: int
    round: int
    note: str
    on_behalf_of: str | None
    substitution_id: UUID | None
    cause: Bearer | None


class EvidenceOut(Out):
    """A link of the chain (L7)."""

    kind: str
    at: datetime
    by: str
    note: str
    photos: list[str]


class ClaimInFull(ClaimOut):
    """A claim with its lines, its history, and the chain of its order."""

    lines: list[LineOut]
    moves: list[MoveOut]
    evidence: list[EvidenceOut]
    missing_links: list[str]


class Accepted(Out):
    """Where the claim stands now."""

    claim_id: UUID
    claim_no: str
    state: State
    amount_fen: int
    approved_fen: int | None
    next_role: Role | None
