"""What design found to be its own fault, by case (I7)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from plumbing.database import Transaction


@dataclass(frozen=True, slots=True)
class DesignFaultFound:
    """Design's answer to a question: justified."""

    question_id: UUID
    question_no: str
    case_id: UUID
    answered_by: str
    heard_at: datetime


async def add(tx: Transaction, fault: DesignFaultFound) -> bool:
    """Whether it was new."""
    added = await tx.fetchval(
        "insert into design_fault (question_id, question_no, case_id, answered_by, heard_at)"
        " values ($1, $2, $3, $4, $5) on conflict (question_id) do nothing returning true",
        fault.question_id, fault.question_no, fault.case_id, fault.answered_by, fault.heard_at,
    )  # fmt: skip
    return bool(added)


async def of_case(tx: Transaction, case_id: UUID) -> list[DesignFaultFound]:
    """The faults found in a case so far, the first first."""
    rows = await tx.fetch(
        "select question_id, question_no, case_id, answered_by, heard_at from design_fault where case_id = $1"
        " order by question_no",
        case_id,
    )
    return [DesignFaultFound(**row) for row in rows]


async def lock_case(tx: Transaction, case_id: UUID) -> None:
    """Until the transaction ends: of a case, either its fault or its next order becomes known first."""
    await tx.execute("select pg_advisory_xact_lock(hashtextextended($1, 0))", f"design fault {case_id}")


async def orders_of_case(tx: Transaction, case_id: UUID) -> list[UUID]:
    """The squad's orders of a case, in the order they are locked in."""
    rows = await tx.fetch("select order_id from repair_order where case_id = $1 order by order_id", case_id)
    return [row["order_id"] for row in rows]
