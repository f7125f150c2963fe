"""Repairs of which the customer is asked, as rows."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from plumbing.database import Transaction

from ..domain.repair_questions import NoSuchQuestion, Reached, RepairQuestion

WITH_CASE = "select q.*, c.unit_no, c.customer_id from repair_question q left join repair_case c using (case_id)"


async def hold_case(tx: Transaction, case_id: UUID) -> None:
    """Whoever hears of a case and of its repairs come one after the other, so that one of them sees both."""
    await tx.execute("select pg_advisory_xact_lock(hashtextextended('repairs of ' || $1, 0))", str(case_id))


async def add(tx: Transaction, question: RepairQuestion) -> bool:
    """Returns whether the order is new."""
    return bool(await tx.fetchval(
        "insert into repair_question (order_id, order_no, case_id, case_no, project, contractor, hands, completed_at)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing returning true",
        question.order_id, question.order_no, question.case_id, question.case_no, question.project, question.contractor,
        list(question.hands), question.completed_at,
    ))  # fmt: skip


async def note_case(
    tx: Transaction, case_id: UUID, project: str, unit_no: str | None, customer_id: UUID | None
) -> None:
    """Whose case it is."""
    await tx.execute(
        "insert into repair_case (case_id, project, unit_no, customer_id) values ($1, $2, $3, $4) on conflict do nothing",
        case_id, project, unit_no, customer_id,
    )  # fmt: skip


async def question(tx: Transaction, order_id: UUID) -> RepairQuestion:
    """Raises ``NoSuchQuestion``."""
    return _one(await tx.fetchrow(f"{WITH_CASE} where q.order_id = $1", order_id))


async def question_held(tx: Transaction, order_id: UUID) -> RepairQuestion:
    """Held until the transaction ends. Raises ``NoSuchQuestion``."""
    return _one(await tx.fetchrow(f"{WITH_CASE} where q.order_id = $1 for update of q", order_id))


async def unasked_of_case(tx: Transaction, case_id: UUID) -> list[RepairQuestion]:
    """Those of a case for which no link went out yet and that nobody answered."""
    rows = await tx.fetch(
        f"{WITH_CASE} where q.case_id = $1 and q.link_id is null and q.response_id is null order by q.order_id for update of q",
        case_id,
    )
    return [_one(row) for row in rows]


async def set_link(tx: Transaction, order_id: UUID, link_id: UUID) -> None:
    """The link that went out."""
    await tx.execute("update repair_question set link_id = $2 where order_id = $1", order_id, link_id)


async def set_answered(tx: Transaction, order_id: UUID, response_id: UUID) -> None:
    """The customer answered, by phone."""
    await tx.execute(
        "update repair_question set response_id = $2, answered_at = $3 where order_id = $1",
        order_id, response_id, tx.now,
    )  # fmt: skip


async def set_answered_by_link(tx: Transaction, link_id: UUID, response_id: UUID) -> None:
    """The customer answered by his link; an answer on the phone before stands."""
    await tx.execute(
        "update repair_question set response_id = $2, answered_at = $3 where link_id = $1 and response_id is null",
        link_id, response_id, tx.now,
    )  # fmt: skip


async def move(tx: Transaction, from_response: UUID, to_response: UUID) -> None:
    """A corrected answer stands in place of the first."""
    await tx.execute("update repair_question set response_id = $2 where response_id = $1", from_response, to_response)


async def completed(
    tx: Transaction, within: Sequence[str] | None, project: str | None, begins_at: datetime, ends_at: datetime
) -> list[RepairQuestion]:
    """The repairs completed in a time, within reach (none for all)."""
    rows = await tx.fetch(
        f"{WITH_CASE} where q.completed_at >= $1 and q.completed_at < $2 and ($3::text[] is null or q.project = any($3))"
        " and ($4::text is null or q.project = $4) order by q.order_id",
        begins_at, ends_at, within, project,
    )  # fmt: skip
    return [_one(row) for row in rows]


async def questions(
    tx: Transaction,
    within: Sequence[str] | None,
    project: str | None,
    answered: bool | None,
    after: UUID | None,
    limit: int,
) -> list[RepairQuestion]:
    """The latest orders first."""
    rows = await tx.fetch(
        f"{WITH_CASE} where ($1::text[] is null or q.project = any($1)) and ($2::text is null or q.project = $2)"
        " and ($3::boolean is null or (q.response_id is not null) = $3) and ($4::uuid is null or q.order_id < $4)"
        " order by q.order_id desc limit $5",
        within, project, answered, after, limit,
    )  # fmt: skip
    return [_one(row) for row in rows]


async def add_month(
    tx: Transaction, project: str, month: str, figures: Reached, wanted: float, version: int, task_id: UUID | None
) -> None:
    """A month as it was counted."""
    await tx.execute(
        "insert into repair_month (project, month, repairs, answered, wanted, policy_version, task_id, counted_at)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8)",
        project, month, figures.repairs, figures.answered, wanted, version, task_id, tx.now,
    )  # fmt: skip


async def months(tx: Transaction, month: str) -> Mapping[str, Mapping[str, Any]]:
    """A month as it was counted, by project."""
    return {row["project"]: row for row in await tx.fetch("select * from repair_month where month = $1", month)}


def _one(row: Any) -> RepairQuestion:
    if row is None:
        raise NoSuchQuestion
    return RepairQuestion(**dict(row) | {"hands": tuple(row["hands"])})
