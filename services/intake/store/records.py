"""Who saw a record, who was given it, and what an authority was shown (I16)."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

import asyncpg
from plumbing.database import Transaction


async def looks(
    tx: Transaction, projects: list[str] | None, case_id: UUID | None, by: str | None, before: int | None, limit: int
) -> list[asyncpg.Record]:
    """Looks at full records, the latest first."""
    return await tx.fetch(
        "select l.id, l.case_id, c.case_no, c.project, l.by, l.roles, l.at from look l join case_file c using (case_id)"
        " where ($1::text[] is null or c.project = any($1)) and ($2::uuid is null or l.case_id = $2)"
        " and ($3::text is null or l.by = $3) and ($4::bigint is null or l.id < $4) order by l.id desc limit $5",
        projects, case_id, by, before, limit,
    )  # fmt: skip


async def give(
    tx: Transaction, out_id: UUID, case_id: UUID, kind: str, purpose: str, to: str, by: str, due_back_on: date | None
) -> None:
    """A copy goes out, or the record itself for a while."""
    await tx.execute(
        "insert into record_out (out_id, case_id, kind, purpose, given_to, given_by, given_at, due_back_on)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8)",
        out_id, case_id, kind, purpose, to, by, tx.now, due_back_on,
    )  # fmt: skip


async def take_back(tx: Transaction, case_id: UUID, out_id: UUID, by: str, now: datetime) -> bool:
    """A loan is back. False where none is out."""
    tag = await tx.execute(
        "update record_out set returned_by = $3, returned_at = $4 where out_id = $2 and case_id = $1 and kind = 'loan'"
        " and returned_at is null",
        case_id, out_id, by, now,
    )  # fmt: skip
    return tag.endswith("1")


async def given(tx: Transaction, case_id: UUID) -> list[asyncpg.Record]:
    """Copies and loans of a case's record."""
    return await tx.fetch("select * from record_out where case_id = $1 order by given_at, out_id", case_id)


async def cases_by_number(tx: Transaction, numbers: Sequence[str]) -> dict[str, UUID]:
    """The cases of these numbers that there are."""
    rows = await tx.fetch("select case_no, case_id from case_file where case_no = any($1)", list(numbers))
    return {row["case_no"]: row["case_id"] for row in rows}


async def ask_disclosure(
    tx: Transaction,
    disclosure_id: UUID,
    authority: str,
    credentials: str,
    request_ref: str,
    cases: Sequence[UUID],
    by: str,
) -> None:
    """An authority asks in writing."""
    await tx.execute(
        "insert into disclosure (disclosure_id, authority, credentials, request_ref, cases, asked_by, asked_at)"
        " values ($1, $2, $3, $4, $5, $6, $7)",
        disclosure_id, authority, credentials, request_ref, [str(one) for one in cases], by, tx.now,
    )  # fmt: skip


async def disclosure_held(tx: Transaction, disclosure_id: UUID) -> asyncpg.Record | None:
    """One request."""
    return await tx.fetchrow("select * from disclosure where disclosure_id = $1 for update", disclosure_id)


async def decide_disclosure(tx: Transaction, disclosure_id: UUID, by: str, now: datetime, *, consented: bool) -> None:
    """The head's word."""
    await tx.execute(
        "update disclosure set decided_by = $2, decided_at = $3, is_consented = $4 where disclosure_id = $1",
        disclosure_id, by, now, consented,
    )  # fmt: skip


async def disclosed(tx: Transaction, case_ids: Sequence[UUID]) -> list[asyncpg.Record]:
    """Exactly these records, whole."""
    return await tx.fetch(
        "select c.case_id, c.case_no, c.project, c.unit_no, c.kind, c.matter, c.complaint, c.state, c.registered_at, c.closed_at,"
        " p.name as customer_name, p.phone as contact, coalesce((select jsonb_agg(jsonb_build_object("
        "  'kind', e.kind, 'text', e.text, 'by', e.recorded_by, 'at', e.recorded_at) order by e.recorded_at)"
        "  from register_entry e where e.case_id = c.case_id), '[]') as entries"
        " from case_file c join customer p using (customer_id) where c.case_id = any($1) order by c.case_no",
        list(case_ids),
    )
