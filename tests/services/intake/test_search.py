"""Cases are found by what people know of them, by whoever may know it (B9, I16)."""

from typing import Any

import pytest
from aftercare_contracts.values import Role
from plumbing.timers import arm

from .desk import ELSEWHERE, FEEDBACK, Office, pointers


async def found(office: Office, who: Any = None, **query: Any) -> list[str]:
    answer = await (who or office.officer).get("/cases", params=query)
    assert answer.status_code == 200, answer.text
    return [item["case_no"] for item in answer.json()["items"]]


@pytest.mark.rule("B9")
@pytest.mark.parametrize(
    ("question", "finds"),
    [
        ("漏水", True), ("漏", True), ("天花漏水", True), ("水天", False), ("漏花", False), ("滴水不停", True), ("停漏", False),
        ("主卫 滴水", True), ("主卫 厨房", False), ("ＬＥＡＫ", True), ("leak", True), ("lea", True), ("eak", False),
        ("漏水leak", True), ("%", None), ("_", None), ("'; drop table case_file", False), ("  ，。", None), ("3栋", True),
    ],
)  # fmt: skip
async def test_words_in_any_script_are_found_where_they_stand(
    office: Office, question: str, finds: bool | None
) -> None:
    case = await office.case(complaint="主卫天花漏水，滴水不停。3栋 Leak again")
    await office.case(complaint="电梯停运")
    answer = await office.officer.get("/cases", params={"q": question})
    if finds is None:
        assert (answer.status_code, pointers(answer)) == (422, ["query:q"])
    else:
        assert [item["case_no"] for item in answer.json()["items"]] == [case["case_no"]] * finds


@pytest.mark.rule("B9")
async def test_the_words_of_an_entry_find_the_case_too(office: Office) -> None:
    case = await office.case()
    await office.act(office.officer, case, "feedbacks", FEEDBACK | {"text": "已约周六上门"})
    assert await found(office, q="周六上门") == [case["case_no"]]


@pytest.mark.rule("B9")
async def test_a_case_is_found_by_the_end_of_its_number_its_unit_its_reference_and_its_dates(office: Office) -> None:
    first = await office.case(external_ref="HL-77")
    office.at("2026-03-12T02:00:00+00:00")
    second = await office.case(unit_no="1-102")
    assert await found(office, number="ks-2026-000001") == [first["case_no"]]
    assert await found(office, number="002") == [second["case_no"]]
    assert await found(office, number="%") == []
    assert await found(office, project="P1", unit_no="1-102") == [second["case_no"]]
    assert await found(office, external_ref="HL-77") == [first["case_no"]]
    assert await found(office, registered_until="2026-03-12T02:00:00Z") == [first["case_no"]]
    assert await found(office, registered_from="2026-03-12T02:00:00Z") == [second["case_no"]]
    assert await found(office, holder="engineering_desk", q="漏水") == [second["case_no"], first["case_no"]]
    assert await found(office, holder="sales_desk") == []


@pytest.mark.rule("I16", "B9")
async def test_a_phone_is_found_by_its_end_by_those_who_call_and_that_it_was_asked_is_on_record(office: Office) -> None:
    case = await office.case(contact="138-1234-5678", customer_name="李先生")
    for phone in ("5678", "13812345678", "138 1234 5678"):
        assert await found(office, phone=phone) == [case["case_no"]]
    assert await found(office, phone="9999") == []
    short = await office.officer.get("/cases", params={"phone": "678"})
    assert (short.status_code, pointers(short)) == (422, ["query:phone"])
    auditor = await office.service.client(Role.AUDITOR).get("/cases", params={"phone": "5678"})
    assert (auditor.status_code, pointers(auditor)) == (403, ["query:phone"])
    async with office.service.db.reading() as tx:
        looks = await tx.fetch("select by, found, phone_digest from phone_look order by id")
    assert [(look["by"], look["found"]) for look in looks] == [("chen.officer", 1)] * 3 + [("chen.officer", 0)]
    assert "5678" not in str([look["phone_digest"] for look in looks])[-4:]


@pytest.mark.rule("B9")
async def test_nobody_finds_what_lies_outside_his_reach(office: Office) -> None:
    await office.case()
    assert await found(office, office.elsewhere, q="漏水") == []
    assert await found(office, office.elsewhere, number="000001") == []
    there = await office.case(office.hotline, project=ELSEWHERE, unit_no=None)
    assert await found(office, office.elsewhere, q="漏水") == [there["case_no"]]
    assert len(await found(office, office.director, q="漏水")) == 2


@pytest.mark.rule("B9")
@pytest.mark.parametrize("query", [{}, {"q": "漏水"}])
async def test_pages_lose_nobody_and_repeat_nobody_while_new_cases_arrive(
    office: Office, query: dict[str, str]
) -> None:
    cases = [await office.case() for _ in range(7)]
    seen, cursor = [], None
    while True:
        asked: dict[str, Any] = {"limit": 2, **query} | ({"cursor": cursor} if cursor else {})
        answer = (await office.officer.get("/cases", params=asked)).json()
        seen += [item["case_no"] for item in answer["items"]]
        office.at("2026-03-10T03:00:00+00:00")
        await office.case()
        if (cursor := answer["next"]) is None:
            break
    assert seen == [case["case_no"] for case in reversed(cases)]


@pytest.mark.rule("B9")
async def test_cases_from_before_there_were_words_are_found_too_once_the_service_has_caught_up(office: Office) -> None:
    case = await office.case()
    await office.act(office.officer, case, "feedbacks", FEEDBACK | {"text": "已约周六上门"})
    async with office.service.db.transaction() as tx:
        await tx.execute("delete from case_text")
        await arm(tx, "intake", "words_catch_up", tx.now)
    assert await found(office, q="漏水") == []
    exported = await office.officer.get("/cases/export.csv")
    assert case["case_no"] in exported.text, "an export is whole with or without words"
    await office.service.fire_due()
    assert await found(office, q="漏水") == [case["case_no"]]
    assert await found(office, q="周六") == [case["case_no"]]
