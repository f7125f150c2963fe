"""Appointments for return visits and attempts at them, as rows."""

from dataclasses import astuple, fields
from uuid import UUID

from aftercare_contracts.values import ContactWay
from plumbing.database import Transaction

from ..domain.attempts import Appointment, Attempt, Outcome


async def add_appointment(tx: Transaction, made: Appointment) -> None:
    """An appointment; the visit itself shows the last one."""
    await _add(tx, "visit_appointment", made)
    await tx.execute(
        "update return_visit set appointed_for = $2, visitor = $3 where visit_id = $1",
        made.visit_id, made.appointed_for, made.visitor,
    )  # fmt: skip


async def add_attempt(tx: Transaction, made: Attempt) -> None:
    """An attempt; to when the customer put the visit off is when it is to be made."""
    await _add(tx, "visit_attempt", made)
    if made.put_off_until:
        await tx.execute(
            "update return_visit set appointed_for = $2 where visit_id = $1", made.visit_id, made.put_off_until
        )


async def appointments(tx: Transaction, visit_id: UUID) -> list[Appointment]:
    """Every appointment for a visit, the oldest first."""
    rows = await tx.fetch("select * from visit_appointment where visit_id = $1 order by appointment_id", visit_id)
    return [Appointment(**dict(row) | {"way": ContactWay(row["way"])}) for row in rows]


async def attempts(tx: Transaction, visit_id: UUID) -> list[Attempt]:
    """Every attempt at a visit, in the order in which they were recorded."""
    rows = await tx.fetch("select * from visit_attempt where visit_id = $1 order by attempt_id", visit_id)
    return [Attempt(**dict(row) | {"way": ContactWay(row["way"]), "outcome": Outcome(row["outcome"])}) for row in rows]


async def _add(tx: Transaction, table: str, made: Appointment | Attempt) -> None:
    names = [field.name for field in fields(made)]
    places = ", ".join(f"${i}" for i in range(1, len(names) + 1))
    await tx.execute(f"insert into {table} ({', '.join(names)}) values ({places})", *astuple(made))
