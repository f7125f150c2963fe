"""Appointments, attempts, the customer's way, and the centre director beside it (V1, V4, B6)."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from aftercare_contracts.events.intake_conduct import MajorFound, ReplyAgreed
from aftercare_contracts.events.survey_visits import (
    DirectorAttended,
    DirectorCalled,
    DirectorWanted,
    ReturnVisitAppointed,
    ReturnVisitAttempted,
)
from aftercare_contracts.values import Channel, ContactWay
from survey.domain.return_visit import Answers, DirectorMissing
from survey.domain.seriousness import DirectorBecause
from survey.store.director import Whom
from survey.use_cases.director import require_director
from survey.use_cases.visiting import answer_online

from .desk import COLLEAGUE, OFFICER, SATISFIED, SQUAD, WRONG, Office, about, result

LATER = "2026-03-11T07:00:00Z"


async def presence(office: Office, visit: dict[str, Any]) -> int:
    return (await office.director.post(f"/return-visits/{visit['visit_id']}/director-presence")).status_code


@pytest.mark.rule("V1")
async def test_an_appointment_names_time_visitor_and_way(office: Office) -> None:
    visit = await office.visit()
    path = f"/return-visits/{visit['visit_id']}/appointments"
    made = await office.lead.post(path, json={"appointed_for": LATER, "visitor": COLLEAGUE})
    assert (made.status_code, made.json()["visitor"], made.json()["way"]) == (201, COLLEAGUE, "home")
    now = await office.look(visit)
    assert (now["visitor"], now["appointed_for"], now["due_at"]) == (
        COLLEAGUE,
        made.json()["appointed_for"],
        visit["due_at"],
    )
    (said,) = await office.service.said(ReturnVisitAppointed)
    assert (said.visitor, said.way, said.appointed_by) == (COLLEAGUE, ContactWay.HOME, "lin.lead")
    assert (await office.officer.get(path)).json()["items"] == [made.json()]


@pytest.mark.rule("V1", "B6")
@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"appointed_for": LATER, "visitor": SQUAD}, 403), ({"appointed_for": "2026-03-10T10:00+08:00"}, 422),
        ({"appointed_for": LATER, "way": "phone"}, 422), ({}, 422),
    ],
)  # fmt: skip
async def test_an_appointment_that_is_refused(office: Office, body: dict[str, Any], status: int) -> None:
    visit = await office.visit()
    async with office.nothing_left_behind():
        refused = await office.officer.post(f"/return-visits/{visit['visit_id']}/appointments", json=body)
    assert refused.status_code == status, refused.text


@pytest.mark.rule("V1")
async def test_every_attempt_is_on_record(office: Office) -> None:
    visit = await office.visit()
    await office.tried(visit)
    put_off = await office.tried(visit, outcome="put_off", put_off_until=LATER, note="业主出差")
    assert (put_off.status_code, put_off.json()["tried_by"]) == (201, OFFICER)
    listed = (await office.lead.get(f"/return-visits/{visit['visit_id']}/attempts")).json()["items"]
    assert [(one["outcome"], one["way"]) for one in listed] == [("nobody_home", "home"), ("put_off", "home")]
    assert (await office.look(visit))["appointed_for"] == put_off.json()["put_off_until"]
    assert [(said.outcome, said.attempts) for said in await office.service.said(ReturnVisitAttempted)] == [
        ("nobody_home", 1), ("put_off", 2),
    ]  # fmt: skip


@pytest.mark.rule("V1", "B6")
async def test_an_attempt_on_his_own_work_or_in_another_project_is_refused(office: Office) -> None:
    visit = await office.visit()
    body = {"tried_at": office.service.clock.at.isoformat(), "outcome": "nobody_home"}
    async with office.nothing_left_behind():
        answers = [
            await who.post(f"/return-visits/{visit['visit_id']}/attempts", json=body)
            for who in (office.squad, office.elsewhere, office.lead)
        ]
    assert [answer.status_code for answer in answers] == [403, 404, 403]


@pytest.mark.rule("V1", "I11")
async def test_at_home_where_the_complaint_was_serious_whatever_was_agreed(office: Office) -> None:
    visit = await office.visit(visit_by=ContactWay.PHONE, is_serious=True)
    assert (visit["way"], visit["is_serious"]) == ("home", True)
    agreed = {"reply_at": None, "reply_by": ContactWay.PHONE, "visit_by": ContactWay.PHONE, "agreed_by": OFFICER}
    await office.hear(ReplyAgreed(**about(visit["case_id"]), **agreed))
    assert (await office.look(visit))["way"] == "home"
    refused = await result(office.officer, visit, SATISFIED | {"way": "phone"})
    assert [error["pointer"] for error in refused.json()["errors"]] == ["/way_reason"]
    made = await result(office.officer, visit, SATISFIED | {"way": "phone", "way_reason": "业主坚持电话回访"})
    assert (made.status_code, made.json()["made_way"]) == (201, "phone")


@pytest.mark.rule("V1", "I11")
async def test_a_case_found_major_before_the_visit_is_visited_at_home(office: Office) -> None:
    visit = await office.visit(visit_by=ContactWay.PHONE)
    await office.hear(
        MajorFound(**about(visit["case_id"]), ground="great_danger", responsible="wang", found_by="lin.lead")
    )
    assert ((await office.look(visit))["way"], (await office.look(visit))["is_serious"]) == ("home", True)


@pytest.mark.rule("V4")
async def test_after_the_second_dissatisfied_visit_the_next_needs_the_director(office: Office) -> None:
    first = await office.visit()
    await result(office.officer, first, WRONG)
    assert await office.service.said(DirectorWanted) == []
    second = await office.visit(first["case_id"], round=2)
    assert second["director_because"] is None
    await result(office.officer, second, WRONG)
    (wanted,) = await office.service.said(DirectorWanted)
    assert (wanted.because, str(wanted.case_id)) == ("second_dissatisfied", first["case_id"])
    third = await office.visit(first["case_id"], round=3)
    assert third["director_because"] == "second_dissatisfied"
    (called,) = await office.service.said(DirectorCalled)
    assert (str(called.visit_id), called.visitor, called.way) == (third["visit_id"], OFFICER, ContactWay.HOME)
    async with office.nothing_left_behind():
        refused = await result(office.officer, third, SATISFIED)
    assert (refused.status_code, "V4" in refused.json()["detail"]) == (409, True)
    assert await presence(office, third) == 201
    made = await result(office.officer, third, SATISFIED)
    assert (made.status_code, made.json()["director_present"]) == (201, "he.director")
    assert [said.director for said in await office.service.said(DirectorAttended)] == ["he.director"]
    assert (await office.visit(first["case_id"], round=4))["director_because"] is None


@pytest.mark.rule("V4")
async def test_who_says_that_he_is_seriously_dissatisfied_sees_the_director_at_once_next_time(office: Office) -> None:
    first = await office.visit()
    assert (await result(office.officer, first, WRONG | {"seriously": True})).json()["seriously"] is True
    assert [said.because for said in await office.service.said(DirectorWanted)] == ["said_so"]
    assert (await office.visit(first["case_id"], round=2))["director_because"] == "said_so"
    assert (await office.visit())["director_because"] is None


@pytest.mark.rule("V4")
@pytest.mark.parametrize("known_by", ["customer_id", "unit_no"])
async def test_a_form_makes_the_director_take_part_in_open_and_next_visits(office: Office, known_by: str) -> None:
    customer_id = uuid4()
    mine = {"customer_id": customer_id, "unit_no": "8-801"}
    whom = Whom("P1", **{known_by: mine[known_by]})  # type: ignore[arg-type]
    open_one, other = await office.visit(**mine), await office.visit()
    async with office.service.db.transaction() as tx:
        await require_director(tx, whom, DirectorBecause.MANY_ITEMS, tx.now)
    next_one = await office.visit(**mine)
    marked = [(await office.look(visit))["director_because"] for visit in (open_one, next_one, other)]
    assert marked == ["many_items", "many_items", None]
    assert {str(said.visit_id) for said in await office.service.said(DirectorCalled)} == {
        open_one["visit_id"], next_one["visit_id"],
    }  # fmt: skip
    await presence(office, open_one)
    await result(office.officer, open_one, SATISFIED)
    assert (await office.visit(**mine))["director_because"] is None
    assert (await office.look(next_one))["director_because"] == "many_items"


@pytest.mark.rule("V4")
async def test_only_the_director_says_so_and_only_where_he_is_wanted(office: Office) -> None:
    visit = await office.visit()
    async with office.nothing_left_behind():
        assert await presence(office, visit) == 409
        for who in (office.officer, office.lead):
            assert (await who.post(f"/return-visits/{visit['visit_id']}/director-presence")).status_code == 403


@pytest.mark.rule("V4")
async def test_an_answer_by_link_does_not_stand_for_the_director(office: Office) -> None:
    first = await office.visit()
    await result(office.officer, first, WRONG | {"seriously": True})
    second = await office.visit(first["case_id"], round=2)
    said = Answers(reached=True, in_time=True, satisfied=True, attitude=True)
    with pytest.raises(DirectorMissing):
        async with office.service.db.transaction() as tx:
            await answer_online(tx, UUID(second["visit_id"]), said, tx.now)


@pytest.mark.rule("V4")
async def test_a_case_that_a_visit_or_a_form_told_gets_its_own_return_visit(office: Office) -> None:
    case_id = await office.registered(channel=Channel.VISIT, asked_id=uuid4())
    visit = await office.visit(case_id)
    assert (visit["state"], visit["case_id"]) == ("planned", str(case_id))


@pytest.mark.rule("V4")
async def test_a_visit_that_was_planned_at_the_same_moment_is_held_to_it_too(office: Office) -> None:
    visit = await office.visit(unit_no="8-801")
    async with office.service.db.transaction() as tx:
        await require_director(tx, Whom("P1", unit_no="8-801"), DirectorBecause.LOWEST_OVERALL, tx.now)
        await tx.execute("update return_visit set director_because = null")
    assert (await result(office.officer, visit, SATISFIED)).status_code == 409
    assert await presence(office, visit) == 201
    assert (await result(office.officer, visit, SATISFIED)).status_code == 201
