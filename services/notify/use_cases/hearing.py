"""Everything that is heard: first noted as facts, then told to those it concerns."""

from datetime import datetime
from typing import Any

from aftercare_contracts.envelope import Envelope
from plumbing.database import Transaction

from . import daily, facts, notices


async def take(tx: Transaction, message: Envelope[Any], now: datetime) -> None:
    """Note it, then tell of it. Facts built anew from the history are noted without telling anybody. Raises ``WrongTemplate``."""
    await facts.note(tx, message)
    await daily.note(tx, message, now)
    await notices.tell_those_concerned(tx, message, now)
