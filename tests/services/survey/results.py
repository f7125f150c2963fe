"""The people around what customers answered, and forms returned as the doors of campaigns take them."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import httpx
from aftercare_contracts.events import dispatch, intake
from aftercare_contracts.events.survey_asking import SurveyCaseAsked
from aftercare_contracts.registry import parse
from aftercare_contracts.values import (
    CaseClass,
    CaseKind,
    Channel,
    ContactWay,
    Department,
    Desk,
    Phase,
    Repairer,
    RepairResult,
    Role,
)  # fmt: skip
from harness import ServiceUnderTest
from plumbing.inbox import Outcome
from rules.survey.answering import response
from survey.domain.responses import Answer, By, Response
from survey.use_cases.forms import form_in_force
from survey.use_cases.responses import take_response

PROJECT, ELSEWHERE = "P1", "P2"
SURVEYOR = "chen.officer"


class Readers:
    """Everybody who deals with what customers answered. It is 10 March 2026, ten o'clock in China, a Tuesday."""

    def __init__(self, service: ServiceUnderTest) -> None:
        self.service = service
        mine = {"projects": (PROJECT,)}
        self.officer = service.client(Role.SERVICE_OFFICER, person=SURVEYOR, **mine)
        self.colleague = service.client(Role.SERVICE_OFFICER, person="ma.service", **mine)
        self.lead = service.client(Role.SITE_LEAD, person="lin.lead", **mine)
        self.engineer = service.client(Role.ENGINEERING_DESK, person="wang.desk", **mine)
        self.engineering = service.client(Role.ENGINEERING, person="qian.engineering", **mine)
        self.property = service.client(Role.PROPERTY_COMPANY, person="liu.property", **mine)
        self.supervisor = service.client(Role.SERVICE_SUPERVISOR, person="xu.supervisor", **mine)
        self.elsewhere = service.client(Role.SERVICE_SUPERVISOR, person="sun.supervisor", projects=(ELSEWHERE,))
        self.director = service.client(Role.CENTRE_DIRECTOR, person="he.director")
        self.representative = service.client(Role.MANAGEMENT_REPRESENTATIVE, person="gao.representative")

    async def returned(self, *answers: tuple[str, str], overall: str | None = None, **what: Any) -> Response:
        """A form comes back: items with their steps, and the overall step."""
        facts: dict[str, Any] = {
            "response_id": uuid4(), "form_code": "satisfaction", "link_id": uuid4(), "customer_id": uuid4(), "campaign_id": None,
            "answers": tuple(Answer(item, step, "常停" if step == "poor" else "") for item, step in answers), "overall": overall,
            "given_at": self.service.clock.at,
        }  # fmt: skip
        given = response(**facts | what)
        async with self.service.db.transaction() as tx:
            form = await form_in_force(tx, given.form_code, tx.now.date())
            await take_response(tx, given, form, tx.now)
        return given

    async def on_paper(self, *answers: tuple[str, str], **what: Any) -> Response:
        """A form that the surveyor entered."""
        return await self.returned(*answers, **{"by": By.PAPER, "entered_by": SURVEYOR, "link_id": None} | what)

    async def low(self, **query: Any) -> list[dict[str, Any]]:
        """The low scores, whole, the latest first."""
        found = await listed(self.director, "/low-scores", **query)
        return [await got(self.director, f"/low-scores/{each['low_score_id']}") for each in found]

    async def asked(self) -> list[SurveyCaseAsked]:
        """The cases that were asked for."""
        async with self.service.db.reading() as tx:
            rows = await tx.fetch("select body from outbox where destination = 'private' order by id")
        events = [parse(row["body"]).data for row in rows]
        return [event for event in events if isinstance(event, SurveyCaseAsked)]

    async def month_begins(self, at: str) -> None:
        """A first of the month comes, and what it brings."""
        self.service.clock.at = datetime.fromisoformat(at)
        async with self.service.db.transaction() as tx:
            await tx.execute(
                "update timer set due_at = $1 where kind = 'results_month_begins' and fired_at is null",
                self.service.clock.at,
            )
        await self.service.fire_due()

    async def registered(self, asked_id: UUID | None = None, case_id: UUID | None = None, **what: Any) -> UUID:
        """Intake says that it registered a case. Returns the case."""
        case_id = case_id or uuid4()
        event = intake.CaseRegistered(**{
            "case_id": case_id, "case_no": f"KS-{str(case_id)[:8]}", "kind": CaseKind.COMPLAINT,
            "case_class": CaseClass.HOUSE_QUALITY, "channel": Channel.VISIT, "matter": "lifts", "part": None, "project": PROJECT,
            "unit_no": "3-1201", "completion_accepted_on": None, "handed_over_on": None, "phase": Phase.FIRST_YEAR,
            "department": Department.SERVICE_CENTRE, "desk": Desk.ENGINEERING_DESK, "customer_id": uuid4(),
            "reply_by": ContactWay.PHONE, "visit_by": ContactWay.HOME, "taken_by": SURVEYOR,
            "registered_at": self.service.clock.at, "asked_id": asked_id, **what,
        })  # fmt: skip
        assert await self.service.hear(event, about=case_id) is Outcome.APPLIED
        return case_id

    async def repaired(self, case_id: UUID | None = None, **what: Any) -> UUID:
        """Dispatch says that a repair is completed. Returns the order."""
        order_id, case_id = uuid4(), case_id or uuid4()
        event = dispatch.WorkOrderCompleted(**{
            "order_id": order_id, "order_no": f"PG-{str(order_id)[:8]}", "case_id": case_id, "case_no": f"KS-{str(case_id)[:8]}",
            "project": PROJECT, "repairer": Repairer.CONTRACTOR, "contractor": "C1", "repair_result": RepairResult.ONE_REPAIR,
            "owner_opinion": "满意", "hands": ("wang.desk", SURVEYOR), "completed_at": self.service.clock.at, **what,
        })  # fmt: skip
        assert await self.service.hear(event, about=case_id) is Outcome.APPLIED
        return order_id


async def got(who: httpx.AsyncClient, path: str, **query: Any) -> Any:
    """What a door shows."""
    answer = await who.get(path, params={name: value for name, value in query.items() if value is not None})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def listed(who: httpx.AsyncClient, path: str, **query: Any) -> list[dict[str, Any]]:
    """The items of a list."""
    found: list[dict[str, Any]] = (await got(who, path, **query))["items"]
    return found


async def did(who: httpx.AsyncClient, path: str, **body: Any) -> dict[str, Any]:
    """Something that a door accepts."""
    answer = await who.post(path, json=body)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def refused(who: httpx.AsyncClient, path: str, **body: Any) -> int:
    """The status with which a door refuses."""
    answer = await who.post(path, json=body)
    assert answer.status_code >= 400, answer.text
    return answer.status_code
