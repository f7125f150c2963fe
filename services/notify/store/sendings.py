"""What is on its way, each attempt and each answer, as rows."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import asyncpg
from plumbing.database import Transaction

from ..domain.channels import Language, Medium
from ..domain.sendings import Answer, NoSuchDelivery, Sending, State

SAME = (
    "sending_id", "of_id", "number", "channel", "address", "notice_id", "customer_id", "subscription_id", "language", "body",
    "made_at", "state", "attempts", "tries", "next_at", "ended_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt; without ``ended_at`` nobody knows what came back."""

    attempt: int
    began_at: datetime
    ended_at: datetime | None
    outcome: str | None
    status: str | None
    said: str | None
    provider_id: str | None


async def add(tx: Transaction, sending: Sending) -> None:
    """On its way, once to each address by each channel."""
    places = ", ".join(f"${number}" for number in range(1, len(SAME) + 1))
    await tx.execute(
        f"insert into sending ({', '.join(SAME)}) values ({places}) on conflict on constraint sending_once do nothing",
        *(getattr(sending, name) for name in SAME),
    )


async def put_off_for_customers(tx: Transaction, until: datetime, urgent: Collection[str]) -> None:
    """What is due to a customer and nobody is sending, but for notices about these events."""
    await tx.execute(
        "update sending set next_at = $2 where sending_id in (select s.sending_id from sending s join notice n using (notice_id)"
        " where s.customer_id is not null and s.state in ('waiting', 'failed') and s.next_at <= $1"
        " and (s.leased_until is null or s.leased_until <= $1) and not n.about = any($3) for update of s skip locked)",
        tx.now, until, list(urgent),
    )  # fmt: skip


async def claim(tx: Transaction, lease: timedelta, limit: int, each_limit: int) -> list[Sending]:
    """Those that are due, for this worker until the lease ends; another's are passed over.

    No receiver has more than ``each_limit`` under way, so that one that stalls does not stand in the others' way.
    """
    rows = await tx.fetch(
        "with ranked as (select sending_id, subscription_id, row_number() over (partition by subscription_id order by next_at) as place"
        " from sending where state in ('waiting', 'failed') and next_at <= $1 and (leased_until is null or leased_until <= $1)),"
        " held as (select subscription_id, count(*) as many from sending where state in ('waiting', 'failed') and leased_until > $1"
        " group by subscription_id),"
        " due as (select s.sending_id from sending s join ranked r using (sending_id)"
        " left join held h on h.subscription_id is not distinct from r.subscription_id"
        " where r.place + coalesce(h.many, 0) <= $4 and s.state in ('waiting', 'failed') and s.next_at <= $1"
        " and (s.leased_until is null or s.leased_until <= $1) order by s.next_at limit $3 for update of s skip locked)"
        " update sending s set attempts = attempts + 1, tries = tries + 1, leased_until = $2 from due"
        " where s.sending_id = due.sending_id returning s.*",
        tx.now, tx.now + lease, limit, each_limit,
    )  # fmt: skip
    claimed = [_sending(row) for row in rows]
    await tx.executemany(
        "insert into sending_attempt (sending_id, attempt, began_at) values ($1, $2, $3)",
        [(each.sending_id, each.attempts, tx.now) for each in claimed],
    )
    return claimed


async def add_answer(tx: Transaction, sending_id: UUID, attempt: int, answer: Answer, now: datetime) -> None:
    """What came back, once."""
    await tx.execute(
        "insert into sending_answer (sending_id, attempt, ended_at, outcome, status, said, provider_id)"
        " values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing",
        sending_id, attempt, now, answer.outcome, answer.status, answer.said, answer.provider_id,
    )  # fmt: skip


async def held(tx: Transaction, sending_id: UUID) -> Sending:
    """One that nobody else moves until the transaction ends. Raises ``NoSuchDelivery``."""
    row = await tx.fetchrow("select * from sending where sending_id = $1 for update", sending_id)
    if row is None:
        raise NoSuchDelivery
    return _sending(row)


async def save(tx: Transaction, sending: Sending) -> None:
    """How it stands now; nobody holds it any more."""
    await tx.execute(
        "update sending set state = $2, tries = $3, next_at = $4, ended_at = $5, leased_until = null where sending_id = $1",
        sending.sending_id, sending.state, sending.tries, sending.next_at, sending.ended_at,
    )  # fmt: skip


async def of_notice(tx: Transaction, notice_id: UUID) -> list[Sending]:
    """All of a notice, the first first."""
    rows = await tx.fetch("select * from sending where notice_id = $1 order by number, sending_id", notice_id)
    return [_sending(row) for row in rows]


async def attempts(tx: Transaction, sending_ids: list[UUID]) -> dict[UUID, list[Attempt]]:
    """Every attempt of each, the first first."""
    rows = await tx.fetch(
        "select a.sending_id, a.attempt, a.began_at, b.ended_at, b.outcome, b.status, b.said, b.provider_id"
        " from sending_attempt a left join sending_answer b using (sending_id, attempt)"
        " where a.sending_id = any($1) order by a.sending_id, a.attempt",
        sending_ids,
    )
    found: dict[UUID, list[Attempt]] = {each: [] for each in sending_ids}
    for row in rows:
        found[row["sending_id"]].append(Attempt(*list(row.values())[1:]))
    return found


async def stop_of_subscription(tx: Transaction, subscription_id: UUID, now: datetime) -> None:
    """Nothing more goes to a system that is told no more."""
    await tx.execute(
        "update sending set state = 'stopped', next_at = null, leased_until = null, ended_at = $2"
        " where subscription_id = $1 and state in ('waiting', 'failed')",
        subscription_id, now,
    )  # fmt: skip


async def keep_secret(tx: Transaction, notice_id: UUID, path: str, until: datetime) -> None:
    """For as long as sending takes."""
    await tx.execute(
        "insert into notice_secret (notice_id, path, kept_until) values ($1, $2, $3)", notice_id, path, until
    )


async def secret(tx: Transaction, notice_id: UUID) -> str | None:
    """None where there was none or it is gone."""
    found: str | None = await tx.fetchval("select path from notice_secret where notice_id = $1", notice_id)
    return found


async def drop_secret_when_done(tx: Transaction, notice_id: UUID) -> None:
    """Nobody is going to be sent it any more."""
    await tx.execute(
        "delete from notice_secret s where notice_id = $1 and not exists (select from sending d where d.notice_id = s.notice_id"
        " and d.state in ('waiting', 'failed')) and not exists (select from notice n where n.notice_id = s.notice_id and awaits_contact)",
        notice_id,
    )


async def let_go(tx: Transaction, awaited_since: datetime) -> None:
    """What waited too long for an address waits no more, and secrets kept long enough are dropped."""
    await tx.execute(
        "update notice set awaits_contact = false where awaits_contact and delivered_at < $1", awaited_since
    )
    await tx.execute("delete from notice_secret where kept_until < $1", tx.now)


async def oldest_waiting_seconds(tx: Transaction) -> dict[str, float]:
    """How long the oldest one that should have gone by now has been due, by channel."""
    rows = await tx.fetch(
        "select channel, extract(epoch from $1 - min(next_at))::float8 as age from sending"
        " where state in ('waiting', 'failed') and next_at <= $1 group by channel",
        tx.now,
    )
    return {row["channel"]: row["age"] for row in rows}


def _sending(row: asyncpg.Record) -> Sending:
    known = {name: row[name] for name in SAME}
    return Sending(
        **known
        | {
            "channel": Medium(row["channel"]),
            "language": Language(row["language"]),
            "state": State(row["state"]),
        }
    )
