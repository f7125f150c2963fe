"""Visits of one's own accord, the cases that come of them, and the supervisor's month (V8, B6)."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from aftercare_contracts.events.intake_units import RecordedUnit, UnitsRecorded
from aftercare_contracts.events.survey import VisitLimitApproaching, VisitLimitPassed
from aftercare_contracts.events.survey_asking import SurveyCaseAsked
from aftercare_contracts.events.survey_visits import VisitMonthChecked, VisitMonthEnded
from aftercare_contracts.values import CaseKind, Channel, Role

from .desk import OFFICER, PROJECT, Office

OWNER = uuid4()
MATTER = {"kind": "complaint", "matter": "noise", "said": "楼上装修噪声大"}
OVER = "2026-04-02T09:00+08:00"


async def units(office: Office, count: int = 10, **what: Any) -> None:
    """The registry knows so many households, of which the first belongs to ``OWNER``."""
    facts: dict[str, Any] = {
        "building": "1", "completion_accepted_on": date(2024, 6, 1), "handed_over_on": date(2025, 3, 1), "refused_on": None,
    }  # fmt: skip
    recorded = tuple(
        RecordedUnit(
            unit_id=uuid4(),
            unit_no=f"{what.get('building', '1')}-{100 + i}",
            owner_id=None if i else OWNER,
            **facts | what,
        )
        for i in range(count)
    )
    await office.service.hear(UnitsRecorded(project=PROJECT, units=recorded), about=PROJECT)


def record(unit_no: str = "1-100", **what: Any) -> dict[str, Any]:
    body = {
        "project": PROJECT,
        "unit_no": unit_no,
        "way": "home",
        "visited_at": "2026-03-10T09:00+08:00",
        "talked_about": "入住情况",
    }
    return body | what


async def visited(who: httpx.AsyncClient, **what: Any) -> httpx.Response:
    return await who.post("/visits", json=record(**what))


def property_company(office: Office) -> httpx.AsyncClient:
    return office.service.client(Role.PROPERTY_COMPANY, person="wu.property", projects=(PROJECT,))


def supervisor(office: Office) -> httpx.AsyncClient:
    return office.service.client(Role.SERVICE_SUPERVISOR, person="zhou.supervisor", projects=(PROJECT,))


@pytest.mark.rule("V8")
async def test_a_visit_is_on_record_with_who_when_how_and_what_was_heard(office: Office) -> None:
    await units(office)
    made = await visited(office.officer, heard="一切正常")
    assert made.status_code == 201, made.text
    body = made.json()
    assert (body["record_no"], body["side"], body["visited_by"], body["heard"]) == (
        "ZF-2026-000001", "service_centre", OFFICER, "一切正常",
    )  # fmt: skip
    assert (await office.lead.get(f"/visits/{body['record_id']}")).json()["record_no"] == body["record_no"]
    assert (await visited(property_company(office), unit_no="1-101")).json()["side"] == "property_company"
    listed = (await office.lead.get("/visits", params={"visited_by": OFFICER})).json()["items"]
    assert [each["record_no"] for each in listed] == ["ZF-2026-000001"]
    assert (await office.elsewhere.get("/visits")).json()["items"] == []


@pytest.mark.rule("V8")
async def test_what_was_heard_becomes_a_case_whose_number_the_record_shows(office: Office) -> None:
    await units(office)
    made = (
        await visited(office.officer, matters=[MATTER, MATTER | {"kind": "suggestion", "said": "增设充电桩"}])
    ).json()
    first, second = await office.service.said(SurveyCaseAsked)
    assert (first.customer_id, first.kind, first.channel, first.reference, first.asked_by, first.complaint) == (
        OWNER, CaseKind.COMPLAINT, Channel.VISIT, made["record_no"], OFFICER, MATTER["said"],
    )  # fmt: skip
    assert [str(each.asked_id) for each in (first, second)] == [each["asked_id"] for each in made["matters"]]
    case_id = await office.registered(asked_id=first.asked_id)
    await office.closed(case_id)
    shown = (await office.officer.get(f"/visits/{made['record_id']}")).json()["matters"]
    assert [(each["case_no"], bool(each["closed_at"])) for each in shown] == [
        (f"KS-{str(case_id)[:8]}", True),
        (None, False),
    ]


@pytest.mark.rule("V8")
async def test_somebody_else_than_the_owner_is_named_with_how_to_reach_him(office: Office) -> None:
    await units(office)
    named = MATTER | {"customer_name": "赵女士", "contact": "13800000000"}
    async with office.nothing_left_behind():
        refused = await visited(office.officer, unit_no="1-101", matters=[MATTER])
    assert [error["pointer"] for error in refused.json()["errors"]] == ["/matters/0/customer_name"]
    assert (await visited(office.officer, unit_no="1-101", matters=[named])).status_code == 201
    (asked,) = await office.service.said(SurveyCaseAsked)
    assert (asked.customer_id, asked.customer_name, asked.contact) == (None, "赵女士", "13800000000")


@pytest.mark.rule("V8", "B6")
async def test_nobody_visits_a_household_whose_open_case_he_worked_on(office: Office) -> None:
    await units(office)
    case_id = await office.registered(unit_no="1-100")
    await office.handled(case_id, unit_no="1-100", may_not_visit=(OFFICER,))
    async with office.nothing_left_behind():
        assert (await visited(office.officer)).status_code == 403
    assert (await visited(office.officer, unit_no="1-101")).status_code == 201
    assert (await visited(office.colleague)).status_code == 201
    await office.closed(case_id)
    assert (await visited(office.officer)).status_code == 201


@pytest.mark.rule("V8")
@pytest.mark.parametrize(
    ("what", "where"),
    [
        ({"unit_no": "9-999"}, "/unit_no"), ({"visited_at": "2026-03-10T10:00:01+08:00"}, "/visited_at"),
        ({"talked_about": ""}, "/talked_about"), ({"way": "pigeon"}, "/way"),
    ],
)  # fmt: skip
async def test_a_record_that_is_refused(office: Office, what: dict[str, Any], where: str) -> None:
    await units(office)
    async with office.nothing_left_behind():
        refused = await visited(office.officer, **what)
    assert (refused.status_code, [error["pointer"] for error in refused.json()["errors"]]) == (422, [where])
    assert (await visited(office.elsewhere)).status_code == 403


@pytest.mark.rule("V8")
async def test_a_unit_not_handed_over_has_no_household(office: Office) -> None:
    await units(office, handed_over_on=None)
    assert (await visited(office.officer)).status_code == 422


async def begin_april(office: Office) -> None:
    """The first of April: the timer of the month fires."""
    async with office.service.db.transaction() as tx:
        await tx.execute("update timer set due_at = '2026-04-01T00:00+08:00' where kind = 'visit_month_begins'")
    office.at("2026-04-01T00:00+08:00")
    await office.service.fire_due()


@pytest.mark.rule("V8")
async def test_the_month_in_figures_and_the_supervisors_signature(office: Office) -> None:
    await units(office, 30)
    chief = supervisor(office)
    for person in (OFFICER, "ma.service"):
        body = {"project": PROJECT, "person": person, "from_month": "2026-03"}
        assert (await chief.post("/visiting-officers", json=body)).status_code == 201
        assert (await chief.post("/visiting-officers", json=body)).status_code == 409
    for unit_no in ("1-100", "1-101"):
        await visited(office.officer, unit_no=unit_no, matters=[MATTER | {"customer_name": "赵", "contact": "1"}])
    await visited(property_company(office), unit_no="1-102")
    await visited(property_company(office), unit_no="1-103", way="phone")
    path = f"/visit-months/{PROJECT}/2026-03"
    async with office.nothing_left_behind():
        assert (await chief.post(f"{path}/signatures", json={"note": "x"})).status_code == 409
    await begin_april(office)
    (ended,) = await office.service.said(VisitMonthEnded)
    assert (ended.month, ended.officers_short, ended.wanted, ended.visited, ended.by_phone, ended.falls_short) == (
        "2026-03", 1, 3, 2, 1, True,
    )  # fmt: skip
    month = (await chief.get(path)).json()
    assert [(each["person"], each["customers"], each["short"]) for each in month["officers"]] == [
        (OFFICER, 2, 0),
        ("ma.service", 0, 2),
    ]
    assert (month["households"], month["households_short"], month["phone_is_over"], month["raised"]) == (
        30,
        1,
        False,
        2,
    )
    async with office.nothing_left_behind():
        unnamed = await chief.post(f"{path}/signatures", json={})
    assert [error["pointer"] for error in unnamed.json()["errors"]] == ["/note"]
    signed = await chief.post(f"{path}/signatures", json={"note": "四月补访一户，马专员补访两户"})
    assert (signed.status_code, signed.json()["signed_by"]) == (201, "zhou.supervisor")
    assert [each.checked_by for each in await office.service.said(VisitMonthChecked)] == ["zhou.supervisor"]
    assert (await chief.post(f"{path}/signatures", json={"note": "again"})).status_code == 409
    office.at("2026-04-30T10:00+08:00")
    await office.service.fire_due()
    assert await office.service.said(VisitLimitPassed) == []


@pytest.mark.rule("V8", "N2")
async def test_a_month_nobody_checks_is_reminded_of_and_handed_up(office: Office) -> None:
    await units(office)
    await begin_april(office)
    office.at("2026-04-20T10:00+08:00")
    await office.service.fire_due()
    said = await office.service.said(VisitLimitApproaching, VisitLimitPassed)
    assert {(each.limit, each.reference, each.owner_role) for each in said} == {
        ("visit_check", "2026-03", Role.SERVICE_SUPERVISOR)
    }
    assert [each.tell for each in said if isinstance(each, VisitLimitPassed)] == [Role.SITE_LEAD]
    async with office.service.db.reading() as tx:
        again = await tx.fetchval("select due_at from timer where kind = 'visit_month_begins' and fired_at is null")
    assert again == datetime.fromisoformat("2026-05-01T00:00+08:00")


@pytest.mark.rule("V8", "B6")
async def test_who_made_visits_himself_does_not_check_the_month(office: Office) -> None:
    await units(office, 1)
    both = office.service.client(
        Role.SERVICE_OFFICER, Role.SERVICE_SUPERVISOR, person="zhou.supervisor", projects=(PROJECT,)
    )
    await visited(both)
    office.at(OVER)
    async with office.nothing_left_behind():
        assert (await both.post(f"/visit-months/{PROJECT}/2026-03/signatures", json={"note": "x"})).status_code == 403


@pytest.mark.rule("V8")
async def test_who_left_need_visit_no_longer(office: Office) -> None:
    chief = supervisor(office)
    body = {"project": PROJECT, "person": OFFICER, "from_month": "2026-01"}
    officer = (await chief.post("/visiting-officers", json=body)).json()
    ended = await chief.post(f"/visiting-officers/{officer['officer_id']}/endings", json={"until_month": "2026-02"})
    assert (ended.status_code, ended.json()["until_month"]) == (201, "2026-02")
    months = {
        month: (await chief.get(f"/visit-months/{PROJECT}/{month}")).json()["officers_short"]
        for month in ("2026-02", "2026-03")
    }
    assert months == {"2026-02": 1, "2026-03": 0}
    assert [
        each["person"] for each in (await chief.get("/visiting-officers", params={"project": PROJECT})).json()["items"]
    ] == [OFFICER]
    assert (
        await chief.post(f"/visiting-officers/{UUID(int=1)}/endings", json={"until_month": "2026-02"})
    ).status_code == 404


@pytest.mark.rule("V8")
async def test_a_visit_after_midnight_in_china_belongs_to_the_next_month(office: Office) -> None:
    await units(office)
    office.at(OVER)
    await visited(property_company(office), visited_at="2026-04-01T00:00+08:00")
    await visited(property_company(office), unit_no="1-101", visited_at="2026-03-31T23:59:59+08:00")
    counted = {
        month: (await office.lead.get(f"/visit-months/{PROJECT}/{month}")).json()["visited"]
        for month in ("2026-03", "2026-04")
    }
    assert counted == {"2026-03": 1, "2026-04": 1}
