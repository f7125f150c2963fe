"""The printable posting of an announcement, for the lift hall and the gate (N7)."""

from datetime import datetime, time, timedelta

from aftercare_contracts.periods import CHINA
from printing.document import Column, Document, Layout, Section, Table, Text

from .announcements import Announcement, State

ZH, EN = "zh", "en"
LABELS = {
    ZH: ("事项", "小区", "范围", "开始时间", "预计结束时间", "原因", "联系方式"),
    EN: ("Work", "Estate", "Where", "From", "Until, as expected", "Reason", "Contact"),
}
HEADINGS = {ZH: ("项目", "内容"), EN: ("Item", "Details")}
GREETING = {ZH: "尊敬的业主：", EN: "Dear owners:"}
WHOLE = {ZH: "全小区", EN: "the whole estate"}
EMERGENCY = {
    ZH: "因情况紧急，下列工作未能提前告知，给您带来不便，敬请谅解。请您留意现场警示标识，注意安全。",
    EN: "The work named below could not be announced earlier; we are sorry for the inconvenience. Please mind the warning signs "
    "where the work is done.",
}
WORDS = {
    (
        ZH,
        State.ANNOUNCED,
    ): "因下列工作需要，将给您的生活带来不便，敬请谅解。请您提前做好准备，留意现场警示标识，注意安全。",
    (ZH, State.OVER): "下列工作已经结束，恢复正常。感谢您的理解与配合。",
    (ZH, State.CALLED_OFF): "下列工作已经取消，一切照常。给您带来不便，敬请谅解。",
    (
        EN,
        State.ANNOUNCED,
    ): "The work named below will cause you some inconvenience, for which we are sorry. Please prepare for it, and "
    "mind the warning signs where the work is done.",
    (EN, State.OVER): "The work named below is over and all is working again. Thank you for your patience.",
    (EN, State.CALLED_OFF): "The work named below does not take place. We are sorry for the inconvenience.",
}
TITLES = {
    (ZH, False): "通知：{}",
    (ZH, True): "紧急通知：{}",
    (EN, False): "Notice: {}",
    (EN, True): "Emergency: {}",
}
OUTCOMES = {
    (ZH, State.OVER): "（已结束）", (ZH, State.CALLED_OFF): "（已取消）",
    (EN, State.OVER): " (over)", (EN, State.CALLED_OFF): " (called off)",
}  # fmt: skip
SIGNED = {ZH: "客户服务中心", EN: "Customer service centre"}


def posting(made: Announcement, kind: str, estate: str, language: str) -> Document:
    """As it stands now, in one language, of the day of the last word about it; ``kind`` is what such work is called in it."""
    work = made.work
    is_urgent = work.is_emergency and made.state is State.ANNOUNCED
    words = EMERGENCY[language] if is_urgent else WORDS[language, made.state]
    title = TITLES[language, is_urgent].format(kind) + OUTCOMES.get((language, made.state), "")
    values = (
        kind, estate, work.place.words or WHOLE[language], _moment(work.starts_at, language),
        _moment(work.ends_at, language), work.reason, work.contact,
    )  # fmt: skip
    columns = [Column(key, title) for key, title in zip(("what", "said"), HEADINGS[language], strict=True)]
    table = Table("work", "", columns, list(zip(LABELS[language], values, strict=True)))
    return Document(
        number=made.announcement_no, title=title, subtitle=estate,
        language=language, made_at=made.ended_at or made.announced_at,
        sections=[Section("", [Text([GREETING[language], words]), table])],
        signatures=[SIGNED[language]], layout=Layout.POSTING,
    )  # fmt: skip


def _moment(at: datetime, language: str) -> str:
    """Midnight is 24:00 of the day that ends, as in notices."""
    local = at.astimezone(CHINA)
    is_midnight = local.time() == time()
    day = local.date() - timedelta(days=is_midnight)
    hour = "24:00" if is_midnight else f"{local:%H:%M}"
    return f"{day.year}年{day.month}月{day.day}日 {hour}" if language == ZH else f"{day.day} {day:%B %Y} {hour}"
