"""What dispatch says of contracts after they were entered. The subject is the contract."""

from datetime import date
from typing import ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from ..envelope import Event
from ..values import Part


class AmendedPart(BaseModel):
    """A part whose warranty was agreed or lengthened, in months; nothing before where it was not in the scope."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    part: Part
    months_before: int | None
    months: int


class AmendedRepairTime(BaseModel):
    """The time for a repair as amended."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    unit: Literal["seconds", "hours", "days"]
    count: int
    moves_off_holidays: bool


class ContractAmended(Event):
    """A contract was amended from a day on (D2, L1): parts, repair time or buildings, each only where it changed; no buildings
    in a list mean the whole project. Said by dispatch; heard by notify. Orders that are out keep what was written on them.
    """

    type: ClassVar[str] = "dispatch.contract.amended.v1"
    contract_id: UUID
    contract_no: str
    contractor: str
    project: str
    number: int
    holds_from: date
    parts: tuple[AmendedPart, ...]
    repair_time: AmendedRepairTime | None
    buildings: tuple[str, ...] | None
    amended_by: str
