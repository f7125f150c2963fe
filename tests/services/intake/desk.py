"""The people around intake, a project with units in every phase, and what the other services say."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
from aftercare_contracts.events.dispatch import WorkOrderCompleted, WorkOrderIssued
from aftercare_contracts.events.survey import ReturnVisitDissatisfied, ReturnVisitSatisfied
from aftercare_contracts.values import ContactWay, Part, Repairer, RepairResult, Role
from harness import ServiceUnderTest
from plumbing.inbox import Outcome

PROJECT, ELSEWHERE = "P1", "P2"
YOUNG, OLD, EMPTY, REFUSED = "1-101", "1-102", "1-103", "1-104"
OWNER, PHONE = "王女士", "13812341234"


class Office:
    """Everybody who knocks at intake's doors, and what happens around it. It is 10 March 2026, ten o'clock in China."""

    def __init__(self, service: ServiceUnderTest) -> None:
        self.service = service
        mine = {"projects": (PROJECT,)}
        self.records = service.client(Role.RECORDS_CLERK, person="he.records")
        self.hotline = service.client(Role.HOTLINE, person="hotline")
        self.officer = service.client(Role.CASE_OFFICER, person="chen.officer", **mine)
        self.service_officer = service.client(Role.SERVICE_OFFICER, person="ma.service", **mine)
        self.desk = service.client(Role.ENGINEERING_DESK, person="wang.desk", **mine)
        self.lead = service.client(Role.SITE_LEAD, person="lin.lead", **mine)
        self.director = service.client(Role.CENTRE_DIRECTOR, person="he.director")
        self.elsewhere = service.client(Role.SITE_LEAD, person="sun.lead", projects=(ELSEWHERE,))

    async def settle(self) -> None:
        """Two projects; in the first a unit within the year, one after it, one not handed over, one wrongly refused."""
        for project in (PROJECT, ELSEWHERE):
            first = {"name": "锦江花园", "first_collective_handover_on": "2025-03-11"}
            assert (await self.records.put(f"/projects/{project}", json=first)).status_code == 200
        for unit_no, dates in (
            (YOUNG, {"handed_over_on": "2025-03-10"}),
            (OLD, {"handed_over_on": "2025-03-09"}),
            (EMPTY, {}),
            (REFUSED, {"refused_on": "2025-09-01"}),
        ):
            await made(self.records, "/units", unit(unit_no=unit_no, **dates))

    async def case(self, by: httpx.AsyncClient | None = None, **what: Any) -> dict[str, Any]:
        """A case, by default a repair request in the first year, taken by the officer."""
        return await made(by or self.officer, "/cases", contact(**what))

    async def act(
        self, who: httpx.AsyncClient, case: dict[str, Any], noun: str, body: dict[str, Any]
    ) -> dict[str, Any]:
        """Something done on a case, which succeeds."""
        return await made(who, f"/cases/{case['case_id']}/{noun}", body)

    async def plan(self, case: dict[str, Any], complete_on: str = "2026-03-13") -> dict[str, Any]:
        """A complaint is verified, and its handling planned by the desk and signed by the site lead."""
        await self.act(self.desk, case, "verifications", {"finding": "墙面确有渗水", "on_the_spot": True})
        plan = {"cause": "防水层搭接不足", "handling": "重做防水", "complete_on": complete_on}
        drawn = await self.act(self.desk, case, "plans", plan)
        await self.act(self.lead, case, f"plans/{drawn['plan_id']}/signatures", {"opinion": "同意"})
        return drawn

    async def look(self, case: dict[str, Any], rest: str = "") -> Any:
        """The case, its limits or its timeline as the officer sees it."""
        answer = await self.officer.get(f"/cases/{case['case_id']}{rest}")
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def limits(self, case: dict[str, Any]) -> dict[tuple[int, str], tuple[str, str]]:
        """State and reason of every limit by round and name."""
        items = (await self.look(case, "/limits"))["items"]
        return {(item["round"], item["limit"]): (item["state"], item["ended_because"]) for item in items}

    async def order(self, case: dict[str, Any]) -> UUID:
        """Dispatch issues a work order on the case."""
        order_id = uuid4()
        said = WorkOrderIssued(
            **about(order_id, case), round=case["round"], unit_no=case["unit_no"], part=Part.PLUMBING, subject="漏水",
            contract_id=None, contract_clause="", issued_by="wang.desk", expected_cost_fen=100, photos=(),
        )  # fmt: skip
        assert await self.service.hear(said, about=case["case_id"]) is Outcome.APPLIED
        return order_id

    async def complete(self, case: dict[str, Any], order_id: UUID, *hands: str) -> Outcome:
        """The owner signs a work order."""
        said = WorkOrderCompleted(
            **about(order_id, case), repair_result=RepairResult.ONE_REPAIR, owner_opinion="满意", hands=hands,
            completed_at=self.service.clock.at,
        )  # fmt: skip
        return await self.service.hear(said, about=case["case_id"])

    async def visit(self, case: dict[str, Any], round_no: int, *, satisfied: bool, settled: bool = True) -> Outcome:
        """Survey reports a return visit of a round."""
        facts: dict[str, Any] = {
            "visit_id": uuid4(), "case_id": case["case_id"], "case_no": case["case_no"], "project": case["project"],
            "round": round_no, "visited_by": "chen.officer",
        }  # fmt: skip
        said = (
            ReturnVisitSatisfied(**facts, settled=settled, in_time=True, attitude=True)
            if satisfied
            else ReturnVisitDissatisfied(**facts, because="still_wrong", still_wrong="阴角仍有水渍")
        )
        return await self.service.hear(said, about=case["case_id"])

    def at(self, moment: str | datetime, **later: float) -> None:
        """Put the clock at a moment, or so much after it."""
        self.service.clock.at = (datetime.fromisoformat(moment) if isinstance(moment, str) else moment) + timedelta(
            **later
        )


def unit(**what: Any) -> dict[str, Any]:
    """A unit whose completion was accepted in 2024."""
    return {
        "project": PROJECT, "unit_no": "9-909", "building": "1", "completion_accepted_on": "2024-06-01",
        "owner_name": OWNER, "owner_phone": PHONE,
    } | what  # fmt: skip


def contact(**what: Any) -> dict[str, Any]:
    """A repair request by the owner of the unit in its first year."""
    return {
        "channel": "hotline", "kind": "repair_request", "project": PROJECT, "unit_no": YOUNG, "customer_name": OWNER,
        "contact": PHONE, "matter": "leak", "complaint": "主卫天花漏水，滴水不停。", "reply_by": "phone", "visit_by": "home",
    } | what  # fmt: skip


def about(order_id: UUID, case: dict[str, Any]) -> dict[str, Any]:
    """What every event about a work order carries."""
    return {
        "order_id": order_id, "order_no": "PG-2026-000001", "case_id": case["case_id"], "case_no": case["case_no"],
        "project": case["project"], "contractor": None, "repairer": Repairer.SQUAD,
    }  # fmt: skip


def result(*, settled: bool = True, **what: Any) -> dict[str, Any]:
    """What the office reports."""
    return {"settled": settled, "text": "已处理"} | what


UNSETTLED = result(
    settled=False, unsettled_reason="厂家缺货，配件下周到", promised_on="2026-03-20", promised_date_agreed=True
)
FEEDBACK = {"way": ContactWay.PHONE, "text": "已告知客户，明日上门查看。"}


async def made(who: httpx.AsyncClient, path: str, body: dict[str, Any]) -> dict[str, Any]:
    """Post something that succeeds."""
    answer = await who.post(path, json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()  # type: ignore[no-any-return]


def pointers(answer: httpx.Response) -> list[str]:
    """What a refusal points at."""
    return [error["pointer"] for error in answer.json().get("errors", [])]
