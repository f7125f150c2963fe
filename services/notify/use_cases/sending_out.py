"""A notice on its ways out of the house: rows in the transaction that writes the notice; who sends them comes later."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from aftercare_contracts.envelope import Envelope
from aftercare_contracts.periods import day_in_china
from aftercare_contracts.values import Role
from plumbing.database import Transaction
from plumbing.ids import new_id
from plumbing.policy import policy

from ..domain import channels as domain
from ..domain.channels import Channels, Language, Medium, QuietHours
from ..domain.contacts import Contact, Kind
from ..domain.notices import Notice
from ..domain.sendings import Sending
from ..domain.subscriptions import BOTS, Passes, Subscription, SubscriptionKind
from ..store import contacts as contact_store
from ..store import notices as notice_store
from ..store import sendings as store
from ..store import subscriptions as subscription_store


async def rules_on(tx: Transaction, now: datetime) -> Channels:
    """The ways as policy has them today."""
    return Channels.from_data((await policy(tx, "channels", day_in_china(now))).data)


async def quiet_on(tx: Transaction, now: datetime) -> QuietHours:
    """The quiet hours as policy has them today."""
    return QuietHours.from_data((await policy(tx, "quiet_hours", day_in_china(now))).data)


async def send_out(tx: Transaction, notice: Notice, now: datetime) -> None:
    """By each way that leads to each who is told by it, once; a chase goes the same ways again (N1, N5)."""
    rules, told = await rules_on(tx, now), await subscription_store.active(tx, Passes.NOTICES)
    gateway = next((each for each in told if each.kind is SubscriptionKind.SMS), None)
    possible = frozenset({Medium.EMAIL, Medium.SMS} if gateway else {Medium.EMAIL})
    kind = Kind.CUSTOMER if notice.recipient.role is Role.CUSTOMER else None
    at = domain.not_before(await quiet_on(tx, now), kind, now, is_urgent=notice.is_urgent)
    for contact in await _concerned(tx, notice):
        wants = await contact_store.preference(tx, contact.kind, contact.key)
        for way in domain.ways(rules, notice.about, contact, wants, possible, is_urgent=notice.is_urgent):
            through = gateway if way.medium is Medium.SMS else None
            await store.add(tx, _of(notice, way.medium, way.address, way.language, through, now, at))
    for each in told:
        if each.kind is not SubscriptionKind.SMS and each.wants(notice.about, notice.recipient.role, notice.project):
            medium = Medium.BOT if each.kind in BOTS else Medium.WEBHOOK
            await store.add(tx, _of(notice, medium, str(each.subscription_id), Language.ZH, each, now, now))


async def _concerned(tx: Transaction, notice: Notice) -> list[Contact]:
    to = notice.recipient
    if to.role is Role.CUSTOMER:
        found = notice.addressee_id and await contact_store.of_one(tx, Kind.CUSTOMER, str(notice.addressee_id))
    elif to.contractor:
        found = await contact_store.of_one(tx, Kind.CONTRACTOR, to.contractor)
    else:
        return await contact_store.of_office(tx, to.role, notice.project)
    return [found] if found else []


def _of(
    notice: Notice, medium: Medium, address: str, language: Language, through: Subscription | None, now: datetime, at: datetime
) -> Sending:  # fmt: skip
    return Sending(
        sending_id=new_id(), of_id=notice.notice_id, number=notice.times_chased, channel=medium, address=address,
        notice_id=notice.notice_id, customer_id=notice.addressee_id,
        subscription_id=through.subscription_id if through else None, language=language, body=None, made_at=now, next_at=at,
    )  # fmt: skip


async def customer_told(tx: Transaction, data: dict[str, Any]) -> tuple[UUID | None, bool]:
    """Who the customer of an event is, as far as is known, and whether we still wait to hear how he is reached."""
    customer_id: UUID | None = data.get("customer_id")
    if customer_id is None and data.get("case_id"):
        customer_id = await contact_store.customer_of(tx, data["case_id"])
    if customer_id is None:
        return None, data.get("case_id") is not None
    if await contact_store.is_erased(tx, customer_id):
        return None, False
    return customer_id, await contact_store.of_one(tx, Kind.CUSTOMER, str(customer_id)) is None


async def catch_up(tx: Transaction, customer_id: UUID, now: datetime) -> None:
    """He can be reached now: what was written to him lately and waited for that goes out."""
    if await contact_store.of_one(tx, Kind.CUSTOMER, str(customer_id)) is None:
        return
    since = now - timedelta(hours=(await rules_on(tx, now)).late_hours)
    for notice in await notice_store.take_awaiting(tx, customer_id, since):
        await send_out(tx, notice, now)
        await store.drop_secret_when_done(tx, notice.notice_id)


async def pass_on(tx: Transaction, message: Envelope[Any], now: datetime) -> None:
    """A public event, as it is, to the systems that want it."""
    if message.data.is_private:
        return
    told = await subscription_store.active(tx, Passes.EVENTS)
    body = message.model_dump_json() if told else ""
    for each in told:
        if each.wants(message.type, None, getattr(message.data, "project", None)):
            await store.add(tx, Sending(
                sending_id=new_id(), of_id=message.id, number=0, channel=Medium.WEBHOOK, address=str(each.subscription_id),
                notice_id=None, customer_id=None, subscription_id=each.subscription_id, language=Language.ZH, body=body,
                made_at=now, next_at=now,
            ))  # fmt: skip
