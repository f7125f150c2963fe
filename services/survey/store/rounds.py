"""The yearly rounds, as rows."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
from aftercare_contracts.values import ContactWay
from plumbing.database import Transaction

from ..domain.visiting_round import (
    NoSuchQuestion,
    NoSuchRound,
    Question,
    Round,
    RoundAttempt,
    RoundHousehold,
    State,
)
from .households import Household

OF_HOUSEHOLD = tuple(field.name for field in fields(RoundHousehold))
STANDING = tuple(name for name in OF_HOUSEHOLD if name not in ("round_id", "unit_no", "building", "customer_id"))


@dataclass(frozen=True, slots=True)
class Decision:
    """What general management decided on a major matter."""

    asked_id: UUID
    round_id: UUID
    decision: str
    decided_by: str
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class Analysis:
    """A round's analysis, with its figures as they were when it was drawn."""

    round_id: UUID
    findings: str
    figures: dict[str, Any]
    drawn_by: str
    drawn_at: datetime
    acknowledged_by: str | None = None
    acknowledged_at: datetime | None = None
    remarks: str = ""


async def open_round(tx: Transaction, made: Round, households: Sequence[Household]) -> bool:
    """With every household to visit. Whether the project had none this year."""
    added = await tx.fetchval(
        "insert into visiting_round (round_id, project, year, reference, until_on, team, opened_by, opened_at)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (project, year) do nothing returning 1",
        made.round_id, made.project, made.year, made.reference, made.until_on, dict(made.team), made.opened_by, made.opened_at,
    )  # fmt: skip
    if added:
        await tx.execute(
            "insert into round_household (round_id, unit_no, building, customer_id)"
            " select $1, * from unnest($2::text[], $3::text[], $4::uuid[])",
            made.round_id, [one.unit_no for one in households], [one.building for one in households],
            [one.owner_id for one in households],
        )  # fmt: skip
    return bool(added)


async def has_round(tx: Transaction, project: str, year: int) -> bool:
    """Whether the project's round of a year has been opened."""
    found: bool = await tx.fetchval(
        "select exists (select from visiting_round where project = $1 and year = $2)", project, year
    )
    return found


async def round_(tx: Transaction, round_id: UUID) -> Round:
    """Raises ``NoSuchRound``."""
    row = await tx.fetchrow("select * from visiting_round where round_id = $1", round_id)
    if row is None:
        raise NoSuchRound
    return Round(**dict(row))


async def rounds(
    tx: Transaction, within: list[str] | None, project: str | None, before: UUID | None, limit: int
) -> list[Round]:
    """Those within a scope, the latest first."""
    rows = await tx.fetch(
        "select * from visiting_round where ($1::text[] is null or project = any($1)) and ($2::text is null or project = $2)"
        " and ($3::uuid is null or round_id < $3) order by round_id desc limit $4",
        within, project, before, limit,
    )  # fmt: skip
    return [Round(**dict(row)) for row in rows]


async def household_held(tx: Transaction, round_id: UUID, unit_no: str) -> RoundHousehold:
    """One that nobody else moves until the transaction ends. Raises ``NoSuchRound``."""
    row = await tx.fetchrow(
        "select * from round_household where round_id = $1 and unit_no = $2 for update", round_id, unit_no
    )
    if row is None:
        raise NoSuchRound
    return _household(row)


async def save_household(tx: Transaction, household: RoundHousehold) -> None:
    """How it stands now."""
    sets = ", ".join(f"{name} = ${i}" for i, name in enumerate(STANDING, 3))
    values = [getattr(household, name) for name in STANDING]
    await tx.execute(
        f"update round_household set {sets} where round_id = $1 and unit_no = $2",
        household.round_id,
        household.unit_no,
        *values,
    )


async def of_round(
    tx: Transaction, round_id: UUID, state: State | None, after: str, limit: int
) -> list[RoundHousehold]:
    """A round's households in a state or all, by number, after one."""
    rows = await tx.fetch(
        "select * from round_household where round_id = $1 and ($2::text is null or state = $2) and unit_no > $3"
        " order by unit_no limit $4",
        round_id, state, after, limit,
    )  # fmt: skip
    return [_household(row) for row in rows]


async def counted(tx: Transaction, round_id: UUID) -> dict[str, int]:
    """How many households stand where."""
    rows = await tx.fetch(
        "select state, count(*) as found from round_household where round_id = $1 group by state", round_id
    )
    return {row["state"]: row["found"] for row in rows}


async def add_attempt(tx: Transaction, made: RoundAttempt) -> None:
    """A try in vain."""
    await tx.execute("insert into round_attempt values ($1, $2, $3, $4, $5, $6, $7)", *astuple(made))


async def attempts(tx: Transaction, round_id: UUID, unit_no: str) -> list[RoundAttempt]:
    """Every try at a household, as recorded."""
    rows = await tx.fetch(
        "select * from round_attempt where round_id = $1 and unit_no = $2 order by attempt_id", round_id, unit_no
    )
    return [RoundAttempt(**dict(row) | {"way": ContactWay(row["way"])}) for row in rows]


async def add_question(tx: Transaction, made: Question) -> None:
    """What could not be answered at once."""
    await tx.execute("insert into round_question values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)", *astuple(made))


async def question_held(tx: Transaction, round_id: UUID, question_id: UUID) -> Question:
    """Raises ``NoSuchQuestion``."""
    row = await tx.fetchrow(
        "select * from round_question where round_id = $1 and question_id = $2 for update", round_id, question_id
    )
    if row is None:
        raise NoSuchQuestion
    return Question(**dict(row))


async def save_answer(tx: Transaction, question: Question) -> None:
    """The answer that was given."""
    await tx.execute(
        "update round_question set answer = $2, answered_by = $3, answered_at = $4 where question_id = $1",
        question.question_id, question.answer, question.answered_by, question.answered_at,
    )  # fmt: skip


async def questions(tx: Transaction, round_id: UUID) -> list[Question]:
    """What was promised in a round, answered or not."""
    rows = await tx.fetch("select * from round_question where round_id = $1 order by question_id", round_id)
    return [Question(**dict(row)) for row in rows]


async def questions_page(tx: Transaction, round_id: UUID, after: UUID | None, limit: int) -> list[Question]:
    """Some of what was promised in a round, in that order, after one."""
    rows = await tx.fetch(
        "select * from round_question where round_id = $1 and ($2::uuid is null or question_id > $2)"
        " order by question_id limit $3",
        round_id, after, limit,
    )  # fmt: skip
    return [Question(**dict(row)) for row in rows]


async def add_decision(tx: Transaction, made: Decision) -> bool:
    """Whether nobody had decided before."""
    added = await tx.fetchval(
        "insert into round_decision values ($1, $2, $3, $4, $5) on conflict do nothing returning 1", *astuple(made)
    )
    return bool(added)


async def decisions(tx: Transaction, round_id: UUID) -> list[Decision]:
    """What was decided on a round's major matters."""
    rows = await tx.fetch("select * from round_decision where round_id = $1 order by decided_at, asked_id", round_id)
    return [Decision(**dict(row)) for row in rows]


async def add_analysis(tx: Transaction, made: Analysis) -> bool:
    """Whether there was none before."""
    added = await tx.fetchval(
        "insert into round_analysis (round_id, findings, figures, drawn_by, drawn_at) values ($1, $2, $3, $4, $5)"
        " on conflict do nothing returning 1",
        made.round_id, made.findings, made.figures, made.drawn_by, made.drawn_at,
    )  # fmt: skip
    return bool(added)


async def analysis(tx: Transaction, round_id: UUID) -> Analysis | None:
    """A round's, or none yet."""
    row = await tx.fetchrow("select * from round_analysis where round_id = $1", round_id)
    return Analysis(**dict(row)) if row else None


async def acknowledge(tx: Transaction, round_id: UUID, by: str, now: datetime, remarks: str) -> bool:
    """Whether nobody had before."""
    changed = await tx.fetchval(
        "update round_analysis set acknowledged_by = $2, acknowledged_at = $3, remarks = $4 where round_id = $1"
        " and acknowledged_by is null returning 1",
        round_id, by, now, remarks,
    )  # fmt: skip
    return bool(changed)


def _household(row: asyncpg.Record) -> RoundHousehold:
    known = {
        "state": State(row["state"]), "way": row["way"] and ContactWay(row["way"]), "participants": tuple(row["participants"]),
    }  # fmt: skip
    return RoundHousehold(**{name: row[name] for name in OF_HOUSEHOLD} | known)
