"""What is past, for a change of policy to be tried on."""

from datetime import datetime

from plumbing.database import Transaction

from ..domain.policy_effects import PastClaim


async def claims_since(tx: Transaction, since: datetime) -> list[PastClaim]:
    """The claims raised since, the latest first."""
    rows = await tx.fetch(
        "select claim_no, project, amount_fen from claim where raised_at >= $1 order by id desc", since
    )
    return [PastClaim(**dict(row)) for row in rows]
