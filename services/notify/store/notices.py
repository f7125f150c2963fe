"""Notices and their deliveries, as rows."""

from datetime import datetime
from uuid import UUID

import asyncpg
from aftercare_contracts.values import Role
from plumbing.database import Transaction

from ..domain.notices import Channel, Delivery, NoSuchNotice, Notice, State
from ..domain.recipients import Recipient
from ..domain.wording import Wording

SAME = (
    "notice_id", "notice_no", "event_id", "about", "thing_id", "case_id", "project", "wants_answer", "delivered_at",
    "times_chased", "answered_by", "answered_at", "answer", "settled_by", "settled_at", "addressee_id", "awaits_contact",
    "is_urgent",
)  # fmt: skip
"""Columns that are called as the notice's own fields are."""


async def add(tx: Transaction, notice: Notice) -> None:
    """A notice into its recipient's inbox."""
    words, to = notice.wording, notice.recipient
    row = {name: getattr(notice, name) for name in SAME} | {
        "recipient": to.key, "recipient_role": to.role, "contractor": to.contractor, "customer_id": to.customer_id,
        "state": notice.state,
        "subject_zh": words.subject_zh, "text_zh": words.text_zh, "subject_en": words.subject_en, "text_en": words.text_en,
        "deeds": list(notice.deeds),
    }  # fmt: skip
    places = ", ".join(f"${number}" for number in range(1, len(row) + 1))
    await tx.execute(f"insert into notice ({', '.join(row)}) values ({places})", *row.values())


async def add_delivery(tx: Transaction, delivery: Delivery) -> None:
    """One more sending."""
    await tx.execute(
        "insert into delivery (notice_id, number, channel, delivered_at) values ($1, $2, $3, $4)",
        delivery.notice_id, delivery.number, delivery.channel, delivery.delivered_at,
    )  # fmt: skip


async def deliveries(tx: Transaction, notice_id: UUID) -> list[Delivery]:
    """Every sending of a notice, the first first."""
    rows = await tx.fetch(
        "select number, channel, delivered_at from delivery where notice_id = $1 order by number", notice_id
    )
    return [Delivery(notice_id, row["number"], Channel(row["channel"]), row["delivered_at"]) for row in rows]


async def notice_to(tx: Transaction, event_id: UUID, recipient: Recipient) -> UUID | None:
    """The notice of this event to this recipient, if he was told."""
    found: UUID | None = await tx.fetchval(
        "select notice_id from notice where event_id = $1 and recipient = $2", event_id, recipient.key
    )
    return found


async def save(tx: Transaction, notice: Notice) -> None:
    """How it stands now; its words never change."""
    await tx.execute(
        "update notice set state = $2, times_chased = $3, answered_by = $4, answered_at = $5, answer = $6, settled_by = $7,"
        " settled_at = $8 where notice_id = $1",
        notice.notice_id, notice.state, notice.times_chased, notice.answered_by, notice.answered_at, notice.answer,
        notice.settled_by, notice.settled_at,
    )  # fmt: skip


async def notice(tx: Transaction, notice_id: UUID) -> Notice:
    """Raises ``NoSuchNotice``."""
    return _found(await tx.fetchrow("select * from notice where notice_id = $1", notice_id))


async def notice_held(tx: Transaction, notice_id: UUID) -> Notice:
    """One that nobody else moves until the transaction ends. Raises ``NoSuchNotice``."""
    return _found(await tx.fetchrow("select * from notice where notice_id = $1 for update", notice_id))


async def settled_by(tx: Transaction, event_id: UUID, deed: str, things: list[UUID]) -> list[UUID]:
    """The open notices about one of these things that such an event settles, the oldest first; never those of the event itself.

    What is about a case and nothing narrower settles what was told of anything within it.
    """
    rows = await tx.fetch(
        "select notice_id from notice where (thing_id = any($1) or cardinality($1) = 1 and case_id = any($1)) and wants_answer"
        " and state in ('delivered', 'given_up') and $2 = any(deeds) and event_id <> $3 order by notice_id",
        things, deed, event_id,
    )  # fmt: skip
    return [row["notice_id"] for row in rows]


async def notices(
    tx: Transaction, inboxes: list[str] | None, within: list[str] | None, case_id: UUID | None, state: State | None,
    only_unanswered: bool, before: UUID | None, limit: int,
) -> list[Notice]:  # fmt: skip
    """Those in these inboxes and projects, the latest first; none for all. A contractor's inbox is his in every project."""
    rows = await tx.fetch(
        "select * from notice where ($1::text[] is null or recipient = any($1))"
        " and ($2::text[] is null or project is null or project = any($2) or (contractor is not null and $1 is not null))"
        " and ($3::uuid is null or case_id = $3) and ($4::text is null or state = $4)"
        " and (not $5 or (wants_answer and state in ('delivered', 'given_up')))"
        " and ($6::uuid is null or notice_id < $6) order by notice_id desc limit $7",
        inboxes, within, case_id, state, only_unanswered, before, limit,
    )  # fmt: skip
    return [_notice(row) for row in rows]


async def take_awaiting(tx: Transaction, customer_id: UUID, since: datetime) -> list[Notice]:
    """What was written to a customer since then while nobody knew how he is reached; it waits no more."""
    rows = await tx.fetch(
        "update notice set awaits_contact = false where addressee_id = $1 and awaits_contact and delivered_at >= $2 returning *",
        customer_id, since,
    )  # fmt: skip
    return sorted((_notice(row) for row in rows), key=lambda notice: notice.notice_id)


async def name_customer(tx: Transaction, case_id: UUID, customer_id: UUID) -> None:
    """Whose case it is, for what was written about it before that was known."""
    await tx.execute(
        "update notice set addressee_id = $2 where case_id = $1 and awaits_contact and addressee_id is null",
        case_id, customer_id,
    )  # fmt: skip


def _found(row: asyncpg.Record | None) -> Notice:
    if row is None:
        raise NoSuchNotice
    return _notice(row)


def _notice(row: asyncpg.Record) -> Notice:
    return Notice(
        **{name: row[name] for name in SAME},
        recipient=Recipient(Role(row["recipient_role"]), row["contractor"], row["customer_id"]),
        wording=Wording(row["subject_zh"], row["text_zh"], row["subject_en"], row["text_en"]),
        deeds=tuple(row["deeds"]),
        state=State(row["state"]),
    )
