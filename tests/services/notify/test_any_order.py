"""Whatever order, and however often, messages arrive: the same notices, standing the same."""

import random
from typing import Any
from uuid import UUID

import pytest
from aftercare_contracts.values import Repairer, Role
from harness import ServiceUnderTest
from services.conftest import OpenService

from .desk import event

CASE, ORDER, CLAIM = UUID(int=1), UUID(int=2), UUID(int=3)
HEARD: list[tuple[str, dict[str, Any]]] = [
    ("intake.case.registered.v1", {}),
    ("intake.case.feedback_given.v1", {}),
    ("dispatch.work_order.issued.v1", {"order_id": ORDER, "repairer": Repairer.CONTRACTOR, "contractor": "NF"}),
    ("dispatch.work_order.received.v1", {"order_id": ORDER, "repairer": Repairer.CONTRACTOR, "contractor": "NF"}),
    ("dispatch.work_order.taken_over.v1", {"order_id": ORDER, "repairer": Repairer.SQUAD, "contractor": "NF"}),
    ("finance.claim.raised.v1", {"claim_id": CLAIM, "order_id": ORDER, "next_role": Role.DEPUTY_CHIEF_ENGINEER}),
    ("finance.claim.reviewed.v1", {"claim_id": CLAIM, "order_id": ORDER, "next_role": Role.VICE_PRESIDENT}),
    ("finance.claim.approved.v1", {"claim_id": CLAIM, "order_id": ORDER, "inform": ()}),
    ("dispatch.work_order.done.v1", {"order_id": ORDER, "repairer": Repairer.SQUAD, "contractor": "NF"}),
    ("dispatch.work_order.check_passed.v1", {"order_id": ORDER, "repairer": Repairer.SQUAD, "contractor": "NF"}),
    ("intake.case.handled.v1", {"settled": True, "visit_wanted": True}),
    ("survey.return_visit.planned.v1", {}),
    ("survey.return_visit.dissatisfied.v1", {}),
    ("intake.case.reopened.v1", {}),
]


async def outcome(svc: ServiceUnderTest, bodies: list[bytes]) -> list[tuple[Any, ...]]:
    """How all notices stand after these deliveries, in an order of their own."""
    for body in bodies:
        await svc.inbox.receive(svc.db, body)
    async with svc.db.reading() as tx:
        rows = await tx.fetch(
            "select about, recipient, state, settled_by, text_zh from notice order by event_id, recipient"
        )
        running = await tx.fetchval("select count(*) from timer where disarmed_at is null")
        waiting = await tx.fetchval("select count(*) from inbox where state <> 'applied'")
    return [(running, waiting), *(tuple(row) for row in rows)]


@pytest.mark.rule("N1")
async def test_shuffled_and_doubled_messages_lead_to_the_same_notices(service: OpenService) -> None:
    first = await service("notify")
    bodies = [first.message(event(name, case_id=CASE, **what), about=CASE) for name, what in HEARD]
    expected = await outcome(first, bodies)
    assert len(expected) > 20
    assert {row[2] for row in expected[1:]} == {"delivered", "settled"}
    for seed in range(4):
        shuffled = bodies * 2
        random.Random(seed).shuffle(shuffled)
        assert await outcome(await service("notify"), shuffled) == expected, f"seed {seed}"
