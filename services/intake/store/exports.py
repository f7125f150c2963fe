"""Whole lists, row by row, for those who keep a copy."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from typing import Any

from plumbing.database import Transaction

from . import search
from .search import Wanted

UNITS = "from unit u join customer c on c.customer_id = u.owner_id where u.project = $1"


async def count_units(tx: Transaction, project: str) -> int:
    """How many ``units`` will yield."""
    count: int = await tx.fetchval("select count(*) from unit where project = $1", project)
    return count


async def units(tx: Transaction, project: str, columns: Sequence[str]) -> AsyncGenerator[Sequence[Any], None]:
    """A project's units by number, these columns of ``UNIT_COLUMNS``."""
    wanted = ", ".join(UNIT_COLUMNS[name] for name in columns)
    async with aclosing(tx.each(f"select {wanted} {UNITS} order by u.unit_no", project)) as rows:
        async for row in rows:
            yield tuple(row)


async def count_cases(tx: Transaction, wanted: Wanted) -> int:
    """How many ``cases_of`` will yield."""
    sql, values = search.everything(wanted)
    count: int = await tx.fetchval(f"select count(*) from ({sql}) f", *values)
    return count


async def cases_of(tx: Transaction, wanted: Wanted, columns: Sequence[str]) -> AsyncGenerator[Sequence[Any], None]:
    """The cases of a list, the latest first, these columns of ``CASE_COLUMNS``."""
    sql, values = search.everything(wanted)
    names = ", ".join(CASE_COLUMNS[name] for name in columns)
    whole = f"select {names} from ({sql}) f join customer c on c.customer_id = f.customer_id order by f.registered_at desc, f.case_id desc"
    async with aclosing(tx.each(whole, *values)) as rows:
        async for row in rows:
            yield tuple(row)


UNIT_COLUMNS = {
    **{
        name: f"u.{name}"
        for name in ("project", "building", "unit_no", "completion_accepted_on", "handed_over_on", "refused_on")
    },
    "owner_name": "c.name", "owner_phone": "c.phone",
}  # fmt: skip
_MOMENT = "to_char(f.{0} at time zone 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI:SS') as {0}"
CASE_COLUMNS = {
    **{
        name: f"f.{name}"
        for name in (
            "case_no", "project", "unit_no", "kind", "case_class", "channel", "matter", "part", "phase", "department", "desk",
            "holder", "holder_person", "state", "round", "verdict", "taken_by",
        )
    },
    **{name: _MOMENT.format(name) for name in ("received_at", "registered_at", "closed_at")},
    "customer_name": "c.name", "contact": "c.phone", "complaint": "f.complaint",
}  # fmt: skip
