"""Questions of design."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from aftercare_contracts.values import Bearer, Desk, Role
from fastapi import APIRouter, Response
from plumbing.database import Transaction
from plumbing.ids import new_id
from plumbing.web import Caller, Door, In, Out, opens_for, text

from ..domain.design import NoSuchQuestion, Question, Stage
from ..store import design as store
from ..use_cases import design as use_cases
from .cases import seen
from .views import DESKS, LOOKERS

router = APIRouter(tags=["questions of design"])


class QuestionIn(In):
    """What design is asked."""

    text: Annotated[str, text(4000)]


class OpinionIn(In):
    """Whether it is justified, and why."""

    justified: bool
    reason: Annotated[str, text(4000)]


class DrawingsIn(In):
    """The drawings by number and date, or where they are."""

    drawings: Annotated[str, text(2000)]


class QuestionOut(Out):
    """A question of design and what became of it; justified, the company bears the cost."""

    question_id: UUID
    question_no: str
    case_id: UUID
    desk: Desk
    text: str
    asked_by: str
    asked_at: datetime
    stage: Stage
    reason: str | None
    answered_by: str | None
    answered_at: datetime | None
    bearer: Bearer | None
    work_slip_no: str | None
    drawings: str | None
    drawn_by: str | None
    drawn_at: datetime | None


class Questions(Out):
    """All that were asked on a case."""

    items: list[QuestionOut]


@router.post("/cases/{case_id}/design-questions", status_code=201, response_model=QuestionOut)
async def post_question(
    case_id: UUID, body: QuestionIn, door: Annotated[Door, opens_for(*DESKS, Role.SITE_LEAD, Role.CENTRE_DIRECTOR)]
) -> Response:
    """Ask design in writing; the case stays with the desk that has it (I7)."""
    question_id = new_id()

    async def act(tx: Transaction) -> QuestionOut:
        await seen(tx, case_id, door.caller)
        return shown(await use_cases.ask(tx, question_id, case_id, body.text, door.caller.person, tx.now))

    return await door.once(body, act)


@router.get("/cases/{case_id}/design-questions")
async def get_questions(case_id: UUID, door: Annotated[Door, opens_for(*LOOKERS)]) -> Questions:
    """What design was asked on a case, and its answers."""
    async with door.reading() as tx:
        await seen(tx, case_id, door.caller)
        return Questions(items=[shown(question) for question in await store.of_case(tx, case_id)])


@router.post("/design-questions/{question_id}/opinions", status_code=201, response_model=QuestionOut)
async def post_opinion(question_id: UUID, body: OpinionIn, door: Annotated[Door, opens_for(Role.DESIGN)]) -> Response:
    """Justified or not, with the reason (I7)."""

    async def act(tx: Transaction) -> QuestionOut:
        await seen_question(tx, question_id, door.caller)
        by = door.caller.person
        return shown(await use_cases.opine(tx, question_id, body.justified, body.reason, by, tx.now))

    return await door.once(body, act)


@router.post("/design-questions/{question_id}/work-slips", status_code=201, response_model=QuestionOut)
async def post_work_slip(
    question_id: UUID, body: DrawingsIn, door: Annotated[Door, opens_for(Role.DESIGN)]
) -> Response:
    """Drawings and a work slip go to engineering (I7)."""

    async def act(tx: Transaction) -> QuestionOut:
        await seen_question(tx, question_id, door.caller)
        return shown(await use_cases.draw(tx, question_id, body.drawings, door.caller.person, tx.now))

    return await door.once(body, act)


async def seen_question(tx: Transaction, question_id: UUID, caller: Caller) -> Question:
    """The question, if the caller may see it. Raises ``NoSuchQuestion``."""
    question = await store.question(tx, question_id)
    if not caller.reaches(question.project):
        raise NoSuchQuestion
    return question


def shown(question: Question) -> QuestionOut:
    """The question for an answer."""
    return QuestionOut.model_validate(question)
