"""Retention accounts and the holds on them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from aftercare_contracts.errors import NotFound
from plumbing.database import Transaction

from ..domain import retention
from ..domain.ledger import owed_by
from ..domain.retention import Hold, HoldState
from . import ledger


class NoSuchAccount(NotFound):
    """There is no retention account of this contract, or not for you."""


@dataclass(frozen=True, slots=True)
class Contract:
    """Whose retention it is."""

    contract_id: UUID
    contract_no: str
    contractor: str
    contractor_name: str
    project: str
    settled_price_fen: int
    withheld_fen: int
    liability_ends_on: date


CONTRACT = (
    "select contract_id, contract_no, contractor, contractor_name, project, settled_price_fen, withheld_fen,"
    " liability_ends_on from retention_account"
)


async def add_contract(tx: Transaction, contract: Contract, now: datetime) -> bool:
    """Whether it was new."""
    added = await tx.fetchval(
        "insert into retention_account (contract_id, contract_no, contractor, contractor_name, project,"
        " settled_price_fen, withheld_fen, liability_ends_on, opened_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
        " on conflict (contract_id) do nothing returning true",
        contract.contract_id, contract.contract_no, contract.contractor, contract.contractor_name, contract.project,
        contract.settled_price_fen, contract.withheld_fen, contract.liability_ends_on, now,
    )  # fmt: skip
    return bool(added)


async def contract(tx: Transaction, contract_id: UUID) -> Contract:
    """Raises ``NoSuchAccount``."""
    row = await tx.fetchrow(f"{CONTRACT} where contract_id = $1", contract_id)
    if row is None:
        raise NoSuchAccount()
    return Contract(**row)


async def contract_for_update(tx: Transaction, contract_id: UUID) -> Contract:
    """The contract, its account locked. Raises ``NoSuchAccount``."""
    return (await contracts_for_update(tx, [contract_id]))[contract_id]


async def contracts_for_update(tx: Transaction, contract_ids: Iterable[UUID]) -> dict[UUID, Contract]:
    """The contracts, their accounts locked in one fixed order. Raises ``NoSuchAccount``."""
    wanted = set(contract_ids)
    rows = await tx.fetch(
        f"{CONTRACT} where contract_id = any($1) order by contract_id for no key update", list(wanted)
    )
    if len(rows) < len(wanted):
        raise NoSuchAccount()
    return {row["contract_id"]: Contract(**row) for row in rows}


async def contracts(
    tx: Transaction, *, projects: list[str] | None, contractor: str | None, before: UUID | None, limit: int
) -> list[Contract]:
    """Contracts, the latest first."""
    rows = await tx.fetch(
        f"{CONTRACT} where ($1::text[] is null or project = any($1)) and ($2::text is null or contractor = $2)"
        " and ($3::uuid is null or contract_id < $3) order by contract_id desc limit $4",
        projects, contractor, before, limit,
    )  # fmt: skip
    return [Contract(**row) for row in rows]


async def account(tx: Transaction, contract_no: str, as_of: datetime | None = None) -> retention.Account:
    """The account as its entries make it, those up to a moment where one is given."""
    own = [retention.withheld(contract_no), retention.free(contract_no), retention.held(contract_no)]
    standing = retention.account(contract_no, await ledger.flows(tx, [*own, owed_by(contract_no)], as_of))
    return replace(standing, is_released=await _is_released(tx, contract_no))


async def _is_released(tx: Transaction, contract_no: str) -> bool:
    released: bool = await tx.fetchval(
        "select exists (select from release r join retention_account a using (contract_id)"
        " where a.contract_no = $1 and r.kind = 'retention' and r.state = 'paid')",
        contract_no,
    )
    return released


HOLD = (
    "select h.order_id, o.order_no, r.contract_no, r.project, h.wanted_fen, h.held_fen, h.state, h.version"
    " from retention_hold h join repair_order o using (order_id)"
    " join retention_account r on r.contract_id = h.contract_id"
)


async def hold(tx: Transaction, order_id: UUID) -> Hold | None:
    """The order's hold; whoever changes it has locked the account first."""
    row = await tx.fetchrow(f"{HOLD} where h.order_id = $1", order_id)
    return _hold(row) if row else None


async def short_holds(tx: Transaction, contract_id: UUID) -> list[Hold]:
    """Holds of a contract that hold less than they want, the oldest order first."""
    rows = await tx.fetch(
        f"{HOLD} where h.contract_id = $1 and h.state = 'held' and h.held_fen < h.wanted_fen order by o.order_no",
        contract_id,
    )
    return [_hold(row) for row in rows]


async def save_hold(tx: Transaction, hold: Hold, contract_id: UUID, reason: str, by: str, now: datetime) -> None:
    """Keep a hold as it has become, and who made it so."""
    await tx.execute(
        "insert into retention_hold (order_id, contract_id, state, wanted_fen, held_fen, version)"
        " values ($1, $2, $3, $4, $5, $6) on conflict (order_id) do update set state = excluded.state,"
        " wanted_fen = excluded.wanted_fen, held_fen = excluded.held_fen, version = excluded.version",
        hold.order_id, contract_id, hold.state, hold.wanted_fen, hold.held_fen, hold.version,
    )  # fmt: skip
    await tx.execute(
        "insert into retention_hold_move (order_id, version, at, by, state, wanted_fen, held_fen, reason)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8)",
        hold.order_id, hold.version, now, by, hold.state, hold.wanted_fen, hold.held_fen, reason,
    )  # fmt: skip


async def holds_at(tx: Transaction, contract_id: UUID, as_of: datetime) -> list[dict[str, Any]]:
    """Every hold on a contract's retention as it stood at a moment, with what had happened to it by then (B10)."""
    rows = await tx.fetch(
        "select m.order_id, o.order_no, (array_agg(m.state order by m.version desc))[1] as state,"
        " (array_agg(m.wanted_fen order by m.version desc))[1] as wanted_fen,"
        " (array_agg(m.held_fen order by m.version desc))[1] as held_fen,"
        " jsonb_agg(jsonb_build_object('at', m.at, 'by', m.by, 'state', m.state, 'wanted_fen', m.wanted_fen,"
        " 'held_fen', m.held_fen, 'reason', m.reason) order by m.version) as moves"
        " from retention_hold_move m join retention_hold h using (order_id) join repair_order o using (order_id)"
        " where h.contract_id = $1 and m.at <= $2 group by m.order_id, o.order_no order by o.order_no",
        contract_id, as_of,
    )  # fmt: skip
    return [dict(row) for row in rows]


async def holds_of(tx: Transaction, contract_id: UUID) -> list[dict[str, Any]]:
    """Every hold on a contract's retention, with what happened to it (F9)."""
    rows = await tx.fetch(
        "select h.order_id, o.order_no, h.state, h.wanted_fen, h.held_fen, (select jsonb_agg(jsonb_build_object("
        "'at', m.at, 'by', m.by, 'state', m.state, 'wanted_fen', m.wanted_fen, 'held_fen', m.held_fen,"
        " 'reason', m.reason) order by m.version) from retention_hold_move m where m.order_id = h.order_id) as moves"
        " from retention_hold h join repair_order o using (order_id) where h.contract_id = $1 order by o.order_no",
        contract_id,
    )
    return [dict(row) for row in rows]


def _hold(row: Any) -> Hold:
    return Hold(**{**row, "state": HoldState(row["state"])})
