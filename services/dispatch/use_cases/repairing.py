"""The work may start, and is reported done."""

from datetime import date, datetime
from uuid import UUID

from aftercare_contracts.events.dispatch import WorkOrderDone
from aftercare_contracts.events.finance import ClaimApproved, ClaimRefused
from aftercare_contracts.values import Repairer, Role
from plumbing.database import Transaction

from ..domain import work_order
from ..domain.access import Actor
from ..domain.limits import LimitName
from ..domain.materials import must_be_decided
from ..domain.work_order import WorkOrder
from ..store import materials, orders
from . import quotes, watching
from .announcing import facts, say
from .loading import must_have_photos, order_held


async def report_done(
    tx: Transaction, order_id: UUID, note: str, photos: tuple[str, ...], completed_on: date, by: Actor, now: datetime
) -> WorkOrder:
    """The one who holds the order says that it is done; from a contractor after the take-over it is only recorded.

    Raises ``NoSuchWorkOrder``, ``UnknownPhoto``, ``CostNotApproved``, ``NotTakenOver``, ``DayAhead``, ``CannotMove``.
    """
    await watching.stop(tx, order_id)
    order = await order_held(tx, order_id, by)
    await must_have_photos(tx, photos, by)
    repairer = Repairer.CONTRACTOR if by.has(Role.CONTRACTOR) else Repairer.SQUAD
    must_be_decided(await materials.of_order(tx, order_id))
    done = work_order.finish(order, repairer, by.person, note, photos, completed_on, now)
    await orders.save(tx, done)
    if done.moves:
        await watching.wait_for(tx, done, LimitName.ENGINEERING_CHECK)
        await say(
            tx, done, WorkOrderDone(**facts(done), repair_count=done.repair_count, done_by=by.person, done_at=now)
        )
    return done


async def hear_approval(tx: Transaction, said: ClaimApproved, now: datetime) -> None:
    """The squad's cost is approved; it may start (F1), once the owner agreed where he pays (D2). Raises ``AlreadyDone`` where
    it may already."""
    order = await orders.work_order_held(tx, said.order_id)
    claim = orders.Claim(said.claim_id, said.claim_no, said.amount_fen, "approved", said.approved_by, "")
    await orders.keep_claim(tx, said.order_id, claim, now)
    if await quotes.consent_wanted(tx, order):
        return
    await orders.save(tx, work_order.allow(order, said.approved_by, f"{said.claim_no} approved", now))


async def hear_refusal(tx: Transaction, said: ClaimRefused, now: datetime) -> None:
    """The squad's cost is refused; the order says so and stays where it is (F1)."""
    await orders.work_order_held(tx, said.order_id)
    claim = orders.Claim(said.claim_id, said.claim_no, said.amount_fen, "refused", said.refused_by, said.reason)
    await orders.keep_claim(tx, said.order_id, claim, now)
