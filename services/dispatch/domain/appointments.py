"""When the repairer comes and how he gets in (D6): the property desk arranges entry and explains to the owner."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from aftercare_contracts.errors import AlreadyDone, Conflict, Invalid, NotFound, Problem

from .work_order import State, WorkOrder

OVER = frozenset({State.DONE, State.CHECKED, State.COMPLETED, State.RETURNED, State.CANCELLED})


class Entry(StrEnum):
    """How one gets in."""

    OWNER_PRESENT = "owner_present"
    KEY_KEPT = "key_kept"
    KEY_COLLECTED = "key_collected"
    UNLOCKED = "unlocked"


class AppointmentState(StrEnum):
    """What became of an appointment."""

    AGREED = "agreed"
    KEPT = "kept"
    OWNER_ABSENT = "owner_absent"
    REPAIRER_ABSENT = "repairer_absent"
    CALLED_OFF = "called_off"


class NoSuchAppointment(NotFound):
    """There is no such appointment."""


class AppointmentOpen(Conflict):
    """An appointment is agreed already; say what became of it, or call it off, first."""


class AppointmentOver(AlreadyDone):
    """What became of this appointment is on record."""


class NothingToDoThere(Conflict):
    """No work waits there: it is reported done, or the order ended."""


class NotYetBegun(Conflict):
    """Before its time an appointment can only be called off."""


class TimesMixedUp(Invalid):
    """An appointment begins from now on, and ends after it begins."""


@dataclass(frozen=True, slots=True)
class Appointment:
    """Agreed with the owner: from when until when, and how one gets in."""

    appointment_id: UUID
    order_id: UUID
    starts_at: datetime
    ends_at: datetime
    entry: Entry
    note: str
    made_by: str
    made_at: datetime
    state: AppointmentState = AppointmentState.AGREED
    ended_by: str | None = None
    ended_at: datetime | None = None
    outcome: str = ""


def agree(order: WorkOrder, made: Appointment, is_another_open: bool) -> Appointment:
    """Raises ``NothingToDoThere``, ``AppointmentOpen``, ``TimesMixedUp``."""
    if order.state in OVER:
        raise NothingToDoThere
    if is_another_open:
        raise AppointmentOpen
    if made.starts_at < made.made_at:
        raise TimesMixedUp(
            "", Problem("/starts_at", made.starts_at.isoformat(), f"{made.made_at.isoformat()} or later")
        )
    if made.ends_at <= made.starts_at:
        raise TimesMixedUp("", Problem("/ends_at", made.ends_at.isoformat(), f"after {made.starts_at.isoformat()}"))
    return made


def end(appointment: Appointment, state: AppointmentState, outcome: str, by: str, now: datetime) -> Appointment:
    """What became of it. Raises ``AppointmentOver``, ``NotYetBegun``."""
    if appointment.state is not AppointmentState.AGREED:
        raise AppointmentOver
    if state is not AppointmentState.CALLED_OFF and now < appointment.starts_at:
        raise NotYetBegun
    return replace(appointment, state=state, outcome=outcome, ended_by=by, ended_at=now)
