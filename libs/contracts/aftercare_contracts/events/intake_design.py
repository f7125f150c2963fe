"""What intake says of questions of design, whose subject is the case (I7), and of requests to change the design before
handover, whose subject is the request (I17)."""

from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

from ..envelope import Event
from ..values import Bearer, Desk, Role


class DesignQuestionEvent(Event):
    """A question of design, and the desk that asked and keeps the case."""

    question_id: UUID
    question_no: str
    case_id: UUID
    case_no: str
    project: str
    desk: Desk


class DesignAsked(DesignQuestionEvent):
    """A question of design went to design in writing (I7). Said by intake, heard by notify."""

    type: ClassVar[str] = "intake.design.asked.v1"
    due_at: datetime


class DesignAnswered(DesignQuestionEvent):
    """Design said whether it is justified (I7). Said by intake, heard by notify and finance.

    Where it is, the cause is design and the company bears the cost, never the contractor.
    """

    type: ClassVar[str] = "intake.design.answered.v1"
    justified: bool
    cause: Literal["design"] | None
    bearer: Literal[Bearer.COMPANY] | None
    answered_by: str


class DesignDrawn(DesignQuestionEvent):
    """Drawings and a work slip went to engineering, which has the contractor carry them out (I7).

    Said by intake, heard by notify; for whoever issues the order and sorts its cost: the company bears it.
    """

    type: ClassVar[str] = "intake.design.drawn.v1"
    work_slip_no: str
    cause: Literal["design"]
    bearer: Literal[Bearer.COMPANY]
    drawn_by: str


class DesignChangeEvent(Event):
    """A customer's request to change the design of a unit not yet handed over."""

    request_id: UUID
    request_no: str
    project: str
    unit_no: str


class DesignChangeRequested(DesignChangeEvent):
    """Sales entered a request, which informs the centre in writing (I17). Said by intake, heard by notify."""

    type: ClassVar[str] = "intake.design_change.requested.v1"
    received_by_sales: str


class DesignChangeAsked(DesignChangeEvent):
    """The centre asked design or engineering (I17). Said by intake, heard by notify."""

    type: ClassVar[str] = "intake.design_change.asked.v1"
    asked: Role


class DesignChangeAnswered(DesignChangeEvent):
    """Design or engineering gave its opinion; not justified, the request is refused (I17). Said by intake, heard by notify."""

    type: ClassVar[str] = "intake.design_change.answered.v1"
    asked: Role
    justified: bool


class DesignChangeEnded(DesignChangeEvent):
    """It is carried out, price and delay being signed by the customer, or was dropped (I17). Said by intake, heard by notify."""

    type: ClassVar[str] = "intake.design_change.ended.v1"
    outcome: Literal["ordered", "declined", "withdrawn"]
    price_fen: int | None
    delay_days: int | None
    asked: Role | None
