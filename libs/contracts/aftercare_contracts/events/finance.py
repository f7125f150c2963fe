"""What finance says. The subject is the case; of a retention account, the contract; of a statement, the statement."""

from datetime import datetime
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from ..envelope import Event
from ..values import Bearer, Role

AmountFen = Annotated[int, Field(gt=0, strict=True)]


class ClaimEvent(Event):
    """What every event about a cost claim carries."""

    claim_id: UUID
    claim_no: str
    order_id: UUID
    order_no: str
    case_id: UUID
    case_no: str
    project: str
    amount_fen: AmountFen


class ClaimRaised(ClaimEvent):
    """The squad asks for a cost to be approved (F1). Said by finance, heard by notify: ``next_role`` is to sign."""

    type: ClassVar[str] = "finance.claim.raised.v1"
    bearer: Bearer
    raised_by: str
    next_role: Role


class ClaimReviewed(ClaimEvent):
    """A claim passed its review and goes to the one who approves (F1). Said by finance, heard by notify."""

    type: ClassVar[str] = "finance.claim.reviewed.v1"
    reviewed_by: str
    next_role: Role
    on_behalf_of: str | None = None


class ClaimApproved(ClaimEvent):
    """A claim was approved and the work may start (F1). Said by finance; heard by dispatch and notify.

    ``inform`` are roles to be told of it, the vice president above 10,000 (F1). A signature ``on_behalf_of`` somebody is his
    substitute's (B4).
    """

    type: ClassVar[str] = "finance.claim.approved.v1"
    approved_by: str
    approved_role: Role
    inform: tuple[Role, ...] = ()
    on_behalf_of: str | None = None


class ClaimRefused(ClaimEvent):
    """A claim was refused, with the reason (F1). Said by finance; heard by dispatch and notify."""

    type: ClassVar[str] = "finance.claim.refused.v1"
    refused_by: str
    reason: str
    on_behalf_of: str | None = None


class ClaimExceeded(ClaimEvent):
    """The final cost exceeds what was approved; the whole goes back through the tier of the new total (F2).

    ``amount_fen`` is the new total. Said by finance, heard by notify.
    """

    type: ClassVar[str] = "finance.claim.exceeded.v1"
    approved_fen: AmountFen
    next_role: Role


class CostConfirmed(ClaimEvent):
    """A cost is final and was paid from the maintenance fund (F3, F4). Said by finance, heard by notify."""

    type: ClassVar[str] = "finance.cost.confirmed.v1"
    confirmed_at: datetime
    bearer: Bearer


class RetentionEvent(Event):
    """What every event about a retention account carries."""

    contract_id: UUID
    contractor: str
    project: str
    order_no: str
    case_id: UUID
    case_no: str
    amount_fen: AmountFen


class RetentionHeld(RetentionEvent):
    """An expected cost is held on the retention (F9); ``held_fen`` is how much of it could be. Said by finance, heard by notify."""

    type: ClassVar[str] = "finance.retention.held.v1"
    held_fen: Annotated[int, Field(ge=0, strict=True)]


class RetentionHoldLifted(RetentionEvent):
    """A hold was lifted with a reason, ``amount_fen`` is free again (F9). Said by finance, heard by notify."""

    type: ClassVar[str] = "finance.retention.hold_lifted.v1"
    reason: str


class RetentionDeducted(RetentionEvent):
    """A cost was taken back out of the retention, once (F5). Said by finance, heard by dispatch and notify."""

    type: ClassVar[str] = "finance.retention.deducted.v1"
    statement_no: str


class ContractorClaimed(RetentionEvent):
    """The retention did not suffice; the rest is a claim on the contractor (F5). Said by finance, heard by dispatch and notify."""

    type: ClassVar[str] = "finance.contractor.claimed.v1"
    statement_no: str


class FundRanLow(Event):
    """A maintenance fund fell below its low-water mark (F3). The subject is the fund. Said by finance, heard by notify."""

    type: ClassVar[str] = "finance.fund.ran_low.v1"
    project: str
    balance_fen: Annotated[int, Field(strict=True)]
    low_water_fen: Annotated[int, Field(ge=0, strict=True)]


class StatementEvent(Event):
    """What every event about a quarter's statement carries."""

    statement_id: UUID
    statement_no: str
    project: str
    quarter: str
    total_fen: Annotated[int, Field(ge=0, strict=True)]


class StatementDrawn(StatementEvent):
    """A quarter's costs were sorted by bearer (F4). Said by finance, heard by notify: the centre is to review."""

    type: ClassVar[str] = "finance.statement.drawn.v1"
    items: int
    items_for_audit: int


class StatementReviewed(StatementEvent):
    """The centre reviewed the items up to the audit threshold (F4). Said by finance, heard by notify."""

    type: ClassVar[str] = "finance.statement.reviewed.v1"
    reviewed_by: str
    items_for_audit: int


class StatementAudited(StatementEvent):
    """The auditor passed the items over the threshold, in one batch (F4). Said by finance, heard by notify."""

    type: ClassVar[str] = "finance.statement.audited.v1"
    audited_by: str
    items: int


class StatementServed(StatementEvent):
    """The contractors were served with their lines (L7). Said by finance, heard by notify."""

    type: ClassVar[str] = "finance.statement.served.v1"
    contractors: tuple[str, ...]
    served_by: str


class StatementBooked(StatementEvent):
    """Finance booked the company's costs and the deductions, and refilled the fund (F3, F4). Said by finance, heard by notify."""

    type: ClassVar[str] = "finance.statement.booked.v1"
    deducted_fen: Annotated[int, Field(ge=0, strict=True)]
    claimed_fen: Annotated[int, Field(ge=0, strict=True)]
    company_fen: Annotated[int, Field(ge=0, strict=True)]
    refilled_fen: Annotated[int, Field(ge=0, strict=True)]
    booked_by: str
