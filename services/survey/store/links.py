"""Links, the hashes of their secrets, and the sessions they opened."""

from dataclasses import fields
from datetime import datetime
from uuid import UUID

import asyncpg
from plumbing.database import Transaction

from ..domain.links import SESSIONS_MAX, Link, NoSuchLink, Purpose

COLUMNS = tuple(field.name for field in fields(Link))
OF_LINK = ", ".join(f"l.{name}" for name in COLUMNS)


async def add(tx: Transaction, link: Link, secret_hash: bytes) -> None:
    """A link and its first secret."""
    places = ", ".join(f"${i}" for i in range(1, len(COLUMNS) + 1))
    values = [getattr(link, name) for name in COLUMNS]
    await tx.execute(f"insert into link ({', '.join(COLUMNS)}) values ({places})", *values)
    await add_secret(tx, link.link_id, secret_hash)


async def add_secret(tx: Transaction, link_id: UUID, secret_hash: bytes) -> None:
    """One more secret that opens the link."""
    await tx.execute(
        "insert into link_secret (secret_hash, link_id, made_at) values ($1, $2, $3)", secret_hash, link_id, tx.now
    )


async def link(tx: Transaction, link_id: UUID) -> Link:
    """Raises ``NoSuchLink``."""
    return _found(await tx.fetchrow(f"select {OF_LINK} from link l where link_id = $1", link_id))


async def by_secret(tx: Transaction, secret_hash: bytes) -> Link:
    """The link a secret opens. Raises ``NoSuchLink``."""
    return _found(await tx.fetchrow(
        f"select {OF_LINK} from link l join link_secret s using (link_id) where s.secret_hash = $1", secret_hash,
    ))  # fmt: skip


async def open_session(tx: Transaction, link_id: UUID, session_hash: bytes, ends_at: datetime) -> None:
    """A session of a link; those over, and the oldest beyond so many, go."""
    await tx.execute(
        "insert into link_session (session_hash, link_id, opened_at, ends_at) values ($1, $2, $3, $4)",
        session_hash, link_id, tx.now, ends_at,
    )  # fmt: skip
    await tx.execute(
        "delete from link_session where link_id = $1 and (ends_at < $2 or session_hash in (select session_hash"
        " from link_session where link_id = $1 order by opened_at desc, session_hash offset $3))",
        link_id, tx.now, SESSIONS_MAX,
    )  # fmt: skip


async def by_session(tx: Transaction, session_hash: bytes) -> Link:
    """The link whose session runs still. Raises ``NoSuchLink``."""
    return _found(await tx.fetchrow(_BY_SESSION, session_hash, tx.now))


async def by_session_held(tx: Transaction, session_hash: bytes) -> Link:
    """Likewise, and nobody else answers by it until the transaction ends. Raises ``NoSuchLink``."""
    return _found(await tx.fetchrow(f"{_BY_SESSION} for update of l", session_hash, tx.now))


async def set_answered(tx: Transaction, link_id: UUID, at: datetime) -> None:
    """The link was used, or its household answered otherwise."""
    await tx.execute("update link set answered_at = $2 where link_id = $1 and answered_at is null", link_id, at)


_BY_SESSION = (
    f"select {OF_LINK} from link l join link_session s using (link_id) where s.session_hash = $1 and s.ends_at >= $2"
)


def _found(row: asyncpg.Record | None) -> Link:
    if row is None:
        raise NoSuchLink
    return Link(**dict(row) | {"purpose": Purpose(row["purpose"])})


async def hold(tx: Transaction, link_id: UUID) -> None:
    """Nobody answers by this link until the transaction ends."""
    await tx.execute("select from link where link_id = $1 for update", link_id)


async def close_of_campaign(tx: Transaction, campaign_id: UUID) -> None:
    """Links of a campaign that nobody used open nothing any more."""
    await tx.execute(
        "update link set expires_at = greatest($2 - interval '1 microsecond', made_at + interval '1 microsecond')"
        " where campaign_id = $1 and answered_at is null and expires_at >= $2",
        campaign_id, tx.now,
    )  # fmt: skip
