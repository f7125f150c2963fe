"""What finance says between the drawing of a statement and its booking. The subject is the statement."""

from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

from .finance import AmountFen, StatementEvent


class LineObjected(StatementEvent):
    """A contractor objected to a line of a statement (L7, F7). Said by finance, heard by notify: the centre answers."""

    type: ClassVar[str] = "finance.line.objected.v1"
    objection_id: UUID
    contractor: str
    claim_no: str
    amount_fen: AmountFen
    answer_until: datetime


class ObjectionAnswered(StatementEvent):
    """The centre answered an objection; an upheld line is off the statement (L4, L7). Said by finance, heard by notify."""

    type: ClassVar[str] = "finance.objection.answered.v1"
    objection_id: UUID
    contractor: str
    claim_no: str
    amount_fen: AmountFen
    verdict: Literal["upheld", "rejected"]
