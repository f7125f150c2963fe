"""What intake says of suggestions (I13). The subject is the case."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from ..envelope import Event
from ..values import Role


class SuggestionEvent(Event):
    """What every event about a suggestion carries."""

    case_id: UUID
    case_no: str
    project: str
    matter: str


class SuggestionPassedOn(SuggestionEvent):
    """A suggestion went to the supervisor. Said by intake, heard by notify."""

    type: ClassVar[str] = "intake.suggestion.passed_on.v1"
    is_recommended: bool
    passed_by: str


class SuggestionDecided(SuggestionEvent):
    """A suggestion is adopted or not; the customer is to be told. Said by intake, heard by notify."""

    type: ClassVar[str] = "intake.suggestion.decided.v1"
    adopted: bool
    carried_out_by: Role | None
    due_on: date | None
    decided_by: str
