"""The words by which cases are found."""

from uuid import UUID

import asyncpg
from plumbing.database import Transaction

from ..domain.words import plain, sketch, words


async def add_text(tx: Transaction, case_id: UUID, text: str) -> None:
    """More words by which a case is found: its complaint, of which a sketch is kept too, then each entry."""
    await tx.execute(
        "insert into case_text as t (case_id, plain, words, sketch) values ($1, $2, $3, $4) on conflict (case_id) do update set"
        " plain = t.plain || excluded.plain, words = array(select unnest(t.words) union select unnest(excluded.words))",
        case_id, plain(text), sorted(words(text)), sketch(text),
    )  # fmt: skip


async def without(tx: Transaction, limit: int) -> list[asyncpg.Record]:
    """Cases that have no words yet, with all that was said of them."""
    return await tx.fetch(
        "select c.case_id, c.complaint, array(select e.text from register_entry e where e.case_id = c.case_id) as entries"
        " from case_file c where c.erased_at is null and not exists (select from case_text t where t.case_id = c.case_id)"
        " order by c.registered_at desc limit $1",
        limit,
    )
