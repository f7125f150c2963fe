"""Who is dissatisfied finds his matter taken up: tasks that another checks, a case for each item, the yearly sample (V4, B6)."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from aftercare_contracts.events.survey_results import CustomerSeriouslyDissatisfied, SurveyTaskOpened
from aftercare_contracts.events.survey_visits import DirectorWanted
from aftercare_contracts.values import CaseKind, Channel, Role
from survey.domain.responses import Answer

from .desk import handled
from .results import ELSEWHERE, PROJECT, SURVEYOR, Readers, did, got, listed, refused

DAY = timedelta(days=1)


def task_of(score: dict[str, Any], owner: Role) -> dict[str, Any]:
    (task,) = [each for each in score["tasks"] if each["owner_role"] == owner]
    return task


@pytest.mark.rule("B6")
async def test_a_low_score_opens_a_task_for_each_office_concerned(readers: Readers) -> None:
    await readers.on_paper(
        ("lifts", "poor"), ("civil_works", "poor"), ("cleanliness", "poor"), ("safety", "good"), overall="fair"
    )
    (score,) = await readers.low()
    assert {(task["owner_role"], task["due_on"]) for task in score["tasks"]} == {
        ("engineering_desk", "2026-03-24"), ("property_desk", "2026-03-24"),
    }  # fmt: skip
    engineer = task_of(score, Role.ENGINEERING_DESK)
    assert (engineer["reference"], engineer["state"]) == (score["low_score_no"], "open")
    assert "电梯工程" in engineer["what"]
    assert "常停" not in engineer["what"], "the customer's words stay with his form and his case"
    said = await readers.service.said(SurveyTaskOpened)
    assert sorted(each.owner_role for each in said) == ["engineering_desk", "property_desk"]


@pytest.mark.rule("B6")
async def test_it_is_closed_by_its_owner_and_checked_by_another_never_by_who_took_the_form(readers: Readers) -> None:
    await readers.on_paper(("lifts", "poor"))
    (score,) = await readers.low()
    path = f"/tasks/{score['tasks'][0]['task_id']}"
    for who in (readers.lead, readers.supervisor):
        assert await refused(who, f"{path}/verifications", finding="好") == 409, "nothing is done yet"
    assert await refused(readers.lead, f"{path}/doings", text="已修") == 403
    assert (await did(readers.engineer, f"{path}/doings", text="已更换门机"))["state"] == "done"
    surveyor_as_lead = readers.service.client(Role.SITE_LEAD, person=SURVEYOR, projects=(PROJECT,))
    owner_as_lead = readers.service.client(
        Role.SITE_LEAD, Role.ENGINEERING_DESK, person="another.desk", projects=(PROJECT,)
    )
    for who in (surveyor_as_lead, owner_as_lead):
        assert await refused(who, f"{path}/verifications", finding="好") == 403
    sent_back = await did(readers.lead, f"{path}/returns", because="仍停梯", due_on="2026-03-30")
    assert (sent_back["state"], sent_back["due_on"], sent_back["times_sent_back"]) == ("open", "2026-03-30", 1)
    await did(readers.engineer, f"{path}/doings", text="已更换曳引机")
    assert (await did(readers.supervisor, f"{path}/verifications", finding="运行正常"))["state"] == "verified"
    moves = (await got(readers.lead, path))["moves"]
    assert [each["verb"] for each in moves] == ["open", "finish", "send_back", "finish", "verify"]
    assert await refused(readers.engineer, f"{path}/doings", text="再修") == 409


@pytest.mark.rule("B6")
async def test_a_task_of_another_project_does_not_exist(readers: Readers) -> None:
    await readers.on_paper(("lifts", "poor"))
    (score,) = await readers.low()
    assert (await readers.elsewhere.get(f"/tasks/{score['tasks'][0]['task_id']}")).status_code == 404
    assert (await readers.elsewhere.get(f"/low-scores/{score['low_score_id']}")).status_code == 404
    assert await listed(readers.elsewhere, "/tasks") == await listed(readers.elsewhere, "/low-scores") == []
    assert len(await listed(readers.lead, "/tasks", owner_role="engineering_desk", overdue=False)) == 1
    readers.service.clock.at += 15 * DAY
    assert len(await listed(readers.lead, "/tasks", overdue=True)) == 1


@pytest.mark.rule("B6")
async def test_only_the_director_or_above_cancels_one(readers: Readers) -> None:
    await readers.on_paper(("lifts", "poor"))
    (score,) = await readers.low()
    path = f"/tasks/{score['tasks'][0]['task_id']}/cancellations"
    assert await refused(readers.lead, path, because="重复") == 403
    assert (await did(readers.director, path, because="重复"))["state"] == "cancelled"


@pytest.mark.rule("V4")
async def test_every_dissatisfied_item_asks_for_a_case_of_its_own_and_shows_it_once_registered(
    readers: Readers,
) -> None:
    given = await readers.returned(("lifts", "poor"), ("cleanliness", "poor"), ("safety", "fair"))
    lifts, cleanliness = await readers.asked()
    (score,) = await readers.low()
    assert (lifts.kind, lifts.channel, lifts.customer_id) == (CaseKind.COMPLAINT, Channel.VISIT, given.customer_id)
    assert (lifts.reference, lifts.unit_no) == (score["low_score_no"], "3-1201")
    assert "电梯工程" in lifts.complaint
    assert "常停" in lifts.complaint
    assert "卫生维护状况" in cleanliness.complaint
    case_id = await readers.registered(lifts.asked_id)
    await readers.registered(uuid4())
    (score,) = await readers.low()
    assert [(each["item"], each["case_id"]) for each in score["items"]] == [
        ("lifts", str(case_id)),
        ("cleanliness", None),
    ]


@pytest.mark.rule("V4")
@pytest.mark.parametrize(
    ("answers", "overall", "because"),
    [
        ((("lifts", "poor"), ("safety", "poor")), "fair", None),
        ((("lifts", "poor"), ("safety", "poor"), ("cleanliness", "poor")), "fair", "many_items"),
        ((), "poor", "lowest_overall"),
    ],
)
async def test_serious_dissatisfaction_is_told_at_once(
    readers: Readers, answers: tuple[tuple[str, str], ...], overall: str, because: str | None
) -> None:
    await readers.returned(*answers, overall=overall)
    told = await readers.service.said(CustomerSeriouslyDissatisfied)
    assert [each.because for each in told] == ([because] if because else [])
    assert len(await readers.low(serious=True)) == (because is not None)
    assert [each.because for each in await readers.service.said(DirectorWanted)] == ([because] if because else [])


@pytest.mark.rule("V4")
async def test_the_director_takes_part_in_the_next_visit_to_a_seriously_dissatisfied_customer(readers: Readers) -> None:
    customer_id = uuid4()
    await readers.returned(overall="poor", customer_id=customer_id)
    case_id = await readers.registered(customer_id=customer_id)
    event = handled(case_id, readers.service.clock.at, customer_id=customer_id)
    await readers.service.hear(event, about=case_id)
    (visit,) = await listed(readers.lead, "/return-visits", case_id=str(case_id))
    assert visit["director_because"] == "lowest_overall"


async def test_a_satisfied_form_opens_nothing(readers: Readers) -> None:
    await readers.returned(("lifts", "good"), ("safety", "fair"), overall="excellent")
    assert await readers.low() == await readers.asked() == await listed(readers.lead, "/tasks") == []


@pytest.mark.rule("V4", "B6")
async def test_a_correction_takes_the_first_one_s_place_and_asks_for_no_case_twice(readers: Readers) -> None:
    first = await readers.on_paper(("lifts", "poor"), ("cleanliness", "poor"))
    asked = await readers.asked()
    await readers.on_paper(
        replaces=first.response_id, answers=(Answer("lifts", "poor", "常停"), Answer("safety", "poor"))
    )
    assert await readers.service.said(DirectorWanted) == []
    (score,) = await readers.low()
    assert [each["item"] for each in score["items"]] == ["lifts", "safety"]
    assert score["items"][0]["asked_id"] == str(asked[0].asked_id)
    assert len(await readers.asked()) == 3
    states = {
        task["owner_role"]: task["state"]
        for task in await listed(readers.lead, "/tasks", subject=score["low_score_id"])
    }
    assert states == {"engineering_desk": "open", "site_lead": "open"}
    assert len(await listed(readers.lead, "/tasks", state="cancelled")) == 2


@pytest.mark.rule("B6")
async def test_neither_who_took_a_form_nor_who_corrected_it_checks_what_follows(readers: Readers) -> None:
    first = await readers.on_paper(("lifts", "good"), entered_by="ma.service")
    await readers.on_paper(("lifts", "poor"), replaces=first.response_id, entered_by="tang.supervisor")
    (task,) = (await readers.low())[0]["tasks"]
    assert task["may_not_verify"] == ["ma.service", "tang.supervisor"]


async def new_year(readers: Readers) -> list[dict[str, Any]]:
    await readers.month_begins("2027-01-01T00:00+08:00")
    return await listed(readers.director, "/low-score-samples")


@pytest.mark.rule("V4")
async def test_once_a_year_the_director_checks_a_sample_and_signs(readers: Readers) -> None:
    for _ in range(12):
        await readers.on_paper(("lifts", "poor"), ("cleanliness", "poor"))
    (sample,) = await new_year(readers)
    assert (sample["year"], sample["population"]) == (2026, 24)
    path = f"/low-score-samples/{sample['sample_id']}"
    drawn = (await got(readers.director, path))["items"]
    assert len({(each["low_score_id"], each["item"]) for each in drawn}) == 20
    assert await refused(readers.director, f"{path}/signatures", note="已抽查") == 409
    for each in drawn:
        what = {"low_score_id": each["low_score_id"], "item": each["item"], "acted_upon": True, "finding": "整改属实"}
        await did(readers.director, f"{path}/checks", **what)
    assert await refused(readers.director, f"{path}/checks", **what) == 409
    signed = await did(readers.director, f"{path}/signatures", note="整改落实较好")
    assert (signed["signed_by"], signed["note"]) == ("he.director", "整改落实较好")
    assert await refused(readers.director, f"{path}/signatures", note="再签") == 409


@pytest.mark.rule("V4", "B6")
async def test_who_acted_on_a_form_does_not_judge_how_it_was_acted_on(readers: Readers) -> None:
    await readers.on_paper(("lifts", "poor"))
    (score,) = await readers.low()
    path = f"/tasks/{score['tasks'][0]['task_id']}"
    await did(readers.engineer, f"{path}/doings", text="已修")
    await did(readers.director, f"{path}/verifications", finding="好")
    (sample,) = await new_year(readers)
    what = {"low_score_id": score["low_score_id"], "item": "lifts", "acted_upon": True, "finding": "好"}
    checks = f"/low-score-samples/{sample['sample_id']}/checks"
    assert await refused(readers.director, checks, **what) == 403
    another = readers.service.client(Role.CENTRE_DIRECTOR, person="deputy.director")
    assert await refused(another, checks, **what | {"item": "safety"}) == 404
    await did(another, checks, **what)


@pytest.mark.rule("V4", "N2")
async def test_a_sample_not_signed_in_time_is_told_to_the_vice_president(readers: Readers) -> None:
    await readers.on_paper(("lifts", "poor"), project=ELSEWHERE)
    await new_year(readers)
    readers.service.clock.at += 70 * DAY
    await readers.service.fire_due()
    passed = [each for each in await readers.service.said() if getattr(each, "limit", "") == "low_score_sample"]
    assert [getattr(each, "tell", None) for each in passed][-1] in (Role.VICE_PRESIDENT, Role.GENERAL_MANAGER)


async def test_a_year_without_a_dissatisfied_item_has_no_sample(readers: Readers) -> None:
    await readers.returned(("lifts", "good"))
    assert await new_year(readers) == []


@pytest.mark.rule("V4")
async def test_a_correction_that_is_still_serious_asks_for_the_director_once(readers: Readers) -> None:
    first = await readers.on_paper(overall="poor")
    await readers.on_paper(("lifts", "poor"), overall="poor", replaces=first.response_id)
    assert len(await readers.service.said(DirectorWanted)) == 1
    assert len(await readers.service.said(CustomerSeriouslyDissatisfied)) == 1


@pytest.mark.rule("V4")
async def test_a_form_that_names_nobody_asks_for_its_case_all_the_same(readers: Readers) -> None:
    await readers.on_paper(("lifts", "poor"), customer_id=None)
    await readers.on_paper(("lifts", "poor"), customer_id=None, signed_as="王芳")
    assert [(each.customer_id, each.customer_name) for each in await readers.asked()] == [
        (None, "未署名业主"), (None, "王芳"),
    ]  # fmt: skip


@pytest.mark.rule("B6")
async def test_of_several_who_check_at_once_one_does(readers: Readers) -> None:
    await readers.on_paper(("lifts", "poor"))
    (score,) = await readers.low()
    path = f"/tasks/{score['tasks'][0]['task_id']}"
    await did(readers.engineer, f"{path}/doings", text="已修")
    verify = [who.post(f"{path}/verifications", json={"finding": "好"}) for who in (readers.lead, readers.supervisor)]
    send_back = [readers.director.post(f"{path}/returns", json={"because": "仍停梯"})]
    answers = await asyncio.gather(*verify, *send_back)
    assert sorted(each.status_code for each in answers) == [201, 409, 409]
    moves = (await got(readers.lead, path))["moves"]
    assert [each["verb"] for each in moves][:2] == ["open", "finish"]
    assert len(moves) == 3
