"""What notify hears: everything; it is noted as facts, and the plan says whom it concerns."""

from collections.abc import Mapping

from aftercare_contracts.envelope import Event
from aftercare_contracts.events.intake_privacy import CustomerErased
from aftercare_contracts.events.intake_units import ProjectRecorded, UnitsRecorded
from plumbing.inbox import Handler

from .use_cases import hearing, households, reports

LISTENS_TO: Mapping[type[Event], Handler] = {
    UnitsRecorded: households.take_note,
    CustomerErased: households.forget,
    ProjectRecorded: reports.expect,
}
ON_EVERY = hearing.take
