"""What dispatch says of the property company's upkeep (D10) and of equipment in use (D9). The subject is the thing itself."""

from datetime import date
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from ..envelope import Event
from ..values import Role


class UndertakingOpened(Event):
    """An inspection found something, or a coordination meeting left a point open (D10). Said by dispatch, heard by notify."""

    type: ClassVar[str] = "dispatch.undertaking.opened.v1"
    undertaking_id: UUID
    project: str
    owner_role: Role
    due_on: date


class UndertakingDone(Event):
    """What was owed is reported done; another is to look (D10). Said by dispatch, heard by notify."""

    type: ClassVar[str] = "dispatch.undertaking.done.v1"
    undertaking_id: UUID
    project: str
    owner_role: Role


class UpkeepJudged(Event):
    """A month's or a year's upkeep was judged and signed; a reward above zero, a fine below (D10). Said by dispatch, heard by notify."""

    type: ClassVar[str] = "dispatch.upkeep.judged.v1"
    judgement_id: UUID
    project: str
    period: str
    total_points: int
    amount_fen: Annotated[int, Field(strict=True)]


class EquipmentPassedOn(Event):
    """The property company's record of equipment in use went to engineering (D9). Said by dispatch, heard by notify."""

    type: ClassVar[str] = "dispatch.equipment.passed_on.v1"
    record_id: UUID
    project: str
    equipment_kind: str
