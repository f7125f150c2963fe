"""How far a service has heard a subject. Whoever changes anything about a subject's messages holds its position first."""

from typing import NamedTuple
from uuid import UUID

from .database import Transaction


class Standing(NamedTuple):
    """``last`` is the number applied last, 0 before the first; ``holder`` the message that has the number asked for, if any."""

    last: int
    holder: UUID | None


async def hold(tx: Transaction, source: str, subject: str, sequence: int) -> Standing:
    """Hold the subject's position until the transaction ends; it is there from now on. Who holds it already is waited for."""
    row = await tx.fetchrow(
        "insert into inbox_position as p (source, subject, last_sequence) values ($1, $2, 0)"
        " on conflict (source, subject) do update set last_sequence = p.last_sequence returning last_sequence as last,"
        " (select event_id from inbox where source = $1 and subject = $2 and sequence = $3) as holder",
        source, subject, sequence,
    )  # fmt: skip
    assert row is not None
    return Standing(row["last"], row["holder"])
