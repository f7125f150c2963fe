"""The few words that printing adds of itself, in each language."""

from dataclasses import dataclass

from .document import Kind


@dataclass(frozen=True, slots=True)
class Words:
    """Words and units of one language; ``units`` stand behind a column's title that does not name its unit."""

    units: dict[Kind, str]
    unit_in_brackets: str
    points: str
    unchanged: str
    no_rows: str
    nothing: str
    made_at: str
    page: str
    number: str
    signed_on: str
    continued: str
    summary: str
    charts: str
    day: str
    colon: str


CHINESE = Words(
    units={Kind.AMOUNT_FEN: "元", Kind.HOURS: "小时"},
    unit_in_brackets="{title}（{unit}）",
    points="个百分点",
    unchanged="持平",
    no_rows="本期无记录",
    nothing="—",
    made_at="生成时间：{moment}（北京时间）",
    page="第 {page} 页，共 {pages} 页",
    number="编号：{number}",
    signed_on="日期",
    continued="（续）",
    summary="概览",
    charts="图表",
    day="{year}年{month}月{day}日",
    colon="：",
)
ENGLISH = Words(
    units={Kind.AMOUNT_FEN: "CNY", Kind.HOURS: "h"},
    unit_in_brackets="{title} ({unit})",
    points="points",
    unchanged="unchanged",
    no_rows="Nothing in this period",
    nothing="–",
    made_at="Made at {moment} (Beijing time)",
    page="Page {page} of {pages}",
    number="No. {number}",
    signed_on="Date",
    continued=" (continued)",
    summary="Summary",
    charts="Charts",
    day="{year}-{month:02d}-{day:02d}",
    colon=": ",
)


def words(language: str) -> Words:
    """The words of a language by its tag; English for whatever is not Chinese."""
    return CHINESE if language.lower().startswith("zh") else ENGLISH
