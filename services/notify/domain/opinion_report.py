"""Opinions of a month, of one department or of all put together; drawn together for a quarter and a year (N4)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from printing.document import Column, Kind, Part, Section, Table, Text, Value

from .breakdowns import Stock, bars, breakdown, by_frequency, key_figures, over_time, part_label
from .figures import CaseFact, Counts, VisitFact, hours_between, median
from .report_names import CAUSES, CHANNELS, CLASSES, DEPARTMENTS, KINDS, USES, called, listed
from .spans import Length
from .survey_report import NO_SURVEYS, Surveys, survey_parts
from .wording import Names


@dataclass(frozen=True, slots=True)
class Tables:
    """A department's own table of the month, and whether its head has signed it."""

    department: str
    report_no: str
    signed_by: str | None


@dataclass(frozen=True, slots=True)
class Measures:
    """Corrective and preventive action (I12) over the period."""

    opened: int
    done: int
    effective: int
    without_effect: int
    late: int


@dataclass(frozen=True, slots=True)
class Costs:
    """What repairs cost over the period, by who bears it, and what was taken back, in fen."""

    by_bearer: Mapping[str, int]
    deducted_fen: int
    claimed_fen: int


@dataclass(frozen=True, slots=True)
class Opinions:
    """All that such a report is made of; ``department`` none for all."""

    stock: Stock
    department: str | None
    projects: Mapping[str, str]
    measures: Measures
    costs: Costs
    tables: Sequence[Tables]
    names: Names
    surveys: Surveys = NO_SURVEYS


WHOLE, SHARE, HOURS = Kind.WHOLE, Kind.SHARE, Kind.HOURS
ALL = (
    ("came", "受理", WHOLE, lambda found: found.came),
    ("complaints", "其中投诉", WHOLE, lambda found: found.complaints),
    ("suggestions", "其中建议", WHOLE, lambda found: found.suggestions),
    ("handled", "处理完毕", WHOLE, lambda found: found.handled),
    ("closed", "办结", WHOLE, lambda found: found.closed),
    ("open", "期末在办", WHOLE, lambda found: found.open_at_end),
    ("late", "其中超期", WHOLE, lambda found: found.late_at_end),
    ("reopened", "返工再办", WHOLE, lambda found: found.reopened),
    ("in_time", "按时率", SHARE, lambda found: found.in_time.value),
    ("satisfied", "回访满意率", SHARE, lambda found: found.satisfied.value),
)
COMPLAINTS = (
    ("complaints", "投诉", WHOLE, lambda found: found.complaints),
    ("valid", "有效", WHOLE, lambda found: found.valid),
    ("invalid", "无效", WHOLE, lambda found: found.invalid),
    ("undecided", "待判定", WHOLE, lambda found: found.undecided),
    ("major", "重大投诉", WHOLE, lambda found: found.major),
    ("repeated", "同类重复", WHOLE, lambda found: found.repeated),
    ("complaint_hours", "用时中位数", HOURS, lambda found: found.hours_median),
    ("complaint_in_time", "按时率", SHARE, lambda found: found.in_time.value),
    ("complaint_satisfied", "回访满意率", SHARE, lambda found: found.satisfied.value),
)
SUGGESTIONS = (
    ("suggestions", "建议", WHOLE, lambda found: found.suggestions),
    ("adopted", "采纳", WHOLE, lambda found: found.adopted),
    ("not_adopted", "不采纳", WHOLE, lambda found: found.not_adopted),
    ("undecided_use", "待定", WHOLE, lambda found: found.suggestions - found.adopted - found.not_adopted),
)
BASIS = (
    "受理按登记时间计；用时为登记至首次处理完毕，按时指其间没有任何时限超期，均按处理完毕时间计；满意率按回访时间计。"
    "并案的个案只在并入后的编号下计一次。"
)


def sections(opinions: Opinions) -> list[Section]:
    """From the whole to complaints and suggestions on sheets of their own."""
    stock = opinions.stock
    first: list[Part] = [key_figures(stock, ALL), Text([BASIS])]
    if stock.span.length is not Length.WEEK:
        first.append(over_time(stock))
    found = [
        Section("总体情况", first),
        Section("全部意见", _all(opinions)),
        Section("投诉", _complaints(opinions)),
        Section("建议", _suggestions(opinions)),
        Section("重复出现的意见", [_repeated(opinions)]),
    ]
    if opinions.department is None:
        found.append(Section("纠正与预防措施", [_measures(opinions.measures)]))
        found.append(Section("满意度、质量目标与走访", survey_parts(opinions.surveys, opinions.projects)))
    if stock.span.length in (Length.QUARTER, Length.YEAR):
        found.insert(1, Section("逐月情况", [_by_month(stock)]))
        found.append(Section("维修费用", [_costs(opinions.costs)]))
    if opinions.tables:
        found.append(Section("各部门统计分析表", [_signed(opinions.tables)]))
    return found


def _all(opinions: Opinions) -> list[Part]:
    stock = opinions.stock
    parts: list[Part] = [
        breakdown("all_by_kind", "按性质", "性质", stock, lambda case: case.kind, lambda visit: visit.kind, KINDS)
    ]
    if opinions.department is None:
        by_department = breakdown(
            "all_by_department", "按部门", "部门", stock, lambda case: case.department, lambda visit: visit.department,
            DEPARTMENTS,
        )  # fmt: skip
        parts += [by_department, bars("satisfied_drawn", "各部门满意率", by_department, "satisfied", SHARE)]
    by_project = breakdown(
        "all_by_project", "按项目", "项目", stock, lambda case: case.project, lambda visit: visit.project,
        opinions.projects,
    )  # fmt: skip
    by_class = breakdown(
        "all_by_class",
        "按类别",
        "类别",
        stock,
        lambda case: case.case_class or "",
        lambda visit: visit.case_class or "",
        CLASSES,
    )
    by_channel = breakdown(
        "all_by_channel", "按来源", "来源", stock, lambda case: case.channel, lambda visit: visit.channel, CHANNELS
    )
    return [*parts, by_project, by_class, bars("class_drawn", "按类别受理", by_class, "came"), by_channel]


def _complaints(opinions: Opinions) -> list[Part]:
    stock = opinions.stock.of_kind("complaint")
    causes = {case.case_id: case.cause for case in stock.cases}

    def by(key: str, title: str, first: str, case: Callable[[CaseFact], str], visit: Callable[[VisitFact], str],
           names: Mapping[str, str]) -> Table:  # fmt: skip
        return breakdown(f"complaints_by_{key}", f"投诉{title}", first, stock, case, visit, names, with_verdicts=True)

    def cause_of(visit: VisitFact) -> str:
        return causes.get(visit.case_id, "not_stated")

    by_matter = by(
        "matter",
        "按事由",
        "事由",
        lambda case: case.matter,
        lambda visit: visit.matter,
        _matters(opinions.names, stock),
    )
    by_cause = by("cause", "按原因", "原因", lambda case: case.cause, cause_of, CAUSES)
    parts: list[Part] = [
        key_figures(stock, COMPLAINTS),
        by("class", "按类别", "类别", lambda case: case.case_class or "", lambda visit: visit.case_class or "", CLASSES),
        by_matter, by_cause, bars("cause_drawn", "投诉原因", by_cause, "came"),
    ]  # fmt: skip
    if opinions.department is None:
        parts.append(
            by(
                "department",
                "按部门",
                "部门",
                lambda case: case.department,
                lambda visit: visit.department,
                DEPARTMENTS,
            )
        )
    return [*parts, _time_taken(stock)]


def _matters(names: Names, stock: Stock) -> dict[str, str]:
    """The most frequent first, now and in what it is compared with."""
    stocks = [each for each in (stock, stock.before, stock.year_ago) if each]
    return listed(names, "matter", by_frequency(case.matter for each in stocks for case in each.cases))


def _time_taken(stock: Stock) -> Table:
    hours = sorted(stock.counts.hours)
    steps = ((24, "24小时以内"), (72, "1至3天"), (168, "3至7天"), (336, "7至14天"), (None, "14天以上"))
    rows: list[list[Value]] = []
    least = -1.0
    for most, title in steps:
        count = sum(least < each and (most is None or each <= most) for each in hours)
        rows.append([title, count, count / len(hours) if hours else None])
        least = float(most or 0)
    return Table(
        "time_taken", "投诉用时分布", [Column("time", "用时"), Column("cases", "件数", WHOLE), Column("share", "占比", SHARE)], rows,
        ["合计", len(hours), 1.0 if hours else None],
    )  # fmt: skip


def _suggestions(opinions: Opinions) -> list[Part]:
    stock = opinions.stock.of_kind("suggestion")
    came = [case for case in stock.cases if stock.span.holds(case.registered_at) and case.merged_into_id is None]
    columns = [
        Column("use", "可采用性"), Column("suggestions", "件数", WHOLE), Column("share", "占比", SHARE),
        Column("hours_median", "决定用时中位数", HOURS),
    ]  # fmt: skip
    rows: list[list[Value]] = []
    for code, title in USES.items():
        mine = [case for case in came if _use(case) == code]
        took = [hours_between(case.registered_at, case.decided_at) for case in mine if case.decided_at]
        rows.append([title, len(mine), len(mine) / len(came) if came else None, median(took)])
    by_matter = Table(
        "suggestions_by_matter", "建议按事由", [
            Column("matter", "事由"), Column("suggestions", "件数", WHOLE), *(
                Column(code or "undecided", title, WHOLE) for code, title in USES.items()
            ),
        ],
        [[called(opinions.names, "matter", matter), count,
          *(sum(case.matter == matter and _use(case) == code for case in came) for code in USES)]
         for matter, count in sorted(by_frequency(case.matter for case in came).items(), key=lambda each: (-each[1], each[0]))],
        ["合计", len(came), *(sum(_use(case) == code for case in came) for code in USES)],
    )  # fmt: skip
    total: list[Value] = ["合计", len(came), 1.0 if came else None, None]
    return [
        key_figures(stock, SUGGESTIONS),
        Table("suggestions_by_use", "建议的可采用性", columns, rows, total),
        by_matter,
    ]


def _use(case: CaseFact) -> str:
    return "" if case.adopted is None else "adopted" if case.adopted else "not_adopted"


def _measures(found: Measures) -> Table:
    columns = [
        Column("opened", "新立", WHOLE), Column("done", "实施", WHOLE), Column("effective", "验证有效", WHOLE),
        Column("without_effect", "验证无效", WHOLE), Column("late", "期末逾期", WHOLE),
    ]  # fmt: skip
    return Table(
        "measures", "纠正与预防措施", columns,
        [[found.opened, found.done, found.effective, found.without_effect, found.late]],
    )  # fmt: skip


def _repeated(opinions: Opinions) -> Table:
    """Where the same came again within a month: what a measure is wanted for (S2 art. 14(11))."""
    stock = opinions.stock
    again = [case for case in stock.cases if stock.span.holds(case.repeats_at) and case.merged_into_id is None]
    places = by_frequency(f"{case.project}\t{case.matter}" for case in again)
    rows: list[list[Value]] = []
    for place, count in sorted(places.items(), key=lambda each: (-each[1], each[0])):
        project, matter = place.split("\t")
        rows.append([opinions.projects.get(project, project), called(opinions.names, "matter", matter), count])
    columns = [Column("project", "项目"), Column("matter", "事由"), Column("cases", "重复件数", WHOLE)]
    return Table("repeated", "一个月内重复出现的同类意见", columns, rows)


def _by_month(stock: Stock) -> Table:
    columns = [
        Column("month", "月份"), Column("came", "受理", WHOLE), Column("complaints", "投诉", WHOLE), Column("valid", "有效投诉", WHOLE),
        Column("suggestions", "建议", WHOLE), Column("handled", "处理完毕", WHOLE), Column("closed", "办结", WHOLE),
        Column("hours_median", "用时中位数", HOURS), Column("in_time", "按时率", SHARE), Column("satisfied", "满意率", SHARE),
    ]  # fmt: skip

    def cells(found: Counts) -> list[Value]:
        return [
            found.came, found.complaints, found.valid, found.suggestions, found.handled, found.closed, found.hours_median,
            found.in_time.value, found.satisfied.value,
        ]  # fmt: skip

    rows: list[list[Value]] = [
        [part_label(part, stock.span), *cells(Stock(part, stock.cases, stock.visits).counts)]
        for part in stock.span.parts
    ]
    return Table("by_month", "逐月情况", columns, rows, ["合计", *cells(stock.counts)])


def _costs(costs: Costs) -> Table:
    titles = {"contractor": "施工单位", "company": "公司", "owner": "业主", "third_party": "第三方"}
    rows: list[list[Value]] = [
        [f"维修费用，由{title}承担", costs.by_bearer.get(code, 0)] for code, title in titles.items()
    ]
    rows += [["自质量保证金扣回", costs.deducted_fen], ["另向施工单位追偿", costs.claimed_fen]]
    return Table(
        "costs", "维修费用与扣回", [Column("what", "项目"), Column("amount_fen", "金额", Kind.AMOUNT_FEN)], rows,
        note="维修费用按最终确认的时间计。",
    )  # fmt: skip


def _signed(tables: Sequence[Tables]) -> Table:
    columns = [Column("department", "部门"), Column("report_no", "统计分析表"), Column("signed_by", "部门负责人签名")]
    rows = [
        [DEPARTMENTS.get(each.department, each.department), each.report_no or "未编制", each.signed_by or "未签名"]
        for each in tables
    ]
    return Table("departments", "各部门统计分析表", columns, rows)
