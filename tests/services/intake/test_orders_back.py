"""A work order that comes back undone leaves the case with whoever holds it, and its limits run again (D2, I10)."""

import pytest
from aftercare_contracts.events.dispatch_orders import WorkOrderCancelled, WorkOrderReturned
from plumbing.inbox import Outcome

from .desk import Office, about

LEVEL = (1, "department_level")


@pytest.mark.rule("D2", "I10")
@pytest.mark.parametrize("how", ["returned", "cancelled"])
async def test_with_no_other_order_out_the_level_limit_runs_again(office: Office, how: str) -> None:
    case = await office.case()
    order_id = await office.order(case)
    assert (await office.limits(case))[LEVEL][0] == "given_way"
    office.at(office.service.clock.at, hours=5)
    facts = about(order_id, case)
    said = (
        WorkOrderReturned(**facts, ground="out_of_scope", returned_by="lin.lead")
        if how == "returned"
        else WorkOrderCancelled(**facts, cancelled_by="wang.desk")
    )
    assert await office.service.hear(said, about=case["case_id"]) is Outcome.APPLIED
    running = [each for each in (await office.look(case, "/limits"))["items"] if each["state"] == "running"]
    assert "department_level" in {each["limit"] for each in running}
    shown = await office.look(case)
    assert (shown["state"], shown["holder"]) == ("in_work", "engineering_desk")


@pytest.mark.rule("D2")
async def test_while_another_order_is_out_the_order_governs_and_its_signature_ends_the_round(office: Office) -> None:
    case = await office.case()
    first, second = await office.order(case), await office.order(case)
    said = WorkOrderReturned(**about(first, case), ground="out_of_scope", returned_by="lin.lead")
    await office.service.hear(said, about=case["case_id"])
    assert (await office.limits(case))[LEVEL][0] == "given_way"
    await office.complete(case, second, "zhao.squad")
    assert (await office.look(case))["state"] == "handled"
