"""Systems that are told over HTTP, as rows."""

from datetime import datetime
from uuid import UUID

import asyncpg
from plumbing.database import Transaction

from ..domain.subscriptions import NoSuchSubscription, Passes, Subscription, SubscriptionKind

SAME = (
    "subscription_id", "name", "kind", "url", "passes", "types", "roles", "project", "secret", "old_secret", "old_secret_until",
    "made_by", "made_at", "ended_at", "ended_by", "ended_because",
)  # fmt: skip


async def add(tx: Transaction, made: Subscription) -> None:
    """A new one."""
    row = {name: getattr(made, name) for name in SAME} | {"types": list(made.types), "roles": list(made.roles)}
    places = ", ".join(f"${number}" for number in range(1, len(row) + 1))
    await tx.execute(f"insert into subscription ({', '.join(row)}) values ({places})", *row.values())


async def save(tx: Transaction, changed: Subscription) -> None:
    """Its secrets and its end; the rest never changes."""
    await tx.execute(
        "update subscription set secret = $2, old_secret = $3, old_secret_until = $4, ended_at = $5, ended_by = $6,"
        " ended_because = $7 where subscription_id = $1",
        changed.subscription_id, changed.secret, changed.old_secret, changed.old_secret_until, changed.ended_at,
        changed.ended_by, changed.ended_because,
    )  # fmt: skip


async def one(tx: Transaction, subscription_id: UUID, *, hold: bool = False) -> Subscription:
    """Raises ``NoSuchSubscription``."""
    row = await tx.fetchrow(
        f"select * from subscription where subscription_id = $1 {'for update' if hold else ''}", subscription_id
    )
    if row is None:
        raise NoSuchSubscription
    return _subscription(row)


async def active(tx: Transaction, passes: Passes) -> list[Subscription]:
    """All that are told events, or notices, the oldest first; the same throughout a transaction."""
    return await tx.once((active, passes), lambda: _active(tx, passes))


async def _active(tx: Transaction, passes: Passes) -> list[Subscription]:
    rows = await tx.fetch(
        "select * from subscription where ended_at is null and passes = $1 order by subscription_id", passes
    )
    return [_subscription(row) for row in rows]


async def subscriptions(tx: Transaction, before: UUID | None, limit: int) -> list[Subscription]:
    """The latest first."""
    rows = await tx.fetch(
        "select * from subscription where ($1::uuid is null or subscription_id < $1) order by subscription_id desc limit $2",
        before, limit,
    )  # fmt: skip
    return [_subscription(row) for row in rows]


async def drop_old_secrets(tx: Transaction, now: datetime) -> None:
    """Those that sign no more."""
    await tx.execute(
        "update subscription set old_secret = null, old_secret_until = null where old_secret_until <= $1", now
    )


def _subscription(row: asyncpg.Record) -> Subscription:
    known = {name: row[name] for name in SAME}
    return Subscription(
        **known
        | {
            "kind": SubscriptionKind(row["kind"]),
            "passes": Passes(row["passes"]),
            "types": tuple(row["types"]),
            "roles": tuple(row["roles"]),
        }
    )
