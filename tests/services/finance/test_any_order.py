"""Whatever people do, in whatever order and however many at once, the money adds up."""

import asyncio
import random
from typing import Any

import httpx
import pytest

from .desk import Desk, Job, claim_body, lines

WORKERS, ACTS_EACH = 6, 40
AMOUNTS = (1, 20_000, 30_000, 30_001, 100_000, 100_001, 400_000)
SIGNERS = ("site_lead", "centre_director", "deputy_chief_engineer", "vice_president", "general_manager")


class Office:
    """Takes a step at random; most are refused, none may fail or harm."""

    def __init__(self, desk: Desk, jobs: list[Job], seed: int) -> None:
        self.desk, self.jobs, self.random = desk, jobs, random.Random(seed)
        self.claims: list[dict[str, Any]] = []
        self.statements: list[dict[str, Any]] = []
        self.failed: list[str] = []

    async def work(self) -> None:
        for _ in range(ACTS_EACH):
            act = self.random.choice(
                [self.raise_one, self.sign, self.sign, self.sign, self.spend, self.spend, self.close]
            )
            answer = await act()
            if answer is not None and answer.status_code >= 500:
                self.failed.append(answer.text)

    async def raise_one(self) -> httpx.Response:
        cause, fen = self.random.choice(["contractor", "contractor", "company", "owner"]), self.random.choice(AMOUNTS)
        answer = await self.desk.post("repair_squad", "/claims", claim_body(self.random.choice(self.jobs), fen, cause))
        if answer.status_code == 201:
            self.claims.append(answer.json())
        return answer

    async def sign(self) -> httpx.Response | None:
        if not self.claims:
            return None
        claim = self.random.choice(self.claims)
        answers = [
            await self.desk.sign(role, claim, step)
            for step, roles in (("reviews", SIGNERS[2:3]), ("approvals", SIGNERS))
            for role in roles
        ]
        return max(answers, key=lambda answer: answer.status_code)

    async def spend(self) -> httpx.Response | None:
        if not self.claims:
            return None
        claim, fen = self.random.choice(self.claims), self.random.choice(AMOUNTS)
        what = self.random.choice(["final-costs", "final-costs", "amounts"])
        body = {"amount_fen": fen, "lines": lines(fen)}
        answer = await self.desk.post("repair_squad", f"/claims/{claim['claim_id']}/{what}", body)
        if answer.status_code == 201:
            claim["amount_fen"] = fen
        return answer

    async def close(self) -> httpx.Response | None:
        if self.random.random() < 0.4 or not self.statements:
            answer = await self.desk.post("finance_officer", "/statements", {"project": "P1", "quarter": "2026-Q1"})
            if answer.status_code == 201:
                self.statements.append(answer.json())
            return answer
        statement, how = self.random.choice(self.statements), {"how": "by courier"}
        if self.random.random() < 0.1:
            return await self.desk.act("auditor", statement, "withdrawals", reason="x")
        for role, what, body in (("service_supervisor", "reviews", {}), ("auditor", "audits", {}),
                                 ("service_supervisor", "servings", how)):  # fmt: skip
            await self.desk.act(role, statement, what, **body)
        await self.desk.agreed(statement)
        return await self.desk.act("finance_officer", statement, "bookings")


async def lift_some(desk: Desk, jobs: list[Job]) -> None:
    for job in jobs[::5]:
        await desk.post("centre_director", f"/holds/{job.order_id}/lifts", {"reason": "x"})


@pytest.mark.rule("F2", "F4", "F5", "F6", "F9", "L7")
@pytest.mark.parametrize("seed", range(4))
async def test_the_money_adds_up_whatever_people_do_at_once(desk: Desk, seed: int) -> None:
    await desk.contract("HT-2", 150_000, "C-18")
    chains = (("notice", "receipt", "reminder", "deadline_passed", "take_over"), ("notice", "take_over"))
    jobs = [await desk.taken_over(20_000, contract=f"HT-{1 + n % 2}", links=chains[n % 7 == 0]) for n in range(14)]
    for job in jobs:
        await desk.done(job)
    office = Office(desk, jobs, seed)
    await asyncio.gather(*(office.work() for _ in range(WORKERS)), lift_some(desk, jobs))
    assert office.failed == []
    await must_add_up(desk)


async def must_add_up(desk: Desk) -> None:
    balances = await desk.balances()
    async with desk.finance.db.reading() as tx:
        claims = await tx.fetch("select c.*, o.contract_id from claim c join repair_order o using (order_id)")
        kinds = await tx.fetch(
            "select e.kind, e.reference, sum(p.amount_fen)::bigint as fen from ledger_entry e"
            " join ledger_posting p on p.entry_id = e.id where p.source like 'costs:%' or p.source like 'fund:%'"
            " group by e.id"
        )
    paid = {claim["claim_no"]: claim["amount_fen"] for claim in claims if claim["state"] == "confirmed"}
    booked = {claim["claim_no"]: claim["amount_fen"] for claim in claims if claim["booked_at"]}
    assert len(paid) > 3
    assert len(booked) > 0
    assert {row["reference"]: row["fen"] for row in kinds} == {f"cost:{no}": fen for no, fen in paid.items()} | {
        f"{'deduction' if claim['cause'] == 'contractor' else 'company_cost'}:{claim['claim_no']}": claim["amount_fen"]
        for claim in claims
        if claim["booked_at"]
    }
    assert balances.get("costs:unsorted:P1", 0) == sum(paid.values()) - sum(booked.values())
    assert balances["fund:P1"] == sum(booked.values()) - sum(paid.values())
    assert all(claim["cause"] in ("contractor", "company") for claim in claims if claim["statement_id"])
    accounts = [await desk.retention(no) for no in ("HT-1", "HT-2")]
    deducted = sum(account["deducted_fen"] for account in accounts)
    claimed = sum(account["claimed_fen"] for account in accounts)
    on_contractors = sum(c["amount_fen"] for c in claims if c["booked_at"] and c["cause"] == "contractor")
    assert deducted + claimed == on_contractors
    assert balances.get("costs:recovered:P1", 0) == deducted
    for account in accounts:
        assert account["held_fen"] == sum(hold["held_fen"] for hold in account["holds"])
        short = [hold for hold in account["holds"] if hold["state"] == "held" and hold["held_fen"] < hold["wanted_fen"]]
        assert not short or account["free_fen"] == 0
