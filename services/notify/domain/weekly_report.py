"""The site office's weekly to the director (N3): progress, coordination between departments, problems, what to improve."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from printing.document import Chart, Column, Drawn, Kind, Part, Section, Series, Table, Text, Value

from .breakdowns import Stock, key_figures
from .figures import CaseFact
from .report_names import DESKS, KINDS, PARTIES, REASONS, SHORT_CLASSES, called
from .wording import Names


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked of another department, or offered to it, and when it answered; ``due_at`` where there is a limit."""

    what: str
    party: str
    asked_at: datetime
    due_at: datetime | None
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class TakenOver:
    """A work order that the squad took over."""

    order_no: str
    case_no: str
    contractor: str
    reason: str
    taken_over_at: datetime


@dataclass(frozen=True, slots=True)
class FellDue:
    """A result, or a promised date, that fell due in the week and had passed by then (I8)."""

    case_no: str
    limit: str
    owner_role: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What the site lead confirmed of the week's results (I8)."""

    items: int
    unsettled: int
    overdue: int


@dataclass(frozen=True, slots=True)
class Week:
    """All that a weekly is made of."""

    stock: Stock
    asked: Sequence[Asked]
    taken_over: Sequence[TakenOver]
    fell_due: Sequence[FellDue]
    confirmed: Confirmed | None
    names: Names


WHOLE = Kind.WHOLE
CHOSEN = (
    ("came", "本周受理", WHOLE, lambda found: found.came),
    ("handled", "处理完毕", WHOLE, lambda found: found.handled),
    ("closed", "办结", WHOLE, lambda found: found.closed),
    ("open", "周末在办", WHOLE, lambda found: found.open_at_end),
    ("late", "其中超期", WHOLE, lambda found: found.late_at_end),
    ("reopened", "返工再办", WHOLE, lambda found: found.reopened),
    ("in_time", "按时率", Kind.SHARE, lambda found: found.in_time.value),
    ("satisfied", "回访满意率", Kind.SHARE, lambda found: found.satisfied.value),
)


def sections(week: Week) -> list[Section]:
    """Figures first; the words of whoever signs are set before them."""
    return [
        Section("一周数据", [key_figures(week.stock, CHOSEN), *_results(week)]),
        Section("各岗位办理情况", _desks(week.stock)),
        Section("受理情况", [_came(week.stock, week.names)]),
        Section("各部门协调情况", [_coordination(week)]),
        Section("存在的问题", _problems(week)),
    ]


def _results(week: Week) -> list[Part]:
    if week.confirmed is None:
        return [Text(["本周到期事项的结果尚未由客户服务处负责人确认。"])]
    found = week.confirmed
    return [Text([
        f"本周到期应报结果{found.items}项，其中未解决{found.unsettled}项、逾期{found.overdue}项，已由客户服务处负责人确认。"
    ])]  # fmt: skip


def _desks(stock: Stock) -> list[Part]:
    columns = [
        Column("desk", "岗位"), Column("came", "受理", WHOLE), Column("handled", "处理完毕", WHOLE), Column("closed", "办结", WHOLE),
        Column("open", "在办", WHOLE), Column("late", "超期", WHOLE), Column("reopened", "返工再办", WHOLE),
        Column("hours_median", "用时中位数", Kind.HOURS), Column("in_time", "按时率", Kind.SHARE),
        Column("satisfied", "满意率", Kind.SHARE),
    ]  # fmt: skip
    groups = stock.grouped(lambda case: case.desk, lambda visit: visit.desk)
    desks = [code for code in DESKS if code in groups]
    figures = [_desk(groups[code]) for code in desks]
    rows = [[DESKS[code], *found] for code, found in zip(desks, figures, strict=True)]
    table = Table("desks", "各岗位办理情况", columns, rows, ["合计", *_desk(stock)])
    drawn = [
        Series(title, [found[place] for found in figures])
        for place, title in ((0, "受理"), (1, "处理完毕"), (3, "在办"), (4, "超期"))
    ]
    return [
        table,
        Chart("desks_drawn", "各岗位受理与在办", Drawn.BARS, [DESKS[code] for code in desks], drawn),
    ] if rows else [table]  # fmt: skip


def _desk(stock: Stock) -> list[float | int | None]:
    found = stock.counts
    return [
        found.came, found.handled, found.closed, found.open_at_end, found.late_at_end, found.reopened, found.hours_median,
        found.in_time.value, found.satisfied.value,
    ]  # fmt: skip


def _came(stock: Stock, names: Names) -> Table:
    columns = [
        Column("case_no", "编号"), Column("registered_at", "登记时间", Kind.MOMENT), Column("kind", "性质"), Column("class", "类别"),
        Column("matter", "事由"), Column("unit_no", "房号"), Column("desk", "经办岗位"), Column("state", "状态"),
    ]  # fmt: skip
    came = [case for case in stock.cases if stock.span.holds(case.registered_at) and case.merged_into_id is None]
    rows: list[list[Value]] = [
        [case.case_no, case.registered_at, KINDS.get(case.kind, case.kind), SHORT_CLASSES.get(case.case_class or "", ""),
         called(names, "matter", case.matter), case.unit_no or "公共部位", DESKS.get(case.desk, case.desk), _state(case, stock)]
        for case in came
    ]  # fmt: skip
    return Table("came", "本周受理明细", columns, rows, note="状态以周末24:00为准。")


def _state(case: CaseFact, stock: Stock) -> str:
    end = stock.span.ends_at
    if not case.is_open_at(end):
        return "已办结"
    if (
        case.handled_at
        and case.handled_at < end
        and not (case.reopened_at and case.handled_at < case.reopened_at < end)
    ):
        return "待回访"
    return "超期未办结" if case.is_late else "办理中"


def _coordination(week: Week) -> Table:
    columns = [
        Column("what", "事项"), Column("party", "部门"), Column("asked", "提出", WHOLE), Column("answered", "已答复", WHOLE),
        Column("late", "逾期", WHOLE), Column("open", "未答复", WHOLE),
    ]  # fmt: skip
    end = week.stock.span.ends_at
    rows: list[list[Value]] = []
    counts: list[list[int]] = []
    for what in ("工作联系单", "来函", "设计咨询", "移交"):
        for party in sorted({asked.party for asked in week.asked if asked.what == what}):
            mine = [asked for asked in week.asked if (asked.what, asked.party) == (what, party)]
            counts.append([
                sum(week.stock.span.holds(asked.asked_at) for asked in mine),
                sum(week.stock.span.holds(asked.answered_at) for asked in mine),
                sum(_is_late(asked, end) for asked in mine),
                sum(asked.answered_at is None or asked.answered_at >= end for asked in mine),
            ])  # fmt: skip
            rows.append([what, PARTIES.get(party, DESKS.get(party, party)), *counts[-1]])
    total: list[Value] = ["合计", "", *(sum(each[place] for each in counts) for place in range(4))]
    return Table("coordination", "部门间往来", columns, rows, total)


def _is_late(asked: Asked, end: datetime) -> bool:
    if asked.due_at is None:
        return False
    answered_at = asked.answered_at if asked.answered_at and asked.answered_at < end else end
    return answered_at > asked.due_at


def _problems(week: Week) -> list[Part]:
    span = week.stock.span
    standing = [case for case in week.stock.cases if case.is_late and case.is_open_at(span.ends_at)]
    again = [case for case in week.stock.cases if span.holds(case.reopened_at)]
    major = [
        case for case in week.stock.cases if case.major_ground is not None and case.is_open_at(span.ends_at)
    ]  # fmt: skip
    of_case = [
        Column("case_no", "编号"),
        Column("matter", "事由"),
        Column("desk", "经办岗位"),
        Column("days", "已历天数", WHOLE),
    ]

    def rows(cases: Sequence[CaseFact]) -> list[list[str | int]]:
        return [
            [case.case_no, called(week.names, "matter", case.matter), DESKS.get(case.desk, case.desk),
             (span.ends_at - case.registered_at).days]
            for case in sorted(cases, key=lambda each: (each.registered_at, each.case_no))
        ]  # fmt: skip

    return [
        Table("late", "超期未办结", of_case, rows(standing)),
        Table("fell_due", "本周到期而未完成的时限", [
            Column("case_no", "编号"), Column("limit", "时限"), Column("owner", "责任人"), Column("due_at", "到期", Kind.MOMENT),
        ], [[due.case_no, called(week.names, "limit", due.limit), called(week.names, "owner_role", due.owner_role), due.due_at]
            for due in week.fell_due]),
        Table("reopened", "返工再办", of_case, rows(again)),
        Table("major", "重大投诉", of_case, rows(major)),
        Table("taken_over", "由维修小分队接手的派工单", [
            Column("order_no", "派工单"), Column("case_no", "编号"), Column("contractor", "施工单位"), Column("reason", "原因"),
            Column("taken_over_at", "接手时间", Kind.MOMENT),
        ], [[order.order_no, order.case_no, order.contractor, REASONS.get(order.reason, order.reason), order.taken_over_at]
            for order in week.taken_over]),
    ]  # fmt: skip
