"""A return visit that its customer answers by himself, by a link (V1, V2, V4)."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from aftercare_contracts.events.intake_privacy import CustomerErased
from aftercare_contracts.events.survey import ReturnVisitDissatisfied, ReturnVisitSatisfied
from aftercare_contracts.values import ContactWay
from survey.domain.seriousness import DirectorBecause
from survey.store.director import Whom
from survey.use_cases.director import require_director

from .customers import Customer, sent
from .desk import SATISFIED, WRONG, Office, result

GOOD = {"in_time": "yes", "satisfied": "yes", "attitude": "yes"}
BAD = GOOD | {"satisfied": "no", "still_wrong": "阴角仍有水渍"}
ASKED, OVER, CLOSED = "您对处理结果是否满意？", "这次回访已经结束", "这个页面现在打不开"
BY_DIRECTOR = "客户服务中心主任将亲自参加回访"


async def online(office: Office, **what: Any) -> tuple[dict[str, Any], Customer, str]:
    """A visit to be made online, its customer with the page open, and his link."""
    visit = await office.visit(visit_by=ContactWay.ONLINE, **what)
    path = [each for each in await sent(office) if str(each.case_id) == visit["case_id"]][-1].path
    customer = Customer(office)
    assert ASKED in (await customer.open(path)).text
    return visit, customer, path


@pytest.mark.rule("V1")
async def test_only_who_wishes_it_online_and_is_known_gets_a_link(office: Office) -> None:
    customer_id = uuid4()
    await office.visit(visit_by=ContactWay.ONLINE, customer_id=customer_id)
    for what in (
        {"visit_by": ContactWay.PHONE}, {"visit_by": ContactWay.ONLINE, "customer_id": None},
        {"visit_by": ContactWay.ONLINE, "is_serious": True}, {"visit_by": ContactWay.ONLINE, "settled": False},
    ):  # fmt: skip
        await office.visit(**what)
    (link,) = await sent(office)
    assert (link.customer_id, link.purpose, link.expires_at.isoformat()) == (
        customer_id, "return_visit", "2026-04-10T16:00:00+00:00",
    )  # fmt: skip


@pytest.mark.rule("V1")
async def test_three_answers_make_the_visit_once(office: Office) -> None:
    visit, customer, path = await online(office)
    assert (await customer.answer(GOOD | {"comment": "<b>谢谢</b>"})).status_code == 303
    assert (await customer.answer(BAD)).status_code == 303
    assert "谢谢您" in (await customer.client.get("/a")).text
    assert "谢谢您" in (await Customer(office).open(path)).text
    now = await office.look(visit)
    assert (now["state"], now["visited_by"], now["made_way"], now["counted"], now["comment"]) == (
        "satisfied", "customer", "online", "his_word", "<b>谢谢</b>",
    )  # fmt: skip
    (said,) = await office.service.said(ReturnVisitSatisfied)
    assert (said.in_time, said.attitude, said.because) == (True, True, "his_word")


@pytest.mark.rule("V2")
async def test_what_is_still_wrong_sends_the_case_round_again(office: Office) -> None:
    visit, customer, _ = await online(office)
    assert (await customer.answer(BAD)).status_code == 303
    (said,) = await office.service.said(ReturnVisitDissatisfied)
    assert (str(said.case_id), said.because, said.still_wrong) == (visit["case_id"], "still_wrong", "阴角仍有水渍")


@pytest.mark.rule("V1", "B6")
@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({}, "三个问题请您都作答"),
        (GOOD | {"attitude": "perhaps"}, "三个问题请您都作答"),
        (BAD | {"still_wrong": " "}, "请写明哪里还有问题"),
        (GOOD | {"still_wrong": "渗水"}, "第二项请选“否”"),
        (BAD | {"still_wrong": "水" * 501}, "文字过长"),
        (GOOD | {"comment": "水" * 2001}, "文字过长"),
    ],
)
async def test_nothing_is_filled_in_for_him_and_what_he_typed_stays(
    office: Office, fields: dict[str, str], says: str
) -> None:
    visit, customer, _ = await online(office)
    async with office.nothing_left_behind():
        again = await customer.answer(fields | {"mark": "x"})
    assert (again.status_code, says in again.text) == (422, True)
    assert again.text.count(" checked") == sum(value in ("yes", "no") for value in fields.values())
    assert (await office.look(visit))["state"] == "planned"
    assert (await customer.answer(GOOD)).status_code == 303
    assert (await office.look(visit))["state"] == "satisfied"


@pytest.mark.rule("V1")
async def test_hostile_text_is_shown_as_text(office: Office) -> None:
    _, customer, _ = await online(office)
    again = await customer.answer({"still_wrong": "</textarea><script>alert(1)</script>", "comment": '"><img src=x>'})
    assert "<script>" not in again.text
    assert "<img src=x>" not in again.text


@pytest.mark.rule("V1")
@pytest.mark.parametrize("how", ["visited", "closed", "handled again", "erased"])
async def test_a_link_whose_visit_is_over_takes_nothing_more(office: Office, how: str) -> None:
    customer_id = uuid4()
    visit, customer, _ = await online(office, customer_id=customer_id)
    office.at(office.service.clock.at + timedelta(minutes=1))
    case_id = visit["case_id"]
    if how == "visited":
        assert (
            await result(office.officer, visit, SATISFIED | {"way": "phone", "way_reason": "业主来电"})
        ).status_code == 201
    elif how == "closed":
        await office.closed(case_id)
    elif how == "handled again":
        await office.handled(case_id, round=2, visit_by=ContactWay.PHONE)
    else:
        await office.service.hear(CustomerErased(customer_id=customer_id, case_ids=(UUID(case_id),)), about=customer_id)
    before = [(each["state"], each["still_wrong"]) for each in await office.visits(case_id)]
    answer = await customer.answer(BAD)
    assert answer.status_code == (404 if how == "erased" else 303)
    assert (CLOSED if how == "erased" else OVER) in (await customer.client.get("/a")).text
    assert [(each["state"], each["still_wrong"]) for each in await office.visits(case_id)] == before


@pytest.mark.rule("V4")
async def test_where_the_director_takes_part_nothing_is_taken_online_and_it_says_so_kindly(office: Office) -> None:
    visit, customer, _ = await online(office, unit_no="8-801")
    other = await office.visit(unit_no="8-801")
    assert (await result(office.officer, other, WRONG | {"seriously": True})).status_code == 201
    again = await office.visit(other["case_id"], unit_no="8-801", round=2, visit_by=ContactWay.ONLINE)
    assert [str(each.case_id) for each in await sent(office)] == [visit["case_id"]], "none for the second"
    assert again["director_because"] == "said_so"
    async with office.service.db.transaction() as tx:
        await require_director(tx, Whom("P1", unit_no="8-801"), DirectorBecause.LOWEST_OVERALL, tx.now)
    for _ in range(2):
        async with office.nothing_left_behind():
            assert (await customer.answer(GOOD)).status_code == 303
        assert BY_DIRECTOR in (await customer.client.get("/a")).text
        await office.director.post(f"/return-visits/{visit['visit_id']}/director-presence")


@pytest.mark.rule("V2")
async def test_it_counts_while_the_month_runs_to_its_last_moment(office: Office) -> None:
    visit, customer, path = await online(office)
    assert (await office.tried(visit, outcome="replied", note="已回复")).status_code == 201
    office.at("2026-04-11T00:00:00+08:00")
    customer = Customer(office)
    assert ASKED in (await customer.open(path)).text
    assert (await customer.answer(BAD)).status_code == 303
    assert (await office.look(visit))["counted"] == "his_word"


@pytest.mark.rule("V1")
@pytest.mark.parametrize("attempt", range(3))
async def test_customer_and_officer_at_once_make_one_result(office: Office, attempt: int) -> None:
    visit, customer, _ = await online(office)
    by_link, by_officer = await asyncio.gather(
        customer.answer(BAD), result(office.officer, visit, SATISFIED | {"way": "phone", "way_reason": "业主来电"})
    )
    said = [*await office.service.said(ReturnVisitSatisfied), *await office.service.said(ReturnVisitDissatisfied)]
    assert (by_link.status_code, len(said)) == (303, 1)
    assert by_officer.status_code == (201 if (await office.look(visit))["visited_by"] != "customer" else 409)
