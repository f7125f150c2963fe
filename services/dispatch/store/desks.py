"""What the desks did, and who signed for it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from aftercare_contracts.values import Desk
from plumbing.database import Transaction

from ..domain.desks import DeskSigned, Figures, SignedAs, SignedByHim


async def note_late(tx: Transaction, case_id: UUID, desk: str, project: str, at: datetime) -> None:
    """A limit the desk owed on a case has passed; once is enough."""
    await tx.execute(
        "insert into desk_late (case_id, desk, project, passed_at) values ($1, $2, $3, $4) on conflict do nothing",
        case_id, desk, project, at,
    )  # fmt: skip


async def figures(tx: Transaction, project: str, desk: Desk, since: datetime, until: datetime) -> Figures:
    """Of the cases registered in a period and held by the desk."""
    row = await tx.fetchrow(
        "with mine as (select * from case_copy c where project = $1 and registered_at >= $3 and registered_at < $4"
        "  and (desk = $2 or exists (select from desk_late l where l.case_id = c.case_id and l.desk = $2))),"
        " ordered as (select o.* from work_order o join mine using (case_id) where o.state not in ('returned', 'cancelled'))"
        " select count(*)::int as cases,"
        " count(*) filter (where exists (select from desk_late l where l.case_id = mine.case_id and l.desk = $2))::int as late,"
        " count(*) filter (where round > 1)::int as reopened,"
        " count(*) filter (where not is_open)::int as closed,"
        " count(*) filter (where closed_because = 'satisfied')::int as satisfied,"
        " (select count(*)::int from ordered) as orders,"
        " (select count(*)::int from ordered where state = 'completed') as orders_completed,"
        " (select count(*)::int from ordered where state = 'completed' and repair_count = 1) as orders_right_first from mine",
        project, desk, since, until,
    )  # fmt: skip
    assert row is not None
    return Figures(**row)


async def sign(
    tx: Transaction, signature_id: UUID, project: str, desk: Desk, month: str, signed_as: SignedAs, by: str,
    now: datetime, seen: dict[str, Any],
) -> None:  # fmt: skip
    """Keep a signature with the figures it saw. Raises ``DeskSigned``, ``SignedByHim``."""
    for signature in await signatures(tx, project, desk, month):
        if signature["signed_as"] == signed_as:
            raise DeskSigned
        if signature["signed_by"] == by:
            raise SignedByHim
    tag = await tx.execute(
        "insert into desk_signature (signature_id, project, desk, month, signed_as, signed_by, signed_at, figures)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing",
        signature_id, project, desk, month, signed_as, by, now, seen,
    )  # fmt: skip
    if not tag.endswith("1"):
        raise DeskSigned


async def signatures(tx: Transaction, project: str, desk: Desk, month: str) -> list[dict[str, Any]]:
    """Who signed for a desk's month, with what he saw."""
    rows = await tx.fetch(
        "select signed_as, signed_by, signed_at, figures from desk_signature"
        " where project = $1 and desk = $2 and month = $3 order by signed_at",
        project, desk, month,
    )  # fmt: skip
    return [dict(row) for row in rows]


async def count_signed(tx: Transaction, project: str, month: str) -> int:
    """How many signatures a month has, over all desks."""
    count: int = await tx.fetchval(
        "select count(*) from desk_signature where project = $1 and month = $2", project, month
    )
    return count
