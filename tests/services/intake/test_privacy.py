"""Personal data: seen by those with need, copied, corrected, erased; archives; the past (I16, L8, B10)."""

from typing import Any
from uuid import uuid4

import pytest
from aftercare_contracts.events import intake as events
from aftercare_contracts.events.finance import RetentionHeld, RetentionHoldLifted
from aftercare_contracts.events.intake_privacy import CasesErased, CustomerErased
from aftercare_contracts.values import Role
from intake.store.keeping import FREE_TEXT

from .desk import FEEDBACK, Office, contact, made, pointers

NAME, PHONE, WORDS = "欧阳慕容", "13900007777", "我家老人独自在家，电话打不通"
LATER = "2032-01-05T02:00:00+00:00"


async def stranger(office: Office, **what: Any) -> dict[str, Any]:
    """A contact about shared parts by somebody who owns nothing here."""
    return await made(office.officer, "/cases", contact(
        unit_no=None, customer_name=NAME, contact=PHONE, complaint=WORDS, kind="inquiry", matter="other", **what
    ))  # fmt: skip


async def customer(office: Office, case: dict[str, Any]) -> str:
    found: str = (await office.look(case))["customer_id"]
    return found


async def canaries(office: Office, *texts: str) -> list[str]:
    """The columns of the whole database that hold one of these, once the broker has what was said."""
    await office.service.relay()
    found = []
    async with office.service.db.reading() as tx:
        columns = await tx.fetch(
            "select table_name, column_name from information_schema.columns where table_schema = 'public'"
            " and data_type in ('text', 'jsonb', 'ARRAY', 'bytea')"
        )
        for row in columns:
            table, column = row["table_name"], row["column_name"]
            text = f"convert_from(\"{column}\", 'UTF8')" if (table, column) in BYTES else f'"{column}"::text'
            for canary in texts:
                if await tx.fetchval(f'select count(*) from "{table}" where strpos({text}, $1) > 0', canary):
                    found.append(f"{table}.{column}")
    return sorted(set(found))


BYTES = {("outbox", "body"), ("inbox", "body"), ("idempotency", "answer")}


@pytest.mark.rule("L8", "I16")
async def test_names_phones_and_words_stand_in_few_places_and_in_no_message(office: Office) -> None:
    case = await stranger(office)
    await office.act(office.officer, case, "feedbacks", dict(FEEDBACK))
    assert await canaries(office, NAME) == ["customer.name"]
    assert await canaries(office, PHONE) == ["customer.phone"]
    assert await canaries(office, WORDS) == ["case_file.complaint"]


CODES = {
    "by", "kind", "state", "verb", "way", "channel", "matter", "part", "project", "phase", "department", "desk",
    "verdict", "handed_to", "holder", "holder_person", "case_class", "reply_by", "visit_by", "external_ref",
    "taken_by", "about_person", "case_no", "unit_no", "person", "direction", "from_role", "to_role", "role", "ground",
    "owner", "signed_by", "signed_how", "responsible", "responsible_party", "party", "slip_no", "question_no",
    "stage", "drawings", "work_slip_no", "place", "body", "key", "name", "unit", "ended_because", "type", "source",
    "carried_out_by", "answer_way", "from_department", "from_desk", "to_department", "to_desk", "asked_by",
    "answered_by", "drawn_by", "offered_by", "decided_by", "opened_by", "settled_by", "drafted_by", "posted_by",
    "given_by", "returned_by", "recorded_by", "sent_by", "received_by", "passed_by", "commended_by", "linked_by",
    "undone_by", "merged_by", "paused_by", "resumed_by", "subject", "reference", "contractor",
}  # fmt: skip
"""Codes, numbers and staff: what is not a customer's and stays."""


@pytest.mark.rule("L8", "I16")
async def test_no_free_text_about_a_case_is_forgotten_by_an_erasure(office: Office) -> None:
    async with office.service.db.reading() as tx:
        rows = await tx.fetch(
            "select table_name, column_name from information_schema.columns c where table_schema = 'public'"
            " and data_type = 'text' and (table_name = any($1) or exists (select from information_schema.columns k"
            "  where k.table_name = c.table_name and k.column_name = 'case_id'))",
            list(FREE_TEXT),
        )
    known = {(table, column) for table, columns in FREE_TEXT.items() for column in columns}
    free = {(row["table_name"], row["column_name"]) for row in rows if row["column_name"] not in CODES}
    assert free - known == {("case_text", "plain")}, "which goes as a whole"
    assert known - free == set()


@pytest.mark.rule("L8")
async def test_erased_on_request_by_two_nothing_of_the_person_is_left_and_the_figures_stay(office: Office) -> None:
    case = await stranger(office)
    await office.act(office.officer, case, "feedbacks", FEEDBACK | {"text": f"已电话联系{NAME}"})
    await office.act(office.lead, case, "closings", {"reason": f"{NAME}已无异议"})
    customer_id = await customer(office, case)
    asked = await made(office.records, f"/customers/{customer_id}/erasures", {"reason": "本人申请"})
    own = office.service.client(Role.CENTRE_DIRECTOR, person="he.records")
    path = f"/customers/{customer_id}/erasures/{asked['erasure_id']}/confirmations"
    refused = await own.post(path)
    assert (refused.status_code, refused.json()["type"]) == (403, "urn:aftercare:problem:takes-two")
    assert (await office.director.post(path)).status_code == 201
    left = await canaries(office, NAME, PHONE, WORDS)
    assert left == ["outbox.body", "timeline.data"] or left == ["outbox.body"], left
    now = await office.look(case)
    assert (now["case_no"], now["state"], now["complaint"]) == (case["case_no"], "closed", "（已依规定删除）")
    (said,) = await office.service.said(CustomerErased)
    assert (str(said.customer_id), [str(one) for one in said.case_ids]) == (customer_id, [case["case_id"]])
    again = await office.records.post(f"/customers/{customer_id}/erasures", json={"reason": "x"})
    assert again.status_code == 409


@pytest.mark.rule("L8", "I16")
async def test_erasure_is_refused_with_every_reason_why_not(office: Office) -> None:
    open_case = await office.case()
    owner_id = await customer(office, open_case)
    before = await office.service.rows()
    refused = await office.records.post(f"/customers/{owner_id}/erasures", json={"reason": "本人申请"})
    assert refused.status_code == 409
    for why in ("open", "P1 1-101: owner", open_case["case_no"], "warranty"):
        assert why in refused.json()["detail"]
    assert await office.service.rows() == before


@pytest.mark.rule("L8")
async def test_a_person_known_in_another_project_too_is_nobodys_here(office: Office) -> None:
    case = await stranger(office)
    elsewhere = await office.elsewhere.post(f"/customers/{await customer(office, case)}/copies", json={"purpose": "x"})
    assert elsewhere.status_code == 404
    assert (await office.records.post(f"/customers/{uuid4()}/copies", json={"purpose": "x"})).status_code == 404


@pytest.mark.rule("L8")
async def test_a_person_gets_a_copy_of_everything_and_a_correction_keeps_the_old_entry(office: Office) -> None:
    case = await stranger(office)
    customer_id = await customer(office, case)
    empty = await office.records.post(f"/customers/{customer_id}/corrections", json={"reason": "x"})
    assert empty.status_code == 422
    await made(
        office.records, f"/customers/{customer_id}/corrections", {"phone": "13900008888", "reason": "本人来电更正"}
    )
    answer = await office.records.post(f"/customers/{customer_id}/copies", json={"purpose": "本人申请"})
    copy = answer.json()
    assert (copy["name"], copy["phone"]) == (NAME, "13900008888")
    assert [(one["phone"], one["changed_by"]) for one in copy["earlier"]] == [(PHONE, "he.records")]
    assert [(one["case_no"], one["complaint"]) for one in copy["cases"]] == [(case["case_no"], WORDS)]
    async with office.service.db.reading() as tx:
        looks = await tx.fetch("select what, by from personal_look")
    assert [(look["what"], look["by"]) for look in looks] == [("person_copy", "he.records")]


async def dry_run(office: Office, on: str) -> dict[str, list[str]]:
    answer = await office.records.get("/erasures/due", params={"on": on})
    return {one["case_no"]: [reason["because"] for reason in one["reasons"]] for one in answer.json()["items"]}


@pytest.mark.rule("I16")
async def test_the_dry_run_says_what_would_go_and_the_daily_run_does_just_that(office: Office) -> None:
    going, warranted, disputed = await stranger(office), await office.case(kind="inquiry"), await stranger(office)
    running = await stranger(office)
    for case in (going, warranted, disputed):
        await office.act(office.lead, case, "closings", {"reason": "已答复"})
    dispute = await office.act(office.lead, disputed, "disputes", {"reason": "客户起诉"})
    assert await dry_run(office, "2029-03-10") == {}
    on = {going["case_no"]: [], warranted["case_no"]: [], disputed["case_no"]: ["dispute"]}
    assert await dry_run(office, "2032-01-05") == on
    office.at(LATER)
    await office.service.fire_due()
    assert (await office.look(going))["complaint"] == "（已依规定删除）"
    assert (await office.look(disputed))["complaint"] == WORDS
    assert (await office.look(running))["complaint"] == WORDS
    owner = await office.look(warranted)
    assert (owner["complaint"], owner["customer_name"]) == ("（已依规定删除）", "王女士"), "he owns the flat"
    assert owner["customer_id"] not in {str(one.customer_id) for one in await office.service.said(CustomerErased)}
    (stays,) = await office.service.said(CasesErased)
    assert (str(stays.customer_id), [str(one) for one in stays.case_ids]) == (
        owner["customer_id"], [warranted["case_id"]],
    )  # fmt: skip
    await office.act(office.lead, disputed, f"disputes/{dispute['dispute_id']}/settlements", {})
    office.at("2032-06-05T02:00:00+00:00")
    await office.service.fire_due()
    assert (await office.look(disputed))["complaint"] == "（已依规定删除）"


@pytest.mark.rule("I16", "F9")
async def test_money_still_held_keeps_the_record(office: Office) -> None:
    case = await stranger(office)
    await office.act(office.lead, case, "closings", {"reason": "已答复"})
    facts: dict[str, Any] = {
        "case_id": case["case_id"], "case_no": case["case_no"], "project": "P1", "contract_id": uuid4(), "contractor": "C1",
        "order_id": uuid4(), "order_no": "PG-2026-000001", "amount_fen": 100,
    }  # fmt: skip
    held = {name: value for name, value in (facts | {"held_fen": 100}).items() if name in RetentionHeld.model_fields}
    await office.service.hear(RetentionHeld(**held), about=facts["contract_id"], case=case["case_id"])
    assert await dry_run(office, "2032-01-05") == {case["case_no"]: ["money_open"]}
    lifted = {
        name: value
        for name, value in (facts | {"reason": "x", "lifted_by": "x"}).items()
        if name in RetentionHoldLifted.model_fields
    }
    await office.service.hear(RetentionHoldLifted(**lifted), about=facts["contract_id"], case=case["case_id"])
    assert await dry_run(office, "2032-01-05") == {case["case_no"]: []}


@pytest.mark.rule("I16", "L8")
@pytest.mark.parametrize(
    ("role", "name", "phone"),
    [
        (Role.CASE_OFFICER, NAME, PHONE),
        (Role.CENTRE_DIRECTOR, NAME, "139****7777"),
        (Role.RECORDS_CLERK, NAME, "139****7777"),
        (Role.AUDITOR, "欧**", "139****7777"),
        (Role.GENERAL_MANAGER, "欧**", "139****7777"),
        (Role.FINANCE_OFFICER, "欧**", "139****7777"),
    ],
)
async def test_a_role_sees_of_the_person_what_it_needs(office: Office, role: Role, name: str, phone: str) -> None:
    case = await stranger(office)
    who = office.service.client(role)
    seen = (await who.get(f"/cases/{case['case_id']}")).json()
    assert (seen["customer_name"], seen["contact"]) == (name, phone)
    page = await who.get(f"/cases/{case['case_id']}/register")
    if page.status_code == 200:
        assert NAME not in page.text or role in (Role.CASE_OFFICER, Role.CENTRE_DIRECTOR, Role.RECORDS_CLERK)


@pytest.mark.rule("I16")
async def test_who_looked_and_who_was_given_a_copy_is_on_record(office: Office) -> None:
    case = await office.case()
    await office.look(case)
    looks = (await office.director.get("/looks", params={"case_id": case["case_id"]})).json()["items"]
    assert [(look["by"], look["case_no"]) for look in looks] == [("chen.officer", case["case_no"])]
    assert (await office.elsewhere.get("/looks")).json()["items"] == []
    wrong = await office.records.post(
        f"/cases/{case['case_id']}/given", json={"kind": "loan", "purpose": "审计", "given_to": "审计部"}
    )
    assert wrong.status_code == 422
    loan = await office.act(office.records, case, "given", {
        "kind": "loan", "purpose": "审计", "given_to": "审计部", "due_back_on": "2026-03-20",
    })  # fmt: skip
    await office.act(office.records, case, f"given/{loan['out_id']}/returns", {})
    twice = await office.lead.post(f"/cases/{case['case_id']}/given/{loan['out_id']}/returns")
    assert twice.status_code == 404
    (given,) = (await office.records.get(f"/cases/{case['case_id']}/given")).json()["items"]
    assert (given["kind"], given["returned_by"]) == ("loan", "he.records")


@pytest.mark.rule("I16")
async def test_an_authority_sees_what_it_asked_for_once_the_head_consents(office: Office) -> None:
    shown, other = await office.case(), await office.case()
    request = {"authority": "区消协", "credentials": "执法证 123", "request_ref": "区消协函〔2026〕5号"}
    unknown = await office.records.post("/disclosures", json=request | {"case_nos": [shown["case_no"], "KS-1"]})
    assert (unknown.status_code, pointers(unknown)) == (422, ["/case_nos/1"])
    asked = await made(office.records, "/disclosures", request | {"case_nos": [shown["case_no"]]})
    path = f"/disclosures/{asked['disclosure_id']}"
    assert (await office.records.get(f"{path}/records")).status_code == 409
    own = office.service.client(Role.CENTRE_DIRECTOR, person="he.records")
    assert (await own.post(f"{path}/decisions", json={"consented": True})).status_code == 403
    await made(office.director, f"{path}/decisions", {"consented": True})
    records = (await office.records.get(f"{path}/records")).json()["items"]
    assert [(one["case_no"], one["contact"]) for one in records] == [(shown["case_no"], "13812341234")]
    assert other["case_no"] not in str(records)
    looks = (await office.director.get("/looks", params={"by": "he.records"})).json()["items"]
    assert [look["case_no"] for look in looks] == [shown["case_no"]]


@pytest.mark.rule("I16")
async def test_a_month_is_archived_once_and_what_closes_later_goes_into_a_supplement(office: Office) -> None:
    closed, late = await stranger(office), await stranger(office)
    await office.act(office.lead, closed, "closings", {"reason": "已答复"})
    early = await office.records.post("/archives", json={"project": "P1", "period": "2026-03"})
    assert (early.status_code, pointers(early)) == (409, ["/period"])
    office.at("2026-04-01T02:00:00+00:00")
    month = await made(office.records, "/archives", {"project": "P1", "period": "2026-03"})
    assert (month["cases"], month["carried_over"], month["supplement"]) == ([closed["case_no"]], [late["case_no"]], 0)
    again = await office.records.post("/archives", json={"project": "P1", "period": "2026-03"})
    assert again.status_code == 409
    await office.act(office.lead, late, "closings", {"reason": "已答复"})
    office.at("2026-07-01T02:00:00+00:00")
    quarter = await made(office.records, "/archives", {"project": "P1", "period": "2026-Q1"})
    assert (quarter["cases"], quarter["carried_over"]) == ([closed["case_no"]], [late["case_no"]])
    listed = (await office.lead.get("/archives")).json()["items"]
    assert [one["period"] for one in listed] == ["2026-Q1", "2026-03"]
    assert (await office.elsewhere.get(f"/archives/{month['archive_id']}")).status_code == 404


async def then(office: Office, case: dict[str, Any], at: str) -> Any:
    return await office.officer.get(f"/cases/{case['case_id']}/as-of", params={"at": at})


@pytest.mark.rule("B10")
async def test_a_case_is_shown_as_it_stood_at_any_moment(office: Office) -> None:
    case = await office.case()
    office.at("2026-03-11T02:00:00+00:00")
    await office.act(office.desk, case, "results", {"settled": True, "text": "已处理"})
    office.at("2026-03-12T02:00:00+00:00")
    await office.visit(case, 1, satisfied=False)
    assert (await then(office, case, "2026-03-10T01:59:59Z")).status_code == 404
    begun = (await then(office, case, "2026-03-10T02:00:00Z")).json()
    assert (begun["state"], begun["holder"], begun["entries"], len(begun["limits"])) == (
        "registered",
        "engineering_desk",
        0,
        3,
    )
    handled = (await then(office, case, "2026-03-11T02:00:00Z")).json()
    assert (handled["state"], handled["holder"], handled["entries"]) == ("handled", "case_officer", 1)
    late = {
        limit["name"]: limit["is_overdue"]
        for limit in (await then(office, case, "2026-03-11T12:00:00Z")).json()["limits"]
    }
    assert late["first_feedback"]
    again = (await then(office, case, "2026-03-12T02:00:00Z")).json()
    assert (again["state"], again["round"], len(again["limits"])) == ("in_work", 2, 6)


@pytest.mark.rule("B10")
async def test_what_reached_us_later_was_not_known_then(office: Office) -> None:
    case = await office.case()
    office.at("2026-03-11T02:00:00+00:00")
    message = office.service.message(events_of_dispatch(case), about=case["case_id"], message_id=uuid4())
    office.at("2026-03-12T02:00:00+00:00")
    await office.service.inbox.receive(office.service.db, message)
    before = (await then(office, case, "2026-03-11T12:00:00Z")).json()
    assert (before["learned_later"], [line["source"] for line in before["known"]]) == (1, ["intake"])
    after = (await then(office, case, "2026-03-12T02:00:00Z")).json()
    assert (after["learned_later"], [line["source"] for line in after["known"]]) == (0, ["intake", "dispatch"])
    assert len(await office.service.said(events.CaseRegistered)) == 1


def events_of_dispatch(case: dict[str, Any]) -> Any:
    from aftercare_contracts.events.dispatch import WorkOrderIssued
    from aftercare_contracts.values import Part

    from .desk import about

    return WorkOrderIssued(
        **about(uuid4(), case), round=1, unit_no=case["unit_no"], part=Part.PLUMBING, subject="漏水", contract_id=None,
        contract_clause="", issued_by="wang.desk", expected_cost_fen=100, photos=(),
    )  # fmt: skip
