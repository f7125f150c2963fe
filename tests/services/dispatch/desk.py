"""The people around dispatch, and a project with a case, a contractor and his contract."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
from aftercare_contracts.events.finance import ClaimApproved, ClaimRefused
from aftercare_contracts.events.intake import CaseClosed, CaseRegistered, CaseReopened
from aftercare_contracts.values import (
    CaseClass,
    CaseKind,
    Channel,
    ContactWay,
    Department,
    Desk,
    Part,
    Phase,
    Role,
)
from harness import ServiceUnderTest
from pictures import picture
from plumbing.inbox import Outcome

PROJECT = "P1"
JPEG = picture("a damp wall")


class Office:
    """Everybody who knocks at dispatch's doors, and what happens around it."""

    def __init__(self, service: ServiceUnderTest) -> None:
        self.service = service
        mine = {"projects": (PROJECT,)}
        self.records = service.client(Role.RECORDS_CLERK)
        self.desk = service.client(Role.ENGINEERING_DESK, person="wang.desk", **mine)
        self.checker = service.client(Role.ENGINEERING_DESK, person="chen.desk", **mine)
        self.lead = service.client(Role.SITE_LEAD, person="lin.lead", **mine)
        self.property = service.client(Role.PROPERTY_DESK, **mine)
        self.squad = service.client(Role.REPAIR_SQUAD, person="zhao.squad", **mine)
        self.firm = service.client(Role.CONTRACTOR, person="li.foreman", contractor="NF", projects=())
        self.rival = service.client(Role.CONTRACTOR, person="xu.foreman", contractor="BF", projects=())
        self.elsewhere = service.client(Role.ENGINEERING_DESK, person="sun.desk", projects=("P2",))

    async def settle(self) -> None:
        """Two contractors, of whom NF has a contract for wet rooms with three seconds for a repair."""
        for code, name in (("NF", "南方建筑"), ("BF", "北方建筑")):
            assert (await self.records.put(f"/contractors/{code}", json={"name": name})).status_code == 200
        await made(self.records, "/contracts", contract())

    async def case(self, **what: Any) -> UUID:
        """A case of project P1 that intake has registered."""
        said = registered(self.service.clock.at, **what)
        assert await self.service.hear(said, about=said.case_id) is Outcome.APPLIED
        return said.case_id

    async def issue(
        self, case_id: UUID | None = None, by: httpx.AsyncClient | None = None, **what: Any
    ) -> dict[str, Any]:
        """A work order on a case, by default on a new one, with a photo."""
        case_id = case_id or await self.case()
        photos = what.pop("photos", None) or [await photo(by or self.desk)]
        return await made(by or self.desk, "/work-orders", order(case_id, photos=photos, **what))

    async def received(self, **what: Any) -> dict[str, Any]:
        """A work order that the contractor has."""
        return await self.act(self.firm, await self.issue(**what), "receipts", {})

    async def lapsed(self, **what: Any) -> dict[str, Any]:
        """A work order whose contractor was reminded and let his time pass."""
        order = await self.received(**what)
        for moment in (order["remind_at"], order["due_at"]):
            self.service.clock.at = datetime.fromisoformat(moment)
            await self.service.fire_due()
        self.service.clock.at = self.later(microseconds=1)
        await self.service.fire_due()
        return await self.look(order)

    async def act(
        self, who: httpx.AsyncClient, order: dict[str, Any], noun: str, body: dict[str, Any]
    ) -> dict[str, Any]:
        """Something done to an order, which succeeds."""
        return await made(who, f"/work-orders/{order['order_id']}/{noun}", body)

    async def look(self, order: dict[str, Any]) -> dict[str, Any]:
        """The order as the desk sees it."""
        answer = await self.desk.get(f"/work-orders/{order['order_id']}")
        assert answer.status_code == 200, answer.text
        return answer.json()  # type: ignore[no-any-return]

    async def approve(self, order: dict[str, Any]) -> Outcome:
        """Finance approves the squad's cost for an order."""
        said = ClaimApproved(**claim(order), approved_by="he.director", approved_role=Role.CENTRE_DIRECTOR)
        return await self.service.hear(said, about=order["case_id"])

    async def refuse(self, order: dict[str, Any]) -> Outcome:
        """Finance refuses it."""
        said = ClaimRefused(**claim(order), refused_by="he.director", reason="太贵")
        return await self.service.hear(said, about=order["case_id"])

    async def reopen(self, case_id: UUID, round_no: int) -> None:
        """Intake opens another round."""
        said = CaseReopened(
            case_id=case_id,
            case_no="KS-2026-000001",
            project=PROJECT,
            round=round_no,
            desk=Desk.ENGINEERING_DESK,
            still_wrong="渗水",
        )
        await self.service.hear(said, about=case_id)

    async def close(self, case_id: UUID) -> None:
        """Intake closes a case."""
        said = CaseClosed(
            case_id=case_id, case_no="KS-2026-000001", project=PROJECT, rounds=1, because="satisfied", reason="", closed_by="survey",
            customer_id=None,
        )  # fmt: skip
        await self.service.hear(said, about=case_id)

    def later(self, **interval: float) -> datetime:
        """A moment after the clock's."""
        return self.service.clock.at + timedelta(**interval)


def registered(at: datetime, **what: Any) -> CaseRegistered:
    facts: dict[str, Any] = {
        "case_id": uuid4(), "case_no": "KS-2026-000001", "kind": CaseKind.REPAIR_REQUEST, "case_class": CaseClass.HOUSE_QUALITY,
        "channel": Channel.HOTLINE, "matter": "leak", "part": Part.WET_ROOM_WATERPROOFING, "project": PROJECT, "unit_no": "3-1201",
        "completion_accepted_on": date(2025, 6, 30), "handed_over_on": date(2025, 8, 1), "phase": Phase.FIRST_YEAR,
        "department": Department.SERVICE_CENTRE, "desk": Desk.ENGINEERING_DESK, "customer_id": uuid4(),
        "reply_by": ContactWay.PHONE, "visit_by": ContactWay.PHONE, "taken_by": "ma.clerk", "registered_at": at,
    }  # fmt: skip
    return CaseRegistered(**(facts | what))


def contract(**what: Any) -> dict[str, Any]:
    return {
        "contract_no": "HT-2025-01", "contractor": "NF", "project": PROJECT,
        "parts": [{"part": "wet_room_waterproofing", "warranty_months": 60, "clause": "第12条"}],
        "completion_accepted_on": "2025-06-30", "repair_time": {"unit": "seconds", "count": 3},
        "settled_price_fen": 100_000_000, "retention_fen": 3_000_000, "liability_ends_on": "2027-06-30",
    } | what  # fmt: skip


def order(case_id: UUID, **what: Any) -> dict[str, Any]:
    return {
        "case_id": str(case_id), "subject": "卫生间渗水", "part": "wet_room_waterproofing", "warranty_work": "重做防水",
        "source": "owner", "place": "3-1201 卫生间", "expected_cost_fen": 486_000,
    } | what  # fmt: skip


def claim(order: dict[str, Any]) -> dict[str, Any]:
    return {
        "claim_id": uuid4(), "claim_no": "FY-2026-000001", "order_id": order["order_id"], "order_no": order["order_no"],
        "case_id": order["case_id"], "case_no": order["case_no"], "project": PROJECT, "amount_fen": 486_000,
    }  # fmt: skip


async def made(who: httpx.AsyncClient, path: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = await who.post(path, json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()  # type: ignore[no-any-return]


async def photo(who: httpx.AsyncClient, content: bytes = JPEG, media_type: str = "image/jpeg") -> str:
    answer = await who.post("/photos", content=content, headers={"content-type": media_type})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["sha256"])
