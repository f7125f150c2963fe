"""What intake says of the registry of units. The subject is the project."""

from datetime import date
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from ..envelope import Event

UNITS_MAX = 500


class RecordedUnit(BaseModel):
    """A unit with its building, its three dates (L3), its owner and how many are known to live there, as they stand now."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    unit_id: UUID
    unit_no: str
    building: str
    completion_accepted_on: date
    handed_over_on: date | None
    refused_on: date | None
    owner_id: UUID | None = None
    residents: int = 0


class UnitsRecorded(Event):
    """Units of a project were entered, or their buildings or dates changed (L3): at most 500 in one message.

    Said by intake; heard by dispatch, survey and notify, which keep a copy. A later word about a unit replaces an earlier one.
    """

    type: ClassVar[str] = "intake.units.recorded.v1"
    project: str
    units: Annotated[tuple[RecordedUnit, ...], Field(min_length=1, max_length=UNITS_MAX)]


class ProjectRecorded(Event):
    """A project was entered or changed, with the day of its first collective handover, which decides for shared parts (I4).

    Said by intake; heard by dispatch, survey and notify.
    """

    type: ClassVar[str] = "intake.project.recorded.v1"
    project: str
    first_collective_handover_on: date | None
    name: str | None = None
