"""Contractors and contracts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
from aftercare_contracts.errors import Conflict, Invalid, Problem
from aftercare_contracts.values import Part
from plumbing.database import Transaction

from ..domain.access import Scope
from ..domain.contract import Amendment, Contract, ContractPart
from ..domain.deadlines import RepairTime, TimeUnit


class ContractNoTaken(Conflict):
    """A contract with this number is on record already."""


class UnknownContractor(Invalid):
    """There is no such contractor; enter it first."""


@dataclass(frozen=True, slots=True)
class Contractor:
    """A firm, by the code under which everybody knows it."""

    code: str
    name: str
    address: str


SELECT = (
    "select c.*, (select jsonb_agg(jsonb_build_array(p.part, p.warranty_months, p.clause) order by p.part)"
    " from contract_part p where p.contract_id = c.contract_id) as parts,"
    " array(select a from contract_amendment a where a.contract_id = c.contract_id order by a.number) as amendments,"
    " (select jsonb_object_agg(q.amendment_id, q.parts) from (select p.amendment_id,"
    " jsonb_agg(jsonb_build_array(p.part, p.warranty_months, p.clause) order by p.part) as parts"
    " from contract_amendment_part p join contract_amendment a using (amendment_id) where a.contract_id = c.contract_id"
    " group by p.amendment_id) q) as amended_parts from contract c"
)


async def keep_contractor(tx: Transaction, contractor: Contractor, by: str, now: datetime) -> None:
    """Enter or correct."""
    await tx.execute(
        "insert into contractor (code, name, address, recorded_by, recorded_at) values ($1, $2, $3, $4, $5)"
        " on conflict (code) do update set name = excluded.name, address = excluded.address,"
        " recorded_by = excluded.recorded_by, recorded_at = excluded.recorded_at",
        contractor.code, contractor.name, contractor.address, by, now,
    )  # fmt: skip


async def contractor(tx: Transaction, code: str) -> Contractor:
    """Raises ``UnknownContractor``."""
    row = await tx.fetchrow("select code, name, address from contractor where code = $1", code)
    if row is None:
        raise UnknownContractor("", Problem("/contractor", f"no contractor {code}", "the code of one on record"))
    return Contractor(**row)


async def contractors(tx: Transaction, after: str, limit: int) -> list[Contractor]:
    """By code."""
    rows = await tx.fetch(
        "select code, name, address from contractor where code > $1 order by code limit $2", after, limit
    )
    return [Contractor(**row) for row in rows]


async def add_contract(tx: Transaction, contract: Contract, by: str, now: datetime) -> None:
    """Raises ``ContractNoTaken``."""
    time = contract.repair_time
    added = await tx.fetchval(
        "insert into contract (contract_id, contract_no, contractor, project, completion_accepted_on, repair_time_unit,"
        " repair_time_count, repair_time_moves, settled_price_fen, retention_fen, liability_ends_on, buildings,"
        " completion_reported_on, recorded_by, recorded_at)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)"
        " on conflict on constraint contract_no_once do nothing returning true",
        contract.contract_id, contract.contract_no, contract.contractor, contract.project, contract.completion_accepted_on,
        time.unit, time.count, time.moves_off_holidays, contract.settled_price_fen, contract.retention_fen,
        contract.liability_ends_on, contract.buildings, contract.completion_reported_on, by, now,
    )  # fmt: skip
    if not added:
        problem = Problem(
            "/contract_no", f"{contract.contract_no} is on record", "the number of a contract not yet entered"
        )
        raise ContractNoTaken("", problem)
    await tx.executemany(
        "insert into contract_part (contract_id, part, warranty_months, clause) values ($1, $2, $3, $4)",
        [(contract.contract_id, each.part, each.warranty_months, each.clause) for each in contract.parts],
    )


async def add_amendment(tx: Transaction, contract_id: UUID, amendment: Amendment) -> None:
    """One more, after the others."""
    time = amendment.repair_time
    await tx.execute(
        "insert into contract_amendment (amendment_id, contract_id, number, holds_from, repair_time_unit, repair_time_count,"
        " repair_time_moves, buildings, reason, clause, recorded_by, recorded_at)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        amendment.amendment_id, contract_id, amendment.number, amendment.holds_from, time and time.unit, time and time.count,
        time and time.moves_off_holidays, amendment.buildings, amendment.reason, amendment.clause, amendment.recorded_by,
        amendment.recorded_at,
    )  # fmt: skip
    await tx.executemany(
        "insert into contract_amendment_part (amendment_id, part, warranty_months, clause) values ($1, $2, $3, $4)",
        [(amendment.amendment_id, each.part, each.warranty_months, each.clause) for each in amendment.parts],
    )


async def contract(tx: Transaction, contract_id: UUID) -> Contract | None:
    """One, or none."""
    row = await tx.fetchrow(f"{SELECT} where c.contract_id = $1", contract_id)
    return _contract(row) if row else None


async def contract_held(tx: Transaction, contract_id: UUID) -> Contract | None:
    """One that nobody else amends until the transaction ends, or none."""
    await tx.execute("select from contract where contract_id = $1 for no key update", contract_id)
    return await contract(tx, contract_id)


async def contracts_of(tx: Transaction, project: str) -> Sequence[Contract]:
    """Every contract of a project."""
    return [_contract(row) for row in await tx.fetch(f"{SELECT} where c.project = $1", project)]


async def contracts(
    tx: Transaction, scope: Scope, project: str | None, after: UUID | None, limit: int
) -> list[Contract]:
    """Those within a scope, in the order in which they were entered."""
    rows = await tx.fetch(
        f"{SELECT} where ($1::text is null or c.contractor = $1) and ($2::text[] is null or c.project = any($2))"
        " and ($3::text is null or c.project = $3) and ($4::uuid is null or c.contract_id > $4) order by c.contract_id limit $5",
        scope.contractor, scope.projects, project, after, limit,
    )  # fmt: skip
    return [_contract(row) for row in rows]


def _contract(row: asyncpg.Record) -> Contract:
    return Contract(
        contract_id=row["contract_id"],
        contract_no=row["contract_no"],
        contractor=row["contractor"],
        project=row["project"],
        parts=_parts(row["parts"]),
        completion_accepted_on=row["completion_accepted_on"],
        repair_time=_repair_time(row),
        settled_price_fen=row["settled_price_fen"],
        retention_fen=row["retention_fen"],
        liability_ends_on=row["liability_ends_on"],
        completion_reported_on=row["completion_reported_on"],
        buildings=tuple(row["buildings"]),
        amendments=tuple(_amendment(each, row["amended_parts"] or {}) for each in row["amendments"]),
    )


def _amendment(row: asyncpg.Record, parts: dict[str, Any]) -> Amendment:
    return Amendment(
        amendment_id=row["amendment_id"],
        number=row["number"],
        holds_from=row["holds_from"],
        parts=_parts(parts.get(str(row["amendment_id"]), ())),
        repair_time=_repair_time(row) if row["repair_time_unit"] else None,
        buildings=None if row["buildings"] is None else tuple(row["buildings"]),
        reason=row["reason"],
        clause=row["clause"],
        recorded_by=row["recorded_by"],
        recorded_at=row["recorded_at"],
    )


def _parts(rows: Any) -> tuple[ContractPart, ...]:
    return tuple(ContractPart(Part(part), months, clause) for part, months, clause in rows)


def _repair_time(row: asyncpg.Record) -> RepairTime:
    return RepairTime(TimeUnit(row["repair_time_unit"]), row["repair_time_count"], row["repair_time_moves"])
