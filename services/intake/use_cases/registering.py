"""A contact is recorded: numbered, classed, routed, its limits armed (I1, I3, I4)."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID

from aftercare_contracts.errors import Invalid, Problem
from aftercare_contracts.events.intake import CaseRegistered
from aftercare_contracts.periods import day_in_china
from aftercare_contracts.values import CaseKind, Channel, ContactWay, Part
from plumbing import numbers
from plumbing.database import Transaction
from plumbing.ids import new_id
from plumbing.policy import policy

from ..domain import case as cases_domain
from ..domain import opening_hours, routing
from ..domain.case import Case
from ..domain.phase import UnitDates, phase_on
from ..domain.replies import must_lie_ahead
from ..domain.staff_complaints import must_be_about_staff
from ..store import cases, people, units
from . import duplicates, limits, long_running, people_told, replies, slips, staff_complaints, suggestions, weekly
from .announcing import say
from .units import UnknownProject

SERIES = "KS"


class UnknownUnit(Invalid):
    """There is no such unit in this project."""


class ReceivedAhead(Invalid):
    """A contact cannot have come in the future."""


@dataclass(frozen=True, slots=True)
class Contact:
    """What came in, by whatever way. ``customer_id`` where another service knows him by it, ``asked_id`` where one asked for the
    case."""

    channel: Channel
    kind: CaseKind
    project: str
    unit_no: str | None
    customer_name: str
    contact: str
    matter: str
    part: Part | None
    complaint: str
    received_at: datetime | None
    reply_by: ContactWay
    visit_by: ContactWay
    external_ref: str | None
    reply_agreed_at: datetime | None = None
    about_person: str | None = None
    wants_leadership: bool = False
    customer_id: UUID | None = None
    asked_id: UUID | None = None


async def register_case(tx: Transaction, case_id: UUID, contact: Contact, by: str, now: datetime) -> Case:
    """The new case.

    Raises ``UnknownProject``, ``UnknownUnit``, ``UnknownMatter``, ``ReceivedAhead``, ``ReplyBehind``, ``NotAboutStaff``,
    ``AboutYourself``.
    """
    must_lie_ahead(contact.reply_agreed_at, now)
    must_be_about_staff(contact.kind, contact.matter, contact.about_person, by)
    if contact.received_at and contact.received_at > now:
        raise ReceivedAhead(
            "", Problem("/received_at", f"{contact.received_at.isoformat()} is in the future", "now or earlier")
        )
    today = day_in_china(now)
    dates, owner = await _unit(tx, contact)
    phase = phase_on(today, dates)
    table = routing.routing_from((await policy(tx, "routing", today)).data)
    route = routing.route(table, contact.kind, contact.matter, contact.part, phase, contact.channel)
    hours = opening_hours.hours_from((await policy(tx, "opening_hours", today)).data)
    customer_id = await _customer(tx, contact, owner, now)
    case = Case(
        case_id=case_id, case_no="", kind=contact.kind, case_class=route.case_class,
        channel=contact.channel, matter=contact.matter, part=route.part, project=contact.project, unit_no=contact.unit_no,
        completion_accepted_on=dates.completion_accepted_on, handed_over_on=dates.counts_as_handed_over_on, phase=phase,
        department=route.department, desk=route.desk, customer_id=customer_id, complaint=contact.complaint,
        reply_by=contact.reply_by, visit_by=contact.visit_by, external_ref=contact.external_ref, taken_by=by,
        received_at=(contact.received_at or now).astimezone(UTC), registered_at=now, in_opening_hours=opening_hours.is_open(hours, now),
        verdict=cases_domain.first_verdict(contact.kind), about_person=contact.about_person,
        reply_agreed_at=contact.reply_agreed_at and contact.reply_agreed_at.astimezone(UTC),
    )  # fmt: skip
    case = cases_domain.held(case, now)
    reckoned = await limits.reckon(tx, case, now)
    case = replace(case, case_no=await numbers.next_number(tx, SERIES, today))
    await cases.add(tx, case)
    await limits.arm(tx, reckoned)
    await long_running.watch(tx, case, now)
    await suggestions.expect_passing(tx, case, now)
    await replies.promise(tx, case, now)
    await staff_complaints.note_wish(tx, case, wants_leadership=contact.wants_leadership, by=by, now=now)
    await say(tx, case, _registered(case, contact.asked_id))
    await duplicates.notice_repeats(tx, case, now)
    await slips.send_if_about_property_company(tx, case, table[case.matter].desk, now)
    await weekly.expect_feed(tx, case, now)
    return case


async def _unit(tx: Transaction, contact: Contact) -> tuple[UnitDates, tuple[UUID, str] | None]:
    """The dates that decide, and the unit's owner with his phone; for shared parts the estate's first handover."""
    project = await units.project(tx, contact.project)
    if project is None:
        raise UnknownProject(
            "", Problem("/project", f"there is no project {contact.project}", "one that was entered before")
        )
    if contact.unit_no is None:
        return UnitDates(handed_over_on=project["first_collective_handover_on"]), None
    unit = await units.unit(tx, contact.project, contact.unit_no)
    if unit is None:
        expected = "a unit registered in this project, or none: register it first or leave it out"
        raise UnknownUnit("", Problem("/unit_no", f"no unit {contact.unit_no} in project {contact.project}", expected))
    dates = UnitDates(unit["completion_accepted_on"], unit["handed_over_on"], unit["refused_on"])
    return dates, (unit["owner_id"], unit["owner_phone"])


async def _customer(tx: Transaction, contact: Contact, owner: tuple[UUID, str] | None, now: datetime) -> UUID:
    """Who is known already, or the unit's owner or one of its residents where the phone is his, else a person of this contact."""
    if contact.customer_id:
        return contact.customer_id
    if owner and owner[1] == contact.contact:
        return owner[0]
    if contact.unit_no and (
        resident_id := await people.living_there(tx, contact.project, contact.unit_no, contact.contact)
    ):
        return resident_id
    customer_id = new_id()
    await people_told.add(tx, customer_id, contact.customer_name, contact.contact, now)
    return customer_id


def _registered(case: Case, asked_id: UUID | None) -> CaseRegistered:
    return CaseRegistered(
        case_id=case.case_id, case_no=case.case_no, kind=case.kind, case_class=case.case_class, channel=case.channel,
        matter=case.matter, part=case.part, project=case.project, unit_no=case.unit_no,
        completion_accepted_on=case.completion_accepted_on, handed_over_on=case.handed_over_on, phase=case.phase,
        department=case.department, desk=case.desk, customer_id=case.customer_id, reply_by=case.reply_by, visit_by=case.visit_by,
        taken_by=case.taken_by, registered_at=case.registered_at, asked_id=asked_id,
    )  # fmt: skip
