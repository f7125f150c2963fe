"""Each head goes through the open cases weekly and the visits monthly, and signs; the system keeps him to it (N6)."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from aftercare_contracts.events.notify_limits import NotifyLimitPassed
from aftercare_contracts.events.notify_looks import LookDue, LookSigned, NonconformityReported, NonconformityVerified
from aftercare_contracts.values import Desk, Role
from harness import ServiceUnderTest

from .desk import PROJECT, Office, inbox
from .mornings import wake

FRIDAY = datetime(2026, 3, 13, 0, 30, tzinfo=UTC)
"""08:30 in China on the day of the week on which the heads look."""
SUNDAY_END = datetime(2026, 3, 15, 16, 0, tzinfo=UTC)
FIRST_OF_APRIL = datetime(2026, 4, 1, 0, 30, tzinfo=UTC)
BAD: dict[str, Any] = {
    "line_no": 1, "finding": "badly_handled", "what": "未按承诺日期答复客户", "owner_role": "engineering_desk",
    "due_on": "2026-03-20",
}  # fmt: skip


async def looks(who: httpx.AsyncClient, **asked: Any) -> list[dict[str, Any]]:
    answer = await who.get("/looks", params=asked)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


async def lines(who: httpx.AsyncClient, look: dict[str, Any]) -> list[dict[str, Any]]:
    return list((await who.get(f"/looks/{look['look_id']}/lines")).json()["items"])


async def friday(office: Office, cases: int = 1) -> dict[str, Any]:
    """A week with so many open cases, and the lead's list of it."""
    for number in range(cases):
        await office.case(case_no=f"KS-2026-00000{number + 1}")
    await wake(office.service, FRIDAY)
    (look,) = await looks(office.lead, signed=False)
    return look


def refusal(answer: httpx.Response) -> tuple[int, str, list[str]]:
    body = answer.json()
    return answer.status_code, body["type"].rsplit(":", 1)[1], [each["pointer"] for each in body.get("errors", [])]


@pytest.mark.rule("N6")
async def test_the_week_s_list_is_made_and_stays_as_it_was(office: Office) -> None:
    case_id = await office.case(case_no="KS-2026-000001")
    await office.case(case_no="KS-2026-000002", desk=Desk.SALES)
    await wake(office.service, FRIDAY)
    own = [each for each in await looks(office.lead) if each["head"] == "site_lead"]
    assert [(each["about"], each["period"], each["lines"]) for each in own] == [("cases", "2026-W11", 1)]
    await office.hear("intake.case.closed.v1", case_id, case_id=case_id)
    (line,) = await lines(office.lead, own[0])
    assert (line["reference"], line["case_id"]) == ("KS-2026-000001", str(case_id))
    assert line["seen"]["desk"] == "engineering_desk"


@pytest.mark.rule("N6")
async def test_each_department_s_head_has_his_own_cases_and_no_other(office: Office) -> None:
    for number, desk in enumerate((Desk.ENGINEERING_DESK, Desk.SALES, Desk.PROPERTY_COMPANY), 1):
        await office.case(case_no=f"KS-2026-00000{number}", desk=desk)
    await wake(office.service, FRIDAY)
    made = {each["head"]: each for each in await looks(office.director)}
    assert {head: each["lines"] for head, each in made.items()} == {"site_lead": 1, "sales": 1, "property_company": 1}
    async with office.service.client(Role.DEPARTMENT_MANAGER, Role.SALES, person="tang", projects=(PROJECT,)) as head:
        assert (await head.post(f"/looks/{made['sales']['look_id']}/signatures")).status_code == 201
        other = await head.post(f"/looks/{made['property_company']['look_id']}/signatures")
        assert refusal(other)[:2] == (403, "not-your-look")


@pytest.mark.rule("N6")
async def test_it_is_made_once_and_a_morning_that_was_missed_is_made_up_for(office: Office) -> None:
    await office.case()
    for at in (FRIDAY - timedelta(days=1), FRIDAY + timedelta(days=1), FRIDAY + timedelta(days=2)):
        await wake(office.service, at)
    assert [said.period for said in await office.service.said(LookDue)] == ["2026-W11"]
    assert (await inbox(office.lead))[0]["about"] in ("notify.look.due.v1", "notify.limit.approaching.v1")


@pytest.mark.rule("N6")
async def test_where_nothing_is_open_nobody_has_to_look(office: Office) -> None:
    case_id = await office.case()
    await office.hear("intake.case.closed.v1", case_id, case_id=case_id)
    await wake(office.service, FRIDAY)
    assert await looks(office.director) == []


@pytest.mark.rule("N6")
async def test_what_is_not_well_gets_a_report_that_is_answered_and_checked_by_another(office: Office) -> None:
    look = await friday(office, 2)
    path = f"/looks/{look['look_id']}"
    assert (await office.lead.post(f"{path}/findings", json=BAD)).status_code == 201
    assert (await office.lead.post(f"{path}/findings", json={"line_no": 2, "finding": "well"})).status_code == 201
    assert await office.service.said(NonconformityReported) == [], "nothing before the signature"
    signed = (await office.lead.post(f"{path}/signatures")).json()
    assert signed["signed_by"] == "lin.lead"
    (report,) = await office.service.said(NonconformityReported)
    assert (report.task_no[:8], report.owner_role, str(report.due_on)) == (
        "BF-2026-",
        Role.ENGINEERING_DESK,
        "2026-03-20",
    )
    told = [each for each in await inbox(office.desk) if each["about"] == "notify.nonconformity.reported.v1"]
    assert report.reference in told[0]["text_zh"]
    first, second = await lines(office.lead, look)
    assert (first["task_id"], second["task_id"]) == (str(report.task_id), None)
    answered = await office.desk.post(f"/tasks/{report.task_id}/doings", json={"text": "原因：漏记；措施：每日核对"})
    assert answered.status_code == 201, answered.text
    both = office.service.client(Role.SITE_LEAD, Role.ENGINEERING_DESK, person="wang.desk", projects=(PROJECT,))
    async with both:
        own = await both.post(f"/tasks/{report.task_id}/verifications", json={"finding": "已整改"})
        assert refusal(own)[:2] == (403, "own-work")
    assert (
        await office.lead.post(f"/tasks/{report.task_id}/verifications", json={"finding": "已整改"})
    ).status_code == 201
    assert len(await office.service.said(NonconformityVerified)) == 1
    assert [(said.lines, said.nonconformities) for said in await office.service.said(LookSigned)] == [(2, 1)]
    assert [
        each["state"] for each in await inbox(office.desk) if each["about"] == "notify.nonconformity.reported.v1"
    ] == ["settled"]


@pytest.mark.rule("N6")
@pytest.mark.parametrize(
    ("what", "expected"),
    [
        ({"line_no": 2}, (422, "no-such-line", [])),
        ({"what": None}, (422, "says-too-little", ["/what"])),
        ({"owner_role": None, "due_on": None}, (422, "says-too-little", ["/owner_role", "/due_on"])),
        ({"finding": "well"}, (422, "says-too-much", ["/owner_role", "/due_on"])),
        ({"due_on": "2026-03-12"}, (422, "due-behind", ["/due_on"])),
        ({"owner_role": "general_manager"}, (422, "nobody-to-do-it", ["/owner_role"])),
    ],
)
async def test_a_mark_that_says_too_little_or_too_much_is_refused(
    office: Office, what: dict[str, Any], expected: tuple[int, str, list[str]]
) -> None:
    look = await friday(office)
    assert refusal(await office.lead.post(f"/looks/{look['look_id']}/findings", json=BAD | what)) == expected
    assert (await lines(office.lead, look))[0]["finding"] is None


@pytest.mark.rule("N6")
async def test_only_the_head_signs_and_only_once_and_the_look_stays(office: Office) -> None:
    look = await friday(office)
    path = f"/looks/{look['look_id']}"
    assert refusal(await office.director.post(f"{path}/signatures"))[:2] == (403, "not-your-look")
    assert refusal(await office.lead.post(f"{path}/corrections"))[:2] == (409, "not-signed")
    assert (await office.lead.post(f"{path}/signatures")).status_code == 201
    assert refusal(await office.lead.post(f"{path}/signatures"))[:2] == (409, "signed-before")
    assert refusal(await office.lead.post(f"{path}/findings", json=BAD))[:2] == (409, "signed-before")


@pytest.mark.rule("N6")
@pytest.mark.parametrize(
    "statement",
    [
        "update look set signed_by = 'x'",
        "delete from look_line",
        "update look_line set finding = 'well'",
        "update look_line set seen = '{}'",
    ],
)
async def test_what_was_signed_cannot_be_changed_even_in_the_database(office: Office, statement: str) -> None:
    look = await friday(office)
    await office.lead.post(f"/looks/{look['look_id']}/signatures")
    with pytest.raises(Exception, match="stays as it"):
        async with office.service.db.transaction() as tx:
            await tx.execute(statement)


@pytest.mark.rule("N6")
async def test_what_was_overlooked_is_a_new_look_beside_the_old(office: Office) -> None:
    look = await friday(office)
    await office.lead.post(f"/looks/{look['look_id']}/signatures")
    await office.case(case_no="KS-2026-000009")
    anew = (await office.lead.post(f"/looks/{look['look_id']}/corrections")).json()
    assert (anew["corrects"], anew["lines"], anew["period"]) == (look["look_id"], 2, "2026-W11")
    assert (await office.lead.post(f"/looks/{anew['look_id']}/signatures")).status_code == 201
    assert len(await lines(office.lead, look)) == 1


@pytest.mark.rule("N6", "N2")
async def test_a_missing_look_is_told_to_the_superior_and_then_to_the_next(office: Office) -> None:
    await friday(office)
    office.service.clock.at = SUNDAY_END
    await office.service.fire_due()
    assert await office.service.said(NotifyLimitPassed) == [], "the last moment of the week is in time"
    office.service.clock.at += timedelta(seconds=1)
    await office.service.fire_due()
    told = [each for each in await inbox(office.director, mine=True) if each["about"] == "notify.limit.passed.v1"]
    assert "每周查阅个案" in told[0]["text_zh"]
    office.service.clock.at += timedelta(days=2)
    await office.service.fire_due()
    assert [said.tell for said in await office.service.said(NotifyLimitPassed)] == [
        Role.CENTRE_DIRECTOR,
        Role.VICE_PRESIDENT,
    ]


@pytest.mark.rule("N6")
async def test_a_signed_look_is_not_missed(office: Office) -> None:
    look = await friday(office)
    await office.lead.post(f"/looks/{look['look_id']}/signatures")
    office.service.clock.at = SUNDAY_END + timedelta(days=3)
    await office.service.fire_due()
    assert await office.service.said(NotifyLimitPassed) == []


async def visit(office: Office, service: ServiceUnderTest, case_no: str, due_at: datetime, made: bool) -> UUID:
    case_id, visit_id = await office.case(case_no=case_no), uuid4()
    facts = {"case_id": case_id, "case_no": case_no, "visit_id": visit_id, "round": 1}
    await office.hear("survey.return_visit.planned.v1", case_id, **facts, visitor="li", due_at=due_at)
    if made:
        await office.hear("survey.return_visit.dissatisfied.v1", case_id, **facts, visited_by="li")
    return case_id


@pytest.mark.rule("N6")
async def test_at_the_month_s_end_the_visits_made_and_missing_are_looked_through(office: Office) -> None:
    await visit(office, office.service, "KS-2026-000001", FRIDAY, made=True)
    await visit(office, office.service, "KS-2026-000002", FRIDAY, made=False)
    await visit(office, office.service, "KS-2026-000003", FIRST_OF_APRIL + timedelta(days=1), made=False)
    await wake(office.service, FIRST_OF_APRIL)
    (look,) = await looks(office.lead, about="visits")
    assert (look["period"], look["due_at"]) == ("2026-03", "2026-04-03T16:00:00Z")
    assert [(line["reference"], line["kind"], line["seen"]["satisfied"]) for line in await lines(office.lead, look)] == [
        ("KS-2026-000002", "visit", None), ("KS-2026-000001", "visit", False),
    ]  # fmt: skip


@pytest.mark.rule("N6", "N7")
async def test_a_year_without_an_owners_meeting_is_named_in_the_look(office: Office) -> None:
    await office.hear("intake.project.recorded.v1", UUID(int=5))
    await wake(office.service, datetime(2027, 1, 8, 0, 30, tzinfo=UTC))
    (look,) = await looks(office.lead, about="cases")
    (line,) = await lines(office.lead, look)
    assert (line["kind"], line["reference"]) == ("owners_meeting", "2026")
