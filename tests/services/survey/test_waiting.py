"""No answer from the customer: a month in which the like comes again, or does not (V2)."""

import asyncio
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from aftercare_contracts.events import survey as events
from aftercare_contracts.events.intake_conduct import CaseClassed
from aftercare_contracts.events.survey_visits import ReturnVisitWaiting
from aftercare_contracts.values import CaseClass, ContactWay, Department, Desk
from survey.domain.return_visit import Answers
from survey.use_cases.visiting import answer_online

from .desk import NOT_REACHED, OFFICER, SATISFIED, WRONG, Office, about, handled, result

TICK = timedelta(microseconds=1)
HANDLED = "2026-03-10T10:00+08:00"
MONTH_END = "2026-04-11T00:00+08:00"


async def waiting(office: Office, **what: Any) -> dict[str, Any]:
    """A visit found not possible, as the customer left no way to be reached, on a case that is known."""
    case_id = await office.registered()
    visit = await office.visit(case_id, customer_id=None, **what)
    answer = await result(office.officer, visit, NOT_REACHED)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def outcomes(office: Office) -> list[Any]:
    return await office.service.said(events.ReturnVisitSatisfied, events.ReturnVisitDissatisfied)


@pytest.mark.rule("V2")
async def test_a_visit_that_is_not_possible_waits_for_the_month(office: Office) -> None:
    visit = await waiting(office)
    assert (visit["state"], visit["waits"], visit["satisfied"], visit["comment"]) == (
        "awaiting_month", "unreachable", None, "三次未接",
    )  # fmt: skip
    assert datetime.fromisoformat(visit["waits_until"]) == datetime.fromisoformat(MONTH_END)
    (said,) = await office.service.said(ReturnVisitWaiting)
    assert (said.because, said.recorded_by) == ("unreachable", OFFICER)
    assert await outcomes(office) == []


@pytest.mark.rule("V2")
async def test_it_takes_enough_attempts_on_enough_days(office: Office) -> None:
    visit = await office.visit()
    for _ in range(3):
        assert (await office.tried(visit)).status_code == 201
        async with office.nothing_left_behind():
            refused = await result(office.officer, visit, NOT_REACHED)
        assert refused.status_code == 409
    assert "3 times on 1 days; it takes 3 attempts on 2 days" in refused.json()["detail"]
    office.at("2026-03-11T00:00+08:00")
    await office.tried(visit)
    async with office.nothing_left_behind():
        assert (await result(office.officer, visit, {"reached": False})).status_code == 422
    assert (await result(office.officer, visit, NOT_REACHED)).json()["state"] == "awaiting_month"
    assert (await office.tried(visit)).status_code == 409


@pytest.mark.rule("V2")
@pytest.mark.parametrize(("at", "comes_again"), [(MONTH_END, True), ("2026-04-11T00:00:00.000001+08:00", False)])
async def test_the_like_within_the_month_counts_as_dissatisfied(office: Office, at: str, comes_again: bool) -> None:
    visit = await waiting(office)
    office.at(at)
    like = await office.registered(unit_no="5-101")
    now = await office.look(visit)
    if comes_again:
        assert (now["state"], now["counted"], now["like_case_no"]) == (
            "dissatisfied",
            "came_again",
            f"KS-{str(like)[:8]}",
        )
        (said,) = await outcomes(office)
        assert (said.because, said.visited_by, str(said.visit_id)) == ("unreachable", OFFICER, visit["visit_id"])
        assert f"KS-{str(like)[:8]}" in said.still_wrong
    else:
        assert (now["state"], now["counted"]) == ("satisfied", "quiet_month")
    office.at("2026-06-01T00:00+08:00")
    await office.service.fire_due()
    assert len(await outcomes(office)) == 1


@pytest.mark.rule("V2")
async def test_a_quiet_month_counts_as_satisfied_and_no_answer_is_made_up(office: Office) -> None:
    visit = await waiting(office)
    office.at(MONTH_END)
    await office.service.fire_due()
    assert (await office.look(visit))["state"] == "awaiting_month"
    office.at(datetime.fromisoformat(MONTH_END) + TICK)
    await office.service.fire_due()
    now = await office.look(visit)
    assert (now["state"], now["counted"], now["satisfied"], now["in_time"]) == ("satisfied", "quiet_month", None, None)
    (said,) = await outcomes(office)
    assert (type(said), said.because, said.in_time, said.attitude) == (
        events.ReturnVisitSatisfied,
        "quiet_month",
        None,
        None,
    )


@pytest.mark.rule("V2")
async def test_the_like_that_came_before_the_visit_was_found_impossible_counts_too(office: Office) -> None:
    case_id = await office.registered()
    visit = await office.visit(case_id, customer_id=None)
    office.at("2026-03-11T10:00+08:00")
    await office.registered()
    office.at("2026-03-12T10:00+08:00")
    assert (await result(office.officer, visit, NOT_REACHED)).json()["state"] == "dissatisfied"


@pytest.mark.rule("V2")
async def test_what_came_before_the_end_of_handling_does_not(office: Office) -> None:
    case_id = await office.registered()
    await office.registered()
    visit = await office.visit(case_id, customer_id=None)
    assert (await result(office.officer, visit, NOT_REACHED)).json()["state"] == "awaiting_month"


@pytest.mark.rule("V2")
async def test_a_month_over_before_the_visit_was_given_up_decides_at_once(office: Office) -> None:
    case_id = await office.registered()
    visit = await office.visit(case_id, customer_id=None)
    office.at("2026-04-20T10:00+08:00")
    await office.registered()
    assert (await result(office.officer, visit, NOT_REACHED)).json()["state"] == "satisfied"


@pytest.mark.rule("V2")
@pytest.mark.parametrize(
    "what", [{"project": "P2"}, {"matter": "crack"}, {"case_class": CaseClass.PROPERTY_SERVICE}, {"kind": "praise"}]
)
async def test_what_is_not_of_the_kind_changes_nothing(office: Office, what: dict[str, Any]) -> None:
    visit = await waiting(office)
    office.at("2026-03-20T10:00+08:00")
    await office.registered(**what)
    assert (await office.look(visit))["state"] == "awaiting_month"


@pytest.mark.rule("V2", "I3")
async def test_a_case_that_turns_out_to_be_of_the_kind_counts_when_its_class_is_signed(office: Office) -> None:
    visit = await waiting(office)
    office.at("2026-03-20T10:00+08:00")
    like = await office.registered(matter="crack")
    assert (await office.look(visit))["state"] == "awaiting_month"
    await office.hear(CaseClassed(
        **about(like), case_class=CaseClass.HOUSE_QUALITY, matter="leak", department=Department.SERVICE_CENTRE,
        desk=Desk.ENGINEERING_DESK, corrected=True, classed_by="chen",
    ))  # fmt: skip
    assert (await office.look(visit))["state"] == "dissatisfied"


@pytest.mark.rule("V2")
async def test_our_reply_online_waits_and_only_the_same_department_counts(office: Office) -> None:
    visit = await office.visit(await office.registered(), visit_by=ContactWay.ONLINE)
    assert (await office.tried(visit, outcome="replied", note="已在论坛回复")).status_code == 201
    now = await office.look(visit)
    assert (now["state"], now["waits"]) == ("awaiting_month", "online")
    office.at("2026-03-20T10:00+08:00")
    await office.registered(department=Department.PROPERTY_COMPANY)
    assert (await office.look(visit))["state"] == "awaiting_month"
    await office.registered()
    assert (await office.look(visit))["state"] == "dissatisfied"
    assert [said.because for said in await outcomes(office)] == ["online"]


@pytest.mark.rule("V1", "V2")
async def test_the_customer_answers_by_a_link_also_while_the_month_runs(office: Office) -> None:
    planned = await office.visit()
    for visit in (planned, await waiting(office)):
        async with office.service.db.transaction() as tx:
            said = Answers(reached=True, in_time=True, satisfied=False, attitude=True, still_wrong="渗水")
            await answer_online(tx, UUID(visit["visit_id"]), said, tx.now)
        now = await office.look(visit)
        assert (now["state"], now["visited_by"], now["made_way"], now["counted"]) == (
            "dissatisfied", "customer", "online", "his_word",
        )  # fmt: skip
    assert [said.because for said in await outcomes(office)] == ["still_wrong"] * 2


@pytest.mark.rule("V2")
async def test_who_turns_up_while_the_month_runs_is_recorded_by_his_word(office: Office) -> None:
    visit = await waiting(office)
    assert (await result(office.officer, visit, SATISFIED | {"way": "home"})).json()["counted"] == "his_word"
    office.at("2026-05-01T10:00+08:00")
    await office.service.fire_due()
    assert [said.because for said in await outcomes(office)] == ["his_word"]


@pytest.mark.rule("V2", "I15")
@pytest.mark.parametrize("because", ["closed", "reopened", "handled_again"])
async def test_a_waiting_visit_falls_away_with_its_case(office: Office, because: str) -> None:
    visit = await waiting(office)
    await {"closed": office.closed, "reopened": office.reopened, "handled_again": office.handled}[because](
        visit["case_id"]
    )
    now = await office.look(visit)
    assert (now["state"], now["cancelled_because"]) == ("cancelled", because)
    office.at("2026-03-20T10:00+08:00")
    await office.registered()
    assert await outcomes(office) == []


@pytest.mark.rule("V2")
async def test_giving_up_and_the_like_at_once_never_miss_each_other(office: Office) -> None:
    case_id = await office.registered()
    visits = [await office.visit(case_id, customer_id=None)]
    office.at("2026-03-11T10:00+08:00")
    for delay in (0, 0.002, 0.005):
        visits.append(await office.visit(await office.registered(matter="crack"), customer_id=None))
        office.at(office.service.clock.at + timedelta(hours=1))

        async def comes(wait: float = delay) -> None:
            await asyncio.sleep(wait)
            await office.registered(matter="crack")

        answer, _ = await asyncio.gather(result(office.officer, visits[-1], NOT_REACHED), comes())
        assert answer.status_code == 201
        assert (await office.look(visits[-1]))["state"] == "dissatisfied"


@pytest.mark.rule("V2")
async def test_many_waiting_visits_are_decided_by_one_case(office: Office) -> None:
    visits = [await waiting(office) for _ in range(3)]
    office.at("2026-03-20T10:00+08:00")
    await office.registered()
    assert {(await office.look(visit))["state"] for visit in visits} == {"dissatisfied"}
    assert len(await outcomes(office)) == 3


@pytest.mark.rule("V2", "I15")
async def test_another_round_follows_and_its_visit_is_a_new_one(office: Office) -> None:
    visit = await waiting(office)
    office.at("2026-03-20T10:00+08:00")
    await office.registered()
    await office.reopened(visit["case_id"])
    await office.hear(handled(visit["case_id"], office.service.clock.at, round=2))
    states = [(each["round"], each["state"]) for each in await office.visits(visit["case_id"])]
    assert states == [(2, "planned"), (1, "dissatisfied")]
    assert (await result(office.officer, visit, WRONG)).status_code == 409


@pytest.mark.rule("V2", "V4")
async def test_a_reply_online_does_not_stand_for_the_director(office: Office) -> None:
    case_id = await office.registered()
    first = await office.visit(case_id, visit_by=ContactWay.ONLINE)
    assert (await result(office.officer, first, WRONG | {"seriously": True})).status_code == 201
    second = await office.visit(case_id, visit_by=ContactWay.ONLINE, round=2)
    async with office.nothing_left_behind():
        assert (await office.tried(second, outcome="replied", note="已在论坛回复")).status_code == 409
    said = await office.director.post(f"/return-visits/{second['visit_id']}/director-presence")
    assert said.status_code == 201
    assert (await office.tried(second, outcome="replied", note="主任已在论坛回复")).status_code == 201
