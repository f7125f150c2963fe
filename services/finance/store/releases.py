"""Releases of retentions, the property office's word on them, settled prices, and objections to entries."""

from dataclasses import fields
from datetime import datetime
from typing import Any
from uuid import UUID

from plumbing.database import Transaction

from ..domain.release import Consent, NoSuchRelease, Release, ReleaseKind, ReleaseState, ReleaseVerb
from ..domain.settlements import (
    EntryObjection,
    EntryObjectionOpen,
    NoSuchEntryObjection,
    NoSuchSettlement,
    Settlement,
    SettlementOpen,
)

RELEASE = tuple(field.name for field in fields(Release))
SETTLEMENT = tuple(field.name for field in fields(Settlement))
OBJECTION = tuple(field.name for field in fields(EntryObjection))


async def add(tx: Transaction, release: Release) -> None:
    """A new application; the account is locked, so that there is one at a time."""
    await tx.execute(_insert("release", RELEASE), *_values(release, RELEASE))
    await _note(tx, release, ReleaseVerb.APPLY, release.applied_by, release.applied_at, "")


async def save(tx: Transaction, release: Release, verb: ReleaseVerb, by: str, now: datetime, note: str) -> None:
    """As it has become, and who made it so."""
    changing = RELEASE[5:]
    sets = ", ".join(f"{name} = ${i}" for i, name in enumerate(changing, 2))
    await tx.execute(
        f"update release set {sets} where release_id = $1", release.release_id, *_values(release, changing)
    )
    await _note(tx, release, verb, by, now, note)


async def _note(tx: Transaction, release: Release, verb: ReleaseVerb, by: str, now: datetime, note: str) -> None:
    await tx.execute(
        "insert into release_move (release_id, verb, at, by, to_state, amount_fen, note) values ($1, $2, $3, $4, $5, $6, $7)",
        release.release_id, verb, now, by, release.state, release.amount_fen, note,
    )  # fmt: skip


async def contract_of(tx: Transaction, release_id: UUID) -> UUID:
    """Whose release it is, to be locked first. Raises ``NoSuchRelease``."""
    found: UUID | None = await tx.fetchval("select contract_id from release where release_id = $1", release_id)
    if found is None:
        raise NoSuchRelease
    return found


async def release(tx: Transaction, release_id: UUID) -> Release:
    """One; whoever changes it has locked the account. Raises ``NoSuchRelease``."""
    row = await tx.fetchrow(f"select {', '.join(RELEASE)} from release where release_id = $1", release_id)
    if row is None:
        raise NoSuchRelease
    return _release(row)


async def open_release(tx: Transaction, contract_id: UUID) -> Release | None:
    """The one under way for a contract."""
    row = await tx.fetchrow(
        f"select {', '.join(RELEASE)} from release where contract_id = $1"
        " and state in ('applied', 'urged', 'verified', 'agreed')",
        contract_id,
    )
    return _release(row) if row else None


async def releases(
    tx: Transaction,
    projects: list[str] | None,
    contractor: str | None,
    open_only: bool,
    before: UUID | None,
    limit: int,
) -> list[dict[str, Any]]:
    """With the contract each belongs to, the latest first."""
    rows = await tx.fetch(
        f"select {', '.join(f'r.{name}' for name in RELEASE)}, a.contract_no, a.contractor, a.project from release r"
        " join retention_account a using (contract_id) where ($1::text[] is null or a.project = any($1))"
        " and ($2::text is null or a.contractor = $2)"
        " and (not $3 or r.state in ('applied', 'urged', 'verified', 'agreed'))"
        " and ($4::uuid is null or r.release_id < $4) order by r.release_id desc limit $5",
        projects, contractor, open_only, before, limit,
    )  # fmt: skip
    return [dict(row) for row in rows]


async def moves(tx: Transaction, release_id: UUID) -> list[dict[str, Any]]:
    """What happened to a release, from the beginning."""
    rows = await tx.fetch(
        "select verb, at, by, to_state, amount_fen, note from release_move where release_id = $1 order by id",
        release_id,
    )
    return [dict(row) for row in rows]


async def is_paid_with(tx: Transaction, payment: str) -> bool:
    """A release was paid with the payment of this number; two that try it at once wait for each other here."""
    await tx.execute("select pg_advisory_xact_lock(hashtextextended('release payment ' || $1, 0))", payment)
    known: bool = await tx.fetchval("select exists (select from release where payment = $1)", payment)
    return known


async def keep_consent(tx: Transaction, release_id: UUID, consent: Consent) -> bool:
    """False where the property office has spoken."""
    tag = await tx.execute(
        "insert into release_consent (release_id, consents, finding, by, at) values ($1, $2, $3, $4, $5)"
        " on conflict do nothing",
        release_id, consent.consents, consent.finding, consent.by, consent.at,
    )  # fmt: skip
    return tag.endswith("1")


async def consent(tx: Transaction, release_id: UUID) -> Consent | None:
    """The property office's word."""
    row = await tx.fetchrow("select consents, finding, by, at from release_consent where release_id = $1", release_id)
    return Consent(**row) if row else None


async def holds(tx: Transaction, contract_id: UUID) -> tuple[tuple[str, int], ...]:
    """The orders that hold something of a retention, and how much."""
    rows = await tx.fetch(
        "select o.order_no, h.held_fen from retention_hold h join repair_order o using (order_id)"
        " where h.contract_id = $1 and h.state = 'held' and h.held_fen > 0 order by o.order_no",
        contract_id,
    )
    return tuple((row["order_no"], row["held_fen"]) for row in rows)


async def add_settlement(tx: Transaction, settlement: Settlement) -> None:
    """Raises ``SettlementOpen``."""
    added = await tx.fetchval(
        f"{_insert('settlement', SETTLEMENT)} on conflict (contract_id) where confirmed_at is null do nothing returning true",
        *_values(settlement, SETTLEMENT),
    )
    if not added:
        raise SettlementOpen


async def save_settlement(tx: Transaction, settlement: Settlement) -> None:
    """Who confirmed it."""
    await tx.execute(
        "update settlement set confirmed_by = $2, confirmed_at = $3 where settlement_id = $1",
        settlement.settlement_id, settlement.confirmed_by, settlement.confirmed_at,
    )  # fmt: skip


async def settlement_held(tx: Transaction, settlement_id: UUID) -> Settlement:
    """Raises ``NoSuchSettlement``."""
    row = await tx.fetchrow(
        f"select {', '.join(SETTLEMENT)} from settlement where settlement_id = $1 for update", settlement_id
    )
    if row is None:
        raise NoSuchSettlement
    return Settlement(**row)


async def settled_price(tx: Transaction, contract_id: UUID) -> int | None:
    """The settled price last confirmed, in fen."""
    fen: int | None = await tx.fetchval(
        "select settled_price_fen from settlement where contract_id = $1 and confirmed_at is not null"
        " order by confirmed_at desc limit 1",
        contract_id,
    )
    return fen


async def add_objection(tx: Transaction, objection: EntryObjection) -> None:
    """Raises ``EntryObjectionOpen``."""
    added = await tx.fetchval(
        f"{_insert('entry_objection', OBJECTION)} on conflict (contract_id, reference) where upheld is null"
        " do nothing returning true",
        *_values(objection, OBJECTION),
    )
    if not added:
        raise EntryObjectionOpen


async def save_objection(tx: Transaction, objection: EntryObjection) -> None:
    """Its answer."""
    await tx.execute(
        "update entry_objection set upheld = $2, answer = $3, answered_by = $4, answered_at = $5 where objection_id = $1",
        objection.objection_id, objection.upheld, objection.answer, objection.answered_by, objection.answered_at,
    )  # fmt: skip


async def objection_held(tx: Transaction, objection_id: UUID) -> EntryObjection:
    """Raises ``NoSuchEntryObjection``."""
    row = await tx.fetchrow(
        f"select {', '.join(OBJECTION)} from entry_objection where objection_id = $1 for update", objection_id
    )
    if row is None:
        raise NoSuchEntryObjection
    return EntryObjection(**row)


async def objections(tx: Transaction, contract_id: UUID) -> list[EntryObjection]:
    """Every objection to entries of an account, the oldest first."""
    rows = await tx.fetch(
        f"select {', '.join(OBJECTION)} from entry_objection where contract_id = $1 order by objection_id", contract_id
    )
    return [EntryObjection(**row) for row in rows]


async def entry_of(tx: Transaction, reference: str, accounts: list[str]) -> str | None:
    """Who made the entry with this reference, where it touches one of the accounts."""
    made_by: str | None = await tx.fetchval(
        "select made_by from ledger_entry e where reference = $1"
        " and exists (select from ledger_leg l where l.entry_id = e.id and l.account = any($2))",
        reference, accounts,
    )  # fmt: skip
    return made_by


def _release(row: Any) -> Release:
    return Release(**dict(row) | {"kind": ReleaseKind(row["kind"]), "state": ReleaseState(row["state"])})


def _insert(table: str, names: tuple[str, ...]) -> str:
    places = ", ".join(f"${i}" for i in range(1, len(names) + 1))
    return f"insert into {table} ({', '.join(names)}) values ({places})"


def _values(thing: object, names: tuple[str, ...]) -> list[Any]:
    return [getattr(thing, name) for name in names]
