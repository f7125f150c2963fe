"""Signatures of the three parties who close what the owner will not sign (B7)."""

from uuid import UUID

from plumbing.database import Transaction

from ..domain.acceptance import Party, PartySignature


async def add(tx: Transaction, order_id: UUID, repair_count: int, signature: PartySignature) -> None:
    """One more signature on one repair."""
    await tx.execute(
        "insert into party_signature (order_id, repair_count, party, person, finding, at) values ($1, $2, $3, $4, $5, $6)",
        order_id, repair_count, signature.party, signature.person, signature.finding, signature.at,
    )  # fmt: skip


async def of_repair(tx: Transaction, order_id: UUID, repair_count: int) -> list[PartySignature]:
    """The signatures on one repair; whoever adds one holds the order."""
    rows = await tx.fetch(
        "select party, person, finding, at from party_signature where order_id = $1 and repair_count = $2 order by at, party",
        order_id, repair_count,
    )  # fmt: skip
    return [PartySignature(Party(row["party"]), row["person"], row["finding"], row["at"]) for row in rows]
