"""What notify hears: everything; the plan says whom it concerns."""

from collections.abc import Mapping

from aftercare_contracts.envelope import Event
from aftercare_contracts.events.intake_privacy import CustomerErased
from aftercare_contracts.events.intake_units import UnitsRecorded
from plumbing.inbox import Handler

from .use_cases import households, notices

LISTENS_TO: Mapping[type[Event], Handler] = {
    UnitsRecorded: households.take_note,
    CustomerErased: households.forget,
}
ON_EVERY = notices.tell_those_concerned
