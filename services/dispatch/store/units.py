"""What is known of units and projects."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from plumbing.database import Transaction

from ..domain.warranty import UnitDates

Row = tuple[UUID, str, str, date, date | None, date | None]
"""Id, number, building, and the three dates."""


async def put_units(tx: Transaction, project: str, rows: Sequence[Row]) -> None:
    """What was said of some units of a project, in place of what was known."""
    columns = [list(column) for column in zip(*rows, strict=True)]
    await tx.execute(
        "insert into unit_copy (project, unit_id, unit_no, building, completion_accepted_on, handed_over_on, refused_on)"
        " select $1, * from unnest($2::uuid[], $3::text[], $4::text[], $5::date[], $6::date[], $7::date[])"
        " on conflict (project, unit_no) do update set unit_id = excluded.unit_id, building = excluded.building,"
        " completion_accepted_on = excluded.completion_accepted_on, handed_over_on = excluded.handed_over_on,"
        " refused_on = excluded.refused_on",
        project, *columns,
    )  # fmt: skip


async def put_project(tx: Transaction, project: str, first_handover_on: date | None) -> None:
    """What was said of a project, in place of what was known."""
    await tx.execute(
        "insert into project_copy (project, first_collective_handover_on) values ($1, $2)"
        " on conflict (project) do update set first_collective_handover_on = excluded.first_collective_handover_on",
        project, first_handover_on,
    )  # fmt: skip


async def dates(tx: Transaction, project: str, unit_no: str | None) -> UnitDates | None:
    """Of a unit its dates and building; of shared parts the estate's first handover. None where it is not known."""
    if unit_no is None:
        row = await tx.fetchrow("select first_collective_handover_on from project_copy where project = $1", project)
        return UnitDates(handed_over_on=row["first_collective_handover_on"]) if row else None
    row = await tx.fetchrow(
        "select completion_accepted_on, handed_over_on, refused_on, building from unit_copy where project = $1 and unit_no = $2",
        project, unit_no,
    )  # fmt: skip
    return UnitDates(**row) if row else None
