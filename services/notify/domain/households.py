"""Units as households: who is to be told of what happens to a building."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Household:
    """A unit with its building and its owner, where intake knows one."""

    unit_id: UUID
    project: str
    unit_no: str
    building: str
    customer_id: UUID | None
