"""The register's form at its doors: written, refused, shown as the paper has it (I1)."""

import asyncio
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
from aftercare_contracts.values import Role

from .desk import OWNER, PHONE, UNSETTLED, Office, pointers, result

TODAY = "2026-03-10"
SIGNED = {"signed_by": "customer", "signed_how": "paper", "signed_on": TODAY}


def line(kind: str, **what: Any) -> dict[str, Any]:
    return {"kind": kind, "text": "已通知工程部，明日上门。", "happened_on": TODAY} | what


@pytest.mark.rule("I1", "I8")
async def test_the_page_has_the_forms_fields_with_person_and_date(office: Office) -> None:
    case = await office.case(kind="complaint")
    await office.act(office.officer, case, "entries", line("action_taken"))
    needed = await office.act(office.desk, case, "entries", line("follow_up_needed", text="三日后复查"))
    assert needed["open_follow_ups"] == [needed["entry_id"]]
    assert (await office.look(case))["open_follow_ups"] == [needed["entry_id"]]
    await office.act(office.desk, case, "results", UNSETTLED)
    office.at("2026-03-12T10:00:00+08:00")
    done = line("follow_up_done", text="复查不再渗水", happened_on="2026-03-12", answers=needed["entry_id"])
    assert (await office.act(office.desk, case, "entries", done))["open_follow_ups"] == []
    said = line(
        "customer_feedback", text="比较满意", happened_on="2026-03-12", signature=SIGNED | {"signed_on": "2026-03-12"}
    )
    await office.act(office.officer, case, "entries", said)
    page = await office.look(case, "/register")
    assert page == {
        "page_no": "2026/1", "case_no": "KS-2026-000001", "complaint": "主卫天花漏水，滴水不停。", "customer_name": OWNER,
        "unit_no": "1-101", "contact": PHONE, "recorded_by": "chen.officer", "recorded_on": TODAY,
        "action_taken": [
            {"action_taken": "已通知工程部，明日上门。", "action_taken_by": "chen.officer", "action_taken_on": TODAY}
        ],
        "follow_up_needed": [{
            "entry_id": needed["entry_id"], "follow_up_needed": "三日后复查", "follow_up_needed_by": "wang.desk",
            "follow_up_needed_on": TODAY, "is_open": False,
        }],
        "follow_up_done": [{
            "answers": needed["entry_id"], "follow_up_done": "复查不再渗水", "follow_up_done_by": "wang.desk",
            "follow_up_done_on": "2026-03-12",
        }],
        "customer_feedback": [{
            "customer_feedback": "比较满意", "customer_signature": {"signed_by": "customer", "signed_how": "paper"},
            "customer_signed_on": "2026-03-12",
        }],
        "unsettled_reason": UNSETTLED["unsettled_reason"], "promised_on": "2026-03-20", "promised_date_agreed": True,
    }  # fmt: skip


@pytest.mark.rule("I1", "L8")
async def test_the_page_hides_the_phone_from_whom_it_does_not_concern_and_notes_each_look(office: Office) -> None:
    case = await office.case()
    page = (await office.director.get(f"/cases/{case['case_id']}/register")).json()
    assert page["contact"] == "138****1234"
    assert (page["unsettled_reason"], page["promised_on"], page["promised_date_agreed"]) == (None, None, None)
    async with office.service.db.reading() as tx:
        assert await tx.fetchval("select count(*) from look") == 1
    before = await office.service.rows()
    operator = office.service.client(Role.OPERATOR)
    assert (await operator.get(f"/cases/{case['case_id']}/register")).status_code == 403
    assert (await office.elsewhere.get(f"/cases/{case['case_id']}/register")).status_code == 404
    assert await office.service.rows() == before


@pytest.mark.rule("I1")
@pytest.mark.parametrize(
    ("body", "status", "pointer"),
    [
        (line("rumour"), 422, "/kind"),
        (line("feedback"), 422, "/kind"),
        (line("action_taken", text=" "), 422, "/text"),
        (line("action_taken", happened_on="2026-03-11"), 422, "/happened_on"),
        (line("action_taken", happened_on="2026-03-09"), 422, "/happened_on"),
        (line("action_taken", signature=SIGNED), 422, "/signature"),
        (line("action_taken", answers=str(uuid4())), 422, "/answers"),
        (line("follow_up_done"), 422, "/answers"),
        (line("follow_up_done", answers=str(uuid4())), 422, "/answers"),
        (line("customer_feedback"), 422, "/signature"),
        (line("customer_feedback", signature=SIGNED | {"signed_on": "2026-03-11"}), 422, "/signature/signed_on"),
        (line("customer_feedback", signature=SIGNED | {"signed_how": "dream"}), 422, "/signature/signed_how"),
        (line("customer_feedback", signature=SIGNED | {"name": "王女士"}), 422, "/signature/name"),
    ],
)
async def test_an_entry_that_cannot_be_is_refused(
    office: Office, body: dict[str, Any], status: int, pointer: str
) -> None:
    case = await office.case()
    before = await office.service.rows()
    refused = await office.officer.post(f"/cases/{case['case_id']}/entries", json=body)
    assert (refused.status_code, pointers(refused)) == (status, [pointer]), refused.text
    assert (await office.elsewhere.post(f"/cases/{case['case_id']}/entries", json=body)).status_code in (404, 422)
    assert await office.service.rows() == before


@pytest.mark.rule("I1")
async def test_one_follow_up_done_by_many_at_once_is_done_once(office: Office) -> None:
    case = await office.case()
    needed = await office.act(office.desk, case, "entries", line("follow_up_needed"))
    body = line("follow_up_done", answers=needed["entry_id"])
    path = f"/cases/{case['case_id']}/entries"
    answers = await asyncio.gather(*(office.desk.post(path, json=body) for _ in range(6)))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 5


@pytest.mark.rule("I1")
async def test_a_follow_up_of_another_case_is_none_of_this_one(office: Office) -> None:
    case, other = await office.case(), await office.case()
    needed = await office.act(office.desk, other, "entries", line("follow_up_needed"))
    refused = await office.desk.post(
        f"/cases/{case['case_id']}/entries", json=line("follow_up_done", answers=needed["entry_id"])
    )
    assert (refused.status_code, pointers(refused)) == (422, ["/answers"])


@pytest.mark.rule("I1")
async def test_after_the_closing_a_follow_up_is_still_done_and_the_customer_still_heard(office: Office) -> None:
    case = await office.case(kind="inquiry", matter="fee")
    needed = await office.act(office.desk, case, "entries", line("follow_up_needed"))
    await office.act(office.lead, case, "closings", {"reason": "已答复"})
    for kind in ("action_taken", "follow_up_needed"):
        assert (await office.desk.post(f"/cases/{case['case_id']}/entries", json=line(kind))).status_code == 409
    await office.act(office.desk, case, "entries", line("follow_up_done", answers=needed["entry_id"]))
    await office.act(office.officer, case, "entries", line("customer_feedback", signature=SIGNED))


@pytest.mark.rule("B5")
async def test_an_entry_posted_twice_with_one_key_is_one_entry_and_stays(office: Office) -> None:
    case = await office.case()
    path, key = f"/cases/{case['case_id']}/entries", {"Idempotency-Key": "e-1"}
    answers = [await office.desk.post(path, json=line("action_taken"), headers=key) for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    assert len((await office.look(case))["entries"]) == 1
    with pytest.raises(asyncpg.RestrictViolationError):
        async with office.service.db.transaction() as tx:
            await tx.execute("update register_entry set text = '别的'")


@pytest.mark.rule("I1", "I8")
async def test_settled_after_all_the_page_still_shows_what_was_promised(office: Office) -> None:
    case = await office.case()
    await office.act(office.desk, case, "results", UNSETTLED)
    await office.act(office.desk, case, "results", result())
    assert (await office.look(case, "/register"))["promised_on"] == "2026-03-20"
