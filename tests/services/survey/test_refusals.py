"""What is refused, with a pointer to what is wrong, and leaves nothing behind."""

from typing import Any
from uuid import uuid4

import asyncpg
import httpx
import pytest
from aftercare_contracts.values import Role

from .desk import NOT_REACHED, OFFICER, PROJECT, SATISFIED, WRONG, Office, result


def pointers(answer: httpx.Response) -> list[str]:
    return [error["pointer"] for error in answer.json().get("errors", [])]


@pytest.mark.rule("V1", "B6")
@pytest.mark.parametrize("body", [SATISFIED, WRONG, NOT_REACHED])
async def test_who_had_a_hand_in_the_work_does_not_visit(office: Office, body: dict[str, Any]) -> None:
    visit = await office.visit()
    async with office.nothing_left_behind():
        refused = await result(office.squad, visit, body)
    assert refused.status_code == 403
    assert "V1" in refused.json()["detail"]
    assert await office.look(visit) == visit


@pytest.mark.rule("V1", "B6")
async def test_nor_does_the_officer_who_took_the_case_where_he_had_one(office: Office) -> None:
    visit = await office.visit(may_not_visit=(OFFICER,))
    assert visit["visitor"] is None
    async with office.nothing_left_behind():
        assert (await result(office.officer, visit, SATISFIED)).status_code == 403
    assert (await result(office.colleague, visit, SATISFIED)).status_code == 201


async def test_a_visit_in_another_project_does_not_exist(office: Office) -> None:
    visit = await office.visit()
    path = f"/return-visits/{visit['visit_id']}"
    async with office.nothing_left_behind():
        refused = [await office.elsewhere.get(path), await result(office.elsewhere, visit, SATISFIED)]
        unknown = await office.elsewhere.get(f"/return-visits/{uuid4()}")
    assert [answer.status_code for answer in (*refused, unknown)] == [404, 404, 404]
    assert refused[0].json()["detail"] == unknown.json()["detail"]
    listed = [await office.elsewhere.get("/return-visits", params=query) for query in ({}, {"project": PROJECT})]
    assert [answer.json()["items"] for answer in listed] == [[], []]


@pytest.mark.parametrize("role", [Role.SITE_LEAD, Role.CENTRE_DIRECTOR])
async def test_who_only_looks_records_nothing(office: Office, role: Role) -> None:
    visit = await office.visit()
    looker = office.service.client(role, projects=(PROJECT,))
    assert (await looker.get(f"/return-visits/{visit['visit_id']}")).status_code == 200
    async with office.nothing_left_behind():
        assert (await result(looker, visit, SATISFIED)).status_code == 403


@pytest.mark.rule("V1")
@pytest.mark.parametrize("first", [SATISFIED, WRONG])
async def test_a_second_result_is_refused_whoever_brings_it(office: Office, first: dict[str, Any]) -> None:
    visit = await office.visit()
    made = (await result(office.officer, visit, first)).json()
    async with office.nothing_left_behind():
        for who in (office.officer, office.colleague):
            assert (await result(who, visit, SATISFIED)).status_code == 409
            assert (await result(who, visit, NOT_REACHED)).status_code == 409
    assert await office.look(visit) == made


@pytest.mark.rule("B6", "V2")
@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({}, ["/reached"]),
        ({"reached": True}, ["/in_time", "/satisfied", "/attitude"]),
        ({"reached": True, "satisfied": True, "attitude": True}, ["/in_time"]),
        ({"reached": True, "in_time": True, "attitude": True}, ["/satisfied"]),
        ({"reached": True, "in_time": True, "satisfied": True}, ["/attitude"]),
        (SATISFIED | {"attitude": None}, ["/attitude"]),
        (SATISFIED | {"satisfied": False}, ["/still_wrong"]),
        (WRONG | {"still_wrong": " \t\n"}, ["/still_wrong"]),
        (WRONG | {"still_wrong": "水" * 501}, ["/still_wrong"]),
        (WRONG | {"still_wrong": "a\x00b"}, ["/still_wrong"]),
        (SATISFIED | {"still_wrong": "渗水"}, ["/satisfied"]),
        (SATISFIED | {"comment": "好" * 4001}, ["/comment"]),
        (NOT_REACHED | {"satisfied": True}, ["/satisfied"]),
        (NOT_REACHED | {"still_wrong": "渗水"}, ["/still_wrong"]),
        (SATISFIED | {"way": "phone"}, ["/way_reason"]),
        (SATISFIED | {"way": "pigeon"}, ["/way"]),
        (SATISFIED | {"seriously": True}, ["/seriously"]),
        (SATISFIED | {"reached": "yes"}, ["/reached"]),
        (SATISFIED | {"satisfied": 1}, ["/satisfied"]),
        (SATISFIED | {"satisfied": 5}, ["/satisfied"]),
        (SATISFIED | {"score": 5}, ["/score"]),
        (SATISFIED | {"visited_by": "somebody"}, ["/visited_by"]),
    ],
)
async def test_an_answer_that_is_missing_or_makes_no_sense(
    office: Office, body: dict[str, Any], where: list[str]
) -> None:
    visit = await office.visit()
    async with office.nothing_left_behind():
        refused = await result(office.officer, visit, body)
    assert (refused.status_code, pointers(refused)) == (422, where)
    assert await office.look(visit) == visit


async def test_the_longest_answers_are_kept_whole(office: Office) -> None:
    body = WRONG | {"still_wrong": "水" * 500, "comment": "好" * 4000}
    made = (await result(office.officer, await office.visit(), body)).json()
    assert (made["still_wrong"], made["comment"]) == (body["still_wrong"], body["comment"])


@pytest.mark.parametrize(
    "query",
    [{"cursor": "x"}, {"cursor": "WzFd"}, {"state": "made"}, {"case_id": "1"}, {"limit": 0}, {"limit": 201},
     {"project": ""}, {"project": "P\x00"}],
)  # fmt: skip
async def test_a_list_asked_for_wrongly(office: Office, query: dict[str, Any]) -> None:
    assert (await office.officer.get("/return-visits", params=query)).status_code == 422


@pytest.mark.rule("V1", "B6")
@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("state = 'satisfied', reached = true, in_time = true, satisfied = true, attitude = true, visited_by = 'zhao.squad',"
         " visited_at = now(), counted = 'his_word'", "visit_not_by_a_hand_in_it"),
        ("visitor = 'zhao.squad'", "visit_not_planned_for_a_hand_in_it"),
        ("state = 'satisfied', reached = true, in_time = true, satisfied = true, visited_by = 'li', visited_at = now(),"
         " counted = 'his_word'",
         "visit_reached_answers_all"),
        ("state = 'satisfied', reached = false, visited_by = 'li', visited_at = now(), counted = 'his_word'",
         "visit_satisfied_only_by_his_word_or_a_month"),
        ("state = 'satisfied', reached = false, visited_by = 'li', visited_at = now(), counted = 'quiet_month'",
         "visit_a_month_decides_only_who_waited"),
        ("state = 'awaiting_month', reached = false, visited_by = 'li', visited_at = now()", "visit_awaiting_says_why"),
        ("state = 'dissatisfied', reached = false, visited_by = 'li', visited_at = now(), counted = 'his_word'",
         "visit_dissatisfied_says_what"),
        ("state = 'satisfied', satisfied = true, counted = 'his_word'", "visit_made_has_answers"),
        ("state = 'satisfied', reached = true, in_time = true, satisfied = true, attitude = true, visited_by = 'li',"
         " visited_at = now(), counted = 'his_word', director_because = 'said_so'", "visit_with_director_where_wanted"),
        ("made_way = 'letter'", "visit_another_way_says_why"),
        ("state = 'cancelled'", "visit_cancelled_says_why"),
        ("state = 'done'", "visit_state_known"),
    ],
)  # fmt: skip
async def test_the_database_refuses_it_too(office: Office, change: str, constraint: str) -> None:
    await office.visit()
    with pytest.raises(asyncpg.CheckViolationError) as refused:
        async with office.service.db.transaction() as tx:
            await tx.execute(f"update return_visit set {change}")
    assert refused.value.constraint_name == constraint


async def test_the_database_plans_one_visit_at_a_time(office: Office) -> None:
    first = await office.visit(settled=False)
    await office.visit(first["case_id"])
    with pytest.raises(asyncpg.UniqueViolationError) as refused:
        async with office.service.db.transaction() as tx:
            await tx.execute("update return_visit set state = 'planned', cancelled_because = null, cancelled_at = null")
    assert refused.value.constraint_name == "visit_one_open_per_case"
