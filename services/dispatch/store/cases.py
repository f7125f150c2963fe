"""What is known of the cases."""

from dataclasses import astuple
from datetime import datetime
from uuid import UUID

from aftercare_contracts.values import Department, Desk, Phase
from plumbing.database import Transaction

from ..domain.access import NoSuchCase
from ..domain.sheet import CaseCopy


async def add_case(tx: Transaction, case: CaseCopy) -> None:
    """Keep what intake said of a new case."""
    await tx.execute(
        "insert into case_copy (case_id, case_no, project, unit_no, phase, department, desk, completion_accepted_on,"
        " handed_over_on, customer_id, registered_at, round, is_open)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        *astuple(case),
    )


async def case_held(tx: Transaction, case_id: UUID) -> CaseCopy | None:
    """One, or none; it stays as it is until the transaction ends."""
    row = await tx.fetchrow(
        "select case_id, case_no, project, unit_no, phase, department, desk, completion_accepted_on, handed_over_on,"
        " customer_id, registered_at, round, is_open from case_copy where case_id = $1 for share",
        case_id,
    )
    if row is None:
        return None
    known = {"phase": Phase(row["phase"]), "department": Department(row["department"]), "desk": Desk(row["desk"])}
    return CaseCopy(**(dict(row) | known))


async def set_desk(tx: Transaction, case_id: UUID, department: Department, desk: Desk) -> None:
    """Another is responsible for the case; orders that are out stay as they were written."""
    await tx.execute("update case_copy set department = $2, desk = $3 where case_id = $1", case_id, department, desk)


async def set_verdict(tx: Transaction, case_id: UUID, verdict: str) -> None:
    """What was found of a complaint."""
    await tx.execute("update case_copy set verdict = $2 where case_id = $1", case_id, verdict)


async def set_round(tx: Transaction, case_id: UUID, round_no: int) -> None:
    """A case goes round again, and is open. Raises ``NoSuchCase``."""
    found = await tx.fetchval(
        "update case_copy set round = $2, is_open = true, closed_at = null, closed_because = null"
        " where case_id = $1 returning true",
        case_id,
        round_no,
    )
    if not found:
        raise NoSuchCase


async def close(tx: Transaction, case_id: UUID, because: str, now: datetime) -> None:
    """A case is closed. Raises ``NoSuchCase``."""
    closed = await tx.fetchval(
        "update case_copy set is_open = false, closed_at = $3, closed_because = $2 where case_id = $1 returning true",
        case_id, because, now,
    )  # fmt: skip
    if not closed:
        raise NoSuchCase
