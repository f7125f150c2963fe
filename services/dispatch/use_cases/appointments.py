"""Appointments: agreed with the owner, kept or not (D6)."""

from datetime import datetime
from uuid import UUID

from aftercare_contracts.events.dispatch_orders import AppointmentEnded, AppointmentEnding, AppointmentMade
from plumbing.database import Transaction
from plumbing.ids import new_id

from ..domain import appointments
from ..domain.access import Actor
from ..domain.appointments import Appointment, AppointmentState, Entry, NoSuchAppointment
from ..store import appointments as store
from .announcing import facts, say
from .loading import order_held


async def agree(
    tx: Transaction, order_id: UUID, starts_at: datetime, ends_at: datetime, entry: Entry, note: str, by: Actor,
    now: datetime,
) -> Appointment:  # fmt: skip
    """Raises ``NoSuchWorkOrder``, ``NothingToDoThere``, ``AppointmentOpen``, ``TimesMixedUp``."""
    order = await order_held(tx, order_id, by)
    is_another_open = any(each.state is AppointmentState.AGREED for each in await store.of_order(tx, order_id))
    made = Appointment(new_id(), order_id, starts_at, ends_at, entry, note, by.person, now)
    made = appointments.agree(order, made, is_another_open)
    await store.add(tx, made)
    await say(tx, order, AppointmentMade(**facts(order), starts_at=starts_at, ends_at=ends_at, entry=entry.value))
    return made


async def end(
    tx: Transaction, appointment_id: UUID, ending: AppointmentEnding, outcome: str, by: Actor, now: datetime
) -> Appointment:
    """Raises ``NoSuchAppointment``, ``AppointmentOver``, ``NotYetBegun``."""
    order = await order_held(tx, (await store.appointment(tx, appointment_id)).order_id, by, NoSuchAppointment)
    state = AppointmentState(ending)
    ended = appointments.end(await store.appointment(tx, appointment_id), state, outcome, by.person, now)
    await store.save(tx, ended)
    await say(tx, order, AppointmentEnded(**facts(order), outcome=ending, starts_at=ended.starts_at))
    return ended
