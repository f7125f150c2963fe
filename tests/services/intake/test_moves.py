"""Whose move it is, of every open case (B1)."""

from typing import Any

import pytest
from aftercare_contracts.values import Role

from .desk import FEEDBACK, Office, contact, pointers


async def moves(office: Office, query: str = "") -> list[dict[str, Any]]:
    answer = await office.director.get(f"/moves{query}")
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


@pytest.mark.rule("B1")
async def test_every_open_case_stands_there_once_with_holder_since_and_until(office: Office) -> None:
    case = await office.case()
    closed = await office.case(kind="inquiry")
    await office.act(office.lead, closed, "closings", {"reason": "已答复"})
    (move,) = await moves(office)
    assert (move["case_no"], move["holder"], move["holder_since"]) == (
        case["case_no"],
        "engineering_desk",
        case["registered_at"],
    )
    assert (move["move_by"], move["is_overdue"]) == (case["due"][0]["due_at"], False)
    await office.act(office.officer, case, "feedbacks", dict(FEEDBACK))
    (move,) = await moves(office)
    assert move["move_by"] == "2026-03-13T16:00:00Z", "the next limit after the first feedback"
    office.at("2026-03-13T16:00:00.000001+00:00")
    assert (await moves(office))[0]["is_overdue"]
    assert (await moves(office, "?overdue=true"))[0]["case_no"] == case["case_no"]


@pytest.mark.rule("B1")
async def test_the_most_urgent_comes_first_and_pages_lose_nobody(office: Office) -> None:
    first = await office.case()
    office.at("2026-03-10T03:00:00+00:00")
    others = [await office.case() for _ in range(4)]
    await office.act(office.officer, first, "feedbacks", dict(FEEDBACK))
    seen, cursor = [], ""
    while True:
        answer = (await office.director.get(f"/moves?limit=2{cursor}")).json()
        seen += [item["case_no"] for item in answer["items"]]
        if answer["next"] is None:
            break
        cursor = f"&cursor={answer['next']}"
    assert seen == [*(case["case_no"] for case in others), first["case_no"]]


@pytest.mark.rule("B1")
async def test_the_list_is_narrowed_to_a_desk_a_person_or_a_project_within_ones_reach(office: Office) -> None:
    case = await office.case()
    fee = await office.case(matter="fee", kind="complaint")
    assert [item["case_no"] for item in await moves(office, "?role=property_desk")] == [fee["case_no"]]
    assert [item["case_no"] for item in await moves(office, "?role=engineering_desk&project=P1")] == [case["case_no"]]
    assert await moves(office, "?project=P2") == []
    assert await moves(office, "?person=wang.desk") == []
    assert (await office.elsewhere.get("/moves")).json()["items"] == []
    outside = await office.elsewhere.get("/moves?project=P1")
    assert (outside.status_code, pointers(outside)) == (403, ["query:project"])
    wrong = await office.director.get("/moves?cursor=abc")
    assert (wrong.status_code, pointers(wrong)) == (422, ["query:cursor"])


@pytest.mark.rule("B1")
async def test_a_verdict_does_not_make_the_holder_a_new_one(office: Office) -> None:
    case = await office.case(kind="complaint")
    office.at("2026-03-10T05:00:00+00:00")
    judged = await office.act(office.service_officer, case, "verdicts", {"verdict": "valid", "reason": "属实"})
    assert judged["holder_since"] == case["holder_since"]


def duty(office: Office) -> Any:
    return office.service.client(Role.DUTY_OFFICER, person="zhao.duty", projects=("P1",))


NIGHT = "2026-03-10T14:00:00+00:00"


@pytest.mark.rule("I11", "I14")
async def test_what_came_in_at_night_is_handed_over_in_writing_and_received(office: Office) -> None:
    by_day = await office.case()
    office.at(NIGHT)
    by_night = [await office.case() for _ in range(2)]
    book = (await duty(office).get("/projects/P1/out-of-hours")).json()
    assert [line["case_no"] for line in book["items"]] == [case["case_no"] for case in by_night]
    assert by_day["case_no"] not in str(book)
    ids = [case["case_id"] for case in by_night]
    office.at("2026-03-11T00:30:00+00:00")
    answer = await duty(office).post("/projects/P1/duty-handovers", json={"cases": ids, "remarks": "一户仍在漏水"})
    assert answer.status_code == 201, answer.text
    handover = answer.json()
    assert (await duty(office).get("/projects/P1/out-of-hours")).json()["items"] == []
    own = await office.service.client(Role.SITE_LEAD, person="zhao.duty").post(
        f"/duty-handovers/{handover['handover_id']}/receipts"
    )
    assert own.status_code == 403
    received = await office.lead.post(f"/duty-handovers/{handover['handover_id']}/receipts")
    assert (received.status_code, received.json()["received_by"]) == (201, "lin.lead")
    again = await office.director.post(f"/duty-handovers/{handover['handover_id']}/receipts")
    assert again.status_code == 409
    assert (await office.elsewhere.post(f"/duty-handovers/{handover['handover_id']}/receipts")).status_code == 404


@pytest.mark.rule("I11")
async def test_what_came_in_after_the_list_was_read_is_not_signed_unseen(office: Office) -> None:
    office.at(NIGHT)
    seen = await office.case()
    unseen = await office.case()
    before = await office.service.rows()
    refused = await duty(office).post("/projects/P1/duty-handovers", json={"cases": [seen["case_id"]]})
    assert (refused.status_code, pointers(refused)) == (409, ["/cases"])
    assert await office.service.rows() == before
    both = await duty(office).post("/projects/P1/duty-handovers", json={"cases": [seen["case_id"], unseen["case_id"]]})
    assert both.status_code == 201
    listed = (await office.lead.get("/projects/P1/duty-handovers")).json()["items"]
    assert [one["cases"] for one in listed] == [[seen["case_id"], unseen["case_id"]]]


@pytest.mark.rule("I11")
async def test_a_contact_at_any_hour_is_registered_and_routed_at_once(office: Office) -> None:
    office.at(NIGHT)
    case = (await office.hotline.post("/cases", json=contact())).json()
    assert (case["in_opening_hours"], case["holder"]) == (False, "engineering_desk")
