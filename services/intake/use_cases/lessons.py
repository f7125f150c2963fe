"""Lessons are drawn from cases and put before reviews (I23)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from aftercare_contracts.errors import Problem
from aftercare_contracts.periods import day_in_china
from aftercare_contracts.values import Fen, Part
from plumbing import numbers
from plumbing.database import Transaction
from plumbing.policy import policy

from ..domain import lessons as domain
from ..domain import routing
from ..domain.lessons import Cause, Hearing, Lesson
from ..store import lessons, units
from .actions import must_be_of_project
from .units import UnknownProject

SERIES = "JY"


@dataclass(frozen=True, slots=True)
class Drawn:
    """What was learned, and from which cases of a project."""

    project: str
    cause: Cause
    part: Part | None
    contractor: str | None
    matter: str | None
    text: str
    case_ids: Sequence[UUID]


async def draw(tx: Transaction, lesson_id: UUID, drawn: Drawn, by: str, now: datetime) -> None:
    """A new lesson; its cases are counted and their confirmed cost added up here.

    Raises ``UnknownProject``, ``NotOfTheProject``, ``UnknownMatter``.
    """
    today = day_in_china(now)
    if await units.project(tx, drawn.project) is None:
        expected = "one that was entered before"
        raise UnknownProject("", Problem("/project", f"there is no project {drawn.project}", expected))
    await must_be_of_project(tx, drawn.project, drawn.case_ids)
    if drawn.matter is not None:
        routing.must_be_known(routing.routing_from((await policy(tx, "routing", today)).data), drawn.matter)
    cost_fen = Fen(await lessons.cost_fen(tx, drawn.case_ids))
    lesson = Lesson(
        lesson_id=lesson_id, lesson_no=await numbers.next_number(tx, SERIES, today), project=drawn.project, cause=drawn.cause,
        part=drawn.part, contractor=drawn.contractor, matter=drawn.matter, text=drawn.text, case_count=len(drawn.case_ids),
        cost_fen=cost_fen, drawn_by=by, drawn_at=now,
    )  # fmt: skip
    await lessons.add(tx, lesson, drawn.case_ids)


async def hear(tx: Transaction, hearing: Hearing) -> None:
    """A review of a new project heard it, once. Raises ``HearingIncomplete``, ``HeardBefore``."""
    domain.must_be_whole(hearing)
    if not await lessons.add_hearing(tx, hearing):
        raise domain.HeardBefore
