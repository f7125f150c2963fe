"""Low scores, the cases they asked for, and the yearly sample, as rows."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any
from uuid import UUID

from plumbing.database import Transaction

from ..domain.low_scores import (
    CheckedBefore,
    LowItem,
    LowScore,
    NoSuchLowScore,
    NoSuchSample,
    NotInSample,
    SeriousBecause,
)

COLUMNS = tuple(each.name for each in fields(LowScore))


async def add(tx: Transaction, low: LowScore, items: Sequence[LowItem]) -> None:
    """A new one with its items, in the form's order."""
    places = ", ".join(f"${number}" for number in range(1, len(COLUMNS) + 1))
    await tx.execute(
        f"insert into low_score ({', '.join(COLUMNS)}) values ({places})", *(getattr(low, name) for name in COLUMNS)
    )
    await tx.executemany(
        "insert into low_score_item (low_score_id, place, item, step, asked_id, case_id, case_no)"
        " values ($1, $2, $3, $4, $5, $6, $7)",
        [
            (low.low_score_id, place, each.item, each.step, each.asked_id, each.case_id, each.case_no)
            for place, each in enumerate(items)
        ],
    )


async def of_response(tx: Transaction, response_id: UUID) -> LowScore | None:
    """What was dissatisfied in a response, if anything, held until the transaction ends."""
    row = await tx.fetchrow("select * from low_score where response_id = $1 for update", response_id)
    return _low(row) if row else None


async def low_score(tx: Transaction, low_score_id: UUID) -> LowScore:
    """Raises ``NoSuchLowScore``."""
    row = await tx.fetchrow("select * from low_score where low_score_id = $1", low_score_id)
    if row is None:
        raise NoSuchLowScore
    return _low(row)


async def items(tx: Transaction, low_score_id: UUID) -> list[LowItem]:
    """In the form's order."""
    rows = await tx.fetch(
        "select item, step, asked_id, case_id, case_no from low_score_item where low_score_id = $1 order by place",
        low_score_id,
    )
    return [LowItem(**dict(row)) for row in rows]


async def replace(tx: Transaction, low_score_id: UUID, by: UUID) -> None:
    """A correction stands in its response's place."""
    await tx.execute("update low_score set replaced_by = $2 where low_score_id = $1", low_score_id, by)


async def set_case(tx: Transaction, asked_id: UUID, case_id: UUID, case_no: str) -> None:
    """Intake registered the case that was asked for."""
    await tx.execute(
        "update low_score_item set case_id = $2, case_no = $3 where asked_id = $1 and case_id is null",
        asked_id, case_id, case_no,
    )  # fmt: skip


async def low_scores(
    tx: Transaction,
    within: Sequence[str] | None,
    project: str | None,
    serious: bool | None,
    after: UUID | None,
    limit: int,
) -> list[LowScore]:
    """Those that stand, the latest first."""
    rows = await tx.fetch(
        "select * from low_score where replaced_by is null and ($1::text[] is null or project = any($1))"
        " and ($2::text is null or project = $2) and ($3::boolean is null or (serious_because is not null) = $3)"
        " and ($4::uuid is null or low_score_id < $4) order by low_score_id desc limit $5",
        within, project, serious, after, limit,
    )  # fmt: skip
    return [_low(row) for row in rows]


async def dissatisfied_items(tx: Transaction, begins_at: datetime, ends_at: datetime) -> list[tuple[UUID, str]]:
    """Every dissatisfied item of a time, of the forms that stand."""
    rows = await tx.fetch(
        "select i.low_score_id, i.item from low_score_item i join low_score l using (low_score_id)"
        " where l.replaced_by is null and l.at >= $1 and l.at < $2 order by 1, 2",
        begins_at, ends_at,
    )  # fmt: skip
    return [(row["low_score_id"], row["item"]) for row in rows]


async def add_sample(
    tx: Transaction, sample_id: UUID, year: int, seed: int, population: int, drawn: Sequence[tuple[UUID, str]]
) -> bool:
    """Returns whether it is the year's first."""
    added = await tx.fetchval(
        "insert into low_score_sample (sample_id, year, seed, population, drawn_at) values ($1, $2, $3, $4, $5)"
        " on conflict (year) do nothing returning true",
        sample_id, year, seed, population, tx.now,
    )  # fmt: skip
    if added:
        await tx.executemany(
            "insert into low_score_sample_item (sample_id, low_score_id, item) values ($1, $2, $3)",
            [(sample_id, *each) for each in drawn],
        )
    return bool(added)


async def samples(tx: Transaction) -> list[Mapping[str, Any]]:
    """Every year's, the latest first."""
    return list(await tx.fetch("select * from low_score_sample order by year desc"))


async def sample(tx: Transaction, sample_id: UUID) -> Mapping[str, Any]:
    """Raises ``NoSuchSample``."""
    row: Mapping[str, Any] | None = await tx.fetchrow("select * from low_score_sample where sample_id = $1", sample_id)
    if row is None:
        raise NoSuchSample
    return row


async def sample_held(tx: Transaction, sample_id: UUID) -> Mapping[str, Any]:
    """Held until the transaction ends. Raises ``NoSuchSample``."""
    row: Mapping[str, Any] | None = await tx.fetchrow(
        "select * from low_score_sample where sample_id = $1 for update", sample_id
    )
    if row is None:
        raise NoSuchSample
    return row


async def sample_items(tx: Transaction, sample_id: UUID) -> list[Mapping[str, Any]]:
    """What was drawn, with the case and what was found."""
    return list(await tx.fetch(
        "select s.low_score_id, l.low_score_no, l.project, s.item, i.step, i.case_no, s.acted_upon, s.finding, s.checked_by,"
        " s.checked_at from low_score_sample_item s join low_score l using (low_score_id)"
        " join low_score_item i using (low_score_id, item) where s.sample_id = $1 order by l.low_score_no, i.place",
        sample_id,
    ))  # fmt: skip


async def check_item(
    tx: Transaction, sample_id: UUID, low_score_id: UUID, item: str, acted_upon: bool, finding: str, by: str
) -> None:
    """Raises ``NotInSample``, ``CheckedBefore``."""
    done = await tx.fetchrow(
        "update low_score_sample_item set acted_upon = $4, finding = $5, checked_by = $6, checked_at = $7"
        " where sample_id = $1 and low_score_id = $2 and item = $3 and checked_by is null returning item",
        sample_id, low_score_id, item, acted_upon, finding, by, tx.now,
    )  # fmt: skip
    if done is None:
        known = await tx.fetchval(
            "select true from low_score_sample_item where sample_id = $1 and low_score_id = $2 and item = $3",
            sample_id, low_score_id, item,
        )  # fmt: skip
        raise CheckedBefore if known else NotInSample


async def sign_sample(tx: Transaction, sample_id: UUID, by: str, note: str) -> None:
    """The director signs for the year."""
    await tx.execute(
        "update low_score_sample set signed_by = $2, signed_at = $3, note = $4 where sample_id = $1",
        sample_id, by, tx.now, note,
    )  # fmt: skip


def _low(row: Mapping[str, Any]) -> LowScore:
    because = row["serious_because"]
    return LowScore(**dict(row) | {"serious_because": SeriousBecause(because) if because else None})
