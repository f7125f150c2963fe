"""How a word to many households reached each: for whatever was announced to them."""

from datetime import datetime
from uuid import UUID

from plumbing import paging
from plumbing.database import Transaction
from plumbing.paging import encode_cursor
from plumbing.web import Out, Page

from ..store import circulars as store


class CircularOut(Out):
    """One word to the households concerned: how many there are, how many were told, how many have no owner on record."""

    type: str
    said_at: datetime
    households: int
    told: int
    without_owner: int


class ToldOut(Out):
    """One household and one word: by which notice and what ways it went out; none where no owner is on record."""

    type: str
    said_at: datetime
    unit_no: str
    has_owner: bool
    notice_no: str | None
    delivered_at: datetime | None
    state: str | None
    channels: list[str]


async def tally(tx: Transaction, about_id: UUID) -> list[CircularOut]:
    """Each word that went out about a thing."""
    return [CircularOut.model_validate(row) for row in await store.tally(tx, about_id)]


async def told(tx: Transaction, about_id: UUID, cursor: str | None, limit: int) -> Page[ToldOut]:
    """A page of the households."""
    rows = await store.told(tx, about_id, paging.ids_in(cursor), limit + 1)
    last = rows[limit - 1] if len(rows) > limit else None
    return Page(
        items=[ToldOut.model_validate(row) for row in rows[:limit]],
        next=encode_cursor([last["circular_id"], last["unit_id"]]) if last else None,
    )
