"""Reports: drawn on their day or when asked for, told to those who are to act, signed step by step (N3, N4)."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from aftercare_contracts.events.intake_units import ProjectRecorded
from aftercare_contracts.events.notify_reports import ReportDrawn, ReportSigned
from aftercare_contracts.periods import day_in_china
from aftercare_contracts.values import Department
from plumbing import limits, numbers, timers
from plumbing.database import Transaction
from plumbing.ids import new_id
from plumbing.policy import policy
from printing.as_json import as_json

from ..domain import reports as domain
from ..domain.reports import Kind, Report, Rule, Step
from ..domain.spans import Span, span_named
from ..store import report_facts
from ..store import reports as store
from . import announcing, drawing

SERIES = "BG"
DRAW = "report_draw"
CLOCK = "clock"
"""Stands for a person where a report was drawn on its day."""


async def expect(tx: Transaction, event: ProjectRecorded, now: datetime) -> None:
    """A project is known: its weekly is awaited from now on, and the reports over all projects."""
    await _await(tx, Kind.WEEKLY, event.project, None, now)
    for department in Department:
        await _await(tx, Kind.DEPARTMENT_MONTH, None, department, now)
    for kind in (Kind.MONTH, Kind.QUARTER, Kind.YEAR, Kind.CONTRACTORS):
        await _await(tx, kind, None, None, now)


async def _await(
    tx: Transaction, kind: Kind, project: str | None, department: str | None, after: datetime, *, again: bool = False
) -> None:
    subject = f"{kind}:{project or department or 'all'}"
    if not again and await store.is_awaited(tx, subject, DRAW):
        return
    span, due_at = (await _rule(tx, kind, after))[0].next_after(domain.LENGTHS[kind], after)
    what = {"kind": kind, "period": span.name, "project": project, "department": department}
    await timers.arm(tx, subject, DRAW, due_at, what)


async def draw_when_due(tx: Transaction, timer: timers.Timer, now: datetime) -> None:
    """On its day: drawn, unless somebody drew it before; then the next is awaited. Days that were missed are made up for."""
    kind, project = Kind(timer.data["kind"]), timer.data["project"]
    department = Department(timer.data["department"]) if timer.data["department"] else None
    await _await(tx, kind, project, department, timer.due_at, again=True)
    span = span_named(domain.LENGTHS[kind], timer.data["period"], "")
    if (await store.last_version(tx, kind, span, project, department))[1] == 0:
        await draw(tx, kind, span, project, department, CLOCK, now)


async def draw(
    tx: Transaction, kind: Kind, span: Span, project: str | None, department: Department | None, by: str, now: datetime
) -> Report:
    """A new version of a report, numbered and frozen as of now; the one before it is not signed any more.

    Raises ``WrongScope``, ``PeriodRuns``.
    """
    domain.must_fit(kind, span, project, department, now)
    await store.hold_series(tx, kind, span, project or department or "")
    earlier, version = await store.last_version(tx, kind, span, project, department)
    if earlier:
        await limits.end(tx, earlier, "drawn again")
    number = await numbers.next_number(tx, SERIES, day_in_china(now))
    drawn = await drawing.document(tx, number, kind, span, project, department, now)
    content = as_json(drawn)
    rule, policy_version = await _rule(tx, kind, now)
    called = (await report_facts.projects(tx)).get(project or "", project)
    title_zh, title_en = domain.titles(kind, span, called, department)
    report = Report(
        report_id=new_id(), report_no=number, kind=kind, span=span, project=project, department=department,
        version=version + 1, is_latest=True, drawn_at=now, drawn_by=by, sha256=hashlib.sha256(content).hexdigest(),
        title_zh=title_zh, title_en=title_en, rule=rule,
    )  # fmt: skip
    await store.add(tx, report, policy_version, content)
    first = rule.steps[0]
    due_at = await _start_limit(tx, report)
    assert due_at is not None
    event = ReportDrawn(**_facts(report), owner_roles=first.roles_for(department), due_at=due_at)
    await announcing.announce(tx, event, about=report.report_id)
    return report


async def sign(
    tx: Transaction,
    report_id: UUID,
    step: Step,
    by: str,
    roles: frozenset[str],
    words: Mapping[str, str],
    now: datetime,
) -> Report:
    """A person takes the report's next step; whoever comes next is told, and once it was signed those who should have it.

    Waits for whoever draws the report anew: a version that is no longer the latest owes nothing. Raises ``NoSuchReport`` and
    what ``domain.take`` raises.
    """
    seen = await store.report(tx, report_id)
    await store.hold_series(tx, seen.kind, seen.span, seen.project or seen.department or "")
    await limits.end(tx, report_id, step, f"report_{step}")
    report = domain.take(await store.report_held(tx, report_id), step, by, roles, words, now)
    await store.add_deed(tx, report_id, report.deeds[-1])
    due_at = await _start_limit(tx, report)
    following = report.next_step
    is_first = len(report.deeds) == 1
    event = ReportSigned(
        **_facts(report), step=step.value, signed_by=by, next_step=following.step.value if following else None,
        next_roles=following.roles_for(report.department) if following else (), due_at=due_at,
        receivers=report.rule.receives if is_first else (),
    )  # fmt: skip
    await announcing.announce(tx, event, about=report_id)
    return report


async def _start_limit(tx: Transaction, report: Report) -> datetime | None:
    """The next step's limit, owed by the first of those who may take it."""
    following = report.next_step
    if following is None:
        return None
    about = limits.About(report.report_id, report.report_no, report.project or "")
    owner = following.roles_for(report.department)[0]
    return await limits.start(tx, f"report_{following.step}", about, owner=owner)


async def _rule(tx: Transaction, kind: Kind, at: datetime) -> tuple[Rule, int]:
    in_force = await policy(tx, "reports", day_in_china(at))
    return Rule.from_data(in_force.data[kind]), in_force.version


def _facts(report: Report) -> dict[str, Any]:
    return {
        "report_id": report.report_id, "report_no": report.report_no, "report_kind": report.kind, "period": report.span.name,
        "version": report.version, "project": report.project, "department": report.department,
        "title_zh": report.title_zh, "title_en": report.title_en,
    }  # fmt: skip
