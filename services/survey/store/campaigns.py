"""Campaigns, their moves and steps, as rows."""

import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from uuid import UUID

import asyncpg
from plumbing.database import Transaction

from ..domain.campaign_kinds import rules_from
from ..domain.campaigns import Campaign, Done, NoSuchCampaign, State, Step, Verb

COLUMNS = tuple(field.name for field in fields(Campaign))
STANDING = (
    "state", "form_version", "seed", "population_hash", "population", "shares_bp", "drawn_at", "handed_out_at",
    "collect_until", "collected_at", "counted_at", "closed_at",
)  # fmt: skip


async def add(tx: Transaction, campaign: Campaign) -> None:
    """A planned one."""
    places = ", ".join(f"${i}" for i in range(1, len(COLUMNS) + 1))
    values = [_kept(campaign, name) for name in COLUMNS]
    await tx.execute(f"insert into campaign ({', '.join(COLUMNS)}) values ({places})", *values)


async def save(tx: Transaction, campaign: Campaign) -> None:
    """As it stands now."""
    sets = ", ".join(f"{name} = ${i}" for i, name in enumerate(STANDING, 2))
    values = [_kept(campaign, name) for name in STANDING]
    await tx.execute(f"update campaign set {sets} where campaign_id = $1", campaign.campaign_id, *values)


async def note(tx: Transaction, campaign: Campaign, verb: Verb, by: str, words: str = "") -> None:
    """What happened to it, by whom."""
    await tx.execute(
        "insert into campaign_move (campaign_id, place, verb, by, at, to_state, note) values"
        " ($1, (select count(*) + 1 from campaign_move where campaign_id = $1), $2, $3, $4, $5, $6)",
        campaign.campaign_id, verb, by, tx.now, campaign.state, words,
    )  # fmt: skip


async def campaign(tx: Transaction, campaign_id: UUID) -> Campaign:
    """Raises ``NoSuchCampaign``."""
    return _found(await tx.fetchrow("select * from campaign where campaign_id = $1", campaign_id))


async def campaign_held(tx: Transaction, campaign_id: UUID) -> Campaign:
    """One that nobody else moves until the transaction ends. Raises ``NoSuchCampaign``."""
    return _found(await tx.fetchrow("select * from campaign where campaign_id = $1 for update", campaign_id))


async def campaigns(
    tx: Transaction, within: list[str] | None, state: State | None, before: UUID | None, limit: int
) -> list[Campaign]:
    """Those with a project within a scope, the latest first."""
    rows = await tx.fetch(
        "select * from campaign where ($1::text[] is null or projects && $1) and ($2::text is null or state = $2)"
        " and ($3::uuid is null or campaign_id < $3) order by campaign_id desc limit $4",
        within, state, before, limit,
    )  # fmt: skip
    return [_campaign(row) for row in rows]


async def moves(tx: Transaction, campaign_id: UUID) -> list[asyncpg.Record]:
    """What happened, in order."""
    return await tx.fetch(
        "select verb, by, at, to_state, note from campaign_move where campaign_id = $1 order by place", campaign_id
    )


async def add_step(tx: Transaction, campaign_id: UUID, done: Done) -> None:
    """A step on record."""
    await tx.execute(
        "insert into campaign_step (campaign_id, step, by, at, done_on, note, waived) values ($1, $2, $3, $4, $5, $6, $7)",
        campaign_id, done.step, done.by, done.at, done.done_on, done.note, done.waived,
    )  # fmt: skip


async def steps(tx: Transaction, campaign_id: UUID) -> Mapping[Step, Done]:
    """The steps on record."""
    rows = await tx.fetch(
        "select step, by, at, done_on, note, waived from campaign_step where campaign_id = $1 order by at, step",
        campaign_id,
    )
    return {Step(row["step"]): Done(**dict(row) | {"step": Step(row["step"])}) for row in rows}


def _kept(campaign: Campaign, name: str) -> object:
    value = getattr(campaign, name)
    if name == "rules":
        return json.loads(json.dumps(asdict(value)))
    return [list(each) for each in value] if name == "listed" else value


def _found(row: asyncpg.Record | None) -> Campaign:
    if row is None:
        raise NoSuchCampaign
    return _campaign(row)


def _campaign(row: asyncpg.Record) -> Campaign:
    known = {
        "rules": rules_from(row["rules"]), "state": State(row["state"]), "projects": tuple(row["projects"]),
        "listed": tuple((project, unit_no) for project, unit_no in row["listed"]),
    }  # fmt: skip
    return Campaign(**{name: row[name] for name in COLUMNS} | known)
