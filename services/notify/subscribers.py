"""What notify hears: everything; it is noted as facts, and the plan says whom it concerns. Of customers it learns how they
are reached."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from aftercare_contracts.envelope import Event
from aftercare_contracts.events.intake import CaseClosed, CaseRegistered, CaseReopened
from aftercare_contracts.events.intake_duplicates import CaseMerged, CaseUnmerged
from aftercare_contracts.events.intake_people import CustomersReachable
from aftercare_contracts.events.intake_privacy import CasesErased, CustomerErased
from aftercare_contracts.events.intake_units import ProjectRecorded, UnitsRecorded
from plumbing.database import Transaction
from plumbing.inbox import Handler

from .use_cases import contacts, hearing, households, meetings, reports


def each_of(*handlers: Handler) -> Handler:
    """One after the other, in one transaction."""

    async def handle(tx: Transaction, event: Any, now: datetime) -> None:
        for handler in handlers:
            await handler(tx, event, now)

    return handle


LISTENS_TO: Mapping[type[Event], Handler] = {
    CaseRegistered: each_of(contacts.remember_case, meetings.hear_registered),
    CaseReopened: meetings.hear_reopened,
    CaseClosed: meetings.hear_closed,
    CaseMerged: meetings.hear_merged,
    CaseUnmerged: meetings.hear_unmerged,
    CustomersReachable: contacts.learn,
    CasesErased: meetings.forget,
    CustomerErased: each_of(contacts.forget, households.forget, meetings.forget),
    ProjectRecorded: each_of(meetings.watch, reports.expect),
    UnitsRecorded: each_of(households.take_note, meetings.watch),
}
ON_EVERY = hearing.take
