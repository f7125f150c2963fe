"""A case that runs long: the customer hears twice a week, or somebody is told (I9)."""

from typing import Any

import pytest
from aftercare_contracts.events import intake as events

from .desk import FEEDBACK, UNSETTLED, Office

WORD = "word_to_customer"


async def words(office: Office, case: dict[str, Any]) -> list[tuple[str, str]]:
    items = (await office.look(case, "/limits"))["items"]
    return [(item["due_at"], item["state"]) for item in items if item["limit"] == WORD]


async def hears(office: Office, case: dict[str, Any], at: str, *, reached: bool = True) -> None:
    office.at(at)
    await office.act(office.officer, case, "feedbacks", FEEDBACK | {"reached": reached})


async def to(office: Office, at: str) -> None:
    office.at(at)
    await office.service.fire_due()


@pytest.mark.rule("I9")
async def test_each_week_wants_two_contacts_on_two_days_that_reached_him(office: Office) -> None:
    case = await office.case()
    await to(office, "2026-03-22T15:59:59+00:00")
    assert await words(office, case) == []
    await to(office, "2026-03-22T16:00:00+00:00")
    assert await words(office, case) == [("2026-03-29T16:00:00Z", "running")]
    await hears(office, case, "2026-03-23T02:00:00+00:00")
    await hears(office, case, "2026-03-23T08:00:00+00:00")
    await hears(office, case, "2026-03-24T02:00:00+00:00", reached=False)
    assert await words(office, case) == [("2026-03-29T16:00:00Z", "running")]
    await hears(office, case, "2026-03-25T02:00:00+00:00")
    assert await words(office, case) == [("2026-03-29T16:00:00Z", "kept")]
    await to(office, "2026-04-05T16:00:00.000001+00:00")
    assert [state for _, state in await words(office, case)] == ["kept", "passed", "running"]
    told = [said for said in await office.service.said(events.CaseLimitPassed) if said.limit == WORD]
    assert [(said.tell, said.step) for said in told] == [("site_lead", 1)]


@pytest.mark.rule("I9", "I8")
async def test_a_promised_date_over_a_week_off_brings_it_forward(office: Office) -> None:
    case = await office.case()
    await office.act(office.desk, case, "results", UNSETTLED)
    await to(office, "2026-03-15T16:00:00+00:00")
    assert await words(office, case) == [("2026-03-22T16:00:00Z", "running")]


@pytest.mark.rule("I9")
async def test_a_closed_case_owes_nobody_a_word(office: Office) -> None:
    case = await office.case(kind="inquiry")
    await office.act(office.lead, case, "closings", {"reason": "已答复"})
    await to(office, "2026-04-30T16:00:00+00:00")
    assert await words(office, case) == []


@pytest.mark.rule("I6")
async def test_an_attempt_that_did_not_reach_him_is_no_first_feedback(office: Office) -> None:
    case = await office.case()
    await hears(office, case, "2026-03-10T03:00:00+00:00", reached=False)
    assert (await office.limits(case))[1, "first_feedback"][0] == "running"
    assert await office.service.said(events.CaseFeedbackGiven) == []
