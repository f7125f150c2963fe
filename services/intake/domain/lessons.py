"""Lessons drawn from cases and put before the reviews of new projects (I23)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from aftercare_contracts.errors import AlreadyDone, Invalid, NotFound, Problem
from aftercare_contracts.values import Fen, Part


class Cause(StrEnum):
    """What it came from."""

    DESIGN = "design"
    MATERIAL = "material"
    WORKMANSHIP = "workmanship"
    CONTRACT_TERMS = "contract_terms"
    SALES_PROMISE = "sales_promise"
    MANAGEMENT = "management"
    USE = "use"
    OUTSIDE = "outside"


class Review(StrEnum):
    """Before which review of a new project a lesson is put."""

    DESIGN = "design"
    CONTRACT = "contract"


class NoSuchLesson(NotFound):
    """There is no such lesson, or it is not yours to see."""


class HeardBefore(AlreadyDone):
    """This lesson was put before that review of that project."""


class HearingIncomplete(Invalid):
    """Taken up, it says what was taken up; not taken up, why not."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """One lesson; how many cases and what they cost is the system's own count on the day it was drawn."""

    lesson_id: UUID
    lesson_no: str
    project: str
    cause: Cause
    part: Part | None
    contractor: str | None
    matter: str | None
    text: str
    case_count: int
    cost_fen: Fen
    drawn_by: str
    drawn_at: datetime


@dataclass(frozen=True, slots=True)
class Hearing:
    """A lesson before a review: what was taken up, or why not, and by whom."""

    hearing_id: UUID
    lesson_id: UUID
    review: Review
    new_project: str
    taken_up: bool
    what: str
    why_not: str
    heard_by: str
    heard_at: datetime


def must_be_whole(hearing: Hearing) -> None:
    """Raises ``HearingIncomplete``."""
    told, other = ("what", "why_not") if hearing.taken_up else ("why_not", "what")
    problems = [Problem(f"/{told}", "missing", "the text")] if not getattr(hearing, told) else []
    if getattr(hearing, other):
        problems.append(Problem(f"/{other}", "not called for", "nothing"))
    if problems:
        raise HearingIncomplete("", *problems)
