"""Cases that may be one, are one, belong together, or came again."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

import asyncpg
from aftercare_contracts.periods import CHINA
from plumbing.database import Transaction

from ..domain.case import Case

RECENT_MAX = 5000
CANDIDATES_MAX, ALIKE_MAX = 300, 50


async def candidates(
    tx: Transaction,
    project: str,
    building: str | None,
    matter: str,
    sketch: Sequence[int],
    since: datetime,
    not_about: str,
) -> list[asyncpg.Record]:
    """Recent cases of the same building or subject, open ones first, and those whose sketches agree most; without personal
    data but the complaint."""
    return await tx.fetch(
        "with recent as (select * from case_file where project = $1 and registered_at >= $4 and merged_into is null"
        "  and about_person is distinct from $6"
        f"  order by registered_at desc limit {RECENT_MAX}),"
        " near as (select c.case_id from recent c left join unit u on u.project = c.project and u.unit_no = c.unit_no"
        f"  where u.building = $2 or c.matter = $3 order by (c.state = 'closed'), c.registered_at desc limit {CANDIDATES_MAX}),"
        " alike as (select case_id from (select c.case_id,"
        "   (select count(*) from unnest(t.sketch) s where s = any($5)) as common from recent c join case_text t using (case_id)"
        f"  ) counted where common > 1 order by common desc limit {ALIKE_MAX})"
        " select c.case_id, c.case_no, c.unit_no, u.building, c.matter, c.complaint, c.state, c.registered_at from case_file c"
        " left join unit u on u.project = c.project and u.unit_no = c.unit_no"
        " where c.case_id in (select case_id from near union select case_id from alike)",
        project, building, matter, since, list(sketch), not_about,
    )  # fmt: skip


async def building_of(tx: Transaction, project: str, unit_no: str | None) -> str | None:
    """The building a unit stands in."""
    building: str | None = await tx.fetchval(
        "select building from unit where project = $1 and unit_no = $2", project, unit_no
    )
    return building


async def link(tx: Transaction, link_id: UUID, pair: tuple[UUID, UUID], reason: str, by: str, now: datetime) -> bool:
    """Two cases belong together. False where they do already."""
    tag = await tx.execute(
        "insert into case_link (link_id, one, other, reason, linked_by, linked_at) values ($1, $2, $3, $4, $5, $6)"
        " on conflict (one, other) where undone_at is null do nothing",
        link_id, *sorted(pair), reason, by, now,
    )  # fmt: skip
    return tag.endswith("1")


async def unlink(tx: Transaction, link_id: UUID, by: str, now: datetime) -> bool:
    """They do not after all. False where that was said before."""
    tag = await tx.execute(
        "update case_link set undone_by = $2, undone_at = $3 where link_id = $1 and undone_at is null", link_id, by, now
    )
    return tag.endswith("1")


async def links(tx: Transaction, case_id: UUID) -> list[asyncpg.Record]:
    """What a case is linked with."""
    return await tx.fetch(
        "select l.link_id, c.case_id, c.case_no, c.project, c.state, l.reason, l.linked_by, l.linked_at"
        " from case_link l join case_file c on c.case_id = case when l.one = $1 then l.other else l.one end"
        " where $1 in (l.one, l.other) and l.undone_at is null order by l.linked_at",
        case_id,
    )


async def add_merge(tx: Transaction, merge_id: UUID, case: Case, reason: str, by: str, now: datetime) -> None:
    """A case goes on in another."""
    await tx.execute(
        "insert into case_merge (merge_id, case_id, into_id, reason, merged_by, merged_at) values ($1, $2, $3, $4, $5, $6)",
        merge_id, case.case_id, case.merged_into, reason, by, now,
    )  # fmt: skip


async def undo_merge(tx: Transaction, case_id: UUID, reason: str, by: str, now: datetime) -> None:
    """It stands alone again."""
    await tx.execute(
        "update case_merge set undone_by = $2, undone_at = $3, undone_because = $4 where case_id = $1 and undone_at is null",
        case_id, by, now, reason,
    )  # fmt: skip


async def merges(tx: Transaction, case_id: UUID) -> list[asyncpg.Record]:
    """Every merge of a case or into it, undone ones too."""
    return await tx.fetch(
        "select m.*, c.case_no, i.case_no as into_no from case_merge m join case_file c on c.case_id = m.case_id"
        " join case_file i on i.case_id = m.into_id where $1 in (m.case_id, m.into_id) order by m.merged_at",
        case_id,
    )


async def merged_into(tx: Transaction, case_id: UUID) -> int:
    """How many cases go on in this one."""
    count: int = await tx.fetchval("select count(*) from case_file where merged_into = $1", case_id)
    return count


async def handled_since(tx: Transaction, case: Case, since: datetime) -> list[asyncpg.Record]:
    """Cases of the same kind whose handling ended after a moment: same class and subject, same project; the latest fifty."""
    return await tx.fetch(
        "select c.case_id, c.customer_id from case_file c where c.project = $1 and c.matter = $2 and c.case_class = $3"
        " and c.case_id <> $4 and c.state in ('handled', 'closed') and c.registered_at <= $5 and exists ("
        "  select from case_move m where m.case_id = c.case_id and m.verb in ('handle', 'close') and m.at > $6)"
        " order by c.registered_at desc limit 50",
        case.project, case.matter, case.case_class, case.case_id, case.registered_at, since,
    )  # fmt: skip


async def add_repeats(tx: Transaction, case: Case, earlier: Sequence[asyncpg.Record], now: datetime) -> None:
    """The case repeats these."""
    await tx.executemany(
        "insert into case_repeat (case_id, earlier_id, is_same_customer, noticed_at) values ($1, $2, $3, $4)",
        [(case.case_id, row["case_id"], row["customer_id"] == case.customer_id, now) for row in earlier],
    )


async def repeats(tx: Transaction, case_id: UUID) -> list[asyncpg.Record]:
    """The earlier cases a case repeats."""
    return await tx.fetch(
        "select c.case_id, c.case_no, c.state, c.registered_at, r.is_same_customer from case_repeat r"
        " join case_file c on c.case_id = r.earlier_id where r.case_id = $1 order by c.registered_at desc",
        case_id,
    )


async def counted(tx: Transaction, project: str, since: date) -> list[asyncpg.Record]:
    """How often each subject came in a project since a day, and how many of those were repeats; the most frequent first."""
    return await tx.fetch(
        "select c.matter, c.case_class, count(*) as cases, count(distinct c.unit_no) as units,"
        " count(*) filter (where exists (select from case_repeat r where r.case_id = c.case_id)) as repeats"
        " from case_file c where c.project = $1 and c.registered_at >= $2 and c.case_class is not null"
        " group by c.matter, c.case_class order by count(*) desc, c.matter",
        project, datetime(since.year, since.month, since.day, tzinfo=CHINA),
    )  # fmt: skip
