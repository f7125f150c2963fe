"""What intake says of websites and forums. The subject is the place."""

from datetime import date
from typing import ClassVar

from ..envelope import Event


class ForumPassMissing(Event):
    """Nobody went through a place by the hour set that day (I1). Said by intake, heard by notify."""

    type: ClassVar[str] = "intake.forum.pass_missing.v1"
    project: str
    place: str
    missing_on: date
