"""The printable posting of an announcement, for the lift hall and the gate (N7)."""

from printing.document import Column, Document, Kind, Section, Table, Text, Value

from .announcements import Announcement, State

ZH, EN = "zh", "en"
LABELS = {
    ZH: ("事项", "小区", "范围", "开始时间", "预计结束时间", "原因", "联系方式"),
    EN: ("Work", "Estate", "Where", "From", "Until, as expected", "Reason", "Contact"),
}
WHOLE = {ZH: "全小区", EN: "the whole estate"}
PRAYER = {
    ZH: "给您的生活带来不便，敬请谅解。请提前做好准备，施工现场设有警示标识，请注意安全。",
    EN: "We are sorry for the inconvenience. Please prepare for it, and mind the warning signs where the work is done.",
}
OUTCOME = {
    (ZH, State.ANNOUNCED): "",
    (ZH, State.OVER): "（已结束）",
    (ZH, State.CALLED_OFF): "（已取消）",
    (EN, State.ANNOUNCED): "",
    (EN, State.OVER): " (over)",
    (EN, State.CALLED_OFF): " (called off)",
}
EMERGENCY = {ZH: "紧急", EN: "Emergency: "}
SIGNED = {ZH: ("客户服务中心（盖章）", "日期"), EN: ("Customer service centre (seal)", "Date")}


def posting(made: Announcement, kind: str, language: str) -> Document:
    """As it stands now, in one language; ``kind`` is what such work is called in it."""
    work, labels = made.work, LABELS[language]
    urgent = EMERGENCY[language] if work.is_emergency else ""
    title = f"{urgent}通知：{kind}" if language == ZH else f"{urgent}Notice: {kind}"
    values: tuple[Value, ...] = (
        kind,
        work.project,
        work.place.words or WHOLE[language],
        "",
        "",
        work.reason,
        work.contact,
    )
    texts = Table(
        "what", "", (Column("label", ""), Column("value", "")),
        [(label, value) for label, value in zip(labels, values, strict=True) if value],
    )  # fmt: skip
    times = Table(
        "when", "", (Column("from", labels[3], Kind.MOMENT), Column("until", labels[4], Kind.MOMENT)),
        [(work.starts_at, work.ends_at)],
    )  # fmt: skip
    section = Section(title + OUTCOME[language, made.state], (texts, times, Text((PRAYER[language],))))
    return Document(
        number=made.announcement_no, title=title, subtitle=work.project, language=language, made_at=made.announced_at,
        sections=(section,), signatures=SIGNED[language],
    )  # fmt: skip
