"""The units of every project with their owners, as intake tells them (N7); an owner who was erased is forgotten."""

from collections.abc import Sequence
from uuid import UUID

from plumbing.database import Transaction

from ..domain.announcements import Place
from ..domain.households import Household

COLUMNS = "unit_id, project, unit_no, building, customer_id"


async def keep(tx: Transaction, households: Sequence[Household]) -> None:
    """As told last; whoever was erased does not come back."""
    rows = [(each.unit_id, each.project, each.unit_no, each.building, each.customer_id) for each in households]
    await tx.executemany(
        f"insert into household ({COLUMNS}) values ($1, $2, $3, $4,"
        " (select $5::uuid where not exists (select from forgotten_customer where customer_id = $5)))"
        " on conflict (unit_id) do update set project = excluded.project, unit_no = excluded.unit_no,"
        " building = excluded.building, customer_id = excluded.customer_id",
        rows,
    )


async def forget(tx: Transaction, customer_id: UUID) -> None:
    """Nobody is known to own what was his, nor to have been told (L8)."""
    await tx.execute("insert into forgotten_customer (customer_id) values ($1) on conflict do nothing", customer_id)
    await tx.execute("update household set customer_id = null where customer_id = $1", customer_id)
    await tx.execute("update circular_household set customer_id = null where customer_id = $1", customer_id)


async def projects(tx: Transaction) -> list[str]:
    """Every project of which a unit is known."""
    return [row["project"] for row in await tx.fetch("select distinct project from household order by project")]


async def concerned(tx: Transaction, project: str, place: Place) -> list[Household]:
    """Every household of these buildings and units, or of the whole project."""
    rows = await tx.fetch(
        f"select {COLUMNS} from household where project = $1"
        " and (cardinality($2::text[]) + cardinality($3::text[]) = 0 or building = any($2) or unit_no = any($3))"
        " order by building, unit_no",
        project, list(place.buildings), list(place.unit_nos),
    )  # fmt: skip
    return [Household(**dict(row)) for row in rows]


async def of_units(tx: Transaction, project: str, unit_nos: Sequence[str]) -> list[Household]:
    """These units of a project, where they are known."""
    rows = await tx.fetch(
        f"select {COLUMNS} from household where project = $1 and unit_no = any($2) order by unit_no",
        project, list(unit_nos),
    )  # fmt: skip
    return [Household(**dict(row)) for row in rows]
