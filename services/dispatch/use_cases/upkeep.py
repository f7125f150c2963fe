"""The property company is inspected, judged and met with; equipment in use is recorded (D9, D10)."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from aftercare_contracts.errors import AlreadyDone, Conflict, NotFound, Problem
from aftercare_contracts.events import dispatch_upkeep as events
from aftercare_contracts.periods import CHINA, add_months, add_years, day_in_china
from plumbing import limits, outbox, timers
from plumbing.database import Transaction
from plumbing.policy import policy
from plumbing.timers import Timer

from ..domain import upkeep
from ..domain.access import Actor
from ..domain.limits import LimitName
from ..domain.upkeep import Judgement, NoSuchJudgement, NoSuchUndertaking, Undertaking, UndertakingState
from ..store import equipment, units
from ..store import upkeep as store

MONTH_BEGINS = "month_begins"
JUST_BEFORE = timedelta(microseconds=1)


class CommitteeKnown(AlreadyDone):
    """The day of the owners' committee is on record."""


class MeetingHeld(AlreadyDone):
    """The minutes of this month's meeting are on record."""


class JudgedAlready(AlreadyDone):
    """This period is judged."""


class RecordKept(AlreadyDone):
    """The estate's record of this kind of equipment is in; once per estate and kind (D9)."""


class NoSuchRecord(NotFound):
    """There is no such record of equipment."""


class OutOfTurn(Conflict):
    """The record is collected by the centre first, and then passed to engineering, each once (D9)."""


async def record_committee(tx: Transaction, project: str, since_on: date, by: Actor, now: datetime) -> None:
    """Raises ``CommitteeKnown``."""
    if not await store.keep_committee(tx, project, since_on, by.person, now):
        raise CommitteeKnown


async def inspect(
    tx: Transaction, inspection: Mapping[str, Any], findings: Sequence[Undertaking], by: Actor, now: datetime
) -> None:
    """Raises ``OwnersTookOver``, ``DayAhead``, ``DueBehind``."""
    today = day_in_china(now)
    upkeep.must_have_happened(inspection["inspected_on"], today, "/inspected_on")
    upkeep.must_be_ours(await store.committee_since(tx, inspection["project"]), inspection["inspected_on"])
    await store.add(tx, "inspection", dict(inspection) | {"inspected_by": by.person, "recorded_at": now})
    reference = f"{inspection['place_kind']} {inspection['inspected_on']}"
    await _owe(tx, findings, LimitName.INSPECTION_FINDING, today, "findings", reference)


async def meet(
    tx: Transaction, meeting: Mapping[str, Any], points: Sequence[Undertaking], by: Actor, now: datetime
) -> list[UUID]:
    """The minutes of a month's coordination meeting. Returns the points still open, which are carried over.

    Raises ``MeetingHeld``, ``DayAhead``, ``DueBehind``, ``NobodyToDoIt``.
    """
    today = day_in_china(now)
    upkeep.must_have_happened(meeting["held_on"], today, "/held_on")
    carried = [one.undertaking_id for one in await store.owed(tx, [meeting["project"]], True) if one.meeting_id]
    known = {"carried": carried, "recorded_by": by.person, "recorded_at": now}
    if not await store.add(tx, "meeting", dict(meeting) | known):
        raise MeetingHeld
    await limits.end(
        tx, of_month("meeting", meeting["project"], meeting["month"]), "held", LimitName.COORDINATION_MEETING
    )
    await _owe(tx, points, LimitName.COORDINATION_POINT, today, "points", meeting["month"])
    return carried


async def _owe(
    tx: Transaction, owed: Sequence[Undertaking], name: LimitName, today: date, field: str, reference: str
) -> None:
    for number, one in enumerate(owed):
        upkeep.must_lie_ahead(one.due_on, today, f"/{field}/{number}/due_on")
        upkeep.must_be_answerable(one.owner, f"/{field}/{number}/owner")
    await store.add_owed(tx, owed)
    for one in owed:
        about = limits.About(one.undertaking_id, reference, one.project)
        await limits.start(tx, name, about, until=one.due_on, owner=one.owner)
        await outbox.add(tx, events.UndertakingOpened(
            undertaking_id=one.undertaking_id, project=one.project, owner_role=one.owner, due_on=one.due_on,
        ), about=one.undertaking_id)  # fmt: skip


async def finish(
    tx: Transaction, undertaking_id: UUID, result: str, by: Actor, roles: frozenset[str], now: datetime
) -> Undertaking:
    """Raises ``NoSuchUndertaking``, ``IsDone``, ``NotYours``."""
    owed = await _reached(tx, undertaking_id, by)
    done = upkeep.finish(owed, result, by.person, roles, now)
    await store.save_owed(tx, done, "done", by.person, now, result)
    said = events.UndertakingDone(undertaking_id=undertaking_id, project=done.project, owner_role=done.owner)
    await outbox.add(tx, said, about=undertaking_id)
    return done


async def check(
    tx: Transaction, undertaking_id: UUID, passed: bool, finding: str, by: Actor, now: datetime
) -> Undertaking:
    """Closed, its limit ends; else it is open again and its limit runs on. Raises ``NotDone``, ``OwnWork``."""
    checked = upkeep.check(await _reached(tx, undertaking_id, by), passed, finding, by.person, now)
    await store.save_owed(tx, checked, "passed" if passed else "failed", by.person, now, finding)
    if checked.state is UndertakingState.CLOSED:
        await limits.end(tx, undertaking_id, "checked and closed")
    return checked


async def _reached(tx: Transaction, undertaking_id: UUID, by: Actor) -> Undertaking:
    owed = await store.owed_held(tx, undertaking_id)
    if not by.reaches(owed.project):
        raise NoSuchUndertaking
    return owed


async def judge(
    tx: Transaction, judgement_id: UUID, project: str, period: str, points: dict[str, int], amount_fen: int, reason: str,
    by: Actor, now: datetime,
) -> Judgement:  # fmt: skip
    """A month's upkeep, or a year's from its twelve signed months.

    Raises ``PeriodNotOver``, ``OwnersTookOver``, ``PointsWrong``, ``AmountExplained``, ``MonthsMissing``, ``JudgedAlready``.
    """
    today = day_in_china(now)
    upkeep.must_be_over(period, today)
    first, until = _days_of(period)
    committee_since_on = await store.committee_since(tx, project)
    upkeep.must_be_ours(committee_since_on, first)
    rules = (await policy(tx, "upkeep", today)).data
    upkeep.must_give_points(points, rules["items"], rules["points_most"])
    if amount_fen and not reason:
        raise upkeep.AmountExplained("", Problem("/reason", "missing", "why"))
    if len(period) == len("2026"):
        signed = {each.period for each in await store.judgements(tx, project, period) if each.signed_at}
        upkeep.must_have_months(period, signed, committee_since_on)
    basis = await store.basis_of(tx, project, _midnight(first), _midnight(until))
    made = Judgement(
        judgement_id, project, period, points, sum(points.values()), amount_fen, reason, basis, by.person, now
    )
    if not await store.add(tx, "judgement", asdict(made)):
        raise JudgedAlready
    return made


async def sign_judgement(tx: Transaction, judgement_id: UUID, by: Actor, now: datetime) -> Judgement:
    """The centre director signs; the property company is told. Raises ``JudgementSigned``, ``OwnJudgement``."""
    judgement = await store.judgement_held(tx, judgement_id)
    if not by.reaches(judgement.project):
        raise NoSuchJudgement
    signed = upkeep.sign(judgement, by.person, now)
    await store.save_judgement(tx, signed)
    await limits.end(tx, of_month("upkeep", signed.project, signed.period), "signed", LimitName.UPKEEP_JUDGEMENT)
    await outbox.add(tx, events.UpkeepJudged(
        judgement_id=judgement_id, project=signed.project, period=signed.period, total_points=signed.total_points,
        amount_fen=signed.amount_fen,
    ), about=judgement_id)  # fmt: skip
    return signed


async def ask_for_records(tx: Transaction, project: str, now: datetime) -> None:
    """A year after the estate's first collective handover the records of its equipment are due, until engineering has one of
    each kind (D9); a date that moved or was taken back moves or ends that."""
    subject, dates = f"equipment:{project}", await units.dates(tx, project, None)
    if not dates or not dates.handed_over_on or await _all_passed_on(tx, project, now):
        await limits.end(tx, subject, "nothing is due", LimitName.EQUIPMENT_RECORD)
        return
    due_on = add_years(dates.handed_over_on, 1)
    running = [each for each in await limits.of_subject(tx, subject) if each.ended_at is None]
    has_moved = due_on >= day_in_china(now) and all(
        day_in_china(each.due_at - JUST_BEFORE) != due_on for each in running
    )
    if not running or has_moved:
        await limits.start(tx, LimitName.EQUIPMENT_RECORD, limits.About(subject, project, project), until=due_on)


async def _all_passed_on(tx: Transaction, project: str, now: datetime) -> bool:
    kinds = (await policy(tx, "equipment", day_in_china(now))).data["kinds"]
    return await store.kinds_passed_on(tx, project) >= set(kinds)


async def keep_record(tx: Transaction, record: Mapping[str, Any], by: Actor, now: datetime) -> None:
    """The property company's record, once per estate and kind. Raises ``RecordKept``, ``UnknownKind``."""
    kinds = (await policy(tx, "equipment", day_in_china(now))).data["kinds"]
    upkeep.must_be_a_kind(record["equipment_kind"], kinds)
    if not await store.add(tx, "equipment_record", dict(record) | {"filled_in_by": by.person}):
        raise RecordKept


async def collect(tx: Transaction, record_id: UUID, by: Actor, now: datetime) -> dict[str, Any]:
    """The centre collects it. Raises ``NoSuchRecord``, ``OutOfTurn``."""
    return await _step(tx, record_id, by, "collected_by", "collected_on", "collected_on is null", now)


async def pass_on(tx: Transaction, record_id: UUID, by: Actor, now: datetime) -> dict[str, Any]:
    """And passes it to engineering. Raises ``NoSuchRecord``, ``OutOfTurn``."""
    ready = "collected_on is not null and passed_to_engineering_on is null"
    record = await _step(tx, record_id, by, "passed_by", "passed_to_engineering_on", ready, now)
    if await _all_passed_on(tx, record["project"], now):
        await limits.end(tx, f"equipment:{record['project']}", "passed to engineering", LimitName.EQUIPMENT_RECORD)
    said = events.EquipmentPassedOn(
        record_id=record_id, project=record["project"], equipment_kind=record["equipment_kind"]
    )
    await outbox.add(tx, said, about=record_id)
    return record


async def _step(
    tx: Transaction, record_id: UUID, by: Actor, who: str, when: str, ready: str, now: datetime
) -> dict[str, Any]:
    record = await equipment.record_held(tx, record_id)
    if record is None or not by.reaches(record["project"]):
        raise NoSuchRecord
    stepped = await equipment.step(tx, record_id, who, when, ready, by.person, day_in_china(now))
    if stepped is None:
        raise OutOfTurn
    return stepped


async def begin_month(tx: Transaction, timer: Timer, now: datetime) -> None:
    """A month begins: its meeting is to be held in it; the one that ended is to be judged, and its desks signed for."""
    today = day_in_china(now)
    first = today.replace(day=1)
    next_first = add_months(first, 1)
    this, last = f"{first:%Y-%m}", f"{first - timedelta(days=1):%Y-%m}"
    await timers.arm(tx, timer.subject, MONTH_BEGINS, _midnight(next_first))
    for project in await store.projects_in_care(tx, today):
        wanted = (
            (LimitName.COORDINATION_MEETING, "meeting", this, next_first - timedelta(days=1)),
            (LimitName.UPKEEP_JUDGEMENT, "upkeep", last, None),
            (LimitName.DESK_SIGNATURE, "desks", last, None),
        )
        for name, what, month, until in wanted:
            about = limits.About(of_month(what, project, month), month, project)
            await limits.start(tx, name, about, until=until)


def of_month(what: str, project: str, month: str) -> str:
    """What a month's limit is about."""
    return f"{what}:{project}:{month}"


def _days_of(period: str) -> tuple[date, date]:
    """Its first day, and the first after it."""
    if len(period) == len("2026"):
        return date(int(period), 1, 1), date(int(period) + 1, 1, 1)
    first = date(int(period[:4]), int(period[5:]), 1)
    return first, add_months(first, 1)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), CHINA)
