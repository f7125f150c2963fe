"""Once a year, at its end, owners' representatives meet; what they say is filed, and each point becomes a case (N7)."""

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from aftercare_contracts.events import notify_looks as events
from aftercare_contracts.events.intake import CaseClosed, CaseRegistered, CaseReopened
from aftercare_contracts.events.intake_duplicates import CaseMerged, CaseUnmerged
from aftercare_contracts.events.intake_privacy import CasesErased, CustomerErased
from aftercare_contracts.events.intake_units import ProjectRecorded, UnitsRecorded
from aftercare_contracts.events.notify_asking import NotifyCaseAsked
from aftercare_contracts.periods import CHINA, day_in_china
from aftercare_contracts.values import Channel, ContactWay
from plumbing import limits, numbers, outbox, timers
from plumbing.database import Transaction
from plumbing.timers import Timer

from ..domain import meetings as rules
from ..domain.limits import LimitName
from ..domain.meetings import Invitation, Meeting, Minutes, Paper, Point, State
from ..store import households
from ..store import meetings as store
from .announcing import announce
from .circulars import send

SERIES = "HY"
YEAR_BEGINS = "meeting_year_begins"
REPRESENTATIVE = "业主代表"
"""Whom a point is registered for that is no single owner's."""


async def watch(tx: Transaction, event: UnitsRecorded | ProjectRecorded, now: datetime) -> None:
    """A project is known, so it owes its meeting by the end of this year, and of each to come."""
    await _begin(tx, event.project, now)


async def begin_year(tx: Transaction, timer: Timer, now: datetime) -> None:
    """Another year, another meeting."""
    await _begin(tx, timer.subject.partition(":")[2], now)


async def _begin(tx: Transaction, project: str, now: datetime) -> None:
    year = day_in_china(now).year
    if not await store.begin_year(tx, project, year):
        return
    next_year = datetime.combine(date(year + 1, 1, 1), time(), CHINA)
    await timers.arm(tx, f"meetings:{project}", YEAR_BEGINS, next_year)
    if not await store.is_held(tx, project, year):
        about = limits.About(_year_of(project, year), str(year), project)
        await limits.start(tx, LimitName.OWNERS_MEETING, about, until=date(year, 12, 31))


async def call(tx: Transaction, meeting_id: UUID, asked: Invitation, by: str, now: datetime) -> Meeting:
    """Ask the representatives to come. Raises ``CalledBefore`` and what ``must_be_callable`` raises."""
    invited = await households.of_units(tx, asked.project, asked.unit_nos)
    rules.must_be_callable(asked, {each.unit_no for each in invited}, now)
    number = await numbers.next_number(tx, SERIES, day_in_china(now))
    made = Meeting(meeting_id, number, asked, State.CALLED, by, now)
    if not await store.add(tx, made):
        raise rules.CalledBefore(f"The meeting of {asked.year} in {asked.project} is called or held already.")
    await _say(tx, made, events.OwnersMeetingCalled, agenda=asked.agenda, called_by=by)
    return made


async def call_off(tx: Transaction, meeting_id: UUID, because: str, by: str, now: datetime) -> Meeting:
    """It does not take place; who was asked is told. Raises ``IsEnded``."""
    called_off = rules.call_off(await store.meeting_held(tx, meeting_id), because, by, now)
    await store.save(tx, called_off)
    await _say(tx, called_off, events.OwnersMeetingCalledOff, because=because, called_off_by=by)
    return called_off


async def file(tx: Transaction, meeting_id: UUID, minutes: Minutes, by: str, now: datetime) -> Meeting:
    """File the minutes; intake is asked for a case for each point. Raises what ``rules.file`` raises."""
    asked = (await store.meeting(tx, meeting_id)).invitation
    await limits.end(tx, _year_of(asked.project, asked.year), "held", LimitName.OWNERS_MEETING)
    named = [*minutes.attended, *(point.unit_no for point in minutes.points if point.unit_no)]
    known = {each.unit_no: each for each in await households.of_units(tx, asked.project, named)}
    filed = rules.file(await store.meeting_held(tx, meeting_id), minutes, known, by, now)
    await store.save(tx, filed)
    await store.add_points(tx, meeting_id, minutes.points)
    for point in minutes.points:
        home = known.get(point.unit_no or "")
        await _ask_for_case(tx, filed, point, home.customer_id if home else None, by)
    message = events.OwnersMeetingFiled(**_facts(filed), points=len(minutes.points), filed_by=by)
    await announce(tx, message, about=meeting_id)
    return filed


async def add_paper(tx: Transaction, meeting_id: UUID, paper: Paper, content: bytes, now: datetime) -> None:
    """A paper is filed with the minutes. Raises ``IsEnded``, ``NotYetHeld``."""
    rules.must_take_papers(await store.meeting_held(tx, meeting_id), now)
    await store.add_paper(tx, meeting_id, paper, content)


async def _ask_for_case(tx: Transaction, filed: Meeting, point: Point, customer_id: UUID | None, by: str) -> None:
    asked = NotifyCaseAsked(
        asked_id=point.point_id, reference=filed.meeting_no, project=filed.invitation.project, unit_no=point.unit_no,
        customer_id=customer_id, customer_name=REPRESENTATIVE, contact=f"见座谈会纪要{filed.meeting_no}",
        channel=Channel.VISIT, kind=point.kind, matter=point.matter, part=None, complaint=point.text,
        visit_by=ContactWay.PHONE, asked_by=by,
    )  # fmt: skip
    await outbox.add(tx, asked, about=point.point_id)


async def hear_registered(tx: Transaction, event: CaseRegistered, now: datetime) -> None:
    """Intake registered what a point asked for."""
    if event.asked_id is not None:
        await store.set_case(tx, event.asked_id, event.case_id, event.case_no)


async def hear_closed(tx: Transaction, event: CaseClosed, now: datetime) -> None:
    """A point's case is closed."""
    await store.set_closed(tx, event.case_id, True)


async def hear_reopened(tx: Transaction, event: CaseReopened, now: datetime) -> None:
    """A point's case goes on."""
    await store.set_closed(tx, event.case_id, False)


async def hear_merged(tx: Transaction, event: CaseMerged, now: datetime) -> None:
    """A point's case goes on under another number."""
    await store.move_case(tx, event.case_id, event.into_id, event.into_no)


async def forget(tx: Transaction, event: CustomerErased | CasesErased, now: datetime) -> None:
    """The words of a point go with the case that follows it (L8)."""
    await store.forget_words(tx, event.case_ids)


async def hear_unmerged(tx: Transaction, event: CaseUnmerged, now: datetime) -> None:
    """A case was registered under the id of its point, and so finds back to it."""
    await store.set_case(tx, event.case_id, event.case_id, event.case_no)


async def _say(tx: Transaction, made: Meeting, event: type[events.OwnersMeetingEvent], **more: Any) -> None:
    invited = await households.of_units(tx, made.invitation.project, made.invitation.unit_nos)
    message = await announce(tx, event(**_facts(made), **more), about=made.meeting_id)
    await send(tx, message, made.meeting_id, invited)


def _facts(made: Meeting) -> dict[str, Any]:
    asked = made.invitation
    return {
        "meeting_id": made.meeting_id, "meeting_no": made.meeting_no, "project": asked.project, "year": asked.year,
        "meets_at": asked.meets_at, "place": asked.place, "households": len(asked.unit_nos),
    }  # fmt: skip


def _year_of(project: str, year: int) -> str:
    return f"owners_meeting:{project}:{year}"
