"""What may be seen of a case, by whom, and what is noted of it (I16's looks, B1, B9, B10)."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from aftercare_contracts.events.finance import ClaimApproved
from aftercare_contracts.values import Role
from intake.store import cases as store
from intake.store import search
from plumbing.inbox import Outcome

from .desk import ELSEWHERE, FEEDBACK, OLD, PROJECT, Office, result


@pytest.mark.parametrize(
    ("role", "phone"),
    [
        (Role.HOTLINE, "13812341234"),
        (Role.HOTLINE_CLERK, "13812341234"),
        (Role.CASE_OFFICER, "13812341234"),
        (Role.SERVICE_OFFICER, "13812341234"),
        (Role.SITE_LEAD, "13812341234"),
        (Role.ENGINEERING_DESK, "13812341234"),
        (Role.PROPERTY_DESK, "13812341234"),
        (Role.CENTRE_DIRECTOR, "138****1234"),
        (Role.FINANCE_OFFICER, "138****1234"),
        (Role.AUDITOR, "138****1234"),
        (Role.REPAIR_SQUAD, "138****1234"),
    ],
)
async def test_the_phone_is_for_whoever_calls_or_visits_and_every_look_is_noted(
    office: Office, role: Role, phone: str
) -> None:
    case = await office.case()
    seen = await office.service.client(role, person="somebody").get(f"/cases/{case['case_id']}")
    assert seen.json()["contact"] == phone
    async with office.service.db.reading() as tx:
        (look,) = await tx.fetch("select * from look")
    assert (str(look["case_id"]), look["by"], look["roles"], look["at"]) == (
        case["case_id"], "somebody", [role], office.service.clock.at,
    )  # fmt: skip


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.CONTRACTOR, Role.CUSTOMER])
async def test_who_has_no_need_sees_no_record(office: Office, role: Role) -> None:
    case = await office.case()
    client = office.service.client(role, contractor="NF")
    before = await office.service.rows()
    assert (await client.get(f"/cases/{case['case_id']}")).status_code == 403
    assert await office.service.rows() == before


@pytest.mark.parametrize("phone", ["110", "12345678", "021-1"])
async def test_a_short_number_is_hidden_whole(office: Office, phone: str) -> None:
    case = await office.case(contact=phone)
    assert (await office.director.get(f"/cases/{case['case_id']}")).json()["contact"] == "****"


async def test_lists_limits_and_timeline_hold_neither_person_nor_words(office: Office) -> None:
    case = await office.case()
    await office.act(office.officer, case, "feedbacks", dict(FEEDBACK))
    for path in ("/cases", f"/cases/{case['case_id']}/timeline", f"/cases/{case['case_id']}/limits"):
        text = (await office.officer.get(path)).text
        assert not any(private in text for private in ("王女士", "13812341234", "天花", FEEDBACK["text"]))


@pytest.mark.rule("B10")
async def test_the_timeline_tells_what_every_service_said_from_the_first_and_up_to_a_moment(office: Office) -> None:
    case = await office.case()
    office.at(case["registered_at"], hours=1)
    order_id = await office.order(case)
    office.at(case["registered_at"], hours=2)
    approved = ClaimApproved(
        claim_id=uuid4(), claim_no="FY-2026-000001", order_id=order_id, order_no="PG-2026-000001", case_id=case["case_id"],
        case_no=case["case_no"], project=PROJECT, amount_fen=486_000, approved_by="wu", approved_role=Role.VICE_PRESIDENT,
    )  # fmt: skip
    assert await office.service.hear(approved, about=case["case_id"]) is Outcome.APPLIED
    office.at(case["registered_at"], hours=3)
    await office.complete(case, order_id)
    lines = (await office.look(case, "/timeline"))["items"]
    assert [line["type"] for line in lines] == [
        "intake.case.registered.v1", "dispatch.work_order.issued.v1", "finance.claim.approved.v1",
        "dispatch.work_order.completed.v1", "intake.case.handled.v1",
    ]  # fmt: skip
    assert [line["source"] for line in lines] == ["intake", "dispatch", "finance", "dispatch", "intake"]
    assert "¥4,860.00" in lines[2]["text"]
    assert case["case_no"] in lines[0]["text"]
    assert len({line["message_id"] for line in lines}) == 5
    until = office.service.clock.at - timedelta(hours=1, minutes=30)
    earlier = await office.officer.get(f"/cases/{case['case_id']}/timeline", params={"until": until.isoformat()})
    assert earlier.json()["items"] == lines[:2]


@pytest.mark.rule("B10")
async def test_what_is_about_no_case_of_ours_is_on_no_timeline(office: Office) -> None:
    stray: dict[str, Any] = {
        "claim_id": uuid4(), "claim_no": "FY-1", "order_id": uuid4(), "order_no": "PG-1", "case_id": uuid4(), "case_no": "KS-1",
        "project": PROJECT, "amount_fen": 1, "approved_by": "wu", "approved_role": Role.VICE_PRESIDENT,
    }  # fmt: skip
    for about in (str(stray["case_id"]), "a statement"):
        assert await office.service.hear(ClaimApproved(**stray), about=about) is Outcome.APPLIED
    assert (await office.service.rows())["timeline"] == 0


@pytest.mark.rule("B10")
async def test_a_message_that_comes_twice_is_one_line(office: Office) -> None:
    case = await office.case()
    before = await office.look(case, "/timeline")
    message_id = uuid4()
    said = ClaimApproved(
        claim_id=uuid4(), claim_no="FY-1", order_id=uuid4(), order_no="PG-1", case_id=case["case_id"], case_no=case["case_no"],
        project=PROJECT, amount_fen=1, approved_by="wu", approved_role=Role.VICE_PRESIDENT,
    )  # fmt: skip
    body = office.service.message(said, about=case["case_id"], message_id=message_id)
    outcomes = [await office.service.inbox.receive(office.service.db, body) for _ in range(2)]
    assert outcomes == [Outcome.APPLIED, Outcome.DUPLICATE]
    assert len((await office.look(case, "/timeline"))["items"]) == len(before["items"]) + 1


@pytest.mark.rule("B9")
async def test_pages_follow_one_another_without_repeating_or_missing_a_case(office: Office) -> None:
    made = [(await office.case())["case_no"] for _ in range(7)]
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = (
            await office.officer.get("/cases", params={"limit": 3, **({"cursor": cursor} if cursor else {})})
        ).json()
        seen += [case["case_no"] for case in page["items"]]
        cursor = page["next"]
        if len(seen) == 3:
            await office.case()
    assert seen == made[::-1]


async def test_a_list_is_narrowed_to_what_is_asked_for(office: Office) -> None:
    repair = await office.case()
    fee = await office.case(kind="complaint", matter="fee", unit_no=OLD)
    praise = await office.case(kind="praise", matter="staff_attitude")
    await office.act(office.desk, repair, "results", result())

    async def numbers(**asked: str) -> list[str]:
        return [case["case_no"] for case in (await office.officer.get("/cases", params=asked)).json()["items"]]

    assert await numbers(project=PROJECT) == [case["case_no"] for case in (praise, fee, repair)]
    assert await numbers(project=ELSEWHERE) == []
    assert await numbers(state="handled") == [repair["case_no"]]
    assert await numbers(kind="praise", state="registered") == [praise["case_no"]]
    assert await numbers(**{"class": "class_1"}) == [fee["case_no"]]
    assert await numbers(department="property_company") == [fee["case_no"]]


@pytest.mark.rule("B9")
@pytest.mark.parametrize(
    "wanted",
    [
        search.Wanted(None),
        search.Wanted(["P1"]),
        search.Wanted(["P1", "P2"]),
        search.Wanted(None, project="P1"),
        search.Wanted(["P1"], project="P1", state="registered"),
        search.Wanted(None, state="closed"),
    ],
)
async def test_a_page_of_many_thousand_cases_is_found_by_an_index(office: Office, wanted: search.Wanted) -> None:
    await office.case()
    columns = [column for column in store.COLUMNS if column not in ("case_id", "case_no")]
    async with office.service.db.transaction() as tx:
        await tx.execute(
            f"insert into case_file (case_id, case_no, {', '.join(columns)})"
            f" select gen_random_uuid(), 'X-' || i, {', '.join(columns)} from case_file, generate_series(1, 20000) i"
        )
        await tx.execute("analyze case_file")
        sql, values = search.listing(wanted, (tx.now, UUID(int=2**128 - 1)), 50)
        plan = "\n".join(row[0] for row in await tx.fetch(f"explain {sql}", *values))
    assert "Index" in plan, plan
    assert "Seq Scan" not in plan, plan
    assert "Sort" not in plan or wanted.projects == ["P1", "P2"], plan


@pytest.mark.parametrize("role", [Role.CENTRE_DIRECTOR, Role.OPERATOR])
async def test_counts_agree_with_the_cases_within_reach(office: Office, role: Role) -> None:
    await office.case()
    await office.case(kind="praise", matter="staff_attitude")
    await office.case(office.hotline, project=ELSEWHERE, unit_no=None)
    everywhere, here = office.service.client(role), office.service.client(role, projects=(PROJECT,))
    assert (await everywhere.get("/counts")).json()["cases"] == 3
    assert (await here.get("/counts")).json()["cases"] == 2
    assert (await everywhere.get("/counts", params={"project": PROJECT})).json() == {
        "cases": 2,
        "by": {
            "kind": {"praise": 1, "repair_request": 1},
            "class": {"class_2": 1, "none": 1},
            "department": {"service_centre": 2},
            "state": {"registered": 2},
        },
    }
    assert (await here.get("/counts", params={"project": ELSEWHERE})).status_code == 403


async def test_projects_and_units_are_listed_in_pages(office: Office) -> None:
    first = (await office.director.get("/projects", params={"limit": 1})).json()
    second = (await office.director.get("/projects", params={"limit": 1, "cursor": first["next"]})).json()
    assert [page["items"][0]["project"] for page in (first, second)] == [PROJECT, ELSEWHERE]
    assert second["next"] is None
    assert [item["project"] for item in (await office.officer.get("/projects")).json()["items"]] == [PROJECT]
    page = (await office.officer.get("/units", params={"project": PROJECT, "limit": 3})).json()
    rest = (await office.officer.get("/units", params={"project": PROJECT, "cursor": page["next"]})).json()
    assert [unit["unit_no"] for unit in page["items"] + rest["items"]] == ["1-101", "1-102", "1-103", "1-104"]
    assert "13812341234" not in str(page)
