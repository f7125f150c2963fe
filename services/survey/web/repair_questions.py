"""The question after every repair over HTTP (V10)."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from aftercare_contracts.periods import day_in_china
from aftercare_contracts.values import Role
from fastapi import APIRouter, Query, Response
from plumbing.database import Transaction
from plumbing.paging import PLAIN, Cursor, Limit, encode_cursor, id_in
from plumbing.policy import policy
from plumbing.web import Caller, Door, In, Out, Page, opens_for, text
from pydantic import Field

from ..domain import repair_questions as domain
from ..domain.months import begins
from ..domain.repair_questions import NoSuchQuestion, Reached, RepairQuestion
from ..domain.responses import Answer
from ..store import repair_questions as store
from ..use_cases import repair_questions as use_cases
from .results import READERS

router = APIRouter(prefix="/repair-questions", tags=["the question after a repair"])
ASKERS = (Role.CASE_OFFICER, Role.SERVICE_OFFICER, Role.SERVICE_SUPERVISOR, Role.HOTLINE_CLERK)
LOOKERS = tuple(sorted({*READERS, *ASKERS}))
Code = Annotated[str | None, Query(min_length=1, max_length=60, pattern=PLAIN)]
Month = Annotated[str, Query(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$", description="2026-03")]


class QuestionOut(Out):
    """A repair, and whether its customer has answered."""

    order_id: UUID
    order_no: str
    case_id: UUID
    case_no: str
    project: str
    unit_no: str | None
    contractor: str | None
    hands: tuple[str, ...]
    completed_at: datetime
    link_id: UUID | None
    response_id: UUID | None
    answered_at: datetime | None


class AnswerIn(In):
    """An item's step, and what the customer added."""

    item: Annotated[str, text(60)]
    step: Annotated[str, text(60)]
    comment: Annotated[str, text(500, 0)] = ""


class AnswersIn(In):
    """What the customer said on the phone; what he did not answer is left out."""

    answers: Annotated[tuple[AnswerIn, ...], Field(min_length=1, max_length=60)]
    comment: Annotated[str, text(2000, 0)] = ""


class ReachedOut(Out):
    """The month's repairs of a project, or of one contractor's in it; ``missing`` to the share that must be reached."""

    project: str
    contractor: str | None
    repairs: int
    answered: int
    share: float | None
    missing: int


class MonthOut(Out):
    """A month's figures as they stand, and the share that must be reached in each project."""

    month: str
    wanted: float
    projects: list[ReachedOut]
    contractors: list[ReachedOut]


@router.get("")
async def get_questions(
    door: Annotated[Door, opens_for(*LOOKERS)],
    project: Code = None,
    answered: bool | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[QuestionOut]:
    """The repairs within the caller's reach, the latest first."""
    async with door.reading() as tx:
        found = await store.questions(tx, door.caller.reach, project, answered, id_in(cursor), limit + 1)
    items = [QuestionOut.model_validate(each) for each in found[:limit]]
    return Page(items=items, next=encode_cursor([items[-1].order_id]) if len(found) > limit else None)


@router.get("/figures")
async def get_figures(month: Month, door: Annotated[Door, opens_for(*READERS)], project: Code = None) -> MonthOut:
    """How many of a month's customers answered, by project and by contractor; the squad's own repairs under none."""
    async with door.reading() as tx:
        wanted: float = (await policy(tx, "repair_question", day_in_china(tx.now))).data["share"]
        found = domain.reached(await store.completed(tx, door.caller.reach, project, *begins(month)))
    projects = [_reached(name, None, each, wanted) for name, each in sorted(domain.of_projects(found).items())]
    contractors = [
        _reached(name, contractor, found[name, contractor], wanted)
        for name, contractor in sorted(found, key=lambda key: (key[0], key[1] or ""))
    ]
    return MonthOut(month=month, wanted=wanted, projects=projects, contractors=contractors)


@router.post("/{order_id}/answers", status_code=201, response_model=QuestionOut)
async def post_answers(order_id: UUID, body: AnswersIn, door: Annotated[Door, opens_for(*ASKERS)]) -> Response:
    """What the customer said on the phone; never taken by one who did or ordered the repair (V10, B6)."""

    async def act(tx: Transaction) -> QuestionOut:
        await _seen(tx, order_id, door.caller)
        answers = tuple(Answer(each.item, each.step, each.comment) for each in body.answers)
        asked = await use_cases.answered_on_the_phone(tx, order_id, answers, body.comment, door.caller.person, tx.now)
        return QuestionOut.model_validate(asked)

    return await door.once(body, act)


async def _seen(tx: Transaction, order_id: UUID, caller: Caller) -> RepairQuestion:
    question = await store.question(tx, order_id)
    if not caller.reaches(question.project):
        raise NoSuchQuestion
    return question


def _reached(project: str, contractor: str | None, figures: Reached, wanted: float) -> ReachedOut:
    return ReachedOut(
        project=project, contractor=contractor, repairs=figures.repairs, answered=figures.answered, share=figures.share,
        missing=figures.missing(wanted),
    )  # fmt: skip
