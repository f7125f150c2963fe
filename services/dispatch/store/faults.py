"""Serious faults before engineering."""

from dataclasses import fields
from typing import Any
from uuid import UUID

from aftercare_contracts.values import Part
from plumbing.database import Transaction

from ..domain.access import Scope
from ..domain.faults import FaultReport, NoSuchFaultReport, Responsible

NAMES = tuple(field.name for field in fields(FaultReport))
SELECT = f"select {', '.join(NAMES)} from fault_report"


async def add(tx: Transaction, report: FaultReport) -> None:
    """One more report."""
    places = ", ".join(f"${i}" for i in range(1, len(NAMES) + 1))
    await tx.execute(
        f"insert into fault_report ({', '.join(NAMES)}) values ({places})", *(getattr(report, name) for name in NAMES)
    )


async def save(tx: Transaction, report: FaultReport) -> None:
    """Engineering's finding."""
    await tx.execute(
        "update fault_report set responsible = $2, contractor = $3, finding = $4, found_by = $5, found_at = $6"
        " where report_id = $1",
        report.report_id, report.responsible, report.contractor, report.finding, report.found_by, report.found_at,
    )  # fmt: skip


async def report(tx: Transaction, report_id: UUID) -> FaultReport:
    """Raises ``NoSuchFaultReport``."""
    return _found(await tx.fetchrow(f"{SELECT} where report_id = $1", report_id))


async def report_held(tx: Transaction, report_id: UUID) -> FaultReport:
    """One that nobody else changes until the transaction ends. Raises ``NoSuchFaultReport``."""
    return _found(await tx.fetchrow(f"{SELECT} where report_id = $1 for update", report_id))


async def reports(
    tx: Transaction, scope: Scope, case_id: UUID | None, open_only: bool, before: UUID | None, limit: int
) -> list[FaultReport]:
    """Those within a scope, the latest first."""
    rows = await tx.fetch(
        f"{SELECT} where ($1::text[] is null or project = any($1)) and ($2::uuid is null or case_id = $2)"
        " and (not $3 or found_at is null) and ($4::uuid is null or report_id < $4) order by report_id desc limit $5",
        scope.projects, case_id, open_only, before, limit,
    )  # fmt: skip
    return [_report(row) for row in rows]


def _found(row: Any) -> FaultReport:
    if row is None:
        raise NoSuchFaultReport
    return _report(row)


def _report(row: Any) -> FaultReport:
    responsible = Responsible(row["responsible"]) if row["responsible"] else None
    known = {"part": Part(row["part"]), "photos": tuple(row["photos"]), "responsible": responsible}
    return FaultReport(**dict(row) | known)
