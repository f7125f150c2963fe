"""What dispatch says of a price the owner is asked to agree to (D2). The subject is the case."""

from datetime import datetime
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from .dispatch import WorkOrderEvent


class QuoteEvent(WorkOrderEvent):
    """What every event about a quote carries."""

    quote_id: UUID
    quote_no: str


class QuoteMade(QuoteEvent):
    """The owner is asked to agree to a price for his own damage (D2). Said by dispatch; heard by notify, which asks him."""

    type: ClassVar[str] = "dispatch.quote.made.v1"
    price_fen: Annotated[int, Field(gt=0, strict=True)]
    valid_until: datetime
    made_by: str


class QuoteRefused(QuoteEvent):
    """The owner does not agree; the order waits (D2). Said by dispatch, heard by notify."""

    type: ClassVar[str] = "dispatch.quote.refused.v1"
    recorded_by: str


class QuoteLapsed(QuoteEvent):
    """No answer came in time; the order waits (D2). Said by dispatch, heard by notify."""

    type: ClassVar[str] = "dispatch.quote.lapsed.v1"


class QuoteWithdrawn(QuoteEvent):
    """The quote and its finding were taken back (D2). Said by dispatch, heard by notify."""

    type: ClassVar[str] = "dispatch.quote.withdrawn.v1"
    withdrawn_by: str
