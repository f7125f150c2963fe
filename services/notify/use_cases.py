"""What notify can do: tell those concerned, chase, take an answer."""

from datetime import datetime
from typing import Any
from uuid import UUID

from aftercare_contracts.envelope import Envelope
from aftercare_contracts.events.notify import NoticeAnswered, NoticeChased, NoticeDelivered
from aftercare_contracts.periods import day_in_china
from plumbing import numbers, outbox, timers
from plumbing.database import Transaction
from plumbing.ids import new_id
from plumbing.policy import policy

from . import store
from .domain import notice as domain
from .domain import plan
from .domain.notice import ChaseRule, Notice, Recipient, State

SERIES = "TZ"
CHASE = "notice_chase"
NAMED_PLAIN = {"unit_no": "（公共部位 shared parts）"}
"""What stands for a field that is empty."""


async def tell_those_concerned(tx: Transaction, message: Envelope[Any], now: datetime) -> None:
    """A notice to everyone the plan names for this event, one to each, whatever is heard again (N1, N5)."""
    lines = plan.plan_from((await policy(tx, "notices", day_in_china(now))).data).get(message.type, ())
    data = message.data.model_dump(mode="json")
    for line in lines:
        if plan.applies(line, data):
            for recipient in plan.recipients(line, data):
                if not await store.has(tx, message.id, recipient):
                    await _deliver(tx, message, line, recipient, data, now)


async def _deliver(
    tx: Transaction, message: Envelope[Any], line: plan.Line, recipient: Recipient, data: dict[str, Any], now: datetime
) -> None:
    shown = {name: NAMED_PLAIN.get(name, "") if value is None else value for name, value in data.items()}
    notice = Notice(
        notice_id=new_id(), notice_no=await numbers.next_number(tx, SERIES, day_in_china(now)), event_id=message.id,
        about=message.type, case_id=_case(message, data), project=data.get("project"), recipient=recipient,
        wording=plan.worded(line.wording, shown), wants_answer=line.wants_answer, delivered_at=now,
    )  # fmt: skip
    await store.add(tx, notice)
    await _say(tx, notice, NoticeDelivered(**_facts(notice), about=notice.about))
    if notice.wants_answer:
        rule = ChaseRule.from_data((await policy(tx, "chase", day_in_china(now))).data)
        await timers.arm(tx, notice.notice_id, CHASE, rule.next_at(now))


def _case(message: Envelope[Any], data: dict[str, Any]) -> UUID | None:
    return UUID(data["case_id"]) if data.get("case_id") else None


async def answer(tx: Transaction, notice_id: UUID, by: str, now: datetime) -> Notice:
    """The recipient confirms a notice; the first confirmation stands. Raises ``NoSuchNotice``."""
    notice = await store.notice_held(tx, notice_id)
    if notice.state is State.ANSWERED:
        return notice
    answered = domain.answer(notice, by, now)
    await store.save(tx, answered)
    await timers.disarm(tx, notice_id)
    await _say(tx, answered, NoticeAnswered(**_facts(answered), answered_by=by))
    return answered


async def chase(tx: Transaction, timer: timers.Timer, now: datetime) -> None:
    """No answer in time: sent again, as often as policy says, then left for a person to see (N1)."""
    rule = ChaseRule.from_data((await policy(tx, "chase", day_in_china(now))).data)
    chased = domain.chase(await store.notice_held(tx, UUID(timer.subject)), rule)
    await store.save(tx, chased)
    await _say(tx, chased, NoticeChased(**_facts(chased), times=chased.times_chased))
    if chased.state is State.DELIVERED:
        await timers.arm(tx, chased.notice_id, CHASE, rule.next_at(now))


async def _say(tx: Transaction, notice: Notice, event: NoticeDelivered | NoticeAnswered | NoticeChased) -> None:
    await outbox.add(tx, event, about=notice.notice_id, case=notice.case_id)


def _facts(notice: Notice) -> dict[str, Any]:
    return {
        "notice_id": notice.notice_id, "notice_no": notice.notice_no, "case_id": notice.case_id,
        "recipient_role": notice.recipient.role, "project": notice.project,
    }  # fmt: skip
