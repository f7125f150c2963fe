"""How a work order is spoken of to the other services."""

from typing import Any

from aftercare_contracts.envelope import Event
from aftercare_contracts.events import dispatch as events
from aftercare_contracts.values import TakeOverReason
from plumbing import outbox
from plumbing.database import Transaction

from ..domain.evidence import BESIDE_THE_CHAIN, Chain
from ..domain.work_order import WorkOrder
from ..store import orders


def facts(order: WorkOrder) -> dict[str, Any]:
    """What every event about a work order carries."""
    sheet = order.sheet
    return {
        "order_id": sheet.order_id,
        "order_no": sheet.order_no,
        "case_id": sheet.case_id,
        "case_no": sheet.case_no,
        "project": sheet.project,
        "repairer": order.repairer,
        "contractor": sheet.contractor,
    }


async def say(tx: Transaction, order: WorkOrder, event: Event) -> None:
    """Announce something about a work order; the subject is its case."""
    await outbox.add(tx, event, about=order.sheet.case_id)


async def say_taken_over(tx: Transaction, order: WorkOrder, reason: TakeOverReason) -> None:
    """Announce a take-over with the evidence so far (D3, F9, L7)."""
    sheet = order.sheet
    assert sheet.contract_id
    assert order.taken_over_at
    await say(tx, order, events.WorkOrderTakenOver(
        **facts(order),
        unit_no=sheet.unit_no,
        place=sheet.place,
        part=sheet.part,
        contract_id=sheet.contract_id,
        reason=reason,
        expected_cost_fen=order.estimate_fen,
        taken_over_at=order.taken_over_at,
        chain=published(await orders.chain(tx, sheet.order_id)),
        danger=order.in_danger,
    ))  # fmt: skip


def published(chain: Chain) -> tuple[events.Evidence, ...]:
    """The links of the chain as others know them."""
    return tuple(
        events.Evidence.model_validate(
            {"kind": link.kind, "at": link.at, "by": link.by, "note": link.note, "photos": link.photos}
        )
        for link in chain
        if link.kind not in BESIDE_THE_CHAIN
    )
