"""Questions of design."""

from dataclasses import fields
from typing import Any
from uuid import UUID

import asyncpg
from aftercare_contracts.values import Desk
from plumbing.database import Transaction

from ..domain.design import NoSuchQuestion, Question, Stage

COLUMNS = tuple(field.name for field in fields(Question))


async def add(tx: Transaction, question: Question) -> None:
    """A new question."""
    places = ", ".join(f"${i}" for i in range(1, len(COLUMNS) + 1))
    values = [getattr(question, name) for name in COLUMNS]
    await tx.execute(f"insert into design_question ({', '.join(COLUMNS)}) values ({places})", *values)


async def save(tx: Transaction, question: Question) -> None:
    """Where it stands; what was asked never changes."""
    await tx.execute(
        "update design_question set stage = $2, reason = $3, answered_by = $4, answered_at = $5, work_slip_no = $6,"
        " drawings = $7, drawn_by = $8, drawn_at = $9 where question_id = $1",
        question.question_id, question.stage, question.reason, question.answered_by, question.answered_at,
        question.work_slip_no, question.drawings, question.drawn_by, question.drawn_at,
    )  # fmt: skip


async def question(tx: Transaction, question_id: UUID) -> Question:
    """Raises ``NoSuchQuestion``. Who changes it holds its case first."""
    row = await tx.fetchrow("select * from design_question where question_id = $1", question_id)
    if row is None:
        raise NoSuchQuestion
    return _question(row)


async def of_case(tx: Transaction, case_id: UUID) -> list[Question]:
    """All that were asked on a case, from the first."""
    rows = await tx.fetch("select * from design_question where case_id = $1 order by question_id", case_id)
    return [_question(row) for row in rows]


def _question(row: asyncpg.Record) -> Question:
    values: dict[str, Any] = {name: row[name] for name in COLUMNS}
    return Question(**values | {"desk": Desk(row["desk"]), "stage": Stage(row["stage"])})
