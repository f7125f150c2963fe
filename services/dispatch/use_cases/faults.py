"""Serious faults go to engineering in writing (D4)."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from aftercare_contracts.events.dispatch_orders import FaultFound, FaultReported
from aftercare_contracts.periods import day_in_china
from plumbing import limits, outbox
from plumbing.database import Transaction
from plumbing.numbers import next_number

from ..domain import faults
from ..domain.access import Actor, NoSuchCase, sees
from ..domain.faults import FaultReport, NoSuchFaultReport, Responsible
from ..domain.limits import LimitName
from ..store import cases, contracts
from ..store import faults as store
from .loading import must_have_photos

SERIES = "ZL"


async def report_fault(tx: Transaction, draft: FaultReport, by: Actor, now: datetime) -> FaultReport:
    """In writing to engineering, whose time runs from now. Raises ``NoSuchCase``, ``UnknownPhoto``."""
    case = await cases.case_held(tx, draft.case_id)
    if case is None or not sees(by, case.project, None):
        raise NoSuchCase
    await must_have_photos(tx, draft.photos, by)
    number = await next_number(tx, SERIES, day_in_china(now))
    report = replace(
        draft, report_no=number, case_no=case.case_no, project=case.project, unit_no=case.unit_no,
        reported_by=by.person, reported_at=now,
    )  # fmt: skip
    await store.add(tx, report)
    about = limits.About(report.report_id, number, case.project, case.case_id, case.case_no)
    await limits.start(tx, LimitName.ENGINEERING_FINDING, about)
    await outbox.add(tx, FaultReported(**_facts(report), reported_by=by.person), about=case.case_id)
    return report


async def find(
    tx: Transaction, report_id: UUID, responsible: Responsible, contractor: str | None, finding: str, by: Actor,
    now: datetime,
) -> FaultReport:  # fmt: skip
    """Who is responsible. Raises ``NoSuchFaultReport``, ``FaultFound``, ``OwnReport``, ``UnknownContractor``."""
    report = await store.report_held(tx, report_id)
    if not by.reaches(report.project):
        raise NoSuchFaultReport
    found = faults.find(report, responsible, contractor, finding, by.person, now)
    if contractor:
        await contracts.contractor(tx, contractor)
    await store.save(tx, found)
    await limits.end(tx, report_id, "found", LimitName.ENGINEERING_FINDING)
    event = FaultFound(**_facts(found), responsible=responsible.value, contractor=contractor, found_by=by.person)
    await outbox.add(tx, event, about=report.case_id)
    return found


def _facts(report: FaultReport) -> dict[str, Any]:
    names = ("report_id", "report_no", "case_id", "case_no", "project", "part")
    return {name: getattr(report, name) for name in names}
