"""What notify can do: tell those concerned, take an answer, chase.

Whoever moves a notice disarms its timer before he takes hold of it, as a timer that fires holds itself first: the two never
wait for each other in a circle.
"""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID

from aftercare_contracts.envelope import Envelope
from aftercare_contracts.events.limits import LimitEvent
from aftercare_contracts.events.notify import NoticeAnswered, NoticeChased, NoticeDelivered
from aftercare_contracts.periods import day_in_china
from aftercare_contracts.registry import EVENTS
from aftercare_contracts.values import Role
from plumbing import numbers, outbox, timers
from plumbing.database import Transaction
from plumbing.ids import new_id
from plumbing.policy import policy, policy_entry

from ..domain import notices as domain
from ..domain import recipients, wording
from ..domain.fields import field_of
from ..domain.notices import Channel, ChaseRule, Delivery, Notice, State
from ..domain.recipients import Line, Recipient
from ..domain.wording import Names
from ..store import notices as store
from ..store import sendings
from . import sending_out

SERIES = "TZ"
CHASE = "notice_chase"
PUBLISHED: recipients.Fields = {
    name: {field: field_of(info.annotation) for field, info in event.model_fields.items()}
    for name, event in EVENTS.items()
}

SHOWN_TO_SYSTEMS = frozenset(name for name, event in EVENTS.items() if not event.is_private)
"""Every event that may be passed on as it is."""


async def tell_those_concerned(tx: Transaction, message: Envelope[Any], now: datetime) -> None:
    """A notice to everyone the plan names for this event, one to each (N1, N2, N5); earlier ones that it settles are no longer
    chased. Raises ``WrongTemplate``."""
    data = dict(message.data)
    await sending_out.pass_on(tx, message, now)
    for notice_id in await store.settled_by(tx, message.id, message.type, domain.things_in(data)):
        await _settle(tx, notice_id, message.type, now)
    today = day_in_china(now)
    rows = await policy_entry(tx, "notices", today, message.type)
    if not rows:
        return
    names = Names.from_data((await policy(tx, "names", today)).data)
    for line, recipient in recipients.notices_for(recipients.lines_from(message.type, rows, PUBLISHED), data):
        if not await store.notice_to(tx, message.id, recipient):
            words = wording.fill(line.wording, data | _masked(message), names)
            await _deliver(tx, message, line, recipient, words, now)


def _thing_of(message: Envelope[Any]) -> UUID | None:
    """What it is about; of a limit that is no case's, what the limit is about, which its event names as its subject."""
    found = domain.thing_of(dict(message.data))
    if found is None and isinstance(message.data, LimitEvent):
        with suppress(ValueError):
            return UUID(message.subject)
    return found


def _masked(message: Envelope[Any]) -> dict[str, str]:
    return {domain.SECRET: domain.MASK} if message.data.is_private and hasattr(message.data, domain.SECRET) else {}


async def tell_customers(
    tx: Transaction, message: Envelope[Any], customers: Iterable[UUID], now: datetime
) -> dict[UUID, UUID]:
    """A notice to each of these as the plan words it for households, one to each. Returns the notices by customer; none where
    the plan has no words for them. Raises ``WrongTemplate``."""
    data, today = dict(message.data), day_in_china(now)
    rows = await policy_entry(tx, "notices", today, message.type) or ()
    line = recipients.line_for_households(recipients.lines_from(message.type, rows, PUBLISHED), data)
    if line is None:
        return {}
    words = wording.fill(line.wording, data, Names.from_data((await policy(tx, "names", today)).data))
    told = {}
    for customer_id in dict.fromkeys(customers):
        to = Recipient(Role.CUSTOMER, customer_id=customer_id)
        notice_id = await store.notice_to(tx, message.id, to)
        told[customer_id] = notice_id or await _deliver(tx, message, line, to, words, now)
    return told


async def _settle(tx: Transaction, notice_id: UUID, deed: str, now: datetime) -> None:
    await timers.disarm(tx, notice_id)
    notice = await store.notice_held(tx, notice_id)
    if notice.state in domain.OPEN:
        await store.save(tx, domain.settle(notice, deed, now))


async def _deliver(
    tx: Transaction, message: Envelope[Any], line: Line, recipient: Recipient, words: wording.Wording, now: datetime
) -> UUID:
    data, today = dict(message.data), day_in_china(now)
    addressee_id, awaits_contact = None, False
    if recipient.role is Role.CUSTOMER:
        named = {"customer_id": recipient.customer_id} if recipient.customer_id else {}
        addressee_id, awaits_contact = await sending_out.customer_told(tx, data | named)
    notice = Notice(
        notice_id=new_id(), notice_no=await numbers.next_number(tx, SERIES, today), event_id=message.id, about=message.type,
        thing_id=_thing_of(message), case_id=data.get("case_id"), project=data.get("project"), recipient=recipient,
        wording=words, wants_answer=line.wants_answer, deeds=line.settled_by, delivered_at=now,
        addressee_id=addressee_id, awaits_contact=awaits_contact,
        is_urgent=(await sending_out.rules_on(tx, now)).is_urgent(message.type, data),
    )  # fmt: skip
    await store.add(tx, notice)
    await store.add_delivery(tx, Delivery(notice.notice_id, 0, Channel.INBOX, now))
    await sending_out.send_out(tx, notice, now)
    if _masked(message) and notice.addressee_id:
        await sendings.keep_secret(tx, notice.notice_id, data[domain.SECRET], data["expires_at"])
        await sendings.drop_secret_when_done(tx, notice.notice_id)
    await _say(tx, notice, NoticeDelivered(**_facts(notice), about=notice.about))
    if notice.wants_answer:
        rule = ChaseRule.from_data((await policy(tx, "chase", today)).data)
        await timers.arm(tx, notice.notice_id, CHASE, rule.next_at(now), rule.to_data())
    return notice.notice_id


async def answer(tx: Transaction, notice_id: UUID, by: str, text: str, now: datetime) -> Notice:
    """The recipient confirms a notice; one that is answered or settled stays as it is. Raises ``NoSuchNotice``."""
    await timers.disarm(tx, notice_id)
    notice = await store.notice_held(tx, notice_id)
    if notice.state not in domain.OPEN:
        return notice
    answered = domain.answer(notice, by, now, text)
    await store.save(tx, answered)
    await _say(tx, answered, NoticeAnswered(**_facts(answered), answered_by=by))
    return answered


async def chase(tx: Transaction, timer: timers.Timer, now: datetime) -> None:
    """No answer in time: sent again, as often as the rule says; the last time the centre is told of it (N1)."""
    rule = ChaseRule.from_data(timer.data)
    notice = domain.chase(await store.notice_held(tx, UUID(timer.subject)), rule)
    await store.save(tx, notice)
    await store.add_delivery(tx, Delivery(notice.notice_id, notice.times_chased, Channel.INBOX, now))
    await sending_out.send_out(tx, notice, now)
    chased = await _say(tx, notice, NoticeChased(**_facts(notice), times=notice.times_chased))
    if notice.state is State.GIVEN_UP:
        await tell_those_concerned(tx, chased, now)
    else:
        await timers.arm(tx, notice.notice_id, CHASE, rule.next_at(now), timer.data)


async def _say(
    tx: Transaction, notice: Notice, event: NoticeDelivered | NoticeAnswered | NoticeChased
) -> Envelope[Any]:
    said = await outbox.add(tx, event, about=notice.notice_id, case=notice.case_id)
    await sending_out.pass_on(tx, said, tx.now)
    return said


def _facts(notice: Notice) -> dict[str, Any]:
    return {
        "notice_id": notice.notice_id, "notice_no": notice.notice_no, "case_id": notice.case_id,
        "recipient_role": notice.recipient.role, "project": notice.project,
    }  # fmt: skip
