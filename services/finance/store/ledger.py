"""The ledger: entries are added, never changed."""

from datetime import datetime
from typing import Any

from plumbing.database import Transaction

from ..domain.ledger import Entry, Kind, Posting, must_be_new


async def post(
    tx: Transaction, entry: Entry | None, by: str, now: datetime, basis: dict[str, Any] | None = None
) -> None:
    """Add an entry. Raises ``AlreadyPosted`` or ``ReferenceTaken`` where its reference is used."""
    if entry is None:
        return
    entry_id = await tx.fetchval(
        "insert into ledger_entry (reference, kind, project, reason, basis, made_at, made_by)"
        " values ($1, $2, $3, $4, $5, $6, $7) on conflict (reference) do nothing returning id",
        entry.reference, entry.kind, entry.project, entry.reason, basis or {}, now, by,
    )  # fmt: skip
    if entry_id is None:
        must_be_new(entry, await posted(tx, entry.reference))
    await tx.executemany(
        "insert into ledger_posting (entry_id, position, source, destination, amount_fen) values ($1, $2, $3, $4, $5)",
        [(entry_id, n, p.source, p.destination, p.amount_fen) for n, p in enumerate(entry.postings, 1)],
    )


async def posted(tx: Transaction, reference: str) -> Entry | None:
    """The entry with this reference."""
    rows = await tx.fetch(
        "select e.reference, e.kind, e.project, e.reason, p.source, p.destination, p.amount_fen"
        " from ledger_entry e join ledger_posting p on p.entry_id = e.id where e.reference = $1 order by p.position",
        reference,
    )
    if not rows:
        return None
    first, postings = rows[0], tuple(_posting(row) for row in rows)
    return Entry(first["reference"], Kind(first["kind"]), first["project"], postings, first["reason"])


async def stands(tx: Transaction, reference: str) -> bool:
    """The entry was posted and not taken back."""
    found: bool = await tx.fetchval(
        "select exists (select from ledger_entry where reference = $1)"
        " and not exists (select from ledger_entry where reference = 'reversal:' || $1)",
        reference,
    )
    return found


async def flows(tx: Transaction, accounts: list[str], as_of: datetime | None = None) -> list[Posting]:
    """What moved between these accounts and others, summed by both ends; up to a moment where one is given."""
    rows = await tx.fetch(
        "select source, destination, sum(amount_fen)::bigint as amount_fen from ledger_posting p"
        " where (source = any($1) or destination = any($1)) and ($2::timestamptz is null or"
        "  (select e.made_at from ledger_entry e where e.id = p.entry_id) <= $2) group by source, destination",
        accounts, as_of,
    )  # fmt: skip
    return [_posting(row) for row in rows]


async def balance(tx: Transaction, account: str) -> int:
    """An account's balance in fen."""
    fen: int = await tx.fetchval(
        "select coalesce(sum(amount_fen), 0)::bigint from ledger_leg where account = $1", account
    )
    return fen


async def balances(tx: Transaction, projects: list[str] | None) -> list[dict[str, Any]]:
    """Every account's balance, from the entries of these projects (of all, where none are given)."""
    rows = await tx.fetch(
        "select l.account, sum(l.amount_fen)::bigint as balance_fen from ledger_leg l"
        " join ledger_entry e on e.id = l.entry_id where $1::text[] is null or e.project = any($1)"
        " group by l.account order by l.account",
        projects,
    )
    return [dict(row) for row in rows]


ENTRY = (
    "select e.id, e.reference, e.kind, e.project, e.reason, e.basis, e.made_at, e.made_by,"
    " (select jsonb_agg(jsonb_build_object('source', p.source, 'destination', p.destination,"
    " 'amount_fen', p.amount_fen) order by p.position) from ledger_posting p where p.entry_id = e.id) as postings"
    " from ledger_entry e"
)


async def entries(
    tx: Transaction, *, account: str | None, projects: list[str] | None, before: int | None, limit: int
) -> list[dict[str, Any]]:
    """Entries with their postings, the latest first; ``account`` matches either end."""
    narrowed = "e.id in (select entry_id from ledger_leg where account = $1)" if account else "$1::text is null"
    rows = await tx.fetch(
        f"{ENTRY} where {narrowed} and ($2::text[] is null or e.project = any($2))"
        " and ($3::bigint is null or e.id < $3) order by e.id desc limit $4",
        account, projects, before, limit,
    )  # fmt: skip
    return [dict(row) for row in rows]


async def entries_of(
    tx: Transaction, accounts: list[str], limit: int, as_of: datetime | None = None
) -> list[dict[str, Any]]:
    """Entries that touch any of these accounts, the latest first; those made by a moment where one is given."""
    rows = await tx.fetch(
        f"{ENTRY} where e.id in (select entry_id from ledger_leg where account = any($1))"
        " and ($3::timestamptz is null or e.made_at <= $3) order by e.id desc limit $2",
        accounts, limit, as_of,
    )  # fmt: skip
    return [dict(row) for row in rows]


async def lock_fund(tx: Transaction, project: str, now: datetime) -> None:
    """Let payments of one fund come one after another; a fund nobody allotted to yet begins here."""
    await tx.execute(
        "insert into fund as f (project, opened_at) values ($1, $2)"
        " on conflict (project) do update set opened_at = f.opened_at",
        project, now,
    )  # fmt: skip


async def funds(tx: Transaction, projects: list[str] | None, as_of: datetime | None = None) -> list[dict[str, Any]]:
    """Every fund with what came in and went out, up to a moment where one is given."""
    rows = await tx.fetch(
        "select f.project, coalesce(sum(l.amount_fen), 0)::bigint as balance_fen,"
        " coalesce(sum(l.amount_fen) filter (where e.kind = 'allotment'), 0)::bigint as allotted_fen,"
        " coalesce(-sum(l.amount_fen) filter (where e.kind = 'cost'), 0)::bigint as paid_fen,"
        " coalesce(sum(l.amount_fen) filter (where e.kind = 'refill'), 0)::bigint as refilled_fen,"
        " coalesce(sum(l.amount_fen) filter (where e.kind = 'receipt'), 0)::bigint as received_fen,"
        " coalesce(sum(l.amount_fen) filter (where e.kind = 'correction'), 0)::bigint as corrected_fen"
        " from fund f left join (ledger_leg l join ledger_entry e on e.id = l.entry_id"
        "  and ($2::timestamptz is null or e.made_at <= $2)) on l.account = 'fund:' || f.project"
        " where $1::text[] is null or f.project = any($1) group by f.project order by f.project",
        projects, as_of,
    )  # fmt: skip
    return [dict(row) for row in rows]


async def fund_lines(tx: Transaction, project: str, as_of: datetime, after: int, limit: int) -> list[dict[str, Any]]:
    """What moved in and out of a fund by a moment, the oldest first, with the balance after each."""
    rows = await tx.fetch(
        "select * from (select e.id, e.made_at, e.reference, e.kind, e.reason, e.made_by, l.amount_fen,"
        " sum(l.amount_fen) over (order by e.id)::bigint as balance_fen from ledger_leg l"
        " join ledger_entry e on e.id = l.entry_id where l.account = 'fund:' || $1 and e.made_at <= $2) line"
        " where id > $3 order by id limit $4",
        project, as_of, after, limit,
    )  # fmt: skip
    return [dict(row) for row in rows]


def _posting(row: Any) -> Posting:
    return Posting(row["source"], row["destination"], row["amount_fen"])
