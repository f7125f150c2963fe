"""Facts: what is remembered of what was heard, the same in whatever order it came."""

import random
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from aftercare_contracts.envelope import Envelope
from aftercare_contracts.values import Desk, Repairer
from contracts.samples import sample
from harness import ServiceUnderTest
from notify.domain.spans import Length, span_named
from notify.domain.survey_report import Forms, Surveys
from notify.store import facts as store
from notify.store import survey_facts
from notify.use_cases.facts import NOTES, rows_of
from plumbing.inbox import Outcome
from services.conftest import OpenService

from .desk import Office
from .histories import history, interleaved, known


async def all_facts(svc: ServiceUnderTest) -> dict[str, list[Any]]:
    """Every row of every table of facts."""
    async with svc.db.reading() as tx:
        names = await tx.fetch(
            "select tablename from pg_tables where schemaname = 'public' and tablename like 'fact\\_%'"
        )
        return {
            row["tablename"]: [tuple(each) for each in await tx.fetch(
                f"select * from {row['tablename']} as f order by f::text collate \"C\""
            )]
            for row in names
        }  # fmt: skip


async def noted(svc: ServiceUnderTest, messages: list[Envelope[Any]]) -> dict[str, list[Any]]:
    """The facts after these messages, on empty tables; nothing stays."""
    async with svc.db.transaction() as tx:
        for message in messages:
            await store.note(tx, rows_of(message))
    facts = await all_facts(svc)
    async with svc.db.transaction() as tx:
        await tx.execute(f"truncate {', '.join(facts)}")
    return facts


async def one(office: Office, table: str, **key: Any) -> asyncpg.Record:
    (column, value) = next(iter(key.items()))
    async with office.service.db.reading() as tx:
        row = await tx.fetchrow(f"select * from {table} where {column} = $1", value)
    assert row is not None
    return row


@pytest.mark.rule("N4")
@pytest.mark.parametrize("name", sorted(NOTES))
async def test_every_note_fits_its_table(office: Office, name: str) -> None:
    async with office.service.db.transaction() as tx:
        await store.note(tx, rows_of(sample(name)))
    facts = await all_facts(office.service)
    assert sum(map(len, facts.values())) > 0


@pytest.mark.rule("N4")
async def test_whatever_order_publishers_come_in_the_facts_end_the_same(service: OpenService) -> None:
    svc = await service("notify")
    messages = list(history(12, seed=3))
    messages += [sample(name) for name in sorted(NOTES)]
    expected = await noted(svc, messages)
    assert len(expected["fact_case"]) == 13
    assert all(rows for table, rows in expected.items() if table != "fact_ahead"), "every table has something in it"
    for seed in range(25):
        assert await noted(svc, interleaved(messages, random.Random(seed))) == expected, f"seed {seed}"


@pytest.mark.rule("N4")
async def test_doubled_and_shuffled_deliveries_leave_the_same_facts(service: OpenService) -> None:
    first, second = await service("notify"), await service("notify")
    bodies = [message.model_dump_json().encode() for message in history(6, seed=5)]
    for body in bodies:
        assert await first.inbox.receive(first.db, body) is Outcome.APPLIED
    shuffled = bodies * 2
    random.Random(7).shuffle(shuffled)
    for body in shuffled:
        await second.inbox.receive(second.db, body)
    assert await all_facts(second) == await all_facts(first)


@pytest.mark.rule("N4")
async def test_a_case_that_is_taken_over_and_goes_round_again_leaves_its_figures(office: Office) -> None:
    case_id = await office.case(case_no="KS-2026-000009")
    order_id = await office.order(case_id=case_id)
    who = {"case_id": case_id, "order_id": order_id, "contractor": "NF"}
    await office.hear("dispatch.work_order.taken_over.v1", case_id, **who, repairer=Repairer.SQUAD)
    await office.hear("dispatch.work_order.done.v1", case_id, **who, repairer=Repairer.SQUAD)
    await office.hear("dispatch.work_order.check_failed.v1", case_id, **who, repairer=Repairer.SQUAD)
    await office.hear("intake.case.handled.v1", case_id, case_id=case_id, round=1, settled=True)
    await office.hear("survey.return_visit.dissatisfied.v1", case_id, case_id=case_id, round=1)
    await office.hear("intake.case.reopened.v1", case_id, case_id=case_id, round=2, desk=Desk.SALES_DESK)
    case, order = await one(office, "fact_case", case_id=case_id), await one(office, "fact_order", order_id=order_id)
    turn = await one(office, "fact_round", case_id=case_id)
    assert (case["round"], case["holder_role"], case["closed_at"]) == (2, "sales_desk", None)
    assert (order["settled_by"], order["contractor_repairs"], order["checks_failed"]) == ("lapse", 0, 1)
    assert (turn["round"], turn["satisfied"], turn["settled"]) in ((1, False, True), (2, None, None))


@pytest.mark.rule("N4", "F5")
async def test_each_deduction_is_an_entry_of_its_own(office: Office) -> None:
    contract = known("contract")
    for amount in (100, 250):
        await office.hear("finance.retention.deducted.v1", contract, contract_id=contract, amount_fen=amount)
    facts = await all_facts(office.service)
    assert sorted(row[7] for row in facts["fact_retention"]) == [100, 250]


@pytest.mark.rule("N4")
async def test_what_the_facts_hold_already_is_not_noted_again(office: Office) -> None:
    case_id = UUID(int=77)
    async with office.service.db.transaction() as tx:
        await tx.execute("insert into fact_ahead values ('dispatch', $1, 1)", str(case_id))
    of = {"case_id": case_id, "order_id": UUID(int=78), "repairer": Repairer.CONTRACTOR, "contractor": "NF"}
    await office.hear("dispatch.work_order.check_failed.v1", case_id, **of)
    assert (await all_facts(office.service))["fact_order"] == []
    await office.hear("dispatch.work_order.check_failed.v1", case_id, **of)
    assert (await one(office, "fact_order", order_id=UUID(int=78)))["checks_failed"] == 1


@pytest.mark.rule("V7", "N4")
async def test_a_form_that_was_corrected_counts_once_and_a_pilots_not_at_all(office: Office) -> None:
    plain = {"given_at": datetime(2026, 2, 10, tzinfo=UTC), "overall_counts": "satisfied", "is_pilot": False, "replaces": None,
             "satisfied": 3, "neither": 1, "dissatisfied": 0}  # fmt: skip
    first, second, pilot, without = (known("form", number) for number in range(4))
    for response, what in (
        (first, {"overall_counts": "dissatisfied"}),
        (second, {"replaces": first}),
        (pilot, {"is_pilot": True}),
        (without, {"overall_counts": None}),
    ):
        await office.hear("survey.form.answered.v1", response, response_id=response, **plain | what)
    async with office.service.db.reading() as tx:
        found = await survey_facts.surveys(tx, span_named(Length.MONTH, "2026-02", ""))
        none = await survey_facts.surveys(tx, span_named(Length.MONTH, "2026-03", ""))
    assert found.forms == [Forms("P1", 2, 1, 1, 6, 8)]
    assert none == Surveys([], [], [])
