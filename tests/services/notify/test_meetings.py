"""Once a year owners' representatives meet; the minutes are filed and each point becomes a case (N7)."""

import hashlib
import io
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from aftercare_contracts.events.intake_privacy import CasesErased, CustomerErased
from aftercare_contracts.events.notify_asking import NotifyCaseAsked
from aftercare_contracts.events.notify_limits import NotifyLimitApproaching, NotifyLimitPassed
from aftercare_contracts.events.notify_looks import OwnersMeetingFiled
from aftercare_contracts.values import CaseKind, Role
from harness import TUESDAY_MORNING, ServiceUnderTest
from hostile_pdfs import encrypted
from hostile_pictures import png as png_file
from PIL import Image
from services.conftest import OpenService

from .desk import PROJECT, Office, inbox
from .estate import customers_notices, owner, property_desk, settle

MEETS_AT = TUESDAY_MORNING + timedelta(days=7)
NEW_YEAR = datetime(2026, 12, 31, 16, tzinfo=UTC)
"""Midnight in China: the end of 31 December."""
CALL = {
    "project": PROJECT, "year": 2026, "meets_at": MEETS_AT.isoformat(), "place": "会所二楼", "agenda": "听取服务质量评议",
    "unit_nos": ["1-101", "1-102", "2-101"],
}  # fmt: skip
MINUTES: dict[str, Any] = {
    "text": "业主代表对服务质量进行了评议。", "attended": ["1-101"],
    "points": [{"text": "地下车库照明太暗"}, {"text": "阳台渗水", "kind": "complaint", "matter": "leak", "unit_no": "2-101"}],
}  # fmt: skip


@pytest.fixture
async def svc(service: OpenService) -> ServiceUnderTest:
    opened = await service("notify")
    await settle(opened)
    return opened


async def called(desk: httpx.AsyncClient, **what: Any) -> str:
    answer = await desk.post("/owners-meetings", json=CALL | what)
    assert answer.status_code == 201, answer.text
    return f"/owners-meetings/{answer.json()['meeting_id']}"


async def asked(svc: ServiceUnderTest) -> list[NotifyCaseAsked]:
    async with svc.db.reading() as tx:
        rows = await tx.fetch("select body from outbox where destination = 'private' order by id")
    return [NotifyCaseAsked(**json.loads(row["body"])["data"]) for row in rows]


def refusal(answer: httpx.Response) -> tuple[int, str, list[str]]:
    body = answer.json()
    return answer.status_code, body["type"].rsplit(":", 1)[1], [each["pointer"] for each in body.get("errors", [])]


@pytest.mark.rule("N7")
async def test_representatives_are_invited_with_place_date_and_agenda(svc: ServiceUnderTest) -> None:
    async with property_desk(svc) as desk:
        path = await called(desk)
        await svc.fire_due()
        invited = await customers_notices(svc, "owners_meeting.called")
        assert {row["customer_id"] for row in invited} == {owner("1-101"), owner("2-101")}
        for words in ("2026年3月17日 10:00", "会所二楼", "听取服务质量评议"):
            assert words in invited[0]["text_zh"]
        rows = (await desk.get(f"{path}/households")).json()["items"]
        assert {row["unit_no"] for row in rows if row["notice_no"] is None} == {"1-102"}
        assert (await desk.get(path)).json()["meeting_no"].startswith("HY-2026-")


@pytest.mark.rule("N7")
async def test_each_point_becomes_a_case_and_shows_its_number_and_its_end(office: Office) -> None:
    svc = office.service
    await settle(svc)
    async with property_desk(svc) as desk:
        path = await called(desk)
        svc.clock.at = MEETS_AT
        assert (await desk.post(f"{path}/minutes", json=MINUTES)).status_code == 201
        general, leak = await asked(svc)
        assert (general.customer_id, general.customer_name, general.kind) == (None, "业主代表", CaseKind.SUGGESTION)
        assert (leak.customer_id, leak.unit_no, leak.matter) == (owner("2-101"), "2-101", "leak")
        assert {each.asked_id for each in (general, leak)} == {
            UUID(point["point_id"]) for point in (await desk.get(path)).json()["points"]
        }
        for number, each in enumerate((general, leak), 1):
            await office.case(case_id=each.asked_id, case_no=f"KS-2026-00000{number}", asked_id=each.asked_id)
        await office.hear("intake.case.closed.v1", leak.asked_id, case_id=leak.asked_id)
        points = (await desk.get(path)).json()["points"]
        assert [(point["case_no"], point["is_closed"]) for point in points] == [
            ("KS-2026-000001", False), ("KS-2026-000002", True),
        ]  # fmt: skip
        other = UUID(int=7)
        await office.hear(
            "intake.case.merged.v1", general.asked_id, case_id=general.asked_id, into_id=other, into_no="KS-2026-000009"
        )
        await office.hear("intake.case.closed.v1", other, case_id=other)
        point = (await desk.get(path)).json()["points"][0]
        assert (point["case_no"], point["is_closed"]) == ("KS-2026-000009", True)
    (filed,) = await svc.said(OwnersMeetingFiled)
    assert filed.points == 2
    async with svc.client(Role.COMPANY_OFFICE) as company:
        assert "备案" in (await inbox(company))[0]["text_zh"]


@pytest.mark.rule("N7", "L8")
@pytest.mark.parametrize("erased", [CustomerErased, CasesErased])
async def test_a_point_s_words_go_with_the_customer_or_the_case_they_were_of(
    svc: ServiceUnderTest, erased: type[Any]
) -> None:
    async with property_desk(svc) as desk:
        path = await called(desk)
        svc.clock.at = MEETS_AT
        await desk.post(f"{path}/minutes", json=MINUTES)
        _, leak = await asked(svc)
        assert leak.customer_id is not None
        await svc.hear(erased(customer_id=leak.customer_id, case_ids=(leak.asked_id,)), about=leak.customer_id)
        points = (await desk.get(path)).json()["points"]
    assert [point["text"] for point in points] == ["地下车库照明太暗", ""]


@pytest.mark.rule("N7")
@pytest.mark.parametrize(
    ("what", "expected"),
    [
        ({"meets_at": TUESDAY_MORNING.isoformat()}, (422, "meets-in-the-past", ["/meets_at"])),
        ({"year": 2027}, (422, "wrong-year", ["/year"])),
        ({"year": 2024}, (422, "wrong-year", ["/year"])),
        ({"unit_nos": ["1-101", "9-909"]}, (422, "unknown-unit", ["/unit_nos/1"])),
        ({"project": "P2"}, (403, "forbidden", ["/project"])),
    ],
)
async def test_what_cannot_be_called_leaves_nothing(
    svc: ServiceUnderTest, what: dict[str, Any], expected: tuple[int, str, list[str]]
) -> None:
    before = await svc.rows()
    async with property_desk(svc) as desk:
        assert refusal(await desk.post("/owners-meetings", json=CALL | what)) == expected
    assert await svc.rows() == before


@pytest.mark.rule("N7")
async def test_one_meeting_a_year_unless_it_was_called_off(svc: ServiceUnderTest) -> None:
    async with property_desk(svc) as desk:
        path = await called(desk)
        assert refusal(await desk.post("/owners-meetings", json=CALL))[:2] == (409, "called-before")
        assert (await desk.post(f"{path}/callings-off", json={"because": "场地检修"})).status_code == 201
        await svc.fire_due()
        assert "场地检修" in (await customers_notices(svc, "called_off"))[0]["text_zh"]
        await called(desk)


@pytest.mark.rule("N7")
async def test_minutes_are_filed_once_and_not_before_it_began(svc: ServiceUnderTest) -> None:
    async with property_desk(svc) as desk:
        path = await called(desk)
        svc.clock.at = MEETS_AT - timedelta(seconds=1)
        assert refusal(await desk.post(f"{path}/minutes", json=MINUTES))[:2] == (409, "not-yet-held")
        svc.clock.at = MEETS_AT
        wrong = MINUTES | {"attended": ["9-909"]}
        assert refusal(await desk.post(f"{path}/minutes", json=wrong)) == (422, "unknown-unit", ["/attended/0"])
        wrong = MINUTES | {"points": [{"text": "漏水", "unit_no": "9-909"}]}
        assert refusal(await desk.post(f"{path}/minutes", json=wrong)) == (422, "unknown-unit", ["/points/0/unit_no"])
        assert await asked(svc) == []
        assert (await desk.post(f"{path}/minutes", json=MINUTES)).status_code == 201
        assert refusal(await desk.post(f"{path}/minutes", json=MINUTES))[:2] == (409, "is-ended")
        assert len(await asked(svc)) == 2


@pytest.mark.rule("N7", "N2")
async def test_without_a_meeting_by_31_december_the_director_is_told(office: Office) -> None:
    svc = office.service
    await settle(svc)
    svc.clock.at = NEW_YEAR
    await svc.fire_due()
    assert [(said.limit, said.owner_role) for said in await svc.said(NotifyLimitApproaching)] == [
        ("owners_meeting", Role.SITE_LEAD)
    ]
    assert await svc.said(NotifyLimitPassed) == [], "the last moment of the year is in time"
    svc.clock.at += timedelta(seconds=1)
    await svc.fire_due()
    (told,) = [each for each in await inbox(office.director, mine=True) if each["about"] == "notify.limit.passed.v1"]
    assert "召开年度业主代表座谈会" in told["text_zh"]
    svc.clock.at = datetime(2027, 12, 31, 16, 0, 1, tzinfo=UTC)
    await svc.fire_due()
    passed = [said.reference for said in await svc.said(NotifyLimitPassed) if said.limit == "owners_meeting"]
    assert passed == ["2026", "2027"], "every year anew"


@pytest.mark.rule("N7")
async def test_a_meeting_that_was_held_is_not_missed_and_one_made_up_for_ends_the_old_years(
    svc: ServiceUnderTest,
) -> None:
    svc.clock.at = NEW_YEAR + timedelta(days=3)
    await svc.fire_due()
    async with property_desk(svc) as desk:
        meets_at = svc.clock.at + timedelta(days=1)
        path = await called(desk, meets_at=meets_at.isoformat())
        svc.clock.at = meets_at
        assert (await desk.post(f"{path}/minutes", json=MINUTES)).status_code == 201
    async with svc.db.reading() as tx:
        running = await tx.fetch("select reference from time_limit where ended_at is null and name = 'owners_meeting'")
    assert [row["reference"] for row in running] == ["2027"]


@pytest.mark.rule("N7")
async def test_a_paper_is_filed_with_the_minutes_by_its_hash(svc: ServiceUnderTest) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "PNG")
    png = {"content": picture.getvalue(), "headers": {"content-type": "image/png"}}
    async with property_desk(svc) as desk:
        path = await called(desk)
        assert refusal(await desk.post(f"{path}/papers", **png))[:2] == (409, "not-yet-held")
        svc.clock.at = MEETS_AT
        filed = (await desk.post(f"{path}/papers", **png)).json()
        await desk.post(f"{path}/papers", **png)
        shown = (await desk.get(path)).json()["papers"]
        assert [paper["sha256"] for paper in shown] == [filed["sha256"]]
        content = await desk.get(f"{path}/papers/{filed['sha256']}")
        assert (content.headers["content-type"], hashlib.sha256(content.content).hexdigest()) == (
            "image/png",
            filed["sha256"],
        )
        assert (await desk.get(f"{path}/papers/{'0' * 64}")).status_code == 404
        before = await svc.rows()
        hostile = [
            ("image/png", b"x"),
            ("image/png", png_file(50_000, 50_000, b"")),
            ("application/pdf", encrypted("AES-256")),
        ]
        for kind, bad in hostile:
            answer = await desk.post(f"{path}/papers", content=bad, headers={"content-type": kind})
            assert answer.status_code == 422, answer.text
        assert await svc.rows() == before
    async with svc.client(Role.SITE_LEAD, projects=("P2",)) as stranger:
        assert (await stranger.get(f"{path}/papers/{filed['sha256']}")).status_code == 404
