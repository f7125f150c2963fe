"""Every SQL statement of notify."""

from uuid import UUID

import asyncpg
from aftercare_contracts.values import Role
from plumbing.database import Transaction

from .domain.notice import NoSuchNotice, Notice, Recipient, State, Wording


async def add(tx: Transaction, notice: Notice) -> None:
    """A notice into its recipient's inbox."""
    words, to = notice.wording, notice.recipient
    await tx.execute(
        "insert into notice (notice_id, notice_no, event_id, about, case_id, project, recipient, recipient_role, contractor,"
        " subject_zh, text_zh, subject_en, text_en, wants_answer, delivered_at, state, times_chased)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
        notice.notice_id, notice.notice_no, notice.event_id, notice.about, notice.case_id, notice.project, to.key, to.role,
        to.contractor, words.subject_zh, words.text_zh, words.subject_en, words.text_en, notice.wants_answer,
        notice.delivered_at, notice.state, notice.times_chased,
    )  # fmt: skip


async def has(tx: Transaction, event_id: UUID, recipient: Recipient) -> bool:
    """This recipient was told of this event."""
    return bool(await tx.fetchval("select true from notice where event_id = $1 and recipient = $2", event_id, recipient.key))


async def save(tx: Transaction, notice: Notice) -> None:
    """How it stands now; its words never change."""
    await tx.execute(
        "update notice set state = $2, times_chased = $3, answered_by = $4, answered_at = $5 where notice_id = $1",
        notice.notice_id, notice.state, notice.times_chased, notice.answered_by, notice.answered_at,
    )  # fmt: skip


async def notice(tx: Transaction, notice_id: UUID) -> Notice:
    """Raises ``NoSuchNotice``."""
    return _found(await tx.fetchrow("select * from notice where notice_id = $1", notice_id))


async def notice_held(tx: Transaction, notice_id: UUID) -> Notice:
    """One that nobody else moves until the transaction ends. Raises ``NoSuchNotice``."""
    return _found(await tx.fetchrow("select * from notice where notice_id = $1 for update", notice_id))


async def notices(
    tx: Transaction, inboxes: list[str] | None, within: list[str] | None, case_id: UUID | None, state: State | None,
    before: UUID | None, limit: int,
) -> list[Notice]:  # fmt: skip
    """Those in these inboxes and projects, the latest first; none for all."""
    rows = await tx.fetch(
        "select * from notice where ($1::text[] is null or recipient = any($1))"
        " and ($2::text[] is null or project is null or project = any($2)) and ($3::uuid is null or case_id = $3)"
        " and ($4::text is null or state = $4) and ($5::uuid is null or notice_id < $5) order by notice_id desc limit $6",
        inboxes, within, case_id, state, before, limit,
    )  # fmt: skip
    return [_notice(row) for row in rows]


def _found(row: asyncpg.Record | None) -> Notice:
    if row is None:
        raise NoSuchNotice
    return _notice(row)


def _notice(row: asyncpg.Record) -> Notice:
    same = (
        "notice_id", "notice_no", "event_id", "about", "case_id", "project", "wants_answer", "delivered_at", "times_chased",
        "answered_by", "answered_at",
    )  # fmt: skip
    return Notice(
        **{name: row[name] for name in same},
        recipient=Recipient(Role(row["recipient_role"]), row["contractor"]),
        wording=Wording(row["subject_zh"], row["text_zh"], row["subject_en"], row["text_en"]),
        state=State(row["state"]),
    )
