"""What came of the quality objectives, and who was commended, as rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from aftercare_contracts.values import Role
from plumbing.database import Transaction

from ..domain.objectives import Assessed


@dataclass(frozen=True, slots=True, kw_only=True)
class Commendation:
    """A department commended, for an objective reached, or for a single item."""

    commendation_id: UUID
    assessment_id: UUID
    project: str
    owner_role: Role
    item: str | None
    zh: str
    en: str
    satisfied: int
    answered: int
    at: datetime


async def is_assessed(tx: Transaction, objective: str, project: str, ends_on: date) -> bool:
    """Whether this was assessed before."""
    return bool(await tx.fetchval(
        "select true from objective_assessment where objective = $1 and project = $2 and ends_on = $3",
        objective, project, ends_on,
    ))  # fmt: skip


async def add(
    tx: Transaction, assessment_id: UUID, project: str, found: Assessed, policy_version: int, task_id: UUID | None
) -> None:
    """What came of an objective in a project."""
    objective = found.objective
    await tx.execute(
        "insert into objective_assessment (assessment_id, objective, zh, en, form_code, groups, owner_role, project, begins_on,"
        " ends_on, wanted, satisfied, answered, outcome, policy_version, task_id, at)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
        assessment_id, objective.code, objective.zh, objective.en, objective.form, list(objective.groups), objective.owner,
        project, objective.begins_on, objective.ends_on, objective.share, found.tally.satisfied, found.tally.answered,
        found.outcome, policy_version, task_id, tx.now,
    )  # fmt: skip


async def commend(tx: Transaction, commendation: Commendation) -> None:
    """Put it on record."""
    await tx.execute(
        "insert into commendation (commendation_id, assessment_id, project, owner_role, item, zh, en, satisfied, answered, at)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        commendation.commendation_id, commendation.assessment_id, commendation.project, commendation.owner_role,
        commendation.item, commendation.zh, commendation.en, commendation.satisfied, commendation.answered, commendation.at,
    )  # fmt: skip


async def assessments(
    tx: Transaction, within: Sequence[str] | None, project: str | None, after: UUID | None, limit: int
) -> list[Mapping[str, Any]]:
    """The latest first."""
    return list(await tx.fetch(
        "select * from objective_assessment where ($1::text[] is null or project = any($1)) and ($2::text is null or project = $2)"
        " and ($3::uuid is null or assessment_id < $3) order by assessment_id desc limit $4",
        within, project, after, limit,
    ))  # fmt: skip


async def commendations(
    tx: Transaction, within: Sequence[str] | None, project: str | None, after: UUID | None, limit: int
) -> list[Mapping[str, Any]]:
    """The latest first."""
    return list(await tx.fetch(
        "select * from commendation where ($1::text[] is null or project = any($1)) and ($2::text is null or project = $2)"
        " and ($3::uuid is null or commendation_id < $3) order by commendation_id desc limit $4",
        within, project, after, limit,
    ))  # fmt: skip


async def of_form(
    tx: Transaction,
    form_code: str,
    within: Sequence[str] | None,
    project: str | None,
    begins_on: date | None,
    ends_on: date | None,
) -> list[Mapping[str, Any]]:
    """Those of a form whose date lies within some days, the earliest first."""
    return list(await tx.fetch(
        "select * from objective_assessment where form_code = $1 and ($2::text[] is null or project = any($2))"
        " and ($3::text is null or project = $3) and ($4::date is null or ends_on >= $4) and ($5::date is null or ends_on <= $5)"
        " order by ends_on, project, objective",
        form_code, within, project, begins_on, ends_on,
    ))  # fmt: skip
