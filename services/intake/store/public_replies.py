"""Public replies with their approval and posting."""

from dataclasses import dataclass, fields
from uuid import UUID

import asyncpg
from plumbing.database import Transaction

from ..domain.public_replies import NoSuchReply, PublicReply, ReplyState

COLUMNS = tuple(field.name for field in fields(PublicReply))
STANDING = ("state", "decided_by", "decided_at", "reason", "place", "posted_at", "posted_by")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed to; ``projects`` is the caller's scope, none for all."""

    projects: list[str] | None
    project: str | None = None
    state: str | None = None
    case_id: UUID | None = None


async def add(tx: Transaction, reply: PublicReply) -> None:
    """A new draft."""
    places = ", ".join(f"${i}" for i in range(1, len(COLUMNS) + 1))
    values = [getattr(reply, name) for name in COLUMNS]
    await tx.execute(f"insert into public_reply ({', '.join(COLUMNS)}) values ({places})", *values)


async def save(tx: Transaction, reply: PublicReply) -> None:
    """Where it stands now; its text stays."""
    sets = ", ".join(f"{name} = ${i}" for i, name in enumerate(STANDING, 2))
    values = [getattr(reply, name) for name in STANDING]
    await tx.execute(f"update public_reply set {sets} where reply_id = $1", reply.reply_id, *values)


async def reply(tx: Transaction, reply_id: UUID) -> PublicReply:
    """Raises ``NoSuchReply``."""
    return _found(await tx.fetchrow("select * from public_reply where reply_id = $1", reply_id))


async def reply_held(tx: Transaction, reply_id: UUID) -> PublicReply:
    """One that nobody else changes until the transaction ends. Raises ``NoSuchReply``."""
    return _found(await tx.fetchrow("select * from public_reply where reply_id = $1 for update", reply_id))


async def replies(tx: Transaction, wanted: Wanted, before: UUID | None, limit: int) -> list[PublicReply]:
    """The latest first."""
    narrowed = [
        (condition, value)
        for condition, value in (
            ("project = any(${})", wanted.projects), ("project = ${}", wanted.project), ("state = ${}", wanted.state),
            ("case_id = ${}", wanted.case_id), ("reply_id < ${}", before),
        )
        if value is not None
    ]  # fmt: skip
    where = " and ".join(condition.format(i) for i, (condition, _) in enumerate(narrowed, 1)) or "true"
    sql = f"select * from public_reply where {where} order by reply_id desc limit ${len(narrowed) + 1}"
    return [_reply(row) for row in await tx.fetch(sql, *(value for _, value in narrowed), limit)]


def _found(row: asyncpg.Record | None) -> PublicReply:
    if row is None:
        raise NoSuchReply
    return _reply(row)


def _reply(row: asyncpg.Record) -> PublicReply:
    return PublicReply(**{name: row[name] for name in COLUMNS} | {"state": ReplyState(row["state"])})
