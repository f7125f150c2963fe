"""The heads' looks: made by the system, marked and signed by the head, followed by nonconformity reports (N6).

Limits are ended before a look is held: one that fires holds its timer first.
"""

import json
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from aftercare_contracts.events import notify_looks as events
from aftercare_contracts.periods import CHINA, day_in_china, end_of
from aftercare_contracts.values import Role
from plumbing import limits, numbers, tasks
from plumbing.database import Transaction
from plumbing.ids import new_id
from plumbing.policy import policy
from plumbing.task_rules import By, Owed, TaskKind, Verb, must_be_an_owner, must_lie_ahead

from ..domain import looks as rules
from ..domain.limits import LimitName
from ..domain.looks import About, Duty, Line, Look, Mark, Period
from ..store import looks as store
from ..store import meetings
from .announcing import announce

SERIES = "CY"
LIMITS = {About.CASES: LimitName.CASES_LOOK, About.VISITS: LimitName.VISITS_LOOK}
CHECKERS = frozenset({
    Role.SITE_LEAD, Role.SERVICE_SUPERVISOR, Role.CENTRE_DIRECTOR, Role.QUALITY_SUPERVISOR, Role.DEPARTMENT_MANAGER,
})  # fmt: skip
NONCONFORMITY = TaskKind(
    name="nonconformity", series="BF", limit=LimitName.NONCONFORMITY_ANSWER, check_limit=LimitName.NONCONFORMITY_CHECK,
    owners=frozenset({
        Role.SITE_LEAD, Role.ENGINEERING_DESK, Role.SALES_DESK, Role.PROPERTY_DESK, Role.CASE_OFFICER, Role.SERVICE_OFFICER,
        Role.DUTY_OFFICER, Role.REPAIR_SQUAD, Role.HOTLINE_CLERK, Role.SALES, Role.ENGINEERING, Role.DESIGN,
        Role.PROPERTY_COMPANY,
    }),
    verifiers=CHECKERS, cancellers=frozenset({Role.CENTRE_DIRECTOR, Role.VICE_PRESIDENT}), announce=announce,
    says={
        Verb.OPEN: events.NonconformityReported, Verb.FINISH: events.NonconformityAnswered,
        Verb.VERIFY: events.NonconformityVerified, Verb.SEND_BACK: events.NonconformitySentBack,
        Verb.CANCEL: events.NonconformityCancelled,
    },
)  # fmt: skip
KINDS = {NONCONFORMITY.name: NONCONFORMITY}


async def make_due(tx: Transaction, project: str, now: datetime) -> None:
    """A project's lists of this morning: from a day of the week on the cases of the week, in the first days of a month the
    visits of the last; each once, so that a morning on which nothing ran is made up for."""
    today = day_in_china(now)
    table = (await policy(tx, "looks", today)).data
    wanted: list[tuple[About, Period]] = []
    if today.isoweekday() >= table["weekday"]:
        wanted.append((About.CASES, rules.week_of(today)))
    if today.day <= table["visits_days"]:
        wanted.append((About.VISITS, rules.month_before(today, table["visits_days"])))
    for about, period in wanted:
        for data in table[about]:
            duty = Duty.from_data(about, data)
            if not await store.is_made(tx, project, about, period.key, duty.head):
                await _make(tx, project, duty, period, now)


async def _make(
    tx: Transaction, project: str, duty: Duty, period: Period, now: datetime, corrects: UUID | None = None
) -> Look | None:
    """Where there is nothing to look at there is no look, unless one is made anew."""
    lines = await _lines(tx, project, duty, period, now)
    if not lines and corrects is None:
        return None
    today = day_in_china(now)
    look = Look(
        look_id=new_id(), look_no=await numbers.next_number(tx, SERIES, today), project=project, duty=duty, period=period.key,
        made_at=now, due_at=end_of(rules.due_on(period, today)), lines=len(lines), corrects=corrects,
    )  # fmt: skip
    if not await store.add(tx, look, lines):
        return None
    about = limits.About(look.look_id, look.look_no, project)
    await limits.start(tx, LIMITS[duty.about], about, until=look.due_at, owner=duty.head, tell=duty.tell)
    await announce(tx, events.LookDue(**_facts(look), lines=look.lines), about=look.look_id)
    return look


async def _lines(tx: Transaction, project: str, duty: Duty, period: Period, now: datetime) -> list[Line]:
    if duty.about is About.VISITS:
        rows = await store.visits(tx, project, _midnight(period.first), _midnight(period.after))
        kind = "visit"
    else:
        rows, kind = await store.open_cases(tx, project, duty.desks), "case"
    found = [(kind, row.pop("reference") or "", row.pop("case_id"), row) for row in rows]
    if duty.about is About.CASES and duty.head is Role.SITE_LEAD:
        years = await meetings.missing(tx, project, day_in_china(now).year)
        found = [("owners_meeting", str(year), None, {"year": year}) for year in years] + found
    return [
        Line(number, kind, reference, case_id, json.loads(json.dumps(seen, default=_written)))
        for number, (kind, reference, case_id, seen) in enumerate(found, 1)
    ]


def _written(value: Any) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


async def mark(tx: Transaction, look_id: UUID, line_no: int, marked: Mark, by: By, now: datetime) -> None:
    """Raises ``NotYourLook``, ``SignedBefore``, ``SaysTooLittle``, ``SaysTooMuch``, ``NoSuchLine``, ``DueBehind``,
    ``NobodyToDoIt``."""
    look = await store.look_held(tx, look_id)
    rules.must_be_his(look, by.roles)
    rules.must_be_open(look)
    rules.must_say_enough(marked)
    if marked.owner_role is not None and marked.due_on is not None:
        must_be_an_owner(NONCONFORMITY, marked.owner_role)
        must_lie_ahead(marked.due_on, day_in_china(now))
    if not await store.mark(tx, look_id, line_no, marked):
        raise rules.NoSuchLine(f"{look.look_no} has lines 1 to {look.lines}.")


async def sign(tx: Transaction, look_id: UUID, by: By, now: datetime) -> Look:
    """The head went through it; what is not well gets its report. Raises ``NotYourLook``, ``SignedBefore``, ``DueBehind``."""
    await limits.end(tx, look_id, "signed")
    look = await store.look_held(tx, look_id)
    rules.must_be_his(look, by.roles)
    signed = rules.sign(look, by.person, now)
    await store.sign(tx, signed)
    wanting = await store.not_well(tx, look_id)
    for line in wanting:
        await _report(tx, signed, line, by.person)
    said = events.LookSigned(
        **_facts(signed), lines=look.lines, nonconformities=len(wanting), signed_by=by.person
    )  # fmt: skip
    await announce(tx, said, about=look_id)
    return signed


async def _report(tx: Transaction, look: Look, line: Line, by: str) -> None:
    assert line.owner_role is not None
    assert line.due_on is not None
    assert line.what is not None
    owed = Owed(
        subject=look.look_id, reference=line.reference, project=look.project, what=line.what, owner_role=line.owner_role,
        due_on=line.due_on, opened_by=by, opened_because=f"{look.look_no} {line.finding}",
    )  # fmt: skip
    task = await tasks.owe(tx, NONCONFORMITY, owed)
    await store.set_task(tx, look.look_id, line.line_no, task.task_id)


async def correct(tx: Transaction, look_id: UUID, by: By, now: datetime) -> Look:
    """Something was overlooked: a new list of the same, as it stands now. Raises ``NotYourLook``, ``NotSigned``."""
    look = await store.look_held(tx, look_id)
    rules.must_be_his(look, by.roles)
    rules.must_be_signed(look)
    made = await _make(tx, look.project, look.duty, _period(look, now), now, corrects=look_id)
    assert made is not None
    return made


def _period(look: Look, now: datetime) -> Period:
    if look.duty.about is About.CASES:
        return replace(rules.week_of(day_in_china(now)), key=look.period)
    year, month = look.period.split("-")
    after = date(int(year) + int(month) // 12, int(month) % 12 + 1, 1)
    return rules.month_before(after, 1)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), CHINA)


def _facts(look: Look) -> dict[str, Any]:
    return {
        "look_id": look.look_id, "look_no": look.look_no, "project": look.project, "about": look.duty.about.value,
        "period": look.period, "head": look.duty.head, "due_at": look.due_at,
    }  # fmt: skip
