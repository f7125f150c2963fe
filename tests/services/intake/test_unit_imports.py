"""Files of units: whole or row by row, every bad row named, one file once (L3, B5, B9)."""

import asyncio
from typing import Any
from uuid import uuid4

import httpx
import pytest
from aftercare_contracts.values import Role
from plumbing.timers import fire_one

from .desk import ELSEWHERE, OWNER, PHONE, PROJECT, YOUNG, Office, made, pointers, unit
from .test_refusals import nothing_left_behind

HEADINGS = "project,building,unit_no,completion_accepted_on,handed_over_on,refused_on,owner_name,owner_phone"
CHINESE = "项目,楼栋,房号,竣工验收日期,交付日期,拒收日期,业主姓名,业主电话"
SAME = f"{PROJECT},1,{YOUNG},2024-06-01,2025-03-10,,{OWNER},{PHONE}"
"""The unit in its first year, as it is registered."""
FILES = ("unit", "unit_change", "customer", "building", "earlier_owner")


def row(unit_no: str, **what: str) -> str:
    cells = {
        "project": PROJECT, "building": "2", "unit_no": unit_no, "completion_accepted_on": "2024-02-29", "handed_over_on": "",
        "refused_on": "", "owner_name": "张三", "owner_phone": "13700001111",
    } | what  # fmt: skip
    return ",".join(cells.values())


def file(*rows: str, headings: str = HEADINGS) -> bytes:
    return "\r\n".join([headings, *rows, ""]).encode()


async def post(
    office: Office, content: bytes, key: str = "", who: httpx.AsyncClient | None = None, **query: Any
) -> httpx.Response:
    headers = {"Content-Type": "text/csv", "Idempotency-Key": key or str(uuid4())}
    return await (who or office.records).post("/units/imports", content=content, headers=headers, params=query)


async def outcome(office: Office, sent: httpx.Response, who: httpx.AsyncClient | None = None) -> dict[str, Any]:
    assert sent.status_code == 202, sent.text
    answer = await (who or office.records).get(f"/units/imports/{sent.json()['import_id']}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def taken_in(office: Office, content: bytes, **query: Any) -> dict[str, Any]:
    sent = await post(office, content, **query)
    assert sent.json()["state"] == "reading", sent.text
    await office.service.fire_due()
    return await outcome(office, sent)


def came_of(found: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(found[name] for name in ("state", "added", "changed", "unchanged", "rows_bad"))


def named(found: dict[str, Any]) -> list[tuple[int, str, str]]:
    return [(fault["line"], fault["column"], fault["reason"]) for fault in found["faults"]]


async def units(office: Office) -> dict[str, dict[str, Any]]:
    items = (await office.records.get("/units", params={"project": PROJECT})).json()["items"]
    return {item["unit_no"]: item for item in items}


async def registry(office: Office) -> dict[str, int]:
    rows = await office.service.rows()
    return {name: rows[name] for name in FILES}


async def left_over(office: Office) -> int:
    rows = await office.service.rows()
    return rows["unit_import_row"] + rows["unit_import_part"]


@pytest.mark.rule("L3")
@pytest.mark.parametrize(
    ("encoding", "headings", "separator"),
    [
        ("utf-8", HEADINGS, ","),
        ("utf-8-sig", CHINESE, ","),
        ("gb18030", CHINESE, ","),
        ("gb18030", CHINESE, "\t"),
        ("utf-8-sig", HEADINGS, ";"),
    ],
)
async def test_a_file_as_spreadsheets_save_it_is_taken_in(
    office: Office, encoding: str, headings: str, separator: str
) -> None:
    content = file(row("2-101"), row("2-102", handed_over_on="2024/2/29"), headings=headings)
    found = await taken_in(office, content.decode().replace(",", separator).encode(encoding))
    assert came_of(found) == ("done", 2, 0, 0, 0)
    assert (found["rows_read"], found["bytes_read"]) == (2, found["bytes"])
    known = await units(office)
    assert (known["2-101"]["completion_accepted_on"], known["2-102"]["handed_over_on"]) == ("2024-02-29", "2024-02-29")
    owners = (await office.officer.get(f"/units/{known['2-101']['unit_id']}/owners")).json()["items"]
    assert [(one["name"], one["phone"]) for one in owners] == [("张三", "13700001111")]
    building = (await office.officer.get(f"/projects/{PROJECT}/buildings/2")).json()
    assert building["units"] == 2
    assert await left_over(office) == 0


@pytest.mark.rule("L3")
async def test_a_bad_row_keeps_a_whole_file_out_and_only_itself_out_of_rows(office: Office) -> None:
    content = file(row("2-101"), row("2-102", completion_accepted_on="2023-02-29", owner_name=""), row("2-103"))
    before = await registry(office)
    whole = await taken_in(office, content)
    assert came_of(whole) == ("refused", 0, 0, 0, 1)
    assert await registry(office) == before
    assert named(whole) == [
        (3, "completion_accepted_on", "there is no such day"),
        (3, "owner_name", "the cell is empty"),
    ]
    assert whole["faults_total"] == 2
    rows = await taken_in(office, content, mode="rows")
    assert came_of(rows) == ("done", 2, 0, 0, 1)
    assert {"2-101", "2-103"} <= set(await units(office))
    assert await left_over(office) == 0


@pytest.mark.rule("L3")
async def test_a_unit_twice_in_one_file_is_named_with_the_line_where_it_stands_first(office: Office) -> None:
    found = await taken_in(office, file(row("2-101"), row("2-102"), row("2-101", owner_name="李四")), mode="rows")
    assert came_of(found) == ("done", 2, 0, 0, 1)
    assert named(found) == [(4, "unit_no", "stands in line 2 already")]


@pytest.mark.rule("L3")
async def test_a_unit_already_there_is_unchanged_or_a_bad_row_that_names_the_column(office: Office) -> None:
    assert came_of(await taken_in(office, file(SAME))) == ("done", 0, 0, 1, 0)
    before = await registry(office)
    other = SAME.replace("2025-03-10", "2025-03-09").replace(PHONE, "13900009999")
    found = await taken_in(office, file(other, SAME.replace(YOUNG, "1-102").replace("2025-03-10", "")), mode="rows")
    assert came_of(found) == ("done", 0, 0, 1, 1)
    assert named(found) == [
        (2, "handed_over_on", "the unit is registered with 2025-03-10"),
        (2, "owner_phone", "the unit is registered with another"),
    ]
    assert found["faults"][1]["value"] == "139…"
    assert await registry(office) == before


@pytest.mark.rule("L3", "L8")
async def test_an_update_changes_only_what_is_different_and_records_it(office: Office) -> None:
    where = f"/units/{(await units(office))[YOUNG]['unit_id']}"
    other = SAME.replace("2025-03-10", "2025-03-09").replace(f"{PROJECT},1,", f"{PROJECT},3,").replace(OWNER, "赵女士")
    found = await taken_in(office, file(other, SAME.replace(YOUNG, "1-102").replace("2025-03-10", "")), update="true")
    assert came_of(found) == ("done", 0, 1, 1, 0)
    changes = (await office.officer.get(f"{where}/changes")).json()["items"]
    assert {(one["field"], one["before"], one["after"]) for one in changes} == {
        ("building", "1", "3"),
        ("handed_over_on", "2025-03-10", "2025-03-09"),
    }
    assert {one["reason"] for one in changes} == {f"import {found['import_id']}"}
    owners = (await office.officer.get(f"{where}/owners")).json()["items"]
    assert [(one["name"], one["until_on"]) for one in owners] == [(OWNER, "2026-03-10"), ("赵女士", None)]
    again = await taken_in(office, file(other), update="true")
    assert came_of(again) == ("done", 0, 0, 1, 0)
    assert len((await office.officer.get(f"{where}/changes")).json()["items"]) == 2


@pytest.mark.rule("L3")
async def test_an_update_that_would_put_the_completion_after_the_handover_is_a_bad_row(office: Office) -> None:
    late = SAME.replace("2024-06-01", "2025-03-11").replace("2025-03-10", "")
    found = await taken_in(office, file(late), update="true")
    assert came_of(found) == ("refused", 0, 0, 0, 1)
    assert named(found) == [
        (2, "completion_accepted_on", "after the handover or refusal that is registered, on 2025-03-10")
    ]


@pytest.mark.rule("L3")
async def test_odd_bytes_are_named_and_the_rest_is_read(office: Office) -> None:
    content = file(
        row("2-101"), row("2-102", owner_name="王\x00"), row("2-103", building="楼" * 1_700_000), "a,b", "",
        row('"2-\n104"'), row("'=2-105"), row("2-106", project="P9"), row("2-107", handed_over_on="2026-03-11"),
        row("2-108", building='"never closed'),
    )  # fmt: skip
    assert len(content) > 5_000_000
    found = await taken_in(office, content, mode="rows")
    assert came_of(found) == ("done", 2, 0, 0, 7)
    assert named(found) == [
        (3, "owner_name", "holds control or unreadable characters"),
        (4, "", "a cell of more than 131,072 characters"),
        (5, "", "the row has 2 cells, the first line 8"),
        (7, "unit_no", "holds control or unreadable characters"),
        (10, "project", "there is no such project within your reach"),
        (11, "handed_over_on", "lies in the future"),
        (12, "", "an opening quote has no end"),
    ]
    assert "=2-105" in await units(office)


@pytest.mark.parametrize(
    ("headings", "what"),
    [
        (HEADINGS + ",房号", "unit_no stands here a second time"),
        (HEADINGS.replace("unit_no", "flat"), "'flat' is not a column of units"),
        (HEADINGS.replace("owner_phone", "unit_no"), "unit_no stands here a second time"),
        ("", "the column project is missing"),
    ],
)
async def test_a_file_whose_first_line_is_wrong_is_refused_at_once(office: Office, headings: str, what: str) -> None:
    async with nothing_left_behind(office):
        refused = await post(office, file(row("2-101"), headings=headings))
        assert refused.status_code == 422
        assert what in {error["detail"] for error in refused.json()["errors"]}


async def test_what_is_no_text_no_csv_or_nothing_is_refused(office: Office) -> None:
    async with nothing_left_behind(office):
        unreadable = await post(office, HEADINGS.encode() + b"\n\xff\xff\xff")
        assert (unreadable.status_code, unreadable.json()["type"]) == (422, "urn:aftercare:problem:unreadable")
        assert (await post(office, HEADINGS.encode("utf-16"))).status_code == 422
        assert (await post(office, b"")).status_code == 422
        as_json = await office.records.post("/units/imports", json={})
        assert (as_json.status_code, pointers(as_json)) == (422, ["header:Content-Type"])
        assert (await post(office, file(), mode="half")).status_code == 422


async def test_a_file_over_the_limit_is_refused_before_it_is_kept(office: Office) -> None:
    async with nothing_left_behind(office):

        async def endless() -> Any:
            for _ in range(70):
                yield b"x" * 1_000_000

        headers = {"Content-Type": "text/csv"}
        assert (await office.records.post("/units/imports", content=endless(), headers=headers)).status_code == 413
        assert (await office.records.post("/units", content=b"x" * 21_000_000, headers=headers)).status_code == 413


async def test_a_file_with_no_row_is_done_with_nothing(office: Office) -> None:
    assert came_of(await taken_in(office, HEADINGS.encode())) == ("done", 0, 0, 0, 0)


@pytest.mark.rule("B5")
async def test_the_same_file_with_the_same_key_acts_once(office: Office) -> None:
    content = file(row("2-101"))
    first, second = await asyncio.gather(*(post(office, content, "k") for _ in range(2)))
    assert first.text == second.text
    await office.service.fire_due()
    third = await post(office, content, "k")
    assert (third.status_code, third.headers["Idempotency-Replayed"]) == (202, "true")
    assert await office.service.fire_due() == 0
    assert (await office.service.rows())["unit_import"] == 1
    for changed, query in ((file(row("2-102")), {}), (content, {"mode": "rows"}), (content, {"update": "true"})):
        reused = await post(office, changed, "k", **query)
        assert (reused.status_code, pointers(reused)) == (422, ["header:Idempotency-Key"])
    missing = await office.records.post(
        "/units/imports", content=content, headers={"Content-Type": "text/csv", "Idempotency-Key": ""}
    )
    assert (missing.status_code, pointers(missing)) == (422, ["header:Idempotency-Key"])


@pytest.mark.rule("B5")
async def test_two_imports_of_one_file_at_once_make_each_unit_once(office: Office) -> None:
    content = file(*(row(f"2-{number}") for number in range(5000)))
    sent = [await post(office, content) for _ in range(2)]

    async def fire() -> None:
        for _ in range(200):
            if not await fire_one(office.service.db, office.service.service.when_due, office.service.metrics):
                return

    await asyncio.gather(*(fire() for _ in range(4)))
    office.at(office.service.clock.at, seconds=5)
    await office.service.fire_due()
    found = [await outcome(office, each) for each in sent]
    assert sorted(came_of(each) for each in found) == [("done", 0, 0, 5000, 0), ("done", 5000, 0, 0, 0)]
    assert (await registry(office))["unit"] == 5004


@pytest.mark.rule("B5")
async def test_a_file_is_read_batch_by_batch_and_the_units_appear_all_at_once(office: Office) -> None:
    sent = await post(office, file(*(row(f"2-{number}") for number in range(2250))))
    read = []
    for _ in range(3):
        await fire_one(office.service.db, office.service.service.when_due, office.service.metrics)
        found = await outcome(office, sent)
        read.append((found["state"], found["rows_read"]))
        assert len(await units(office)) == 4
    assert read == [("reading", 1000), ("reading", 2000), ("taking_in", 2250)]
    await office.service.fire_due()
    assert came_of(await outcome(office, sent)) == ("done", 2250, 0, 0, 0)


@pytest.mark.rule("L3")
async def test_a_unit_entered_by_hand_meanwhile_is_seen(office: Office) -> None:
    sent = await post(office, file(row("9-909", building="1"), row("2-101")), mode="rows")
    await fire_one(office.service.db, office.service.service.when_due, office.service.metrics)
    await made(office.records, "/units", unit())
    await office.service.fire_due()
    found = await outcome(office, sent)
    assert came_of(found) == ("done", 1, 0, 0, 1)
    assert {fault["column"] for fault in found["faults"]} == {"completion_accepted_on", "owner_name", "owner_phone"}


async def test_every_bad_row_can_be_had_and_the_answer_shows_the_first(office: Office) -> None:
    found = await taken_in(office, file(*(row(f"2-{number}", owner_name="") for number in range(150))))
    assert (len(found["faults"]), found["faults_total"], found["rows_bad"]) == (100, 150, 150)
    whole = await office.records.get(f"/units/imports/{found['import_id']}/faults.csv")
    assert whole.headers["Export-Rows"] == "150"
    assert whole.text.splitlines()[0] == "\ufeffline,column,value,reason,expected"
    assert len(whole.text.splitlines()) == 151


@pytest.mark.rule("L3")
async def test_rows_of_a_project_out_of_reach_are_bad_and_the_file_may_name_one_for_all(office: Office) -> None:
    content = file(row("2-101"), row("2-102", project=ELSEWHERE))
    sent = await post(office, content, who=office.lead, mode="rows")
    await office.service.fire_due()
    found = await outcome(office, sent, office.lead)
    assert came_of(found) == ("done", 1, 0, 0, 1)
    assert named(found) == [(3, "project", "there is no such project within your reach")]
    bare = file(row("2-103").removeprefix(f"{PROJECT},"), headings=HEADINGS.removeprefix("project,"))
    assert came_of(await taken_in(office, bare, project=PROJECT)) == ("done", 1, 0, 0, 0)
    refused = await post(office, bare, who=office.lead, project=ELSEWHERE)
    assert (refused.status_code, pointers(refused)) == (403, ["query:project"])


async def test_an_import_is_for_who_sent_it_and_who_reaches_everything(office: Office) -> None:
    sent = (await post(office, file(row("2-101")), who=office.lead)).json()
    where = f"/units/imports/{sent['import_id']}"
    other = office.service.client(Role.SITE_LEAD, person="other.lead", projects=(PROJECT,))
    for path in (where, f"{where}/faults.csv", f"/units/imports/{uuid4()}"):
        assert (await other.get(path)).status_code == 404
    assert (await office.director.get(where)).status_code == 200
    assert (await office.officer.get(where)).status_code == 403
    assert (await post(office, file(row("2-101")), who=office.officer)).status_code == 403
