"""Everybody with an inbox, and events that reach notify."""

from typing import Any
from uuid import UUID, uuid4

import httpx
from aftercare_contracts.envelope import Event
from aftercare_contracts.registry import EVENTS
from aftercare_contracts.values import CaseKind, Desk, Repairer, Role
from contracts.samples import sample
from harness import ServiceUnderTest
from plumbing.inbox import Outcome

PROJECT = "P1"


def event(name: str, **what: Any) -> Event:
    """An event of that type on project P1, with these facts."""
    known = {"project": PROJECT} if "project" in EVENTS[name].model_fields else {}
    return sample(name).data.model_copy(update=known | what)


class Office:
    """Readers of notices, and what happens around them."""

    def __init__(self, service: ServiceUnderTest) -> None:
        self.service = service
        mine = {"projects": (PROJECT,)}
        self.desk = service.client(Role.ENGINEERING_DESK, person="wang.desk", **mine)
        self.elsewhere = service.client(Role.ENGINEERING_DESK, person="sun.desk", projects=("P2",))
        self.sales = service.client(Role.SALES_DESK, person="qian.desk", **mine)
        self.lead = service.client(Role.SITE_LEAD, person="lin.lead", **mine)
        self.director = service.client(Role.CENTRE_DIRECTOR, person="he.director")
        self.firm = service.client(Role.CONTRACTOR, person="li.foreman", contractor="NF", projects=())
        self.rival = service.client(Role.CONTRACTOR, person="xu.foreman", contractor="BF", projects=())

    async def hear(self, name: str, about: UUID, message_id: UUID | None = None, **what: Any) -> None:
        """Something is said, and applied."""
        said = event(name, **what)
        assert await self.service.hear(said, about=about, message_id=message_id) is Outcome.APPLIED

    async def case(self, **what: Any) -> UUID:
        """A case of the engineering desk is registered."""
        case_id = uuid4()
        facts = {"case_id": case_id, "kind": CaseKind.REPAIR_REQUEST, "desk": Desk.ENGINEERING_DESK}
        await self.hear("intake.case.registered.v1", case_id, **facts | what)
        return case_id

    async def order(self, **what: Any) -> UUID:
        """A work order goes out to the contractor NF."""
        order_id, case_id = uuid4(), what.pop("case_id", None) or uuid4()
        facts = {"order_id": order_id, "case_id": case_id, "repairer": Repairer.CONTRACTOR, "contractor": "NF"}
        await self.hear("dispatch.work_order.issued.v1", case_id, **facts | what)
        return order_id


async def inbox(who: httpx.AsyncClient, **asked: Any) -> list[dict[str, Any]]:
    """What somebody finds in his inbox, the latest first."""
    answer = await who.get("/notices", params=asked)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


async def only(who: httpx.AsyncClient, **asked: Any) -> dict[str, Any]:
    """The one notice that somebody finds."""
    (notice,) = await inbox(who, **asked)
    return notice


async def look(who: httpx.AsyncClient, notice: dict[str, Any]) -> dict[str, Any]:
    """One notice in full."""
    answer = await who.get(f"/notices/{notice['notice_id']}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def confirm(who: httpx.AsyncClient, notice: dict[str, Any], **body: Any) -> httpx.Response:
    """Somebody answers a notice."""
    return await who.post(f"/notices/{notice['notice_id']}/answers", json=body)
