"""The people around survey, and what intake says."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import httpx
from aftercare_contracts.events import intake
from aftercare_contracts.values import (
    CaseClass,
    CaseKind,
    Channel,
    ContactWay,
    Department,
    Desk,
    Phase,
    Role,
    Verdict,
)
from harness import ServiceUnderTest
from plumbing.inbox import Outcome

PROJECT, ELSEWHERE = "P1", "P2"
OFFICER, COLLEAGUE, SQUAD = "chen.officer", "ma.service", "zhao.squad"
SATISFIED = {"reached": True, "in_time": True, "satisfied": True, "attitude": True}
WRONG = {"reached": True, "in_time": False, "satisfied": False, "attitude": True, "still_wrong": "阴角仍有水渍"}
NOT_REACHED = {"reached": False, "comment": "三次未接"}
CaseId = UUID | str
"""As the test made it, or as an answer shows it."""


class Office:
    """Everybody who knocks at survey's doors. It is 10 March 2026, ten o'clock in China, a Tuesday."""

    def __init__(self, service: ServiceUnderTest) -> None:
        self.service = service
        mine = {"projects": (PROJECT,)}
        self.officer = service.client(Role.CASE_OFFICER, person=OFFICER, **mine)
        self.colleague = service.client(Role.SERVICE_OFFICER, person=COLLEAGUE, **mine)
        self.squad = service.client(Role.REPAIR_SQUAD, Role.SERVICE_OFFICER, person=SQUAD, **mine)
        self.lead = service.client(Role.SITE_LEAD, person="lin.lead", **mine)
        self.elsewhere = service.client(Role.CASE_OFFICER, person="sun.officer", projects=(ELSEWHERE,))
        self.director = service.client(Role.CENTRE_DIRECTOR, person="he.director")

    async def handled(self, case_id: CaseId | None = None, **what: Any) -> CaseId:
        """Intake says that the handling of a case ended. Returns the case."""
        case_id = case_id or uuid4()
        assert await self.hear(handled(case_id, self.service.clock.at, **what)) is Outcome.APPLIED
        return case_id

    async def hear(self, event: Any) -> Outcome:
        """Something intake says about a case."""
        return await self.service.hear(event, about=event.case_id)

    async def judged(self, case_id: CaseId, verdict: Verdict) -> None:
        """A complaint was found valid or not."""
        await self.hear(intake.CaseJudged(**about(case_id), verdict=verdict, judged_by="lin.lead"))

    async def reopened(self, case_id: CaseId) -> None:
        """Another round began."""
        await self.hear(
            intake.CaseReopened(**about(case_id), round=2, desk=Desk.ENGINEERING_DESK, still_wrong="阴角仍有水渍")
        )

    async def registered(self, case_id: CaseId | None = None, **what: Any) -> CaseId:
        """Intake says that a case was registered. Returns the case."""
        case_id = case_id or uuid4()
        facts: dict[str, Any] = {
            "kind": CaseKind.REPAIR_REQUEST, "case_class": CaseClass.HOUSE_QUALITY, "channel": Channel.HOTLINE, "matter": "leak",
            "part": None, "unit_no": "3-1201", "completion_accepted_on": None, "handed_over_on": None, "phase": Phase.FIRST_YEAR,
            "department": Department.SERVICE_CENTRE, "desk": Desk.ENGINEERING_DESK, "customer_id": None,
            "reply_by": ContactWay.PHONE, "visit_by": ContactWay.PHONE, "taken_by": OFFICER,
            "registered_at": self.service.clock.at,
        }  # fmt: skip
        assert await self.hear(intake.CaseRegistered(**about(case_id) | facts | what)) is Outcome.APPLIED
        return case_id

    async def tried(self, visit: dict[str, Any], **what: Any) -> httpx.Response:
        """The officer tried in vain, just now, at the customer's door."""
        body = {"tried_at": self.service.clock.at.isoformat(), "outcome": "nobody_home"} | what
        return await self.officer.post(f"/return-visits/{visit['visit_id']}/attempts", json=body)

    async def closed(self, case_id: CaseId) -> None:
        """The case closed."""
        await self.hear(intake.CaseClosed(
            **about(case_id), rounds=1, because="recorded_reason", reason="业主撤回", closed_by="lin.lead", customer_id=None,
        ))  # fmt: skip

    async def visits(self, case_id: CaseId) -> list[dict[str, Any]]:
        """The visits of a case, the latest first."""
        answer = await self.officer.get("/return-visits", params={"case_id": str(case_id)})
        assert answer.status_code == 200, answer.text
        items: list[dict[str, Any]] = answer.json()["items"]
        return items

    async def visit(self, case_id: CaseId | None = None, **what: Any) -> dict[str, Any]:
        """The visit planned on hearing that a case was handled."""
        return (await self.visits(await self.handled(case_id, **what)))[0]

    async def look(self, visit: dict[str, Any]) -> dict[str, Any]:
        """The visit as it stands."""
        answer = await self.officer.get(f"/return-visits/{visit['visit_id']}")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    @asynccontextmanager
    async def nothing_left_behind(self) -> AsyncIterator[None]:
        """Whatever happens inside leaves no row."""
        before = await self.service.rows()
        yield
        assert await self.service.rows() == before

    def at(self, moment: str | datetime) -> None:
        """Put the clock at a moment."""
        self.service.clock.at = datetime.fromisoformat(moment) if isinstance(moment, str) else moment


async def result(who: httpx.AsyncClient, visit: dict[str, Any], body: dict[str, Any], key: str = "") -> httpx.Response:
    """Somebody records what came of a visit."""
    headers = {"Idempotency-Key": key} if key else None
    return await who.post(f"/return-visits/{visit['visit_id']}/results", json=body, headers=headers)


def handled(case_id: CaseId, at: datetime, **what: Any) -> intake.CaseHandled:
    """A repair done by the squad, for a case that the officer took."""
    facts: dict[str, Any] = {
        "unit_no": "3-1201", "kind": CaseKind.REPAIR_REQUEST, "round": 1, "settled": True, "visit_wanted": True,
        "visit_by": ContactWay.HOME, "taken_by": OFFICER, "may_not_visit": (SQUAD, "wang.desk"), "customer_id": uuid4(),
        "handled_at": at,
    }  # fmt: skip
    return intake.CaseHandled(**about(case_id) | facts | what)


def about(case_id: CaseId) -> dict[str, Any]:
    """What every event about a case carries."""
    return {"case_id": UUID(str(case_id)), "case_no": f"KS-{str(case_id)[:8]}", "project": PROJECT}
