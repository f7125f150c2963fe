"""One word to many households: written down whole with its event, handed out by and by (N7)."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from aftercare_contracts import registry
from aftercare_contracts.envelope import Envelope
from plumbing import timers
from plumbing.database import Transaction
from plumbing.timers import Timer

from ..domain.households import Household
from ..store import circulars as store
from . import notices

HAND_OUT = "circular_hand_out"
AT_A_TIME = 100
"""So that whoever else needs a notice's number waits a moment only."""


async def send(tx: Transaction, message: Envelope[Any], about_id: UUID, households: Sequence[Household]) -> None:
    """Let everybody of these households know, from now on."""
    await store.add(tx, message.id, about_id, message.type, households)
    await timers.arm(tx, message.id, HAND_OUT, tx.now, {"message": message.model_dump(mode="json")})


async def hand_out(tx: Transaction, timer: Timer, now: datetime) -> None:
    """The next of them, until everybody was told."""
    message = registry.parse(json.dumps(timer.data["message"]).encode())
    customers = await store.untold(tx, message.id, AT_A_TIME)
    told = await notices.tell_customers(tx, message, customers, now)
    await store.set_told(tx, message.id, told)
    if told and len(customers) == AT_A_TIME:
        await timers.arm(tx, timer.subject, HAND_OUT, now, timer.data)
