"""Questions of design: asked by a desk, which keeps the case; answered and drawn by design (I7)."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from aftercare_contracts.events.intake_design import DesignAnswered, DesignAsked, DesignDrawn
from aftercare_contracts.periods import day_in_china
from aftercare_contracts.values import Bearer, Role
from plumbing import numbers
from plumbing.database import Transaction

from ..domain import design as domain
from ..domain.case import Case
from ..domain.design import Question
from ..domain.limits import LimitName
from ..store import design
from . import limits, slips
from .announcing import say

SERIES = "SJ"


async def ask(tx: Transaction, question_id: UUID, case_id: UUID, text: str, by: str, now: datetime) -> Question:
    """A question goes to design, which has three working days for its opinion. Raises ``NoSuchCase``, ``NobodysCase``."""
    case = await limits.case_held(tx, case_id)
    domain.must_be_open(case)
    question = Question(
        question_id=question_id, question_no="", case_id=case_id, project=case.project, desk=case.desk, text=text,
        asked_by=by, asked_at=now,
    )  # fmt: skip
    key = question.opinion_key
    limit = await limits.start(tx, case, LimitName.DESIGN_OPINION, now, owner=Role.DESIGN, key=key)
    question = replace(question, question_no=await numbers.next_number(tx, SERIES, day_in_china(now)))
    await design.add(tx, question)
    await say(tx, case, DesignAsked(**_facts(question, case), due_at=limit.due_at))
    return question


async def opine(tx: Transaction, question_id: UUID, justified: bool, reason: str, by: str, now: datetime) -> Question:
    """Design says whether it is justified; if so, three working days run for drawings and a work slip.

    Raises ``NoSuchQuestion``, ``CannotStep``.
    """
    case, question = await _held(tx, question_id)
    opined = domain.opined(question, justified=justified, reason=reason, by=by, now=now)
    await design.save(tx, opined)
    await limits.end(tx, case, now, "design answered", (LimitName.DESIGN_OPINION,), key=question.opinion_key)
    if justified:
        await limits.start(tx, case, LimitName.DESIGN_OPINION, now, owner=Role.DESIGN, key=question.drawings_key)
    await say(tx, case, DesignAnswered(
        **_facts(question, case), justified=justified, cause="design" if justified else None, bearer=opined.bearer, answered_by=by,
    ))  # fmt: skip
    return opined


async def draw(tx: Transaction, question_id: UUID, drawings: str, by: str, now: datetime) -> Question:
    """Drawings and a numbered work slip go to engineering. Raises ``NoSuchQuestion``, ``CannotStep``."""
    case, question = await _held(tx, question_id)
    drawn = domain.drawn(question, drawings, by, now)
    await limits.end(tx, case, now, "drawings sent", (LimitName.DESIGN_OPINION,), key=question.drawings_key)
    work_slip_no = await numbers.next_number(tx, slips.SERIES, day_in_china(now))
    drawn = replace(drawn, work_slip_no=work_slip_no)
    await design.save(tx, drawn)
    await say(tx, case, DesignDrawn(
        **_facts(question, case), work_slip_no=work_slip_no, cause="design", bearer=Bearer.COMPANY, drawn_by=by,
    ))  # fmt: skip
    return drawn


async def _held(tx: Transaction, question_id: UUID) -> tuple[Case, Question]:
    """The case first, and then the question as it stands now."""
    case = await limits.case_held(tx, (await design.question(tx, question_id)).case_id)
    return case, await design.question(tx, question_id)


def _facts(question: Question, case: Case) -> dict[str, Any]:
    return {
        "question_id": question.question_id, "question_no": question.question_no, "case_id": case.case_id,
        "case_no": case.case_no, "project": case.project, "desk": question.desk,
    }  # fmt: skip
