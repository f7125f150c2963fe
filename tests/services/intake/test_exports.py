"""Exports of units and cases: whole, harmless, and personal only for a need that is recorded (B9, L8)."""

import csv
import io
from typing import Any

import pytest
from aftercare_contracts.values import Role

from .desk import ELSEWHERE, OWNER, PHONE, PROJECT, YOUNG, Office, made, pointers, unit
from .test_registry import looks
from .test_unit_imports import came_of, taken_in


async def rows(office: Office, path: str, who: Any = None, **query: Any) -> list[list[str]]:
    answer = await (who or office.officer).get(path, params=query)
    assert answer.status_code == 200, answer.text
    assert answer.content.startswith(b"\xef\xbb\xbf")
    found = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(found) - 1 == int(answer.headers["Export-Rows"])
    assert "content-length" not in answer.headers
    return found


@pytest.mark.rule("B9")
async def test_all_units_go_out_however_many_and_come_in_again_as_they_were(office: Office) -> None:
    await made(office.records, "/units", unit(unit_no="-1-101", owner_name="=HYPERLINK(1)", owner_phone="+86 138"))
    await made(office.records, "/units", unit(unit_no='B,1"2', building="2"))
    query = {"project": PROJECT, "personal": "true"}
    found = await rows(office, "/units/export.csv", **query)
    assert len(found) == 7
    assert found[0] == ["项目", "楼栋", "房号", "竣工验收日期", "交付日期", "拒收日期", "业主姓名", "业主电话"]
    defused = next(row for row in found if "101" in row[2] and row[2].startswith("'"))
    assert (defused[2], defused[6], defused[7]) == ("'-1-101", "'=HYPERLINK(1)", "'+86 138")
    content = (await office.officer.get("/units/export.csv", params=query)).content
    assert came_of(await taken_in(office, content)) == ("done", 0, 0, 6, 0)


@pytest.mark.rule("B9")
async def test_nothing_is_cut_at_any_size_of_page_or_fetch(office: Office) -> None:
    content = ["building,unit_no,completion_accepted_on,owner_name,owner_phone"]
    content += [f"2,2-{number},2024-06-01,张三,1" for number in range(2501)]
    assert came_of(await taken_in(office, "\n".join(content).encode(), project=PROJECT))[1] == 2501
    found = await rows(office, "/units/export.csv", project=PROJECT, headings="en")
    assert len(found) == 1 + 4 + 2501
    assert found[0] == ["project", "building", "unit_no", "completion_accepted_on", "handed_over_on", "refused_on"]


@pytest.mark.rule("B9")
async def test_cases_go_out_by_the_filters_of_their_list(office: Office) -> None:
    first, second = await office.case(), await office.case(kind="inquiry", complaint="=1+1")
    await office.case(by=office.hotline, project=ELSEWHERE, unit_no=None)
    found = await rows(office, "/cases/export.csv", headings="en")
    place = found[0].index("case_no")
    assert [row[place] for row in found[1:]] == [second["case_no"], first["case_no"]]
    assert found[1][found[0].index("registered_at")] == "2026-03-10 10:00:00"
    (_, one) = await rows(office, "/cases/export.csv", kind="inquiry", headings="en")
    assert one[place] == second["case_no"]
    assert len(await rows(office, "/cases/export.csv", who=office.director)) == 4
    assert len(await rows(office, "/cases/export.csv", who=office.director, project=ELSEWHERE)) == 2
    assert OWNER not in str(found)
    personal = await rows(office, "/cases/export.csv", personal="true", headings="en")
    assert personal[1][-3:] == [OWNER, PHONE, "'=1+1"]
    assert await looks(office) == [("cases_export", "chen.officer", [Role.CASE_OFFICER])]


@pytest.mark.rule("L8")
async def test_personal_columns_are_for_whoever_calls_and_each_copy_is_recorded(office: Office) -> None:
    for path in ("/units/export.csv", "/cases/export.csv"):
        for role in (Role.CENTRE_DIRECTOR, Role.AUDITOR, Role.RECORDS_CLERK, Role.OPERATOR):
            asked = {"project": PROJECT, "personal": "true"}
            refused = await office.service.client(role).get(path, params=asked)
            assert (refused.status_code, pointers(refused)) == (403, ["query:personal"]), role
    assert await looks(office) == []
    plain = await rows(office, "/units/export.csv", who=office.director, project=PROJECT)
    assert PHONE not in str(plain)
    assert await looks(office) == []
    assert PHONE in str(await rows(office, "/units/export.csv", project=PROJECT, personal="true"))
    assert await looks(office) == [("units_export", "chen.officer", [Role.CASE_OFFICER])]


async def test_out_of_reach_nothing_goes_out(office: Office) -> None:
    for path in ("/units/export.csv", "/cases/export.csv"):
        refused = await office.elsewhere.get(path, params={"project": PROJECT})
        assert (refused.status_code, pointers(refused)) == (403, ["query:project"])
    assert (await office.officer.get("/units/export.csv")).status_code == 422
    assert YOUNG not in str(await rows(office, "/cases/export.csv", who=office.elsewhere))
    assert (await office.service.client(Role.CUSTOMER).get("/cases/export.csv")).status_code == 403
