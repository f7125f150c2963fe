"""Cases registered before there were words to find them by get theirs."""

from datetime import datetime

from plumbing import timers
from plumbing.database import Transaction

from ..store import texts

CATCH_UP = "words_catch_up"
BATCH = 200


async def catch_up(tx: Transaction, timer: timers.Timer, now: datetime) -> None:
    """The newest first, batch by batch, until every case has its words."""
    found = await texts.without(tx, BATCH)
    for row in found:
        await texts.add_text(tx, row["case_id"], row["complaint"])
        for text in row["entries"]:
            await texts.add_text(tx, row["case_id"], text)
    if len(found) == BATCH:
        await timers.arm(tx, timer.subject, CATCH_UP, now)
