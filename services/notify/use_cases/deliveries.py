"""Sending: claim what is due, and put on record what came back; giving up is said aloud (N1).

What is claimed is sent outside any transaction: a crash between the two sends it again under the same id, never not at all.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from aftercare_contracts.events.notify_channels import DeliveryGivenUp
from aftercare_contracts.periods import day_in_china
from plumbing import outbox
from plumbing.database import Transaction
from plumbing.policy import policy

from ..domain import channels, contacts
from ..domain import sendings as domain
from ..domain.contacts import Kind
from ..domain.notices import Notice
from ..domain.sendings import Answer, Outcome, Retries, Sending, State
from ..domain.subscriptions import Subscription
from ..store import notices as notice_store
from ..store import sendings as store
from ..store import subscriptions as subscription_store
from . import notices
from .sending_out import quiet_on, rules_on

BY_US = "aftercare"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What is to be sent, with all that it takes."""

    sending: Sending
    notice: Notice | None
    secret: str | None
    subscription: Subscription | None


async def claim(tx: Transaction, lease: timedelta, limit: int, each_limit: int = 1000) -> list[Outgoing]:
    """Those that are due, held for this worker until the lease ends. What is late by now leaves customers in peace as well."""
    if (morning := (await quiet_on(tx, tx.now)).over_at(tx.now)) > tx.now:
        await store.put_off_for_customers(tx, morning, (await rules_on(tx, tx.now)).urgent)
    return [await _outgoing(tx, each) for each in await store.claim(tx, lease, limit, each_limit)]


async def _outgoing(tx: Transaction, sending: Sending) -> Outgoing:
    notice = await notice_store.notice(tx, sending.notice_id) if sending.notice_id else None
    secret = await store.secret(tx, sending.notice_id) if sending.notice_id else None
    through = await subscription_store.one(tx, sending.subscription_id) if sending.subscription_id else None
    return Outgoing(sending, notice, secret, through)


async def record(tx: Transaction, sent: Sending, answer: Answer, now: datetime) -> None:
    """What came back. That it arrived counts whenever it is heard; any other answer only of the latest attempt."""
    answer = domain.kept(replace(answer, said=contacts.without(answer.said, sent.address)))
    await store.add_answer(tx, sent.sending_id, sent.attempts, answer, now)
    held = await store.held(tx, sent.sending_id)
    is_late = held.attempts != sent.attempts and answer.outcome is not Outcome.SENT
    if held.state not in domain.OPEN or is_late:
        return
    retries = Retries.from_data((await policy(tx, "retries", day_in_china(now))).data)
    moved = domain.after(held, answer, retries, now)
    if moved.next_at is not None and held.notice_id:
        moved = replace(moved, next_at=await _in_peace(tx, held, moved.next_at, now))
    await store.save(tx, moved)
    if answer.outcome is Outcome.GONE and held.subscription_id:
        await _end(tx, held.subscription_id, now)
    if moved.state is State.GIVEN_UP:
        await _tell(tx, moved, answer, now)
    if held.notice_id:
        await store.drop_secret_when_done(tx, held.notice_id)


async def _in_peace(tx: Transaction, sending: Sending, at: datetime, now: datetime) -> datetime:
    notice = await notice_store.notice(tx, sending.notice_id) if sending.notice_id else None
    kind = Kind.CUSTOMER if sending.customer_id else None
    return channels.not_before(await quiet_on(tx, now), kind, at, is_urgent=notice is not None and notice.is_urgent)


async def _end(tx: Transaction, subscription_id: UUID, now: datetime) -> None:
    subscription = await subscription_store.one(tx, subscription_id, hold=True)
    if subscription.ended_at is None:
        ended = replace(subscription, ended_at=now, ended_by=BY_US, ended_because="the receiver said that it is gone")
        await subscription_store.save(tx, ended)
        await store.stop_of_subscription(tx, subscription_id, now)


async def _tell(tx: Transaction, sending: Sending, answer: Answer, now: datetime) -> None:
    """By a notice; but that such a notice itself went no further than the inbox is told to nobody."""
    notice = await notice_store.notice(tx, sending.notice_id) if sending.notice_id else None
    if notice and notice.about == DeliveryGivenUp.type:
        return
    said = await outbox.add(
        tx,
        DeliveryGivenUp(
            delivery_id=sending.sending_id, notice_id=sending.notice_id, notice_no=notice.notice_no if notice else None,
            case_id=notice.case_id if notice else None, project=notice.project if notice else None,
            recipient_role=notice.recipient.role if notice else None, medium=sending.channel.value, attempts=sending.attempts,
            given_up_because=domain.given_up_because(answer).value,
        ),
        about=sending.sending_id, case=notice.case_id if notice else None,
    )  # fmt: skip
    await notices.tell_those_concerned(tx, said, now)


async def send_again(tx: Transaction, sending_id: UUID, now: datetime) -> Sending:
    """The operator mended what was wrong: as if it had never been tried. Raises ``NoSuchDelivery``, ``UnderWay``,
    ``Forgotten``."""
    again = domain.again(await store.held(tx, sending_id), now)
    await store.save(tx, again)
    return again


async def keep_up(tx: Transaction, now: datetime) -> None:
    """What waited too long for an address is let go, and secrets that are of no use any more are dropped."""
    rules = await rules_on(tx, now)
    await store.let_go(tx, now - timedelta(hours=rules.late_hours))
    await subscription_store.drop_old_secrets(tx, now)


async def oldest_waiting_seconds(tx: Transaction) -> dict[str, float]:
    """How long the oldest that should have gone has been due, by channel."""
    return await store.oldest_waiting_seconds(tx)
