"""What finance says between the drawing of a statement and its booking. The subject is the statement."""

from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

from ..envelope import Event
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


class StatementReturned(StatementEvent):
    """Audit sent a statement back with findings; it is to be withdrawn and drawn anew (F4). Said by finance, heard by notify."""

    type: ClassVar[str] = "finance.statement.returned.v1"
    returned_by: str


class ItemsCalledUp(StatementEvent):
    """Audit wants to see items below the threshold too (F4). Said by finance, heard by notify."""

    type: ClassVar[str] = "finance.items.called_up.v1"
    items: int
    called_up_by: str


class QuarterEnded(Event):
    """A quarter is over and costs wait to be drawn (F4). The subject is the quarter and project. Said by finance, heard by notify."""

    type: ClassVar[str] = "finance.quarter.ended.v1"
    project: str
    quarter: str
    costs: int
    total_fen: AmountFen
    draw_by: datetime
