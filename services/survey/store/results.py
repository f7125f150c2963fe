"""Returned forms as they are counted, and the comments beside their items."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from plumbing.database import Transaction

from .responses import STANDING


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which returned forms: of one form, within reach (none for all), and where given of a project, a campaign, a time from
    its first moment to before its end."""

    form_code: str
    within: Sequence[str] | None = None
    project: str | None = None
    campaign_id: UUID | None = None
    begins_at: datetime | None = None
    ends_at: datetime | None = None


WHERE = (
    " where r.form_code = $1 and ($2::text[] is null or r.project = any($2)) and ($3::text is null or r.project = $3)"
    " and ($4::uuid is null or r.campaign_id = $4) and ($5::timestamptz is null or r.given_at >= $5)"
    f" and ($6::timestamptz is null or r.given_at < $6) and {STANDING}"
)


async def counted(tx: Transaction, wanted: Wanted) -> AsyncIterator[Mapping[str, Any]]:
    """Each form with what its answers count as; the contractor where it is about a repair of his."""
    async for row in tx.each(
        "select r.form_version, r.project, r.building, r.given_at, r.is_pilot, r.overall_counts, r.campaign_id::text as campaign,"
        " q.contractor, coalesce((select jsonb_agg(jsonb_build_array(a.item, a.counts) order by a.place)"
        " from response_answer a where a.response_id = r.response_id), '[]') as items"
        f" from response r left join repair_question q using (response_id){WHERE} order by r.response_id",
        *_values(wanted),
    ):
        yield row


async def comments(
    tx: Transaction, wanted: Wanted, item: str | None, counts: str | None, after: tuple[UUID, int] | None, limit: int
) -> list[Mapping[str, Any]]:
    """What customers wrote beside items, and on the whole form (no item); without a name, the latest first."""
    after_id, after_place = after or (None, None)
    return list(await tx.fetch(
        "select r.response_id, r.project, r.building, r.form_version, r.given_at, r.is_pilot, c.place, c.item, c.step,"
        f" c.counts, c.comment from response r cross join lateral ("
        " select a.place, a.item, a.step, a.counts, a.comment from response_answer a where a.response_id = r.response_id"
        " union all select 1000, null, r.overall, r.overall_counts, r.comment) c"
        f"{WHERE} and c.comment <> '' and ($7::text is null or c.item = $7) and ($8::text is null or c.counts = $8)"
        " and ($9::uuid is null or r.response_id < $9 or (r.response_id = $9 and c.place > $10))"
        " order by r.response_id desc, c.place limit $11",
        *_values(wanted), item, counts, after_id, after_place, limit,
    ))  # fmt: skip


async def projects(tx: Transaction, form_code: str, begins_at: datetime, ends_at: datetime) -> list[str]:
    """The projects that returned this form in a time."""
    rows = await tx.fetch(
        f"select distinct r.project from response r{WHERE} order by 1",
        *_values(Wanted(form_code=form_code, begins_at=begins_at, ends_at=ends_at)),
    )
    return [row["project"] for row in rows]


def _values(wanted: Wanted) -> tuple[Any, ...]:
    return (
        wanted.form_code, wanted.within, wanted.project, wanted.campaign_id, wanted.begins_at, wanted.ends_at,
    )  # fmt: skip
