"""The postings of some accounts as they stood at a moment."""

from datetime import datetime

from plumbing.database import Transaction

from ..domain.account_statement import Booked
from ..domain.ledger import Posting


async def booked(tx: Transaction, accounts: list[str], as_of: datetime) -> list[Booked]:
    """Every posting that touches one of the accounts and was made by a moment, in the order of the ledger."""
    rows = await tx.fetch(
        "select e.made_at, e.reference, e.kind, e.reason, e.basis ->> 'order_no' as order_no, p.source, p.destination,"
        " p.amount_fen from ledger_posting p join ledger_entry e on e.id = p.entry_id"
        " where (p.source = any($1) or p.destination = any($1)) and e.made_at <= $2 order by e.made_at, e.id, p.position",
        accounts, as_of,
    )  # fmt: skip
    return [
        Booked(row["made_at"], row["reference"], row["kind"], row["reason"], row["order_no"],
               Posting(row["source"], row["destination"], row["amount_fen"]))
        for row in rows
    ]  # fmt: skip
