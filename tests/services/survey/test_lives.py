"""From the end of handling to the customer's word, and what is said of it."""

from datetime import datetime
from uuid import uuid4

import pytest
from aftercare_contracts.events import survey as events
from aftercare_contracts.events.intake_conduct import ReplyAgreed
from aftercare_contracts.values import ContactWay, Verdict
from plumbing.inbox import Outcome

from .desk import COLLEAGUE, ELSEWHERE, OFFICER, SATISFIED, SQUAD, WRONG, Office, handled, result


@pytest.mark.rule("V1")
async def test_a_visit_is_planned_on_hearing_that_a_case_was_handled(office: Office) -> None:
    visit = await office.visit()
    assert (visit["state"], visit["round"], visit["visitor"], visit["way"]) == ("planned", 1, OFFICER, "home")
    assert datetime.fromisoformat(visit["due_at"]) == datetime.fromisoformat("2026-03-13T00:00+08:00")
    assert visit["handled_at"] < visit["remind_at"] < visit["due_at"]
    assert visit["may_not_visit"] == [SQUAD, "wang.desk"]
    (said,) = await office.service.said(events.ReturnVisitPlanned)
    assert (str(said.visit_id), said.way, said.visitor) == (visit["visit_id"], ContactWay.HOME, OFFICER)
    assert said.due_at == datetime.fromisoformat(visit["due_at"])


@pytest.mark.rule("V1")
async def test_its_time_runs_from_the_end_of_handling_however_late_that_is_heard(office: Office) -> None:
    case_id = uuid4()
    event = handled(case_id, datetime.fromisoformat("2026-03-06T17:00+08:00"))
    office.at("2026-03-10T10:00+08:00")
    assert await office.hear(event) is Outcome.APPLIED
    (visit,) = await office.visits(case_id)
    assert datetime.fromisoformat(visit["due_at"]) == datetime.fromisoformat("2026-03-11T00:00+08:00")


@pytest.mark.rule("I5", "V1")
async def test_a_visit_still_to_be_made_goes_the_way_the_customer_wishes_now(office: Office) -> None:
    made, case_id = await office.visit(), uuid4()
    for one in (made["case_id"], case_id):
        said = ReplyAgreed(
            case_id=one, case_no="KS-2026-000001", project="P1", reply_at=None, reply_by=ContactWay.PHONE,
            visit_by=ContactWay.ONLINE, agreed_by=OFFICER,
        )  # fmt: skip
        assert await office.hear(said) is Outcome.APPLIED
    assert [visit["way"] for visit in await office.visits(made["case_id"])] == ["online"]
    assert await office.visits(case_id) == []


@pytest.mark.rule("V1")
async def test_none_is_planned_where_none_is_wanted(office: Office) -> None:
    assert await office.visits(await office.handled(visit_wanted=False)) == []
    assert await office.service.said() == []


@pytest.mark.rule("V1", "I15")
async def test_a_satisfied_customer(office: Office) -> None:
    visit = await office.visit()
    answer = await result(office.officer, visit, SATISFIED | {"comment": "师傅态度好"})
    assert answer.status_code == 201
    assert answer.json() == await office.look(visit)
    assert (answer.json()["state"], answer.json()["visited_by"]) == ("satisfied", OFFICER)
    (said,) = await office.service.said(events.ReturnVisitSatisfied)
    assert (str(said.visit_id), said.round, said.visited_by, said.in_time, said.attitude) == (
        visit["visit_id"], 1, OFFICER, True, True,
    )  # fmt: skip
    assert await office.service.said(events.ReturnVisitDissatisfied) == []


@pytest.mark.rule("V2", "I15")
async def test_a_customer_for_whom_something_is_still_wrong(office: Office) -> None:
    answer = await result(office.colleague, await office.visit(), WRONG)
    assert (answer.status_code, answer.json()["state"]) == (201, "dissatisfied")
    (said,) = await office.service.said(events.ReturnVisitDissatisfied)
    assert (said.because, said.still_wrong, said.visited_by) == ("still_wrong", "阴角仍有水渍", COLLEAGUE)


@pytest.mark.rule("V1")
async def test_handled_again_before_the_visit_was_made_only_the_later_one_counts(office: Office) -> None:
    first = await office.visit(settled=False)
    again = await office.visit(first["case_id"])
    earlier = await office.look(first)
    assert (earlier["state"], earlier["cancelled_because"]) == ("cancelled", "handled_again")
    assert earlier["cancelled_at"]
    assert (again["state"], again["visit_id"] != first["visit_id"]) == ("planned", True)
    assert (await result(office.officer, first, SATISFIED)).status_code == 409
    assert (await result(office.officer, again, SATISFIED)).status_code == 201


@pytest.mark.rule("V1")
async def test_a_case_visited_without_result_is_visited_again_with_one(office: Office) -> None:
    first = await office.visit(settled=False)
    assert (await result(office.officer, first, SATISFIED)).status_code == 201
    again = await office.visit(first["case_id"])
    assert [visit["state"] for visit in await office.visits(first["case_id"])] == ["planned", "satisfied"]
    assert (again["settled"], first["settled"]) == (True, False)


@pytest.mark.rule("V2", "I15")
async def test_each_round_has_its_own_visit(office: Office) -> None:
    first = await office.visit()
    await result(office.officer, first, WRONG)
    await office.reopened(first["case_id"])
    second = await office.visit(first["case_id"], round=2)
    assert (await result(office.officer, second, SATISFIED)).status_code == 201
    visits = await office.visits(first["case_id"])
    assert [(visit["round"], visit["state"]) for visit in visits] == [(2, "satisfied"), (1, "dissatisfied")]
    assert visits[1]["still_wrong"] == "阴角仍有水渍"


@pytest.mark.rule("I15")
@pytest.mark.parametrize("because", ["closed", "reopened", "found_invalid"])
async def test_a_planned_visit_falls_away_with_its_reason(office: Office, because: str) -> None:
    visit = await office.visit()
    if because == "closed":
        await office.closed(visit["case_id"])
    elif because == "reopened":
        await office.reopened(visit["case_id"])
    else:
        await office.judged(visit["case_id"], Verdict.INVALID)
    gone = await office.look(visit)
    assert (gone["state"], gone["cancelled_because"], gone["visited_by"]) == ("cancelled", because, None)
    office.at("2026-04-01T00:00+08:00")
    assert await office.service.fire_due() == 0


@pytest.mark.rule("V1")
async def test_a_valid_complaint_keeps_its_visit(office: Office) -> None:
    visit = await office.visit()
    await office.judged(visit["case_id"], Verdict.VALID)
    assert (await office.look(visit))["state"] == "planned"


async def test_a_visit_once_made_stays_as_it_was(office: Office) -> None:
    visit = await office.visit()
    made = (await result(office.officer, visit, SATISFIED)).json()
    await office.closed(visit["case_id"])
    assert await office.look(visit) == made


async def test_what_is_heard_twice_plans_one_visit(office: Office) -> None:
    case_id = uuid4()
    message = office.service.message(handled(case_id, office.service.clock.at), about=case_id)
    outcomes = [await office.service.inbox.receive(office.service.db, message) for _ in range(3)]
    assert outcomes == [Outcome.APPLIED, Outcome.DUPLICATE, Outcome.DUPLICATE]
    assert len(await office.visits(case_id)) == 1
    assert len(await office.service.said(events.ReturnVisitPlanned)) == 1


async def test_what_comes_early_waits_for_what_was_said_before_it(office: Office) -> None:
    case_id = uuid4()
    first = office.service.message(handled(case_id, office.service.clock.at), about=case_id)
    second = office.service.message(handled(case_id, office.service.clock.at, round=2), about=case_id)
    receive = office.service.inbox.receive
    assert [await receive(office.service.db, body) for body in (second, first)] == [Outcome.EARLY, Outcome.APPLIED]
    visits = await office.visits(case_id)
    assert [(visit["round"], visit["state"]) for visit in visits] == [(2, "planned"), (1, "cancelled")]


async def test_asked_twice_with_one_key_it_happened_once(office: Office) -> None:
    visit = await office.visit()
    answers = [await result(office.officer, visit, WRONG, key="one-and-the-same") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert len(await office.service.said(events.ReturnVisitDissatisfied)) == 1


async def test_a_list_shows_what_is_in_reach_page_by_page(office: Office) -> None:
    mine = [(await office.visit())["visit_id"] for _ in range(3)]
    theirs = await office.handled(project=ELSEWHERE)
    first = (await office.officer.get("/return-visits", params={"limit": 2})).json()
    rest = (await office.officer.get("/return-visits", params={"limit": 2, "cursor": first["next"]})).json()
    assert (len(first["items"]), rest["next"]) == (2, None)
    seen = [visit["visit_id"] for page in (first, rest) for visit in page["items"]]
    assert seen == mine[::-1]
    assert await office.visits(theirs) == []
    everything = (await office.director.get("/return-visits")).json()["items"]
    assert len(everything) == 4
    theirs_only = (await office.director.get("/return-visits", params={"project": ELSEWHERE})).json()["items"]
    assert [visit["case_id"] for visit in theirs_only] == [str(theirs)]


async def test_a_list_by_state(office: Office) -> None:
    await result(office.officer, await office.visit(), SATISFIED)
    planned = await office.visit()
    found = (await office.lead.get("/return-visits", params={"state": "planned"})).json()["items"]
    assert [visit["visit_id"] for visit in found] == [planned["visit_id"]]
