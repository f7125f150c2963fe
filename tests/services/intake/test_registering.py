"""A contact becomes a case: numbered, classed, routed, its limits armed, and told to everybody."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest
from aftercare_contracts.events import intake as events
from aftercare_contracts.values import CaseKind, Channel

from .desk import EMPTY, OLD, PHONE, PROJECT, REFUSED, YOUNG, Office, contact


@pytest.mark.rule("I1", "I3", "I4", "B1")
async def test_a_repair_request_in_the_first_year(office: Office) -> None:
    case = await office.case()
    assert case["case_no"] == "KS-2026-000001"
    assert (case["state"], case["round"], case["verdict"], case["taken_by"]) == (
        "registered",
        1,
        "not_called_for",
        "chen.officer",
    )
    assert (case["case_class"], case["part"]) == ("class_2", "wet_room_waterproofing")
    assert (case["phase"], case["department"], case["desk"]) == ("first_year", "service_centre", "engineering_desk")
    assert (case["holder"], case["holder_since"]) == ("engineering_desk", case["registered_at"])
    assert [due["limit"] for due in case["due"]] == ["first_feedback", "department_level", "weekly_result"]
    assert case["in_opening_hours"] is True


@pytest.mark.rule("I1", "I5")
async def test_it_is_told_without_name_phone_or_words(office: Office) -> None:
    case = await office.case()
    (said,) = await office.service.said(events.CaseRegistered)
    assert (str(said.case_id), said.case_no, said.reply_by, said.visit_by) == (
        case["case_id"],
        case["case_no"],
        "phone",
        "home",
    )
    text = said.model_dump_json()
    assert not any(private in text for private in (PHONE, "王女士", "漏水"))


@pytest.mark.rule("I4")
@pytest.mark.parametrize(
    ("unit_no", "matter", "phase", "desk"),
    [
        (YOUNG, "leak", "first_year", "engineering_desk"),
        (OLD, "leak", "after_first_year", "engineering_desk"),
        (OLD, "cleaning", "after_first_year", "property_company"),
        (EMPTY, "leak", "before_handover", "sales"),
        (REFUSED, "title_deed", "first_year", "sales_desk"),
        (None, "lift", "first_year", "engineering_desk"),
    ],
)
async def test_the_units_own_handover_decides_and_for_shared_parts_the_estates(
    office: Office, unit_no: str | None, matter: str, phase: str, desk: str
) -> None:
    case = await office.case(unit_no=unit_no, matter=matter)
    assert (case["phase"], case["desk"]) == (phase, desk)


@pytest.mark.rule("I4")
async def test_the_year_ends_with_the_anniversary_at_midnight_in_china_and_stays_for_all_rounds(office: Office) -> None:
    office.at("2026-03-10T15:59:59.999999+00:00")
    last = await office.case(matter="cleaning")
    office.at("2026-03-10T16:00:00+00:00")
    first = await office.case(matter="cleaning")
    assert [case["department"] for case in (last, first)] == ["service_centre", "property_company"]
    await office.act(office.lead, last, "results", {"settled": True, "text": "已清扫"})
    await office.visit(last, 1, satisfied=False)
    assert (await office.look(last))["department"] == "service_centre"


@pytest.mark.rule("I4")
async def test_shared_parts_of_an_estate_not_handed_over_are_sales_business(office: Office) -> None:
    await office.records.put(f"/projects/{PROJECT}", json={"name": "锦江花园"})
    assert (await office.case(unit_no=None))["phase"] == "before_handover"


@pytest.mark.rule("I10", "I20")
@pytest.mark.parametrize("channel", Channel)
async def test_every_way_in_is_recorded_and_some_are_company_level(office: Office, channel: Channel) -> None:
    case = await office.case(channel=channel)
    level = "company_level" if channel in ("company", "parent_company", "authority") else "department_level"
    assert sorted(due["limit"] for due in case["due"]) == sorted(["first_feedback", "weekly_result", level])


@pytest.mark.rule("I1", "I2")
@pytest.mark.parametrize("kind", CaseKind)
async def test_every_kind_is_recorded_in_the_same_series(office: Office, kind: CaseKind) -> None:
    numbers = [(await office.case(kind=kind))["case_no"], (await office.case(office.hotline))["case_no"]]
    assert numbers == ["KS-2026-000001", "KS-2026-000002"]


@pytest.mark.rule("I14", "I1")
async def test_at_night_it_is_recorded_all_the_same_and_marked(office: Office) -> None:
    office.at("2026-03-10T18:30:00+00:00")
    assert (await office.case())["in_opening_hours"] is False


@pytest.mark.rule("I1")
@pytest.mark.parametrize(
    "words",
    [
        "长" * 20_000,
        "😀🏠 漏水\n第二行\r\n\t第三行",
        "a' or 1=1; drop table case_file; --",
        "<script>alert(1)</script>",
        "ﷺ‮ RTL עברית",
    ],
)
async def test_any_words_are_taken_as_they_are(office: Office, words: str) -> None:
    case = await office.case(complaint=words)
    assert (await office.look(case))["complaint"] == words


@pytest.mark.rule("B5")
async def test_the_same_key_twice_is_one_case(office: Office) -> None:
    key = {"Idempotency-Key": str(uuid4())}
    first = await office.hotline.post("/cases", json=contact(), headers=key)
    before = await office.service.rows()
    again = await office.hotline.post("/cases", json=contact(), headers=key)
    assert (first.status_code, again.status_code, again.headers["Idempotency-Replayed"]) == (201, 201, "true")
    assert first.json() == again.json()
    assert await office.service.rows() == before


@pytest.mark.rule("B5")
async def test_the_same_key_at_once_is_one_case(office: Office) -> None:
    key = {"Idempotency-Key": "one-contact"}
    answers = await asyncio.gather(*(office.hotline.post("/cases", json=contact(), headers=key) for _ in range(10)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["case_id"] for answer in answers}) == 1


@pytest.mark.rule("B5", "I1")
async def test_fifty_at_once_have_fifty_numbers_without_gaps(office: Office) -> None:
    def body(i: int) -> dict[str, Any]:
        return contact(matter="nonsense") if i % 5 == 4 else contact()

    answers = await asyncio.gather(*(office.hotline.post("/cases", json=body(i)) for i in range(62)))
    made = [answer.json()["case_no"] for answer in answers if answer.status_code == 201]
    assert sorted(made) == [f"KS-2026-{i:06d}" for i in range(1, 51)]


@pytest.mark.rule("I1")
async def test_a_repeated_reference_of_theirs_is_another_contact(office: Office) -> None:
    numbers = {(await office.case(external_ref="12345-2026-77"))["case_no"] for _ in range(2)}
    assert len(numbers) == 2


async def test_the_owners_phone_means_the_owner_and_another_one_another_person(office: Office) -> None:
    owner = [(await office.look(await office.case()))["customer_id"] for _ in range(2)]
    tenant = (await office.look(await office.case(customer_name="租客", contact="13900000009")))["customer_id"]
    assert owner[0] == owner[1] != tenant
