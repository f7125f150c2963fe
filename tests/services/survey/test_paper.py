"""Forms that staff bring: on paper, from a call, from a visit (V5, V6, B6)."""

import asyncio
from datetime import date
from typing import Any
from uuid import uuid4

import httpx
import pytest
from aftercare_contracts.events.survey_campaigns import FormAnswered
from aftercare_contracts.values import Role

from .customers import LIFTS_GOOD, Customer, given, sent
from .desk import NOT_REACHED, WRONG, Office, result
from .organising import Organisers, paper

UNIT = "1-0001"


@pytest.fixture
async def organisers(office: Office) -> Organisers:
    made = Organisers(office)
    await made.estate("P1", date(2015, 1, 1), {"1": 4})
    return made


@pytest.fixture
async def campaign(organisers: Organisers) -> dict[str, Any]:
    return await organisers.collecting("yearly", "P1")


async def correct(organisers: Organisers, response_id: str, **what: Any) -> httpx.Response:
    body = paper(organisers.office, **{"reason": "录入时看错一行", "overall": "poor"} | what)
    return await organisers.officer.post(f"/responses/{response_id}/corrections", json=body)


@pytest.mark.rule("V5", "V6")
async def test_a_paper_form_is_entered_and_marked_so(organisers: Organisers, campaign: dict[str, Any]) -> None:
    entered = (await organisers.enter(campaign, UNIT, comment="请修大门")).json()
    assert (entered["by"], entered["entered_by"], entered["form_version"]) == ("paper", "ma.service", 1)
    (said,) = await organisers.service.said(FormAnswered)
    assert (said.by, said.unit_no, said.overall_counts) == ("paper", UNIT, "satisfied")
    assert (await organisers.officer.get(f"/responses/{entered['response_id']}")).json() == entered
    async with organisers.service.db.reading() as tx:
        kept = await tx.fetchrow("select form_no, surveyed_by, surveyed_on, owner_signed, reason from paper_form")
    assert tuple(kept) == ("001", "ma.service", date(2026, 3, 10), True, "")  # type: ignore[arg-type]
    assert (await organisers.look(campaign))["ways"] == {"paper": 1}


@pytest.mark.rule("V6")
@pytest.mark.parametrize("by", ["phone", "home"])
async def test_so_is_what_was_said_on_the_phone_or_at_home_without_a_number(
    organisers: Organisers, campaign: dict[str, Any], by: str
) -> None:
    assert (await organisers.enter(campaign, UNIT, form_no="")).status_code == 422
    body = paper(organisers.office, by=by, form_no="", project="P1", unit_no=UNIT)
    entered = await organisers.officer.post(f"/campaigns/{campaign['campaign_id']}/responses", json=body)
    assert (entered.status_code, entered.json()["by"]) == (201, by)


@pytest.mark.rule("V6")
async def test_a_household_answers_once_by_whatever_way(organisers: Organisers, campaign: dict[str, Any]) -> None:
    links = {link.unit_no: link for link in await sent(organisers.office)}
    by_paper, by_link = Customer(organisers.office), Customer(organisers.office)
    await by_paper.open(links[UNIT].path)
    await organisers.enter(campaign, UNIT)
    assert (await by_paper.answer(LIFTS_GOOD)).status_code == 303
    assert "谢谢您" in (await by_paper.client.get("/a")).text
    await by_link.open(links["1-0002"].path)
    await by_link.answer(LIFTS_GOOD)
    assert (await organisers.enter(campaign, "1-0002")).status_code == 409
    assert (await organisers.enter(campaign, UNIT)).status_code == 409
    assert sorted((each.unit_no, each.by) for each in await given(organisers.office)) == [
        (UNIT, "paper"),
        ("1-0002", "link"),
    ]


@pytest.mark.rule("V6")
@pytest.mark.parametrize("attempt", range(5))
async def test_link_and_paper_at_once_make_one_answer(
    organisers: Organisers, campaign: dict[str, Any], attempt: int
) -> None:
    link = next(each for each in await sent(organisers.office) if each.unit_no == UNIT)
    customer = Customer(organisers.office)
    await customer.open(link.path)
    by_link, by_paper = await asyncio.gather(customer.answer(LIFTS_GOOD), organisers.enter(campaign, UNIT))
    (response,) = await given(organisers.office)
    assert by_link.status_code == 303
    assert by_paper.status_code == (201 if response.by == "paper" else 409)
    assert (await organisers.look(campaign))["answered"] == 1


@pytest.mark.rule("V5")
async def test_a_correction_replaces_the_first_which_is_kept(organisers: Organisers, campaign: dict[str, Any]) -> None:
    first = (await organisers.enter(campaign, UNIT)).json()
    second = (await correct(organisers, first["response_id"])).json()
    assert (second["replaces"], second["overall"]) == (first["response_id"], "poor")
    assert [str(each.response_id) for each in await given(organisers.office)] == [second["response_id"]]
    assert (await organisers.officer.get(f"/responses/{first['response_id']}")).json()["overall"] == "good"
    assert (await correct(organisers, first["response_id"])).status_code == 409, "only what stands is corrected"
    assert (await correct(organisers, second["response_id"], overall="good")).status_code == 201
    assert (await organisers.look(campaign))["answered"] == 1


async def test_of_many_corrections_at_once_one_stands(organisers: Organisers, campaign: dict[str, Any]) -> None:
    first = (await organisers.enter(campaign, UNIT)).json()
    answers = await asyncio.gather(*(correct(organisers, first["response_id"]) for _ in range(6)))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 5
    assert len(await given(organisers.office)) == 1


async def test_a_customers_own_words_are_not_corrected(organisers: Organisers, campaign: dict[str, Any]) -> None:
    customer = Customer(organisers.office)
    await customer.open((await sent(organisers.office))[0].path)
    await customer.answer(LIFTS_GOOD)
    (response,) = await given(organisers.office)
    async with organisers.office.nothing_left_behind():
        assert (await correct(organisers, str(response.response_id))).status_code == 409


@pytest.mark.rule("B6")
@pytest.mark.parametrize(
    "role", [Role.ENGINEERING_DESK, Role.PROPERTY_DESK, Role.SALES_DESK, Role.REPAIR_SQUAD, Role.PROPERTY_COMPANY]
)
async def test_whose_work_is_scored_does_not_enter(
    organisers: Organisers, campaign: dict[str, Any], role: Role
) -> None:
    person = organisers.service.client(role, Role.SERVICE_OFFICER, person="wang")
    async with organisers.office.nothing_left_behind():
        refused = await organisers.enter(campaign, UNIT, by=person)
    assert (refused.status_code, "B6" in refused.json()["detail"]) == (403, True)


@pytest.mark.rule("B6")
@pytest.mark.parametrize("what", [{"surveyed_by": "zhao.squad"}, {}])
async def test_nor_does_who_works_on_the_households_open_case(
    organisers: Organisers, campaign: dict[str, Any], what: dict[str, str]
) -> None:
    await organisers.office.handled(unit_no=UNIT, may_not_visit=("zhao.squad", "li.officer"))
    person = organisers.service.client(Role.SERVICE_OFFICER, person="ma.service" if what else "li.officer")
    async with organisers.office.nothing_left_behind():
        assert (await organisers.enter(campaign, UNIT, by=person, **what)).status_code == 403
    assert (await organisers.enter(campaign, "1-0002", by=person, **what)).status_code == 201


@pytest.mark.parametrize(
    ("what", "where"),
    [
        ({"form_no": " "}, "/form_no"), ({"surveyed_on": "2026-03-09"}, "/surveyed_on"), ({"surveyed_on": "2026-03-11"}, "/surveyed_on"),
        ({"answers": [{"item": "roof", "step": "good"}]}, "/answers/0/item"), ({"overall": "splendid"}, "/overall"),
        ({"answers": [], "overall": None}, "/answers"), ({"owner_signed": None}, "/owner_signed"), ({"by": "link"}, "/by"),
        ({"answers": [{"item": "lifts", "step": "good"}] * 2}, "/answers/0/item"),
    ],
)  # fmt: skip
async def test_what_does_not_fit_is_refused_with_its_place(
    organisers: Organisers, campaign: dict[str, Any], what: dict[str, Any], where: str
) -> None:
    body = paper(organisers.office, project="P1", unit_no=UNIT, **what)
    async with organisers.office.nothing_left_behind():
        refused = await organisers.officer.post(f"/campaigns/{campaign['campaign_id']}/responses", json=body)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, where)


async def test_only_who_was_drawn_is_entered_and_only_until_the_counting(
    organisers: Organisers, campaign: dict[str, Any]
) -> None:
    assert (await organisers.enter(campaign, "9-9999")).status_code == 404
    assert (await organisers.enter(campaign, UNIT, project="P2")).status_code == 404
    first = (await organisers.enter(campaign, UNIT)).json()
    await organisers.enter(campaign, "1-0002")
    organisers.after(days=31)
    await organisers.service.fire_due()
    assert (await organisers.enter(campaign, "1-0003")).status_code == 201, "what was brought late counts still"
    await organisers.moved(campaign, "countings")
    async with organisers.office.nothing_left_behind():
        assert (await organisers.enter(campaign, "1-0004")).status_code == 409
        assert (await correct(organisers, first["response_id"])).status_code == 409
    early = await organisers.planned("yearly", "P1")
    await organisers.moved(early, "drawings")
    assert (await organisers.enter(early, UNIT)).status_code == 409


async def test_a_response_elsewhere_does_not_exist(organisers: Organisers, campaign: dict[str, Any]) -> None:
    first = (await organisers.enter(campaign, UNIT)).json()
    elsewhere = organisers.service.client(Role.SERVICE_OFFICER, person="sun", projects=("P9",))
    path = f"/responses/{first['response_id']}"
    body = paper(organisers.office, reason="x")
    answers = [await elsewhere.get(path), await elsewhere.post(f"{path}/corrections", json=body)]
    answers += [await elsewhere.get(f"/responses/{uuid4()}"), await organisers.enter(campaign, "1-0003", by=elsewhere)]
    assert [answer.status_code for answer in answers] == [404] * 4


@pytest.mark.rule("V5", "B6")
@pytest.mark.parametrize("stands", ["dissatisfied", "awaiting_month"])
async def test_who_worked_on_a_case_still_open_enters_nothing_also_after_the_visit(
    organisers: Organisers, campaign: dict[str, Any], stands: str
) -> None:
    office = organisers.office
    hand = office.service.client(Role.SERVICE_OFFICER, person="wang.desk")
    case_id = await office.registered(unit_no=UNIT)
    known = {"customer_id": None} if stands == "awaiting_month" else {}
    visit = await office.visit(case_id, unit_no=UNIT, **known)
    said = NOT_REACHED if stands == "awaiting_month" else WRONG
    assert (await result(office.officer, visit, said)).json()["state"] == stands
    assert (await organisers.enter(campaign, UNIT, hand)).status_code == 403
    assert (await organisers.enter(campaign, UNIT, surveyed_by="wang.desk")).status_code == 403
    await office.closed(case_id)
    assert (await organisers.enter(campaign, UNIT, hand)).status_code == 201
