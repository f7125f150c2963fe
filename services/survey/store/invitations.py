"""Who was drawn for a campaign, who answered, who was followed up; and the population as it was."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from uuid import UUID

import asyncpg
from aftercare_contracts.errors import NotFound
from plumbing.database import Transaction
from plumbing.ids import new_id

from ..domain.campaigns import Returned
from ..domain.sampling import Place, Unit


class NotInvited(NotFound):
    """This unit was not drawn for this campaign."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """A unit that was chosen; ``chosen`` says whether by the draw or because it complained."""

    invitation_id: UUID
    campaign_id: UUID
    project: str
    building: str
    unit_no: str
    customer_id: UUID | None
    chosen: str
    link_id: UUID | None
    reminders: int
    response_id: UUID | None
    answered_at: datetime | None
    follow_ups: int = 0


COLUMNS = tuple(field.name for field in fields(Invitation) if field.name != "follow_ups")
WITH_FOLLOW_UPS = (
    "select i.*, (select count(*) from invitation_follow_up f where f.invitation_id = i.invitation_id)::integer as follow_ups"
    " from invitation i"
)


async def freeze(tx: Transaction, campaign_id: UUID, population: Sequence[Place]) -> None:
    """The population as it is now."""
    await tx.copy(
        "campaign_unit", ("campaign_id", "project", "building", "unit_no"),
        [(campaign_id, place.project, place.building, place.unit_no) for place in population],
    )  # fmt: skip


async def population(tx: Transaction, campaign_id: UUID) -> list[Place]:
    """The population as it was at drawing."""
    rows = await tx.fetch("select project, building, unit_no from campaign_unit where campaign_id = $1", campaign_id)
    return [Place(**dict(row)) for row in rows]


async def invite(tx: Transaction, campaign_id: UUID, chosen: Sequence[tuple[Unit, str]]) -> None:
    """Those chosen, and why."""
    await tx.copy(
        "invitation", ("invitation_id", "campaign_id", "project", "building", "unit_no", "customer_id", "chosen"),
        [
            (new_id(), campaign_id, unit.place.project, unit.place.building, unit.place.unit_no, unit.customer_id, why)
            for unit, why in chosen
        ],
    )  # fmt: skip


async def drawn(tx: Transaction, campaign_id: UUID) -> list[tuple[Place, str]]:
    """The places chosen, and why."""
    rows = await tx.fetch(
        "select project, building, unit_no, chosen from invitation where campaign_id = $1", campaign_id
    )
    return [(Place(row["project"], row["building"], row["unit_no"]), row["chosen"]) for row in rows]


async def counts_by_project(tx: Transaction, campaign_id: UUID) -> dict[str, int]:
    """How many were chosen in each project."""
    rows = await tx.fetch(
        "select project, count(*) as invited from invitation where campaign_id = $1 group by project order by project",
        campaign_id,
    )
    return {row["project"]: row["invited"] for row in rows}


async def returned(tx: Transaction, campaign_id: UUID) -> Returned:
    """How many were asked, how many answered, how many of the others nobody followed up."""
    row = await tx.fetchrow(
        "select count(*) as invited, count(response_id) as answered, count(*) filter (where response_id is null and not exists"
        " (select from invitation_follow_up f where f.invitation_id = i.invitation_id)) as unfollowed"
        " from invitation i where campaign_id = $1",
        campaign_id,
    )
    assert row is not None
    return Returned(**dict(row))


async def ways(tx: Transaction, campaign_id: UUID) -> dict[str, int]:
    """How the answers came."""
    rows = await tx.fetch(
        "select r.by, count(*) as count from invitation i join response r using (response_id) where i.campaign_id = $1"
        " group by r.by order by r.by",
        campaign_id,
    )
    return {row["by"]: row["count"] for row in rows}


async def without_link(tx: Transaction, campaign_id: UUID, limit: int) -> list[Invitation]:
    """Some who can get a link and have none yet."""
    rows = await tx.fetch(
        f"{WITH_FOLLOW_UPS} where campaign_id = $1 and customer_id is not null and link_id is null and response_id is null"
        " order by invitation_id limit $2",
        campaign_id, limit,
    )  # fmt: skip
    return [_invitation(row) for row in rows]


async def set_link(tx: Transaction, invitation_id: UUID, link_id: UUID) -> None:
    """The link that was sent."""
    await tx.execute("update invitation set link_id = $2 where invitation_id = $1", invitation_id, link_id)


async def to_remind(tx: Transaction, campaign_id: UUID, count: int, limit: int) -> list[Invitation]:
    """Some who did not answer and were not reminded so often, with their rows held."""
    rows = await tx.fetch(
        f"{WITH_FOLLOW_UPS} where campaign_id = $1 and link_id is not null and response_id is null and reminders < $2"
        " order by invitation_id limit $3 for update of i",
        campaign_id, count, limit,
    )  # fmt: skip
    return [_invitation(row) for row in rows]


async def set_reminded(tx: Transaction, invitation_id: UUID, count: int) -> None:
    """Reminded so often."""
    await tx.execute("update invitation set reminders = $2 where invitation_id = $1", invitation_id, count)


async def of_unit(tx: Transaction, campaign_id: UUID, project: str, unit_no: str) -> Invitation:
    """Raises ``NotInvited``."""
    return _found(await tx.fetchrow(
        f"{WITH_FOLLOW_UPS} where campaign_id = $1 and project = $2 and unit_no = $3", campaign_id, project, unit_no,
    ))  # fmt: skip


async def invitation(tx: Transaction, campaign_id: UUID, invitation_id: UUID) -> Invitation:
    """Raises ``NotInvited``."""
    return _found(await tx.fetchrow(
        f"{WITH_FOLLOW_UPS} where campaign_id = $1 and invitation_id = $2", campaign_id, invitation_id,
    ))  # fmt: skip


async def claim(tx: Transaction, invitation_id: UUID, response_id: UUID) -> bool:
    """This response is the invitation's, unless another came first."""
    tag = await tx.execute(
        "update invitation set response_id = $2, answered_at = $3 where invitation_id = $1 and response_id is null",
        invitation_id, response_id, tx.now,
    )  # fmt: skip
    return tag == "UPDATE 1"


async def claim_of_link(tx: Transaction, link_id: UUID, response_id: UUID) -> bool:
    """Likewise, by its link; a link that is nobody's invitation is free."""
    invitation_id = await tx.fetchval("select invitation_id from invitation where link_id = $1", link_id)
    return invitation_id is None or await claim(tx, invitation_id, response_id)


async def replace_response(tx: Transaction, response_id: UUID, by: UUID) -> bool:
    """A correction stands in place of what was entered first."""
    tag = await tx.execute("update invitation set response_id = $2 where response_id = $1", response_id, by)
    return tag == "UPDATE 1"


async def add_follow_up(tx: Transaction, invitation_id: UUID, way: str, words: str, by: str) -> None:
    """Somebody tried to reach who did not answer."""
    await tx.execute(
        "insert into invitation_follow_up (invitation_id, place, way, note, by, at) values"
        " ($1, (select count(*) + 1 from invitation_follow_up where invitation_id = $1), $2, $3, $4, $5)",
        invitation_id, way, words, by, tx.now,
    )  # fmt: skip


async def invitations(
    tx: Transaction, campaign_id: UUID, within: list[str] | None, answered: bool | None, after: UUID | None, limit: int
) -> list[Invitation]:
    """Those within a scope, in order."""
    rows = await tx.fetch(
        f"{WITH_FOLLOW_UPS} where campaign_id = $1 and ($2::text[] is null or project = any($2))"
        " and ($3::boolean is null or (response_id is not null) = $3) and ($4::uuid is null or invitation_id > $4)"
        " order by invitation_id limit $5",
        campaign_id, within, answered, after, limit,
    )  # fmt: skip
    return [_invitation(row) for row in rows]


async def each(tx: Transaction, campaign_id: UUID, within: list[str] | None) -> AsyncIterator[Invitation]:
    """All within a scope, by place, for the list that is handed out."""
    async for row in tx.each(
        f"{WITH_FOLLOW_UPS} where campaign_id = $1 and ($2::text[] is null or project = any($2))"
        " order by project, building, unit_no",
        campaign_id, within,
    ):  # fmt: skip
        yield _invitation(row)


def _found(row: asyncpg.Record | None) -> Invitation:
    if row is None:
        raise NotInvited
    return _invitation(row)


def _invitation(row: asyncpg.Record) -> Invitation:
    return Invitation(**{name: row[name] for name in (*COLUMNS, "follow_ups")})
