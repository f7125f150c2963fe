"""Finance's service with the people around it, for its tests."""

from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
from aftercare_contracts.events.dispatch import (
    ContractRegistered,
    Evidence,
    SquadOrdered,
    WorkOrderDone,
    WorkOrderTakenOver,
)
from aftercare_contracts.events.dispatch_costs import EvidenceAdded, WorkOrderEstimated
from aftercare_contracts.events.intake_design import DesignAnswered
from aftercare_contracts.values import Bearer, Part, Repairer, TakeOverReason
from aftercare_contracts.values import Desk as Desk_
from harness import ServiceUnderTest
from plumbing.inbox import Outcome

FULL_CHAIN = ("notice", "receipt", "reminder", "deadline_passed", "take_over")


@dataclass
class Job:
    """A work order of the squad, as dispatch tells of it."""

    order_id: UUID
    order_no: str
    case_id: UUID
    repairer: Repairer = Repairer.SQUAD


@dataclass
class Desk:
    """Says what dispatch says and does what people do; each role is one person, named after it."""

    finance: ServiceUnderTest
    stack: AsyncExitStack
    count: int = 0
    contract_ids: dict[str, UUID] = field(default_factory=dict)

    async def as_(self, *roles: str, **who: Any) -> httpx.AsyncClient:
        return await self.stack.enter_async_context(self.finance.client(*roles, **who))

    async def post(self, role: str, path: str, body: dict[str, Any] | None = None, **who: Any) -> httpx.Response:
        return await (await self.as_(role, **who)).post(path, json=body or {})

    async def get(self, role: str, path: str, **who: Any) -> Any:
        answer = await (await self.as_(role, **who)).get(path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def contract(
        self,
        no: str = "HT-1",
        retention_fen: int = 1_000_000,
        contractor: str = "C-17",
        contract_id: UUID | None = None,
    ) -> UUID:
        contract_id = self.contract_ids[no] = contract_id or uuid4()
        event = ContractRegistered(
            contract_id=contract_id, contract_no=no, contractor=contractor, contractor_name="Hengtai", project="P1",
            settled_price_fen=100_000_000, retention_fen=retention_fen, liability_ends_on=date(2027, 6, 30),
        )  # fmt: skip
        assert await self.finance.hear(event, about=contract_id) == Outcome.APPLIED
        return contract_id

    async def taken_over(self, expected_fen: int = 500_000, expect: Outcome = Outcome.APPLIED, **how: Any) -> Job:
        event, _ = self.take_over_event(expected_fen, **how)
        assert await self.finance.hear(event, about=event.case_id) == expect
        return Job(event.order_id, event.order_no, event.case_id)

    def take_over_event(
        self, expected_fen: int, *, contract: str = "HT-1", links: tuple[str, ...] = FULL_CHAIN,
        unit_no: str | None = "3-1201", place: str = "", part: Part = Part.PLUMBING, danger: bool = False, job: Job | None = None,
    ) -> tuple[WorkOrderTakenOver, UUID]:  # fmt: skip
        job, at = job or self._job(), self.finance.clock.at - timedelta(days=2)
        event = WorkOrderTakenOver(
            **self._facts(job), unit_no=unit_no, place=place, part=part, contract_id=self.contract_ids[contract],
            reason=TakeOverReason.TIME_PASSED, expected_cost_fen=expected_fen, taken_over_at=self.finance.clock.at,
            chain=tuple(_link(kind, at + timedelta(hours=n)) for n, kind in enumerate(links)), danger=danger,
        )  # fmt: skip
        return event, job.case_id

    async def squads_own(self, expected_fen: int = 20_000, part: Part = Part.DECORATION, danger: bool = False) -> Job:
        job = self._job()
        event = SquadOrdered(
            **self._facts(job), unit_no="3-1201", part=part, bearer=Bearer.COMPANY, expected_cost_fen=expected_fen,
            danger=danger,
        )  # fmt: skip
        assert await self.finance.hear(event, about=job.case_id) == Outcome.APPLIED
        return job

    async def estimated(self, job: Job, fen: int, reason: str = "the leak is larger") -> None:
        event = WorkOrderEstimated(
            **self._facts(job), expected_cost_fen=fen, before_fen=1, reason=reason, estimated_by="site_lead"
        )
        assert await self.finance.hear(event, about=job.case_id) == Outcome.APPLIED

    async def evidence(self, job: Job, kind: str, **what: Any) -> None:
        link = Evidence(**{"kind": kind, "at": self.finance.clock.at, "by": "lin"} | what)
        event = EvidenceAdded(**self._facts(job), contract_id=self.contract_ids["HT-1"], link=link)
        assert await self.finance.hear(event, about=job.case_id) == Outcome.APPLIED

    async def design_answered(self, case_id: UUID, justified: bool = True, question_no: str = "SJ-2026-000001") -> None:
        event = DesignAnswered(
            question_id=uuid4(), question_no=question_no, case_id=case_id, case_no="KS-2026-000001", project="P1",
            desk=Desk_.ENGINEERING_DESK, justified=justified, cause="design" if justified else None,
            bearer=Bearer.COMPANY if justified else None, answered_by="designer",
        )  # fmt: skip
        assert await self.finance.hear(event, about=case_id) == Outcome.APPLIED

    async def done(self, job: Job) -> None:
        event = WorkOrderDone(**self._facts(job), repair_count=1, done_by="squad", done_at=self.finance.clock.at)
        assert await self.finance.hear(event, about=job.case_id) == Outcome.APPLIED

    async def claim(self, job: Job, amount_fen: int, cause: str = "contractor", **more: Any) -> dict[str, Any]:
        answer = await self.post("repair_squad", "/claims", claim_body(job, amount_fen, cause) | more)
        assert answer.status_code == 201, answer.text
        return answer.json()

    async def sign(self, role: str, claim: dict[str, Any], step: str = "approvals", **body: Any) -> httpx.Response:
        """Sign what was seen, the joint total as the page shows it."""
        shown = await self.get("auditor", f"/claims/{claim['claim_id']}")
        together = {"together_fen": shown["together_fen"]} if shown["crosses_a_tier"] else {}
        sent = {"amount_fen": claim["amount_fen"], "note": "seen"} | together | body
        return await self.post(role, f"/claims/{claim['claim_id']}/{step}", sent)

    async def approved(self, job: Job, amount_fen: int, cause: str = "contractor") -> dict[str, Any]:
        claim = await self.claim(job, amount_fen, cause)
        while claim["next_role"]:
            step = "reviews" if claim["state"] == "in_review" else "approvals"
            answer = await self.sign(claim["next_role"], claim, step)
            assert answer.status_code == 201, answer.text
            claim = answer.json()
        return claim

    async def final_cost(self, claim: dict[str, Any], amount_fen: int) -> httpx.Response:
        body = {"amount_fen": amount_fen, "lines": lines(amount_fen)}
        return await self.post("repair_squad", f"/claims/{claim['claim_id']}/final-costs", body)

    async def confirmed(self, job: Job, amount_fen: int, cause: str = "contractor") -> dict[str, Any]:
        claim = await self.approved(job, amount_fen, cause)
        await self.done(job)
        answer = await self.final_cost(claim, amount_fen)
        assert answer.status_code == 201, answer.text
        assert answer.json()["state"] == "confirmed"
        return answer.json()

    async def drawn(self, quarter: str = "2026-Q1") -> dict[str, Any]:
        answer = await self.post("finance_officer", "/statements", {"project": "P1", "quarter": quarter})
        assert answer.status_code == 201, answer.text
        return answer.json()

    async def act(self, role: str, statement: dict[str, Any], what: str, **body: Any) -> httpx.Response:
        return await self.post(role, f"/statements/{statement['statement_id']}/{what}", body)

    async def served(self, audit: bool = False, quarter: str = "2026-Q1", agreed: bool = True) -> dict[str, Any]:
        statement = await self.drawn(quarter)
        steps: list[tuple[str, str, dict[str, Any]]] = [("service_supervisor", "reviews", {})]
        steps += [("auditor", "audits", {})] if audit else []
        for role, what, body in [*steps, ("service_supervisor", "servings", {"how": "by courier, signed for"})]:
            answer = await self.act(role, statement, what, **body)
            assert answer.status_code == 201, answer.text
        if agreed:
            await self.agreed(statement)
        return statement

    async def agreed(self, statement: dict[str, Any]) -> None:
        """The contractor will not object."""
        path = f"/served-statements/{statement['statement_id']}/receipts"
        await self.post("contractor", path, {"agrees": True}, contractor="C-17")

    async def balances(self) -> dict[str, int]:
        shown = await self.get("finance_officer", "/ledger/balances")
        assert shown["sum_fen"] == 0
        return {row["account"]: row["balance_fen"] for row in shown["accounts"]}

    async def retention(self, contract: str = "HT-1", role: str = "finance_officer", **who: Any) -> dict[str, Any]:
        shown = await self.get(role, f"/retention/{self.contract_ids[contract]}", **who)
        accounted = shown["released_fen"] + shown["deducted_fen"] + shown["held_fen"] + shown["free_fen"]
        assert shown["withheld_fen"] == accounted
        return shown

    def _job(self) -> Job:
        self.count += 1
        return Job(uuid4(), f"GD-2026-{self.count:06d}", uuid4())

    def _facts(self, job: Job) -> dict[str, Any]:
        return {
            "order_id": job.order_id, "order_no": job.order_no, "case_id": job.case_id, "case_no": "KS-2026-000001",
            "project": "P1", "repairer": job.repairer, "contractor": "C-17",
        }  # fmt: skip


def lines(amount_fen: int) -> list[dict[str, Any]]:
    """One line of the whole amount."""
    return [{"what": "labour and sealant", "kind": "labour", "amount_fen": amount_fen}]


def claim_body(job: Job, amount_fen: int, cause: str = "contractor") -> dict[str, Any]:
    """What the squad sends for a claim."""
    return {
        "order_id": str(job.order_id), "amount_fen": amount_fen, "lines": lines(amount_fen), "cause": cause,
        "cause_evidence": "joint never sealed; photo 3",
    }  # fmt: skip


def _link(kind: str, at: datetime) -> Evidence:
    bare = Evidence(kind=kind, at=at, by="lin")  # type: ignore[arg-type]
    photos = ("ab" * 32,) if kind == "notice" else ()
    return bare.model_copy(update={"note": "kitchen; re-seal; 3 days", "photos": photos} if photos else {})
