"""Reports at their doors: drawn on their day, frozen, signed by one after another, as files that are the same each time."""

import asyncio
import hashlib
import io
import zipfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import openpyxl
import pytest
from aftercare_contracts.events.notify_limits import NotifyLimitPassed
from aftercare_contracts.events.notify_reports import ReportDrawn, ReportSigned
from aftercare_contracts.values import Role
from harness import ServiceUnderTest
from notify.domain.reports import Step
from notify.domain.spans import Length, span_named
from notify.store import report_facts
from notify.use_cases import reports as use_cases
from plumbing import limits
from plumbing.inbox import Outcome
from services.conftest import OpenService

from .desk import inbox
from .histories import history

WEEK = {"kind": "weekly", "period": "2026-W10", "project": "P1"}
WORDS = {
    "progress": "本周共办结12件。\n渗漏类个案已全部约期。",
    "coordination": "与物业公司就停车问题已协调。",
    "problems": "一户业主外出，未能上门。",
    "improvements": "加强预约。",
}
WAITS = "select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')"
"""Somebody waits for somebody in this database."""


class Readers:
    """Who draws, signs and reads reports; the facts are those of a made-up half year."""

    def __init__(self, service: ServiceUnderTest) -> None:
        self.service = service
        self.lead = service.client(Role.SITE_LEAD, person="lin.lead", projects=("P1",))
        self.other_lead = service.client(Role.SITE_LEAD, person="bai.lead", projects=("P2",))
        self.director = service.client(Role.CENTRE_DIRECTOR, person="he.director")
        self.quality = service.client(Role.QUALITY_SUPERVISOR, person="shi.quality")
        self.office = service.client(Role.COMPANY_OFFICE, person="qu.office")
        self.representative = service.client(Role.MANAGEMENT_REPRESENTATIVE, person="mo.rep")
        self.manager = service.client(Role.GENERAL_MANAGER, person="zhong.gm")
        self.sales = service.client(Role.SALES, person="mai.sales", projects=("P1",))
        self.narrow = service.client(Role.QUALITY_SUPERVISOR, person="narrow", projects=("P1",))

    async def draw(self, who: httpx.AsyncClient, **what: Any) -> dict[str, Any]:
        answer = await who.post("/reports", json=what)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def sign(self, who: httpx.AsyncClient, report: dict[str, Any], step: str, **words: str) -> httpx.Response:
        return await who.post(f"/reports/{report['report_id']}/signatures", json={"step": step, "words": words})


async def half_a_year(svc: ServiceUnderTest) -> None:
    for message in history(60, seed=11, starts_at=datetime(2026, 1, 28, 1, tzinfo=UTC), every=timedelta(hours=15)):
        assert await svc.inbox.receive(svc.db, message.model_dump_json().encode()) is Outcome.APPLIED


@pytest.fixture
async def readers(service: OpenService) -> AsyncIterator[Readers]:
    svc = await service("notify", half_a_year)
    async with AsyncExitStack() as stack:
        made = Readers(svc)
        for client in [each for each in vars(made).values() if isinstance(each, httpx.AsyncClient)]:
            await stack.enter_async_context(client)
        yield made


def told(notices: list[dict[str, Any]]) -> list[str]:
    return [notice["subject_zh"] for notice in notices if "报表" in notice["subject_zh"]]


@pytest.mark.rule("N3")
async def test_a_weekly_is_drawn_numbered_signed_with_four_texts_and_read_by_the_director(readers: Readers) -> None:
    report = await readers.draw(readers.lead, **WEEK)
    assert (report["report_no"], report["version"], report["state"]) == ("BG-2026-000001", 1, "drafted")
    assert report["title_zh"] == "锦江花园客户服务处周报　2026年第10周（3月2日至3月8日）"
    assert report["next_step"] == {"step": "sign", "roles": ["site_lead"], "words": list(WORDS)}
    assert told(await inbox(readers.lead)) == ["请签报表 BG-2026-000001"]
    refused = await readers.sign(readers.lead, report, "sign", progress="办结12件。")
    assert refused.status_code == 422
    assert {each["pointer"] for each in refused.json()["errors"]} == {
        "/words/coordination", "/words/problems", "/words/improvements"
    }  # fmt: skip
    signed = await readers.sign(readers.lead, report, "sign", **WORDS)
    assert (signed.status_code, signed.json()["state"], signed.json()["next_step"]["step"]) == (201, "signed", "read")
    assert told(await inbox(readers.director, mine=True)) == ["报表待办 BG-2026-000001"]
    read = await readers.sign(readers.director, report, "read")
    assert (read.json()["state"], read.json()["next_step"]) == ("read", None)
    assert [deed["by"] for deed in read.json()["deeds"]] == ["lin.lead", "he.director"]
    said = await readers.service.said(ReportDrawn, ReportSigned)
    assert [type(each).__name__ for each in said] == ["ReportDrawn", "ReportSigned", "ReportSigned"]


@pytest.mark.rule("N3")
async def test_the_words_and_signatures_stand_on_the_report_and_its_figures_stay_as_drawn(readers: Readers) -> None:
    report = await readers.draw(readers.lead, **WEEK)
    drawn = (await readers.lead.get(f"/reports/{report['report_id']}.json")).json()
    await readers.sign(readers.lead, report, "sign", **WORDS)
    signed = (await readers.lead.get(f"/reports/{report['report_id']}.json")).json()
    assert [section["title"] for section in signed["sections"][:4]] == [
        "一周工作进展", "各部门协调情况", "处理过程中出现的问题", "有待改进的地方"
    ]  # fmt: skip
    assert signed["sections"][0]["parts"][0]["paragraphs"] == WORDS["progress"].split("\n")
    assert signed["sections"][4:-1] == drawn["sections"][:-1]
    assert signed["sections"][-1]["parts"][0]["rows"] == [["负责人签名", "lin.lead", "2026-03-10"]]
    assert (drawn["signatures"], signed["signatures"]) == (["负责人签名", "审阅"], ["审阅"])
    async with readers.service.db.reading() as tx:
        kept = await tx.fetchrow("select document, sha256 from report")
    assert kept is not None
    assert hashlib.sha256(kept["document"]).hexdigest() == kept["sha256"] == report["sha256"]


@pytest.mark.rule("N4")
async def test_drawn_again_it_is_a_new_version_and_the_old_one_stays_but_is_not_signed_any_more(
    readers: Readers,
) -> None:
    first = await readers.draw(readers.lead, **WEEK)
    before = (await readers.lead.get(f"/reports/{first['report_id']}.json")).content
    readers.service.clock.at += timedelta(hours=1)
    second = await readers.draw(readers.lead, **WEEK)
    assert (second["version"], second["report_no"]) == (2, "BG-2026-000002")
    assert (await readers.lead.get(f"/reports/{first['report_id']}.json")).content == before
    refused = await readers.sign(readers.lead, first, "sign", **WORDS)
    assert (refused.status_code, refused.json()["type"].rsplit("/", 1)[-1].rsplit(":", 1)[-1]) == (
        409,
        "not-the-latest",
    )
    assert (await readers.sign(readers.lead, second, "sign", **WORDS)).status_code == 201


@pytest.mark.rule("N4")
async def test_a_quarter_is_signed_checked_and_read_by_three_in_this_order(readers: Readers) -> None:
    readers.service.clock.at = datetime(2026, 4, 8, 2, 0, tzinfo=UTC)
    report = await readers.draw(readers.quality, kind="quarter", period="2026-Q1")
    assert (await readers.sign(readers.representative, report, "check")).status_code == 409
    assert (await readers.sign(readers.quality, report, "sign", summary="平稳。")).status_code == 201
    assert (await readers.sign(readers.quality, report, "check")).status_code == 403
    assert (await readers.sign(readers.representative, report, "check", opinion="同意。")).status_code == 201
    again = await readers.sign(readers.representative, report, "check")
    assert (again.status_code, again.json()["detail"]) == (409, "This step was signed before.")
    assert (await readers.sign(readers.manager, report, "read")).json()["state"] == "read"


@pytest.mark.rule("N4")
async def test_nobody_signs_twice_whatever_his_roles(readers: Readers) -> None:
    async with readers.service.client(Role.SITE_LEAD, Role.CENTRE_DIRECTOR, person="both") as both:
        report = await readers.draw(both, **WEEK)
        assert (await readers.sign(both, report, "sign", **WORDS)).status_code == 201
        refused = await readers.sign(both, report, "read")
    assert (refused.status_code, refused.json()["detail"][:31]) == (403, "Nobody signs a report twice: th")
    async with readers.service.db.transaction() as tx:
        with pytest.raises(Exception, match="report_deed_each_person_once"):
            await tx.execute(
                "insert into report_deed select report_id, 'read', by_person, by_role, at, '{}' from report_deed"
            )


@pytest.mark.rule("N4")
async def test_a_department_signs_its_own_table_and_the_month_shows_who_has(readers: Readers) -> None:
    table = {"kind": "department_month", "period": "2026-02"}
    own = await readers.draw(readers.sales, **table, department="sales")
    await readers.draw(readers.director, **table, department="service_centre")
    assert (await readers.sales.post("/reports", json={**table, "department": "service_centre"})).status_code == 403
    assert (await readers.sign(readers.director, own, "sign", summary="无。")).status_code == 403
    assert (await readers.sign(readers.sales, own, "sign", summary="本月平稳。")).status_code == 201
    month = await readers.draw(readers.quality, kind="month", period="2026-02")
    whole = (await readers.quality.get(f"/reports/{month['report_id']}.json")).json()
    (departments,) = [
        part for section in whole["sections"] for part in section["parts"] if part.get("key") == "departments"
    ]
    assert departments["rows"] == [
        ["经营销售部", own["report_no"], "mai.sales"],
        ["客户服务中心", "BG-2026-000002", "未签名"],
        ["物业公司", "未编制", "未签名"],
    ]
    assert (await readers.sign(readers.quality, month, "sign", summary="汇总如上。")).status_code == 201
    assert (await readers.sign(readers.office, month, "show")).json()["state"] == "shown"


@pytest.mark.rule("N3", "N4")
async def test_everybody_sees_his_own_and_no_other(readers: Readers) -> None:
    weekly = await readers.draw(readers.lead, **WEEK)
    month = await readers.draw(readers.quality, kind="month", period="2026-02")
    own = await readers.draw(readers.sales, kind="department_month", period="2026-02", department="sales")

    async def seen(who: httpx.AsyncClient) -> set[str]:
        return {each["report_no"] for each in (await who.get("/reports")).json()["items"]}

    numbers = {report["report_no"] for report in (weekly, month, own)}
    assert await seen(readers.director) == numbers
    assert await seen(readers.lead) == {weekly["report_no"]}
    assert await seen(readers.other_lead) == set()
    assert await seen(readers.sales) == {own["report_no"]}
    assert await seen(readers.narrow) == {weekly["report_no"]}
    for who, report, status in (
        (readers.other_lead, weekly, 404), (readers.lead, month, 404), (readers.sales, weekly, 404), (readers.sales, own, 200),
        (readers.narrow, month, 404),
    ):  # fmt: skip
        assert (await who.get(f"/reports/{report['report_id']}")).status_code == status
        assert (await who.get(f"/reports/{report['report_id']}.json")).status_code == status
    assert (await readers.narrow.post("/reports", json={"kind": "month", "period": "2026-02"})).status_code == 403
    assert (await readers.other_lead.post("/reports", json=WEEK)).status_code == 403


@pytest.mark.rule("N4")
async def test_a_period_that_runs_and_a_scope_that_does_not_fit_are_refused(readers: Readers) -> None:
    for what, status in (
        ({"kind": "weekly", "period": "2026-W11", "project": "P1"}, 409),
        ({"kind": "weekly", "period": "2026-W54", "project": "P1"}, 422),
        ({"kind": "weekly", "period": "2026-W10"}, 422),
        ({"kind": "month", "period": "2026-02", "project": "P1"}, 422),
        ({"kind": "department_month", "period": "2026-02"}, 422),
        ({"kind": "month", "period": "2026-13"}, 422),
    ):
        assert (await readers.director.post("/reports", json=what)).status_code == status, what
    readers.service.clock.at = datetime(2026, 3, 15, 15, 59, 59, tzinfo=UTC)
    late = {"kind": "weekly", "period": "2026-W11", "project": "P1"}
    assert (await readers.director.post("/reports", json=late)).status_code == 409
    readers.service.clock.at = datetime(2026, 3, 15, 16, 0, tzinfo=UTC)
    assert (await readers.director.post("/reports", json=late)).status_code == 201


@pytest.mark.rule("N3", "N4")
async def test_reports_are_drawn_on_their_day_and_those_who_are_to_act_are_told(readers: Readers) -> None:
    clock = readers.service.clock
    clock.at = datetime(2026, 3, 16, 0, 29, tzinfo=UTC)
    await readers.service.fire_due()
    assert (await readers.director.get("/reports")).json()["items"] == []
    clock.at = datetime(2026, 3, 16, 0, 30, tzinfo=UTC)
    await readers.service.fire_due()
    items = (await readers.director.get("/reports")).json()["items"]
    assert {(each["kind"], each["period"], each["project"], each["drawn_by"]) for each in items} == {
        ("weekly", "2026-W11", "P1", "clock"), ("weekly", "2026-W11", "P2", "clock")
    }  # fmt: skip
    assert len(told(await inbox(readers.lead, mine=True))) == 1
    clock.at = datetime(2026, 4, 9, 1, 0, tzinfo=UTC)
    while await readers.service.fire_due():
        pass
    items = (await readers.director.get("/reports")).json()["items"]
    assert sorted((each["kind"], each["period"]) for each in items) == sorted([
        *[("weekly", f"2026-W{number}") for number in (11, 12, 13, 14) for _ in range(2)],
        *[("department_month", "2026-03")] * 3, ("month", "2026-03"), ("quarter", "2026-Q1"), ("contractors", "2026-Q1"),
    ])  # fmt: skip


@pytest.mark.rule("N3", "N4")
async def test_what_was_drawn_by_hand_is_not_drawn_again_on_its_day(readers: Readers) -> None:
    readers.service.clock.at = datetime(2026, 3, 15, 17, 0, tzinfo=UTC)
    await readers.draw(readers.lead, kind="weekly", period="2026-W11", project="P1")
    readers.service.clock.at = datetime(2026, 3, 16, 1, 0, tzinfo=UTC)
    await readers.service.fire_due()
    assert [each["version"] for each in (await readers.lead.get("/reports")).json()["items"]] == [1]


@pytest.mark.rule("N3", "N2")
async def test_a_signature_that_is_missing_is_told_to_the_superior(readers: Readers) -> None:
    await readers.draw(readers.lead, **WEEK)
    readers.service.clock.at = datetime(2026, 3, 12, 16, 0, 0, tzinfo=UTC)
    await readers.service.fire_due()
    assert await readers.service.said(NotifyLimitPassed) == []
    readers.service.clock.at += timedelta(microseconds=1)
    await readers.service.fire_due()
    (passed,) = await readers.service.said(NotifyLimitPassed)
    assert (passed.limit, passed.reference, passed.tell) == ("report_sign", "BG-2026-000001", Role.CENTRE_DIRECTOR)
    assert "已超时：报表签名 BG-2026-000001" in told(await inbox(readers.director, mine=True))


@pytest.mark.rule("N4")
@pytest.mark.parametrize("kind", ["weekly", "month", "quarter", "contractors"])
async def test_every_form_of_a_report_is_the_same_bytes_each_time(readers: Readers, kind: str) -> None:
    readers.service.clock.at = datetime(2026, 4, 8, 2, 0, tzinfo=UTC)
    periods = {"weekly": "2026-W10", "month": "2026-02", "quarter": "2026-Q1", "contractors": "2026-Q1"}
    scope = {"project": "P1"} if kind == "weekly" else {}
    report = await readers.draw(readers.director, kind=kind, period=periods[kind], **scope)
    for form in ("json", "csv", "xlsx", "pdf"):
        path = f"/reports/{report['report_id']}.{form}"
        first, second = await readers.director.get(path), await readers.director.get(path)
        assert first.status_code == 200, first.text
        assert first.content == second.content, form
        extension = "zip" if form == "csv" else form
        assert first.headers["Content-Disposition"] == f'attachment; filename="{report["report_no"]}.{extension}"'
    book = openpyxl.load_workbook(io.BytesIO((await readers.director.get(path.replace(".pdf", ".xlsx"))).content))
    assert len(book.sheetnames) >= 2


@pytest.mark.rule("N4")
async def test_tables_come_singly_or_packed(readers: Readers) -> None:
    report = await readers.draw(readers.quality, kind="month", period="2026-02")
    path = f"/reports/{report['report_id']}.csv"
    packed = zipfile.ZipFile(io.BytesIO((await readers.quality.get(path)).content))
    names = packed.namelist()
    assert any(name.endswith("complaints_by_cause.csv") for name in names)
    assert any(name.endswith("suggestions_by_use.csv") for name in names)
    single = await readers.quality.get(path, params={"table": "suggestions_by_use"})
    assert single.content == packed.read(next(name for name in names if name.endswith("suggestions_by_use.csv")))
    assert single.text.splitlines()[0].startswith("\ufeff可采用性,件数")
    assert (await readers.quality.get(path, params={"table": "nothing"})).status_code == 404


@pytest.mark.rule("N4")
async def test_a_year_is_compared_with_the_one_before_it_once(readers: Readers) -> None:
    early = history(3, seed=5, starts_at=datetime(2025, 6, 1, 1, tzinfo=UTC), every=timedelta(hours=15))
    for message in early:
        await readers.service.inbox.receive(readers.service.db, message.model_dump_json().encode())
    readers.service.clock.at = datetime(2027, 1, 16, 2, 0, tzinfo=UTC)
    report = await readers.draw(readers.director, kind="year", period="2026")
    whole = (await readers.director.get(f"/reports/{report['report_id']}.json")).json()
    figures = next(part for part in whole["sections"][0]["parts"] if "items" in part)
    assert [each["title"] for each in figures["items"][0]["compared"]] == ["上年"]


@pytest.mark.rule("N4")
async def test_a_limit_that_passes_after_a_case_was_handled_does_not_make_it_late(readers: Readers) -> None:
    async def in_time() -> tuple[int, int]:
        span = span_named(Length.MONTH, "2026-02", "")
        async with readers.service.db.reading() as tx:
            found = await report_facts.cases(tx, span, None, None)
        return sum(case.limits_passed == 0 for case in found if span.holds(case.first_handled_at)), len(found)

    before, of = await in_time()
    async with readers.service.db.transaction() as tx:
        await tx.execute(
            "insert into fact_limit (source, about, case_id, round, name, reference, project, owner_role, due_at, passed_at)"
            " select 'intake', case_id::text, case_id, 9, 'weekly_result', '', project, 'site_lead', now(),"
            " first_handled_at + interval '9 days' from fact_case where first_handled_at is not null"
        )
    assert await in_time() == (before, of)
    assert before > 0


@pytest.mark.rule("N2", "N4")
async def test_whoever_draws_it_anew_waits_for_who_signs_and_the_old_version_owes_nothing(readers: Readers) -> None:
    report = await readers.draw(readers.lead, **WEEK)
    report_id = UUID(report["report_id"])
    async with readers.service.db.transaction() as tx:
        await use_cases.sign(tx, report_id, Step.SIGN, "lin.lead", frozenset({Role.SITE_LEAD}), WORDS, tx.now)
        drawing = asyncio.create_task(readers.draw(readers.lead, **WEEK))
        async with readers.service.db.reading() as watching, asyncio.timeout(30):
            while not await watching.fetchval(WAITS):
                await watching.execute("select pg_stat_clear_snapshot()")
    assert (await drawing)["version"] == 2
    async with readers.service.db.reading() as tx:
        found = await limits.of_subject(tx, report_id)
    assert [(limit.name, limit.ended_because) for limit in found] == [
        ("report_sign", "sign"), ("report_read", "drawn again"),
    ]  # fmt: skip
