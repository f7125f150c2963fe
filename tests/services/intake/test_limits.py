"""Limits of a case at their boundary: reminded, kept, passed, told to the superiors (I6, I8, I10, N2, B2)."""

from datetime import datetime
from typing import Any

import pytest
from aftercare_contracts.events import intake as events

from .desk import FEEDBACK, UNSETTLED, Office, result


async def named(office: Office, case: dict[str, Any], name: str) -> dict[str, Any]:
    items: list[dict[str, Any]] = (await office.look(case, "/limits"))["items"]
    return next(item for item in items if item["limit"] == name)


async def told(office: Office, name: str) -> list[tuple[str, int]]:
    return [(said.tell, said.step) for said in await office.service.said(events.CaseLimitPassed) if said.limit == name]


@pytest.mark.rule("I6", "I8", "I10", "B2")
async def test_every_limit_says_what_it_was_reckoned_from(office: Office) -> None:
    case = await office.case()
    seen = {item["limit"]: item for item in (await office.look(case, "/limits"))["items"]}
    assert {name: (item["calendar"], item["count"], item["due_at"]) for name, item in seen.items()} == {
        "first_feedback": ("hours", 24, "2026-03-11T02:00:00Z"),
        "weekly_result": ("days", 7, "2026-03-17T16:00:00Z"),
        "department_level": ("working_days", 3, "2026-03-13T16:00:00Z"),
    }
    for item in seen.values():
        assert (item["started_at"], item["state"], item["round"]) == (case["registered_at"], "running", 1)
        assert (item["policy_version"], item["is_provisional"]) == (3, False)
        assert item["started_at"] < item["remind_at"] < item["due_at"]


@pytest.mark.rule("N2")
async def test_the_owner_is_reminded_once_and_not_a_moment_early(office: Office) -> None:
    case = await office.case()
    limit = await named(office, case, "first_feedback")
    office.at(limit["remind_at"], microseconds=-1)
    assert await office.service.fire_due() == 0
    office.at(limit["remind_at"])
    assert await office.service.fire_due() == 1
    (said,) = await office.service.said(events.CaseLimitApproaching)
    assert (said.limit, said.owner_role, said.due_at) == (
        "first_feedback",
        "engineering_desk",
        datetime.fromisoformat(limit["due_at"]),
    )
    assert await office.service.fire_due() == 0


@pytest.mark.rule("N2", "I6")
async def test_the_last_moment_is_in_time_and_the_next_tells_the_superior(office: Office) -> None:
    kept, late = await office.case(), await office.case()
    limit = await named(office, kept, "first_feedback")
    office.at(limit["due_at"])
    await office.service.fire_due()
    await office.act(office.officer, kept, "feedbacks", dict(FEEDBACK))
    assert await told(office, "first_feedback") == []
    office.at(limit["due_at"], microseconds=1)
    await office.service.fire_due()
    (said,) = await office.service.said(events.CaseLimitPassed)
    assert (str(said.case_id), said.owner_role, said.tell, said.step) == (
        late["case_id"],
        "engineering_desk",
        "site_lead",
        1,
    )
    assert (await named(office, kept, "first_feedback"))["state"] == "kept"
    assert (await named(office, late, "first_feedback"))["state"] == "passed"


@pytest.mark.rule("N2")
async def test_still_open_at_the_end_of_the_next_working_day_the_director_is_told(office: Office) -> None:
    case = await office.case()
    limit = await named(office, case, "first_feedback")
    office.at(limit["due_at"], microseconds=1)
    await office.service.fire_due()
    office.at("2026-03-12T15:59:59.999999+00:00")
    await office.service.fire_due()
    assert await told(office, "first_feedback") == [("site_lead", 1)]
    office.at("2026-03-12T16:00:00+00:00")
    await office.service.fire_due()
    assert await told(office, "first_feedback") == [("site_lead", 1), ("centre_director", 2)]
    office.at("2026-06-01T00:00:00+00:00")
    await office.service.fire_due()
    assert len(await told(office, "first_feedback")) == 2


@pytest.mark.rule("N2")
async def test_what_was_done_late_goes_no_further_up(office: Office) -> None:
    case = await office.case()
    limit = await named(office, case, "first_feedback")
    office.at(limit["due_at"], microseconds=1)
    await office.service.fire_due()
    await office.act(office.officer, case, "feedbacks", dict(FEEDBACK))
    office.at("2026-03-12T16:00:00+00:00")
    await office.service.fire_due()
    assert await told(office, "first_feedback") == [("site_lead", 1)]
    assert (await named(office, case, "first_feedback"))["state"] == "kept_late"


@pytest.mark.rule("N2")
async def test_of_the_site_leads_own_the_director_is_told_at_once_and_once(office: Office) -> None:
    case = await office.case(matter="staff_attitude", kind="complaint")
    assert case["desk"] == "site_lead"
    office.at("2026-04-01T00:00:00+00:00")
    await office.service.fire_due()
    assert await told(office, "first_feedback") == [("centre_director", 1)]


@pytest.mark.rule("I8", "N2")
async def test_the_week_ends_at_midnight_in_china(office: Office) -> None:
    case = await office.case()
    office.at("2026-03-17T16:00:00+00:00")
    await office.service.fire_due()
    assert await told(office, "weekly_result") == []
    office.at("2026-03-17T16:00:00.000001+00:00")
    await office.service.fire_due()
    assert await told(office, "weekly_result") == [("site_lead", 1)]
    await office.act(office.desk, case, "results", UNSETTLED)
    assert (await named(office, case, "weekly_result"))["state"] == "kept_late"


@pytest.mark.rule("I10", "I14")
async def test_company_level_has_seven_working_days_over_the_festival(office: Office) -> None:
    office.at("2026-02-12T02:00:00+00:00")
    case = await office.case(channel="authority")
    limit = await named(office, case, "company_level")
    assert (limit["calendar"], limit["count"], limit["due_at"]) == ("working_days", 7, "2026-02-28T16:00:00Z")


@pytest.mark.rule("I10", "N2", "B2")
async def test_with_a_work_order_the_days_to_the_visit_give_way_and_stay_to_be_seen(office: Office) -> None:
    case = await office.case()
    await office.order(case)
    office.at("2026-03-13T16:00:00.000001+00:00")
    await office.service.fire_due()
    assert await told(office, "department_level") == []
    limit = await named(office, case, "department_level")
    assert (limit["state"], limit["ended_because"], limit["due_at"]) == (
        "given_way",
        "work order PG-2026-000001",
        "2026-03-13T16:00:00Z",
    )


@pytest.mark.rule("B2", "I10")
async def test_a_limit_that_had_passed_before_it_gave_way_stays_passed(office: Office) -> None:
    case = await office.case()
    office.at("2026-03-13T16:00:00.000001+00:00")
    await office.service.fire_due()
    await office.order(case)
    limit = await named(office, case, "department_level")
    assert (limit["state"], limit["ended_because"]) == ("passed", "work order PG-2026-000001")
    office.at("2026-04-01T00:00:00+00:00")
    await office.service.fire_due()
    assert await told(office, "department_level") == [("site_lead", 1)]


@pytest.mark.rule("B2")
async def test_another_round_has_clocks_of_its_own_and_leaves_the_first_as_they_were(office: Office) -> None:
    case = await office.case()
    await office.act(office.desk, case, "results", result())
    before = {
        item["limit"]: item
        for item in (await office.look(case, "/limits"))["items"]
        if item["limit"] != "first_feedback"
    }
    office.at("2026-03-12T02:00:00+00:00")
    await office.visit(case, 1, satisfied=False)
    items = (await office.look(case, "/limits"))["items"]
    assert {item["limit"]: item for item in items if item["round"] == 1 and item["limit"] != "first_feedback"} == before
    assert {item["started_at"] for item in items if item["round"] == 2} == {"2026-03-12T02:00:00Z"}


@pytest.mark.rule("B2", "N2")
async def test_a_new_policy_holds_for_what_comes_after_it(office: Office) -> None:
    old = await office.case()
    async with office.service.db.transaction() as tx:
        await tx.execute(
            "insert into policy (name, version, holds_from, source, data) select name, 1000, '2026-03-11', 'test',"
            " jsonb_set(data, '{0,count}', '12') from policy where name = 'limits' order by version desc limit 1"
        )
    office.at("2026-03-11T02:00:00+00:00")
    new = await office.case()
    found = [await named(office, case, "first_feedback") for case in (old, new)]
    assert [(limit["count"], limit["policy_version"]) for limit in found] == [(24, 3), (12, 1000)]


@pytest.mark.rule("N2", "I15")
async def test_a_closed_case_reminds_nobody(office: Office) -> None:
    case = await office.case(kind="inquiry")
    await office.act(office.lead, case, "closings", {"reason": "已答复"})
    office.at("2026-06-01T00:00:00+00:00")
    assert await office.service.fire_due() == 0
    assert {state for state, _ in (await office.limits(case)).values()} == {"given_way"}
