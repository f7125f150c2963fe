"""Duplicates are shown before saving; a merge can be undone; what repeats is noticed (B3, V2, I12)."""

from typing import Any

import pytest
from aftercare_contracts.events import intake as events
from aftercare_contracts.events import intake_duplicates

from .desk import FEEDBACK, Office, contact, made, pointers, unit

ASK = {"project": "P1", "unit_no": "1-101", "matter": "leak", "complaint": "主卫天花漏水，滴水不停。"}


async def likely(office: Office, **what: Any) -> list[tuple[str, list[str]]]:
    answer = await office.hotline.post("/cases/likely-duplicates", json=ASK | what)
    assert answer.status_code == 200, answer.text
    return [(item["case_no"], item["because"]) for item in answer.json()["items"]]


@pytest.mark.rule("B3")
async def test_likely_duplicates_come_back_before_saving_and_nothing_is_saved(office: Office) -> None:
    await made(office.records, "/units", unit(unit_no="1-201"))
    same = await office.case()
    above = await office.case(unit_no="1-201", complaint="卫生间地面返水")
    await office.case(matter="fee", complaint="物业费收取不合理")
    before = await office.service.rows()
    assert await likely(office) == [
        (same["case_no"], ["same_unit", "same_subject", "similar_words"]),
        (above["case_no"], ["same_line", "same_subject"]),
    ]
    assert await office.service.rows() == before
    office.at("2026-04-09T02:00:00.000001+00:00")
    assert await likely(office) == [], "thirty days are over"


@pytest.mark.rule("B3")
async def test_the_same_words_are_found_whatever_subject_they_were_filed_under(office: Office) -> None:
    filed = await office.case(unit_no=None, matter="noise", complaint="三号楼地下车库夜间水泵噪音扰民，无法入睡")
    await office.case(unit_no=None, matter="fee", complaint="物业费收取不合理")
    found = await likely(office, unit_no=None, matter="other", complaint="地下车库的水泵夜间噪音扰民，老人无法入睡")
    assert found == [(filed["case_no"], ["similar_words"])]


@pytest.mark.rule("B3", "I18")
async def test_a_complaint_about_whoever_asks_is_not_shown_to_him(office: Office) -> None:
    about = {"matter": "staff_attitude", "complaint": "王某态度恶劣，推诿不办"}
    filed = await office.case(kind="complaint", about_person="wang.desk", **about)
    assert [number for number, _ in await likely(office, **about)] == [filed["case_no"]]
    answer = await office.desk.post("/cases/likely-duplicates", json=ASK | about)
    assert answer.json()["items"] == []


@pytest.mark.rule("B3")
async def test_likely_duplicates_are_looked_for_within_ones_reach_only(office: Office) -> None:
    refused = await office.elsewhere.post("/cases/likely-duplicates", json=ASK)
    assert (refused.status_code, pointers(refused)) == (403, ["/project"])


async def merged(office: Office) -> tuple[dict[str, Any], dict[str, Any]]:
    main, twin = await office.case(), await office.case()
    answer = await office.act(office.officer, twin, "merges", {"into": main["case_id"], "reason": "同一漏水点"})
    assert (answer["merged_into"], answer["holder"]) == (main["case_id"], None)
    return main, twin


@pytest.mark.rule("B3", "B1")
async def test_a_merged_case_waits_for_nobody_and_says_where_it_goes_on(office: Office) -> None:
    main, twin = await merged(office)
    assert {state for state, _ in (await office.limits(twin)).values()} == {"given_way"}
    assert [item["case_no"] for item in (await office.officer.get("/moves")).json()["items"]] == [main["case_no"]]
    refused = await office.officer.post(f"/cases/{twin['case_id']}/feedbacks", json=dict(FEEDBACK))
    assert (refused.status_code, main["case_no"] in refused.json()["detail"]) == (409, True)
    (said,) = await office.service.said(intake_duplicates.CaseMerged)
    assert (said.case_no, said.into_no) == (twin["case_no"], main["case_no"])
    related = await office.look(main, "/related")
    assert [(one["case_no"], one["into_no"]) for one in related["merges"]] == [(twin["case_no"], main["case_no"])]


@pytest.mark.rule("B3", "B2")
async def test_undone_the_case_stands_as_before_and_its_limits_run_anew(office: Office) -> None:
    _, twin = await merged(office)
    office.at("2026-03-10T05:00:00+00:00")
    back = await office.act(office.officer, twin, "merge-undos", {"reason": "不是同一处"})
    assert (back["merged_into"], back["holder"], back["state"]) == (None, "engineering_desk", "registered")
    items = (await office.look(twin, "/limits"))["items"]
    running = {item["limit"]: item["due_at"] for item in items if item["state"] == "running"}
    assert running["first_feedback"] == "2026-03-11T05:00:00Z"
    assert len([item for item in items if item["state"] == "given_way"]) == 3
    await office.act(office.officer, twin, "feedbacks", dict(FEEDBACK))
    again = await office.officer.post(f"/cases/{twin['case_id']}/merge-undos", json={"reason": "x"})
    assert again.status_code == 409
    (merge,) = (await office.look(twin, "/related"))["merges"]
    assert (merge["undone_by"], merge["undone_because"]) == ("chen.officer", "不是同一处")


@pytest.mark.rule("B3")
async def test_what_comes_for_a_merged_case_does_not_break_it(office: Office) -> None:
    _, twin = await merged(office)
    order_id = await office.order(twin)
    await office.complete(twin, order_id, "zhao.squad")
    assert (await office.look(twin))["holder"] is None


@pytest.mark.rule("B3")
async def test_a_merge_that_cannot_be_is_refused_and_changes_nothing(office: Office) -> None:
    main, twin = await office.case(), await office.case()
    elsewhere = await office.case(office.hotline, project="P2", unit_no=None)
    await office.order(twin)
    before = await office.service.rows()
    for into, status in ((main, 409), (twin, 422), (elsewhere, 404)):
        refused = await office.officer.post(
            f"/cases/{twin['case_id']}/merges", json={"into": into["case_id"], "reason": "同一"}
        )
        assert refused.status_code == status, refused.text
    assert await office.service.rows() == before


@pytest.mark.rule("B3")
async def test_cases_are_linked_once_and_the_link_can_be_taken_back(office: Office) -> None:
    one, other = await office.case(), await office.case(matter="crack")
    link = await office.act(office.officer, one, "links", {"other": other["case_id"], "reason": "同一面墙"})
    twice = await office.officer.post(f"/cases/{other['case_id']}/links", json={"other": one["case_id"], "reason": "x"})
    assert twice.status_code == 409
    assert [each["case_no"] for each in (await office.look(other, "/related"))["links"]] == [one["case_no"]]
    assert (await office.officer.delete(f"/cases/{one['case_id']}/links/{link['link_id']}")).status_code == 204
    assert (await office.officer.delete(f"/cases/{one['case_id']}/links/{link['link_id']}")).status_code == 404
    assert (await office.look(other, "/related"))["links"] == []


@pytest.mark.rule("V2", "I12")
@pytest.mark.parametrize(("at", "noticed"), [("2026-04-10T15:59:59+00:00", True), ("2026-04-10T16:00:00+00:00", False)])
async def test_the_same_kind_within_a_month_after_handling_is_noticed(office: Office, at: str, noticed: bool) -> None:
    first = await office.case()
    await office.act(office.desk, first, "results", {"settled": True, "text": "已处理"})
    office.at(at)
    again = await made(office.officer, "/cases", contact(unit_no=None, contact="139"))
    said = await office.service.said(intake_duplicates.CaseRepeated)
    assert [(str(one.case_id), [str(each) for each in one.earlier], one.same_customer) for one in said] == (
        [(again["case_id"], [first["case_id"]], ())] if noticed else []
    )
    assert [one["case_no"] for one in (await office.look(again, "/related"))["repeats"]] == [first["case_no"]] * noticed


@pytest.mark.rule("V2")
async def test_another_subject_another_project_or_one_not_yet_handled_is_no_repeat(office: Office) -> None:
    first = await office.case()
    await office.case()
    await office.act(office.desk, first, "results", {"settled": True, "text": "已处理"})
    await office.case(matter="crack")
    await office.case(office.hotline, project="P2", unit_no=None)
    assert await office.service.said(intake_duplicates.CaseRepeated) == []
    assert len(await office.service.said(events.CaseRegistered)) == 4


@pytest.mark.rule("I12")
async def test_how_often_a_subject_came_is_counted(office: Office) -> None:
    for unit_no in ("1-101", "1-102", "1-102"):
        await office.case(unit_no=unit_no)
    await office.case(matter="crack")
    answer = await office.lead.get("/repeats", params={"project": "P1", "since": "2026-03-01"})
    assert [(item["matter"], item["cases"], item["units"], item["is_far_reaching"]) for item in answer.json()["items"]] == [
        ("leak", 3, 2, True), ("crack", 1, 1, False),
    ]  # fmt: skip
