"""What is posted up in the lift hall (N7)."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from notify.domain.announcements import Announcement, Place, State, Work
from notify.domain.postings import posting
from printing.document import Document, Layout, Table, Text

MIDNIGHT = datetime(2026, 3, 11, 16, tzinfo=UTC)


def announced(place: Place = Place(), state: State = State.ANNOUNCED, is_emergency: bool = False) -> Announcement:  # noqa: B008
    work = Work("P1", "lift", place, MIDNIGHT - timedelta(hours=2), MIDNIGHT, "检修", "前台", is_emergency)
    ended = () if state is State.ANNOUNCED else ("zhou", MIDNIGHT)
    return Announcement(UUID(int=1), "GG-2026-000001", work, state, "zhou", MIDNIGHT - timedelta(days=2), *ended)


def said(document: Document) -> dict[str, str]:
    (table,) = [part for part in document.sections[0].parts if isinstance(part, Table)]
    return {str(label): str(value) for label, value in table.rows}


@pytest.mark.rule("N7")
def test_place_time_and_end_stand_on_it_and_midnight_ends_its_own_day() -> None:
    shown = said(posting(announced(Place(("2栋",), ("3-1201",))), "电梯检修停运", "锦江花园", "zh"))
    assert (shown["范围"], shown["开始时间"], shown["预计结束时间"]) == (
        "2栋、3-1201", "2026年3月11日 22:00", "2026年3月11日 24:00",
    )  # fmt: skip
    assert said(posting(announced(), "lift", "锦江花园", "en"))["Where"] == "the whole estate"


@pytest.mark.rule("N7")
@pytest.mark.parametrize("language", ["zh", "en"])
def test_it_says_whether_the_work_is_to_come_over_or_called_off_and_an_emergency_is_marked(language: str) -> None:
    texts = set()
    for state in State:
        document = posting(announced(state=state), "x", "P1", language)
        (text,) = [part for part in document.sections[0].parts if isinstance(part, Text)]
        texts.add(text.paragraphs)
    assert len(texts) == 3
    urgent = posting(announced(is_emergency=True), "x", "P1", language).title
    assert urgent.startswith("紧急" if language == "zh" else "Emergency")


@pytest.mark.rule("N7")
def test_it_is_a_sheet_for_the_wall_signed_once_on_the_day_of_the_last_word() -> None:
    sheet = posting(announced(), "电梯检修停运", "锦江花园", "zh")
    assert (sheet.layout, sheet.signatures, [section.title for section in sheet.sections]) == (
        Layout.POSTING, ("客户服务中心",), [""],
    )  # fmt: skip
    assert sheet.made_at == MIDNIGHT - timedelta(days=2)
    over = posting(announced(state=State.OVER), "电梯检修停运", "锦江花园", "zh")
    assert (over.title, over.made_at) == ("通知：电梯检修停运（已结束）", MIDNIGHT)


@pytest.mark.rule("N7")
def test_an_emergency_asks_nobody_to_prepare_ahead_and_is_none_once_it_is_over() -> None:
    urgent = posting(announced(is_emergency=True), "x", "P1", "zh")
    assert not any("提前做好准备" in text for text in urgent.texts())
    over = posting(announced(is_emergency=True, state=State.OVER), "x", "P1", "zh")
    assert over.title == "通知：x（已结束）"
