"""Circulars: one word to many households, and how it reached each."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from plumbing.database import Transaction

from ..domain.households import Household


async def add(tx: Transaction, circular_id: UUID, about_id: UUID, name: str, households: Sequence[Household]) -> None:
    """A circular by the id of its event, with everybody it is meant for as they are known now."""
    await tx.execute(
        "insert into circular (circular_id, about_id, type, said_at) values ($1, $2, $3, $4)",
        circular_id, about_id, name, tx.now,
    )  # fmt: skip
    await tx.copy(
        "circular_household",
        ("circular_id", "unit_id", "unit_no", "customer_id"),
        [(circular_id, each.unit_id, each.unit_no, each.customer_id) for each in households],
    )


async def untold(tx: Transaction, circular_id: UUID, limit: int) -> list[UUID]:
    """Customers it has not gone to yet."""
    rows = await tx.fetch(
        "select distinct customer_id from circular_household where circular_id = $1 and customer_id is not null"
        " and notice_id is null order by customer_id limit $2",
        circular_id, limit,
    )  # fmt: skip
    return [row["customer_id"] for row in rows]


async def set_told(tx: Transaction, circular_id: UUID, notices: Mapping[UUID, UUID]) -> None:
    """By which notice each customer was told."""
    await tx.execute(
        "update circular_household h set notice_id = told.notice_id"
        " from unnest($2::uuid[], $3::uuid[]) told (customer_id, notice_id)"
        " where h.circular_id = $1 and h.customer_id = told.customer_id",
        circular_id, list(notices), list(notices.values()),
    )  # fmt: skip


async def told(tx: Transaction, about_id: UUID, after: tuple[str, str] | None, limit: int) -> list[dict[str, Any]]:
    """Each household of each circular about a thing: by which notice, when and by what way it went out, if it did."""
    rows = await tx.fetch(
        "select c.circular_id, c.type, c.said_at, h.unit_id, h.unit_no, h.customer_id is not null as has_owner, n.notice_no,"
        " n.delivered_at, n.state, coalesce((select array_agg(distinct went.channel order by went.channel) from ("
        "  select d.channel from delivery d where d.notice_id = n.notice_id"
        "  union all select s.channel from sending s where s.notice_id = n.notice_id and s.state = 'sent') went), '{}') as channels"
        " from circular c join circular_household h using (circular_id) left join notice n using (notice_id)"
        " where c.about_id = $1 and ($2::uuid is null or (c.circular_id, h.unit_id) > ($2, $3::uuid))"
        " order by c.circular_id, h.unit_id limit $4",
        about_id, after[0] if after else None, after[1] if after else None, limit,
    )  # fmt: skip
    return [dict(row) for row in rows]


async def tally(tx: Transaction, about_id: UUID) -> list[dict[str, Any]]:
    """Each circular about a thing, the oldest first: to how many it is meant to go, and to how many it went."""
    rows = await tx.fetch(
        "select c.type, c.said_at, count(h.unit_id) as households, count(h.notice_id) as told,"
        " count(*) filter (where h.unit_id is not null and h.customer_id is null and h.notice_id is null) as without_owner"
        " from circular c left join circular_household h using (circular_id) where c.about_id = $1"
        " group by c.circular_id order by c.said_at, c.circular_id",
        about_id,
    )
    return [dict(row) for row in rows]
