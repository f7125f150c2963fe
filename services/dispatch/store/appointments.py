"""Appointments with owners."""

from dataclasses import fields
from typing import Any
from uuid import UUID

from plumbing.database import Transaction

from ..domain.appointments import Appointment, AppointmentState, Entry, NoSuchAppointment

NAMES = tuple(field.name for field in fields(Appointment))
SELECT = f"select {', '.join(NAMES)} from appointment"


async def add(tx: Transaction, appointment: Appointment) -> None:
    """One more appointment."""
    places = ", ".join(f"${i}" for i in range(1, len(NAMES) + 1))
    await tx.execute(
        f"insert into appointment ({', '.join(NAMES)}) values ({places})",
        *(getattr(appointment, name) for name in NAMES),
    )


async def save(tx: Transaction, appointment: Appointment) -> None:
    """What became of it."""
    await tx.execute(
        "update appointment set state = $2, ended_by = $3, ended_at = $4, outcome = $5 where appointment_id = $1",
        appointment.appointment_id, appointment.state, appointment.ended_by, appointment.ended_at, appointment.outcome,
    )  # fmt: skip


async def appointment(tx: Transaction, appointment_id: UUID) -> Appointment:
    """Raises ``NoSuchAppointment``; whoever changes one holds its order."""
    row = await tx.fetchrow(f"{SELECT} where appointment_id = $1", appointment_id)
    if row is None:
        raise NoSuchAppointment
    return _appointment(row)


async def of_order(tx: Transaction, order_id: UUID) -> list[Appointment]:
    """Every appointment of an order, the oldest first."""
    return [
        _appointment(row) for row in await tx.fetch(f"{SELECT} where order_id = $1 order by appointment_id", order_id)
    ]


def _appointment(row: Any) -> Appointment:
    return Appointment(**dict(row) | {"entry": Entry(row["entry"]), "state": AppointmentState(row["state"])})
