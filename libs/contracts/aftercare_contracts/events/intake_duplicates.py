"""What intake says of cases that are one, or come again. The subject is the case."""

from typing import ClassVar
from uuid import UUID

from ..envelope import Event
from ..values import CaseClass


class CaseMerged(Event):
    """A case was found to be the same as another and goes on there (B3). Said by intake for the departments' systems.

    Its number, entries and timeline stay; its limits have given way. It can be undone.
    """

    type: ClassVar[str] = "intake.case.merged.v1"
    case_id: UUID
    case_no: str
    project: str
    into_id: UUID
    into_no: str
    merged_by: str


class CaseUnmerged(Event):
    """A merge was undone: the case stands on its own again (B3). Said by intake for the departments' systems."""

    type: ClassVar[str] = "intake.case.unmerged.v1"
    case_id: UUID
    case_no: str
    project: str
    from_id: UUID
    from_no: str
    undone_by: str


class CaseRepeated(Event):
    """The same kind came again within a month after handling: same class and subject, same project (V2, I12).

    Said by intake. Heard by survey; ``same_customer`` are those of the earlier cases that came from the same person.
    """

    type: ClassVar[str] = "intake.case.repeated.v1"
    case_id: UUID
    case_no: str
    project: str
    matter: str
    case_class: CaseClass
    earlier: tuple[UUID, ...]
    same_customer: tuple[UUID, ...]
