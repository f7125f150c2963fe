"""What notify hears: everything; the plan says whom it concerns. Of customers it learns how they are reached."""

from collections.abc import Mapping

from aftercare_contracts.envelope import Event
from aftercare_contracts.events.intake import CaseRegistered
from aftercare_contracts.events.intake_people import CustomersReachable
from aftercare_contracts.events.intake_privacy import CustomerErased
from plumbing.inbox import Handler

from .use_cases import contacts, notices

LISTENS_TO: Mapping[type[Event], Handler] = {
    CaseRegistered: contacts.remember_case,
    CustomersReachable: contacts.learn,
    CustomerErased: contacts.forget,
}
ON_EVERY = notices.tell_those_concerned
