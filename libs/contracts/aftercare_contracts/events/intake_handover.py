"""What intake says of handovers. The subject is the unit."""

from typing import ClassVar
from uuid import UUID

from ..envelope import Event


class HandoverFaultsFound(Event):
    """Faults were found at a unit's handover and entered as cases of their own (I22). Said by intake, heard by notify."""

    type: ClassVar[str] = "intake.handover.faults_found.v1"
    unit_id: UUID
    project: str
    unit_no: str
    faults: int
    case_nos: tuple[str, ...]
    found_by: str
