"""One case from the call to its end, by several ways, as coroutines of a load; each act is noted in the history."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

from aftercare_contracts.periods import add_months, day_in_china
from aftercare_contracts.values import Role

from .entrance import Entrance, Refused
from .estate import Estate
from .history import Act

CONTRACTOR = "HENGYUAN"
COST_FEN, EXPECTED_FEN = 486_000, 500_000
NOT_YET = (404, 409)
"""What a service says that has not heard of something so far."""
STEP_SECONDS = 180.0
EVERYWHERE = (
    Role.HOTLINE, Role.RECORDS_CLERK, Role.CENTRE_DIRECTOR, Role.DEPUTY_CHIEF_ENGINEER, Role.VICE_PRESIDENT,
    Role.SERVICE_SUPERVISOR, Role.AUDITOR, Role.FINANCE_OFFICER, Role.OPERATOR,
)  # fmt: skip


class Cast:
    """The people of one project, each known by his role and the project."""

    def __init__(self, town: Estate, project: str) -> None:
        self.project = project
        self._tokens = {
            role: town.token(
                role, project="*" if role in EVERYWHERE else project, person=f"{role}-{project}",
                contractor=CONTRACTOR if role == Role.CONTRACTOR else None,
            )
            for role in (*EVERYWHERE, Role.CASE_OFFICER, Role.ENGINEERING_DESK, Role.CONTRACTOR, Role.REPAIR_SQUAD)
        }  # fmt: skip

    def token(self, role: Role) -> str:
        """His bearer token."""
        return self._tokens[role]

    def token_of(self, person: str) -> str:
        """By the name that an act notes."""
        return self._tokens[Role(person.removesuffix(f"-{self.project}"))]

    async def act(
        self, entrance: Entrance, role: Role, kind: str, service: str, path: str, body: dict[str, Any] | None = None, *,
        again: Act | None = None, mark: str = "",
    ) -> dict[str, Any]:  # fmt: skip
        """See ``Entrance.act``."""
        person = f"{role}-{self.project}"
        return await entrance.act(self._tokens[role], person, kind, service, path, body or {}, again=again, mark=mark)


class Story:
    """Told with ``tell``; ``at`` says how far it has come."""

    def __init__(self, cast: Cast, entrance: Entrance, number: int, photo: str, chance: random.Random) -> None:
        self._cast, self._entrance, self._number, self._photo, self._chance = cast, entrance, number, photo, chance
        self.at = "the beginning"

    async def tell(self) -> str:
        """How it ended. Raises ``Refused``, ``Lost``, ``TimeoutError``."""
        case = await self._call()
        order = await self._order(case["case_id"])
        way = await self._contractor(order["order_id"], self._chance.choice(("late", "declined", "in time")))
        if way == "in time":
            await self._accept(order["order_id"])
        else:
            await self._squad(order["order_id"])
        satisfied = self._chance.random() < 0.8
        await self._visit(case["case_id"], satisfied=satisfied)
        await self._until_case(case["case_id"], "closed" if satisfied else "reopened")
        return f"{way}, {'closed' if satisfied else 'reopened'}"

    async def _call(self) -> dict[str, Any]:
        unit_no, project, today = f"S-{self._number}", self._cast.project, day_in_china(datetime.now(UTC))
        await self._do(Role.RECORDS_CLERK, "unit", "intake", "/units", {
            "project": project, "unit_no": unit_no, "building": "S", "owner_name": "王女士", "owner_phone": "13900000001",
            "completion_accepted_on": f"{add_months(today, -9)}", "handed_over_on": f"{add_months(today, -6)}",
        })  # fmt: skip
        mark = f"{project}-story-{self._number}-"
        case = await self._do(Role.HOTLINE, "contact", "intake", "/cases", {
            "channel": "hotline", "kind": "repair_request", "project": project, "unit_no": unit_no, "customer_name": "王女士",
            "contact": "13900000001", "matter": "leak", "part": "wet_room_waterproofing", "complaint": f"主卫天花漏水 {mark}",
            "reply_by": "phone", "visit_by": "phone",
        }, mark=mark)  # fmt: skip
        text = {"way": "phone", "text": "已致歉并告知工程专员今天联系。"}
        await self._do(Role.CASE_OFFICER, "feedback", "intake", f"/cases/{case['case_id']}/feedbacks", text)
        return case

    async def _order(self, case_id: str) -> dict[str, Any]:
        return await self._once_known(Role.ENGINEERING_DESK, "order", "dispatch", "/work-orders", {
            "case_id": case_id, "subject": "主卫天花防水渗漏", "part": "wet_room_waterproofing", "warranty_work": "防水",
            "source": "owner", "place": "主卫", "expected_cost_fen": EXPECTED_FEN, "photos": [self._photo],
        })  # fmt: skip

    async def _contractor(self, order_id: str, way: str) -> str:
        """How it really went: he may have come too late for what he meant to do."""
        path = f"/work-orders/{order_id}"
        try:
            await self._do(Role.CONTRACTOR, "receipt", "dispatch", f"{path}/receipts")
            if way == "declined":
                await self._do(Role.CONTRACTOR, "decline", "dispatch", f"{path}/declines", {"reason": "班组已撤场。"})
            elif way == "in time":
                await self._do(
                    Role.CONTRACTOR, "completion", "dispatch", f"{path}/completions", {"note": "已重做防水。"}
                )
        except Refused as refused:
            if refused.act.status not in NOT_YET:
                raise
            way = "late"
        if way != "in time":
            await self._until_order(order_id, "with_squad")
        return way

    async def _squad(self, order_id: str) -> None:
        claim = await self._once_known(Role.REPAIR_SQUAD, "claim", "finance", "/claims", {
            "order_id": order_id, "amount_fen": COST_FEN, "lines": _lines(COST_FEN), "cause": "contractor",
            "cause_evidence": "闭水试验记录：防水层搭接不足。",
        })  # fmt: skip
        path, seen = f"/claims/{claim['claim_id']}", {"amount_fen": COST_FEN, "note": "同意"}
        await self._do(Role.DEPUTY_CHIEF_ENGINEER, "review", "finance", f"{path}/reviews", seen)
        await self._do(Role.VICE_PRESIDENT, "approval", "finance", f"{path}/approvals", seen)
        await self._until_order(order_id, "may_start")
        await self._do(
            Role.REPAIR_SQUAD, "completion", "dispatch", f"/work-orders/{order_id}/completions", {"note": "已修复。"}
        )
        await self._accept(order_id)
        final = {"amount_fen": COST_FEN, "lines": _lines(COST_FEN)}
        await self._once_known(Role.REPAIR_SQUAD, "final cost", "finance", f"{path}/final-costs", final)

    async def _accept(self, order_id: str) -> None:
        path = f"/work-orders/{order_id}"
        finding = {"passed": True, "finding": "闭水24小时无渗漏。"}
        await self._once_known(Role.ENGINEERING_DESK, "check", "dispatch", f"{path}/checks", finding)
        signed = {"satisfied": True, "opinion": "满意", "signer": "王女士"}
        await self._do(Role.ENGINEERING_DESK, "signature", "dispatch", f"{path}/signatures", signed)

    async def _visit(self, case_id: str, *, satisfied: bool) -> None:
        async def planned() -> list[dict[str, Any]]:
            answer = await self._get(Role.CASE_OFFICER, "survey", "/return-visits", case_id=case_id)
            visits: list[dict[str, Any]] = answer.get("items", [])
            return visits

        (visit,) = await self._until("its return visit is planned", planned, bool)
        answers = {"reached": True, "in_time": True, "satisfied": satisfied, "attitude": True}
        more = {} if satisfied else {"still_wrong": "阴角仍有水渍。"}
        path = f"/return-visits/{visit['visit_id']}/results"
        await self._do(Role.CASE_OFFICER, "visit", "survey", path, answers | more)

    async def _until_order(self, order_id: str, state: str) -> None:
        async def now() -> str:
            return str((await self._get(Role.ENGINEERING_DESK, "dispatch", f"/work-orders/{order_id}")).get("state"))

        await self._until(f"its order is {state}", now, lambda found: found == state)

    async def _until_case(self, case_id: str, how: str) -> None:
        async def now() -> dict[str, Any]:
            return await self._get(Role.CASE_OFFICER, "intake", f"/cases/{case_id}")

        await self._until(
            f"it is {how}", now,
            lambda case: case.get("state") == "closed" if how == "closed" else case.get("round") == 2,
        )  # fmt: skip

    async def _until(self, described: str, probe: Callable[[], Awaitable[Any]], wanted: Callable[[Any], bool]) -> Any:
        self.at, ends_at = f"waiting until {described}", time.monotonic() + STEP_SECONDS
        while not wanted(found := await probe()):
            if time.monotonic() > ends_at:
                raise TimeoutError(f"waited {STEP_SECONDS:.0f} s until {described}; last found {found}")
            await asyncio.sleep(0.4)
        return found

    async def _once_known(self, role: Role, kind: str, service: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Try until the service has heard what it must know first, always as the same act."""
        ends_at, again = time.monotonic() + STEP_SECONDS, None
        while True:
            try:
                return await self._do(role, kind, service, path, body, again=again)
            except Refused as refused:
                if refused.act.status not in NOT_YET or time.monotonic() > ends_at:
                    raise
                again = refused.act
            await asyncio.sleep(0.4)

    async def _do(
        self, role: Role, kind: str, service: str, path: str, body: dict[str, Any] | None = None, *,
        again: Act | None = None, mark: str = "",
    ) -> dict[str, Any]:  # fmt: skip
        self.at = kind
        return await self._cast.act(self._entrance, role, kind, service, path, body, again=again, mark=mark)

    async def _get(self, role: Role, service: str, path: str, **query: Any) -> dict[str, Any]:
        answer: dict[str, Any] = (await self._entrance.get(self._cast.token(role), service, path, **query)).json()
        return answer


def _lines(amount_fen: int) -> list[dict[str, Any]]:
    material = amount_fen // 3
    return [
        {"what": "防水材料", "kind": "material", "amount_fen": material},
        {"what": "人工", "kind": "labour", "amount_fen": amount_fen - material},
    ]
