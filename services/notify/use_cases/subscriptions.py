"""Systems that are told over HTTP: made, given a new secret, ended."""

import base64
import secrets
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from plumbing.database import Transaction

from ..domain import subscriptions as domain
from ..domain.subscriptions import Subscription, SubscriptionEnded
from ..store import sendings as sending_store
from ..store import subscriptions as store

SECRET_BYTES = 32


def new_secret() -> str:
    """As Standard Webhooks writes them."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


async def make(tx: Transaction, wanted: Subscription) -> Subscription:
    """A new one. Raises ``WrongUrl``."""
    domain.parted(wanted.url)
    await store.add(tx, wanted)
    return wanted


async def change_secret(tx: Transaction, subscription_id: UUID, both_for: timedelta, now: datetime) -> Subscription:
    """A new secret; the old one signs beside it for a while. Raises ``NoSuchSubscription``, ``SubscriptionEnded``."""
    held = await store.one(tx, subscription_id, hold=True)
    if held.ended_at is not None:
        raise SubscriptionEnded
    changed = replace(held, secret=new_secret(), old_secret=held.secret, old_secret_until=now + both_for)
    await store.save(tx, changed)
    return changed


async def end(tx: Transaction, subscription_id: UUID, by: str, because: str, now: datetime) -> Subscription:
    """It is told no more, and what was on its way stops. Raises ``NoSuchSubscription``, ``SubscriptionEnded``."""
    held = await store.one(tx, subscription_id, hold=True)
    if held.ended_at is not None:
        raise SubscriptionEnded
    ended = replace(held, ended_at=now, ended_by=by, ended_because=because)
    await store.save(tx, ended)
    await sending_store.stop_of_subscription(tx, subscription_id, now)
    return ended
