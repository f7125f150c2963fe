"""Wrong links by address, for all replicas together."""

from plumbing.database import Transaction

from ..domain.guesses import TRIES_MAX, WINDOW


async def must_wait(tx: Transaction, address: str) -> bool:
    """So many links from there opened nothing that no more is tried for a while."""
    found: bool = await tx.fetchval(
        "select exists (select from wrong_link where address = $1 and tries >= $2 and began_at > $3)",
        address, TRIES_MAX, tx.now - WINDOW,
    )  # fmt: skip
    return found


async def note_wrong(tx: Transaction, address: str) -> None:
    """A link from there opened nothing; a window that is over begins anew, and what is older is forgotten."""
    await tx.execute("delete from wrong_link where began_at <= $1 and address <> $2", tx.now - WINDOW, address)
    await tx.execute(
        "insert into wrong_link as w (address, began_at, tries) values ($1, $2, 1) on conflict (address) do update set"
        " tries = case when w.began_at <= $3 then 1 else w.tries + 1 end,"
        " began_at = case when w.began_at <= $3 then $2 else w.began_at end",
        address, tx.now, tx.now - WINDOW,
    )  # fmt: skip
