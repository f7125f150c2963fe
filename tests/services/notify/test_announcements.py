"""Planned work is announced to the households concerned before it starts, with place, time and end (N7)."""

from datetime import timedelta
from typing import Any

import httpx
import pypdfium2
import pytest
from aftercare_contracts.events.intake_privacy import CustomerErased
from aftercare_contracts.events.notify import NoticeDelivered
from aftercare_contracts.events.notify_limits import NotifyLimitPassed
from aftercare_contracts.events.notify_looks import AnnouncementChanged, AnnouncementEnded, AnnouncementMade
from aftercare_contracts.values import Role
from contracts.samples import sample
from harness import TUESDAY_MORNING, ServiceUnderTest
from notify.use_cases import circulars
from plumbing.inbox import Outcome
from services.conftest import OpenService

from .desk import PROJECT, Office, inbox, only
from .estate import TOMORROW, announce, customers_notices, owner, property_desk, settle, units, work

MINUTE = timedelta(minutes=1)


@pytest.fixture
async def svc(service: OpenService) -> ServiceUnderTest:
    opened = await service("notify")
    await settle(opened)
    return opened


def refusal(answer: httpx.Response) -> tuple[int, str, list[str]]:
    body = answer.json()
    return answer.status_code, body["type"].rsplit(":", 1)[1], [each["pointer"] for each in body.get("errors", [])]


@pytest.mark.rule("N7")
async def test_the_households_of_the_building_are_told_each_owner_once(svc: ServiceUnderTest) -> None:
    async with property_desk(svc) as desk:
        made = await announce(desk)
        assert made["announcement_no"].startswith("GG-2026-")
        await svc.fire_due()
        (notice,) = await customers_notices(svc)
        assert notice["customer_id"] == owner("2-101"), "both flats are his, and he hears it once"
        for words in ("电梯", "2026年3月11日 10:00", "2026年3月11日 12:00", "更换钢丝绳", "0755-2600000"):
            assert words in notice["text_zh"]
        page = (await desk.get(f"/announcements/{made['announcement_id']}/households")).json()
        assert {(row["unit_no"], row["notice_no"]) for row in page["items"]} == {
            ("2-101", notice["notice_no"]), ("2-102", notice["notice_no"]),
        }  # fmt: skip
        assert [row["channels"] for row in page["items"]] == [["inbox"], ["inbox"]]
    (said,) = await svc.said(AnnouncementMade)
    assert (said.where, said.households, said.work_kind) == ("2", 2, "lift")
    customers = [told for told in await svc.said(NoticeDelivered) if told.recipient_role is Role.CUSTOMER]
    assert len(customers) == 1


@pytest.mark.rule("N7")
@pytest.mark.parametrize(
    ("where", "told"),
    [
        ({"buildings": []}, {"1-101", "2-101"}),
        ({"buildings": ["1"]}, {"1-101"}),
        ({"buildings": ["1"], "unit_nos": ["2-102"]}, {"1-101", "2-101"}),
        ({"buildings": [], "unit_nos": ["1-102"]}, set()),
    ],
)
async def test_whole_estate_buildings_and_single_units(
    svc: ServiceUnderTest, where: dict[str, Any], told: set[str]
) -> None:
    async with property_desk(svc) as desk:
        made = await announce(desk, **where)
        await svc.fire_due()
        assert {row["customer_id"] for row in await customers_notices(svc)} == {owner(no) for no in told}
        (circular,) = (await desk.get(f"/announcements/{made['announcement_id']}")).json()["circulars"]
    without_owner = (
        1 if "1" in where["buildings"] or "1-102" in where.get("unit_nos", ()) or where == {"buildings": []} else 0
    )
    assert circular["without_owner"] == without_owner
    assert circular["told"] + circular["without_owner"] == circular["households"]


@pytest.mark.rule("N7")
async def test_so_many_hours_ahead_to_the_moment(svc: ServiceUnderTest) -> None:
    async with property_desk(svc) as desk:
        late = await desk.post("/announcements", json=work(starts_at=TOMORROW - MINUTE))
        assert refusal(late) == (422, "too-late-to-announce", ["/starts_at"])
        await announce(desk, starts_at=TOMORROW)


@pytest.mark.rule("N7")
async def test_an_emergency_is_announced_at_once_and_marked_so(svc: ServiceUnderTest) -> None:
    async with property_desk(svc) as desk:
        await announce(desk, starts_at=TUESDAY_MORNING - MINUTE, ends_at=TOMORROW, is_emergency=True)
    await svc.fire_due()
    (notice,) = await customers_notices(svc)
    assert notice["subject_zh"].startswith("紧急通知")
    assert notice["subject_en"].startswith("Emergency")


@pytest.mark.rule("N7")
@pytest.mark.parametrize(
    ("what", "expected"),
    [
        ({"kind": "gas"}, (422, "unknown-kind", ["/kind"])),
        ({"buildings": ["2", "9"]}, (422, "unknown-place", ["/buildings/1"])),
        ({"unit_nos": ["9-909"]}, (422, "unknown-place", ["/unit_nos/0"])),
        ({"ends_at": TOMORROW}, (422, "ends-too-soon", ["/ends_at"])),
        ({"project": "P2"}, (403, "forbidden", ["/project"])),
    ],
)
async def test_what_cannot_be_announced_leaves_nothing(
    svc: ServiceUnderTest, what: dict[str, Any], expected: tuple[int, str, list[str]]
) -> None:
    before = await svc.rows()
    async with property_desk(svc) as desk:
        assert refusal(await desk.post("/announcements", json=work(**what))) == expected
    assert await svc.rows() == before


@pytest.mark.rule("N7")
async def test_changes_and_the_end_are_told_to_the_same_households(svc: ServiceUnderTest) -> None:
    async with property_desk(svc) as desk:
        made = await announce(desk)
        path = f"/announcements/{made['announcement_id']}"
        later = {
            "starts_at": (TOMORROW + timedelta(days=1)).isoformat(),
            "ends_at": (TOMORROW + timedelta(days=2)).isoformat(),
        }
        assert (await desk.post(f"{path}/changes", json={**later, "because": "配件未到"})).status_code == 201
        same = await desk.post(f"{path}/changes", json={**later, "because": "配件未到"})
        assert refusal(same)[:2] == (422, "nothing-changed")
        earlier = {"starts_at": (TOMORROW - MINUTE).isoformat(), "ends_at": TOMORROW.isoformat(), "because": "提前"}
        assert refusal(await desk.post(f"{path}/changes", json=earlier))[:2] == (422, "too-late-to-announce")
        assert (await desk.post(f"{path}/endings", json={"outcome": "over"})).json()["state"] == "over"
        assert refusal(await desk.post(f"{path}/endings", json={"outcome": "over"}))[:2] == (409, "is-ended")
        await svc.fire_due()
        assert [word["told"] for word in (await desk.get(path)).json()["circulars"]] == [2, 2, 2]
    changed, ended = await customers_notices(svc, "changed"), await customers_notices(svc, "ended")
    assert "配件未到" in changed[0]["text_zh"]
    assert "恢复正常" in ended[0]["text_zh"]
    assert len(await svc.said(AnnouncementChanged)) == len(await svc.said(AnnouncementEnded)) == 1


@pytest.mark.rule("N7", "N2")
async def test_the_expected_end_that_passes_without_a_word_is_told_to_the_superior(office: Office) -> None:
    await settle(office.service)
    async with property_desk(office.service) as desk:
        await announce(desk)
        office.service.clock.at = TOMORROW + timedelta(hours=2)
        await office.service.fire_due()
        assert [each["about"] for each in await inbox(office.lead)] == ["notify.announcement.made.v1"]
        assert "notify.limit.approaching.v1" in [each["about"] for each in await inbox(desk)]
        office.service.clock.at += timedelta(seconds=1)
        await office.service.fire_due()
        told = (await inbox(office.lead))[0]
        assert told["about"] == "notify.limit.passed.v1"
        assert "公告事项的预计结束时间" in told["text_zh"]
    assert [passed.tell for passed in await office.service.said(NotifyLimitPassed)] == [Role.SITE_LEAD]


@pytest.mark.rule("N7")
async def test_what_has_ended_is_not_missed(svc: ServiceUnderTest) -> None:
    async with property_desk(svc) as desk:
        made = await announce(desk)
        await desk.post(f"/announcements/{made['announcement_id']}/endings", json={"outcome": "called_off"})
    svc.clock.at = TOMORROW + timedelta(days=5)
    await svc.fire_due()
    assert await svc.said(NotifyLimitPassed) == []


@pytest.mark.rule("N7", "L8")
async def test_who_was_erased_is_not_told_and_not_known_again(svc: ServiceUnderTest) -> None:
    erased = owner("2-101")
    assert erased is not None
    async with property_desk(svc) as desk:
        made = await announce(desk)
        assert await svc.hear(CustomerErased(customer_id=erased, case_ids=()), about=erased) is Outcome.APPLIED
        assert await svc.hear(units(), about="P1") is Outcome.APPLIED
        await svc.fire_due()
        assert await customers_notices(svc) == []
        rows = (await desk.get(f"/announcements/{made['announcement_id']}/households")).json()["items"]
    assert {(row["unit_no"], row["has_owner"], row["notice_no"]) for row in rows} == {
        ("2-101", False, None), ("2-102", False, None),
    }  # fmt: skip


@pytest.mark.rule("N7")
async def test_many_households_are_told_by_and_by_and_each_once(
    svc: ServiceUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(circulars, "AT_A_TIME", 1)
    async with property_desk(svc) as desk:
        made = await announce(desk, buildings=[])
        assert await svc.fire_due() == 3, "one owner at a time, and a last look"
        page = (await desk.get(f"/announcements/{made['announcement_id']}/households?limit=3")).json()
        rest = (await desk.get(f"/announcements/{made['announcement_id']}/households?cursor={page['next']}")).json()
    assert len(page["items"]) == 3
    assert (len(rest["items"]), rest["next"]) == (1, None)
    assert len(await customers_notices(svc)) == 2


@pytest.mark.rule("N7")
async def test_only_those_who_reach_the_project_see_it(svc: ServiceUnderTest, office: Office) -> None:
    async with property_desk(svc) as desk:
        made = await announce(desk)
        assert [each["announcement_id"] for each in (await desk.get("/announcements")).json()["items"]] == [
            made["announcement_id"]
        ]
    async with svc.client(Role.SITE_LEAD, projects=("P2",)) as stranger:
        assert (await stranger.get("/announcements")).json()["items"] == []
        for path in ("", "/households", "/posting"):
            assert (await stranger.get(f"/announcements/{made['announcement_id']}{path}")).status_code == 404


@pytest.mark.rule("N7")
async def test_reception_is_told_so_that_callers_get_an_answer(office: Office) -> None:
    await settle(office.service)
    clerk = office.service.client(Role.HOTLINE_CLERK)
    async with property_desk(office.service) as desk, clerk:
        await announce(desk)
        assert "更换钢丝绳" in (await only(clerk))["text_zh"]


@pytest.mark.rule("N7")
@pytest.mark.parametrize(
    ("language", "words"), [("zh", "通知：电梯检修停运"), ("en", "Notice: lift out of service for maintenance")]
)
async def test_the_posting_carries_what_the_household_reads(svc: ServiceUnderTest, language: str, words: str) -> None:
    named = sample("intake.project.recorded.v1").data.model_copy(update={"project": PROJECT, "name": "锦江花园"})
    assert await svc.hear(named, about=PROJECT) is Outcome.APPLIED
    async with property_desk(svc) as desk:
        made = await announce(desk)
        path = f"/announcements/{made['announcement_id']}/posting?language={language}"
        posting = (await desk.get(f"{path}&form=json")).json()
        printed = await desk.get(path)
    assert (posting["title"], posting["subtitle"], posting["layout"]) == (words, "锦江花园", "posting")
    assert posting["number"] == made["announcement_no"]
    assert printed.headers["content-type"] == "application/pdf"
    text = "".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(printed.content))
    for shown in ("更换钢丝绳", "0755-2600000", made["announcement_no"]):
        assert shown in text
