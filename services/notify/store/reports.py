"""Reports as rows: what was drawn, and the steps taken since."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

import asyncpg
from aftercare_contracts.values import Department, Role
from plumbing.database import Transaction

from ..domain.reports import LENGTHS, Deed, Kind, NoSuchReport, Report, Rule, Step
from ..domain.spans import Span

REPORT = (
    "select r.report_id, report_no, kind, period, first_on, project, department, version, drawn_at, drawn_by, sha256, title_zh,"
    " title_en, rule, not exists (select from report l where l.kind = r.kind and l.period = r.period"
    " and coalesce(l.project, '') = coalesce(r.project, '') and coalesce(l.department, '') = coalesce(r.department, '')"
    " and l.version > r.version) as is_latest from report r"
)


async def hold_series(tx: Transaction, kind: Kind, span: Span, scope: str) -> None:
    """Nobody else draws this report until the transaction ends."""
    await tx.execute("select pg_advisory_xact_lock(hashtextextended($1, 0))", f"report/{kind}/{span.name}/{scope}")


async def last_version(
    tx: Transaction, kind: Kind, span: Span, project: str | None, department: str | None
) -> tuple[UUID | None, int]:
    """The latest version so far, and its number; nothing and 0 where there is none."""
    row = await tx.fetchrow(
        "select report_id, version from report where kind = $1 and period = $2 and project is not distinct from $3"
        " and department is not distinct from $4 order by version desc limit 1",
        kind, span.name, project, department,
    )  # fmt: skip
    return (row["report_id"], row["version"]) if row else (None, 0)


async def add(tx: Transaction, report: Report, policy_version: int, document: bytes) -> None:
    """A new version; ``document`` is what was drawn, as JSON."""
    await tx.execute(
        "insert into report (report_id, report_no, kind, period, first_on, project, department, version, drawn_at, drawn_by,"
        " title_zh, title_en, rule, policy_version, document, sha256)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        report.report_id, report.report_no, report.kind, report.span.name, report.span.first_on, report.project,
        report.department, report.version, report.drawn_at, report.drawn_by, report.title_zh, report.title_en,
        dict(report.rule.data), policy_version, document, report.sha256,
    )  # fmt: skip


async def add_deed(tx: Transaction, report_id: UUID, deed: Deed) -> None:
    """A step was taken."""
    await tx.execute(
        "insert into report_deed (report_id, step, by_person, by_role, at, words) values ($1, $2, $3, $4, $5, $6)",
        report_id, deed.step, deed.by, deed.role, deed.at, dict(deed.words),
    )  # fmt: skip


async def report(tx: Transaction, report_id: UUID) -> Report:
    """Raises ``NoSuchReport``."""
    row = await tx.fetchrow(f"{REPORT} where r.report_id = $1", report_id)
    if row is None:
        raise NoSuchReport
    return (await _reports(tx, [row]))[0]


async def report_held(tx: Transaction, report_id: UUID) -> Report:
    """One on which nobody else takes a step until the transaction ends. Raises ``NoSuchReport``."""
    await tx.execute("select from report where report_id = $1 for update", report_id)
    return await report(tx, report_id)


async def document(tx: Transaction, report_id: UUID) -> bytes:
    """What was drawn, as JSON."""
    found: bytes | None = await tx.fetchval("select document from report where report_id = $1", report_id)
    if found is None:
        raise NoSuchReport
    return found


async def reports(
    tx: Transaction, kinds: Collection[Kind], departments: Collection[Department], reach: Sequence[str] | None,
    kind: Kind | None, period: str | None, project: str | None, before: UUID | None, limit: int,
) -> list[Report]:  # fmt: skip
    """Those of these kinds within these projects, none for all, and these departments' tables; the latest first."""
    rows = await tx.fetch(
        f"{REPORT} where (department = any($1) or kind = any($2) and ($3::text[] is null or project = any($3)))"
        " and ($4::text is null or kind = $4) and ($5::text is null or period = $5) and ($6::text is null or project = $6)"
        " and ($7::uuid is null or r.report_id < $7) order by r.report_id desc limit $8",
        list(departments), list(kinds), list(reach) if reach is not None else None, kind, period, project, before, limit,
    )  # fmt: skip
    return await _reports(tx, rows)


async def is_awaited(tx: Transaction, subject: str, kind: str) -> bool:
    """A timer runs for it."""
    return bool(
        await tx.fetchval(
            "select true from timer where subject = $1 and kind = $2 and fired_at is null and disarmed_at is null",
            subject,
            kind,
        )
    )


async def _reports(tx: Transaction, rows: Sequence[asyncpg.Record]) -> list[Report]:
    found = await tx.fetch(
        "select report_id, step, by_person, by_role, at, words from report_deed where report_id = any($1) order by at, step",
        [row["report_id"] for row in rows],
    )
    deeds: dict[UUID, list[Deed]] = {}
    for row in found:
        deed = Deed(Step(row["step"]), row["by_person"], Role(row["by_role"]), row["at"], row["words"])
        deeds.setdefault(row["report_id"], []).append(deed)
    return [_report(row, deeds.get(row["report_id"], [])) for row in rows]


def _report(row: asyncpg.Record, deeds: Sequence[Deed]) -> Report:
    kind, rule = Kind(row["kind"]), Rule.from_data(row["rule"])
    order = [each.step for each in rule.steps]
    first_on: date = row["first_on"]
    return Report(
        report_id=row["report_id"], report_no=row["report_no"], kind=kind, span=Span(LENGTHS[kind], first_on),
        project=row["project"], department=Department(row["department"]) if row["department"] else None,
        version=row["version"], is_latest=row["is_latest"], drawn_at=row["drawn_at"], drawn_by=row["drawn_by"],
        sha256=row["sha256"], title_zh=row["title_zh"], title_en=row["title_en"], rule=rule,
        deeds=tuple(sorted(deeds, key=lambda deed: order.index(deed.step))),
    )  # fmt: skip
