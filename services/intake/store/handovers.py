"""What goes before and with a unit's handover: inspections and urgings."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

import asyncpg
from aftercare_contracts.values import ContactWay
from plumbing.database import Transaction

STANDS = {
    "pending": "u.handed_over_on is null and u.refused_on is null",
    "refused": "u.handed_over_on is null and u.refused_on is not null",
    "handed_over": "u.handed_over_on is not null",
}
"""Where a unit stands before, at or after its handover."""


async def add_inspection(
    tx: Transaction, inspection_id: UUID, unit_id: UUID, inspected_on: date, is_ready: bool, findings: Sequence[str],
    by: str, now: datetime,
) -> None:  # fmt: skip
    """A unit was inspected."""
    await tx.execute(
        "insert into unit_inspection (inspection_id, unit_id, inspected_on, is_ready, findings, recorded_at, recorded_by)"
        " values ($1, $2, $3, $4, $5, $6, $7)",
        inspection_id, unit_id, inspected_on, is_ready, list(findings), now, by,
    )  # fmt: skip


async def add_urging(
    tx: Transaction, urging_id: UUID, unit_id: UUID, way: ContactWay, text: str, by: str, now: datetime
) -> None:
    """Somebody who has not come was urged."""
    await tx.execute(
        "insert into urging (urging_id, unit_id, way, text, recorded_at, recorded_by) values ($1, $2, $3, $4, $5, $6)",
        urging_id, unit_id, way, text, now, by,
    )  # fmt: skip


async def inspections(tx: Transaction, unit_id: UUID) -> list[asyncpg.Record]:
    """From the first."""
    return await tx.fetch(
        "select inspection_id, inspected_on, is_ready, findings, recorded_at, recorded_by from unit_inspection"
        " where unit_id = $1 order by inspection_id",
        unit_id,
    )


async def urgings(tx: Transaction, unit_id: UUID) -> list[asyncpg.Record]:
    """From the first."""
    return await tx.fetch(
        "select urging_id, way, text, recorded_at, recorded_by from urging where unit_id = $1 order by urging_id",
        unit_id,
    )


async def handovers(
    tx: Transaction, project: str, state: str, building: str | None, after: str, limit: int
) -> list[asyncpg.Record]:
    """A project's units that stand so, by number, each with its last inspection and how often its owner was urged."""
    in_building = " and u.building = $4" if building else ""
    return await tx.fetch(
        "select u.unit_id, u.project, u.building, u.unit_no, u.completion_accepted_on, u.handed_over_on, u.refused_on,"
        " i.inspected_on, i.is_ready, coalesce(g.times, 0) as times_urged, g.last_at as last_urged_at"
        f" from (select * from unit u where u.project = $1 and u.unit_no > $2 and {STANDS[state]}{in_building}"
        " order by u.unit_no limit $3) u"
        " left join lateral (select inspected_on, is_ready from unit_inspection i where i.unit_id = u.unit_id"
        " order by inspection_id desc limit 1) i on true"
        " left join lateral (select count(*) as times, max(recorded_at) as last_at from urging g where g.unit_id = u.unit_id)"
        " g on true order by u.unit_no",
        project, after, limit, *([building] if building else []),
    )  # fmt: skip
