"""Documents at the edges of what can be printed."""

from datetime import UTC, date, datetime

from printing.document import (
    Chart,
    Column,
    Document,
    Drawn,
    Figure,
    Figures,
    Kind,
    Layout,
    Part,
    Section,
    Series,
    Table,
    Text,
)

HOSTILE = (
    "=cmd|' /C calc'!A0",
    '#import "@preview/x:1.0.0": *',
    "*粗* _斜_ $x^2$ `raw` \\ <label> @ref // 注",
    "'\"；“”‘’",
    "https://example.com/?a=1&b=2",
    "{\"a\": [1, 2]} ]} #panic()",
    "a\x00b\x07c",
    "-- --- ... ~ /* */",
)  # fmt: skip
RARE = "龘㐂𠀀😀👨‍👩‍👧é\u202e倒\u202c"


def of(
    *parts: Part, title: str = "极端情形", layout: Layout = Layout.REPORT, signatures: tuple[str, ...] = ()
) -> Document:
    """A document of one section with these parts."""
    return Document(
        "JD-1", title, "", "zh-CN", datetime(2026, 1, 1, tzinfo=UTC), [Section("", parts)], signatures, layout
    )


def hostile() -> Document:
    """Texts that would run as formulas, links or markup, in every place where a text can stand."""
    texts = HOSTILE
    return Document(
        number=texts[0],
        title=texts[1],
        subtitle=texts[2],
        language="zh-CN",
        made_at=datetime(2026, 1, 1, tzinfo=UTC),
        sections=[
            Section(texts[2], [
                Text(texts),
                Figures([Figure("f", texts[2], texts[0], Kind.TEXT, [(texts[1], 1)])]),
                Table("t", texts[0], [Column("a", texts[0]), Column("b", texts[2], Kind.WHOLE)],
                      [(text, text) for text in texts], (texts[3], 1), texts[1]),
                Chart("c", texts[2], Drawn.BARS, texts, [Series(texts[2], range(len(texts))), Series(texts[0], range(len(texts)))],
                      note=texts[5]),
            ]),
        ],
        signatures=texts[:3],
    )  # fmt: skip


def many_rows(count: int) -> Table:
    """A register."""
    columns = [
        Column("number", "编号"),
        Column("on", "登记日期", Kind.DAY),
        Column("unit", "房号"),
        Column("what", "投诉内容"),
        Column("hours", "用时", Kind.HOURS),
        Column("cost", "费用", Kind.AMOUNT_FEN),
    ]
    what = ("厨房下水堵塞", "主卧窗框渗水，雨后尤为明显", "入户门锁芯损坏", "卫生间地漏返味")
    rows = [
        (f"KS-2026-{n:06d}", date(2026, 1 + n % 12, 1 + n % 28), f"A区{n % 20 + 1}栋{n % 33 + 1:02d}01", what[n % 4], n * 0.7, n * 1234)
        for n in range(1, count + 1)
    ]  # fmt: skip
    return Table("register", "登记簿", columns, rows, ("合计", None, None, None, None, sum(row[5] for row in rows)))


def many_columns(count: int) -> Table:
    """Days of a month and more."""
    columns = [Column("project", "项目"), *(Column(f"c{n}", f"第{n}列", Kind.WHOLE) for n in range(1, count))]
    return Table("wide", "宽表", columns, [(f"项目{r}", *(r * n % 97 for n in range(1, count))) for r in range(12)])


def long_cells() -> Table:
    """Cells longer than a page, and words longer than a column."""
    rows = [("一段很长的说明，" * 700, 1), ("https://example.com/" + "a" * 400, -(10**17)), ("W" * 90, 3)]
    return Table("long", "长单元格", [Column("text", "说明"), Column("n", "数", Kind.WHOLE)], rows)


def odd_values() -> Table:
    """Nothing, below nothing, words among numbers."""
    columns = [Column(kind.value, kind.value, kind) for kind in Kind]
    moment = datetime(1899, 12, 31, 16, tzinfo=UTC)
    rows = [
        (None,) * 8,
        ("负", -12, -0.5, -123_456, -0.125, -3.25, date(1, 1, 1), moment),
        ("零", 0, -0.0, 0, 0, 0, date(9999, 12, 31), moment),
        ("大", 10**17, 1e15, 10**17 + 1, 12.5, 1e6, date(2024, 2, 29), moment),
        ("词", "—", "不详", "待定", "—", "—", "—", "—"),
    ]
    return Table("odd", "各种值", columns, rows, ("合计", None, None, None, None, None, None, None))
