"""Tables of figures by one thing after another: class, cause, subject, department."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain

from printing.document import Chart, Column, Drawn, Figure, Figures, Kind, Series, Table, Value

from .figures import CaseFact, Counts, VisitFact, came_by, counts, moving
from .spans import BEFORE, YEAR_AGO, Length, Span

Case = Callable[[CaseFact], str]
Visit = Callable[[VisitFact], str]


@dataclass(frozen=True, slots=True)
class Stock:
    """The cases and visits of a period and of those it is compared with; none where nothing was kept then yet."""

    span: Span
    cases: Sequence[CaseFact]
    visits: Sequence[VisitFact]
    before: "Stock | None" = None
    year_ago: "Stock | None" = None

    @property
    def counts(self) -> Counts:
        """Over the period."""
        return counts(self.cases, self.visits, self.span)

    def only(
        self, of_case: Callable[[CaseFact], bool], of_visit: Callable[[VisitFact], bool], *, alone: bool = False
    ) -> "Stock":
        """Some of it, and of what it is compared with unless ``alone``."""
        return Stock(
            self.span, [case for case in self.cases if of_case(case)],
            [visit for visit in self.visits if of_visit(visit)],
            self.before.only(of_case, of_visit) if self.before and not alone else None,
            self.year_ago.only(of_case, of_visit) if self.year_ago and not alone else None,
        )  # fmt: skip

    def of_kind(self, *kinds: str) -> "Stock":
        """Cases of these kinds, and their visits."""
        return self.only(lambda case: case.kind in kinds, lambda visit: visit.kind in kinds)

    def grouped(self, of_case: Case, of_visit: Visit) -> dict[str, "Stock"]:
        """By what each case is, without comparison."""
        groups: dict[str, tuple[list[CaseFact], list[VisitFact]]] = {}
        for case in self.cases:
            groups.setdefault(of_case(case), ([], []))[0].append(case)
        for visit in self.visits:
            groups.setdefault(of_visit(visit), ([], []))[1].append(visit)
        return {name: Stock(self.span, *found) for name, found in groups.items()}


def key_figures(stock: Stock, chosen: Sequence[tuple[str, str, Kind, Callable[[Counts], Value]]]) -> Figures:
    """Each beside what it was in the period before and a year ago, where anything was kept then."""
    now = stock.counts
    then = [
        (title, other.counts if other else None)
        for title, other in ((BEFORE[stock.span.length], stock.before), (YEAR_AGO, stock.year_ago))
    ]
    return Figures([
        Figure(key, title, take(now), kind, [(name, take(was)) for name, was in then if was is not None])
        for key, title, kind, take in chosen
    ])  # fmt: skip


def breakdown(
    key: str, title: str, first: str, stock: Stock, of_case: Case, of_visit: Visit, names: Mapping[str, str],
    *, with_verdicts: bool = False, note: str = "",
) -> Table:  # fmt: skip
    """One row for each name that has anything now or had anything before; the total counts each case once."""
    groups = Stock(stock.span, moving(stock.cases, stock.span), stock.visits).grouped(of_case, of_visit)
    then = [came_by(each.cases, each.span, of_case) for each in (stock.before, stock.year_ago) if each]
    empty = Stock(stock.span, (), ())
    known = {*groups, *chain.from_iterable(then)}
    codes = [*(code for code in names if code in known), *sorted(known.difference(names))]
    rows: list[list[Value]] = [
        [names.get(code, code), *_cells(groups.get(code, empty).counts, with_verdicts), *(came[code] for came in then)]
        for code in codes
    ]
    total = ["合计", *_cells(stock.counts, with_verdicts), *(came.total() for came in then)]
    kept = [row for row in rows if any(isinstance(value, int | float) and value for value in row[1:])]
    return Table(key, title, _columns(first, stock, with_verdicts), kept, total, note)


def _cells(found: Counts, with_verdicts: bool) -> list[Value]:
    verdicts: list[Value] = [found.valid, found.invalid, found.undecided] if with_verdicts else []
    return [
        found.came, *verdicts, found.handled, found.hours_median, found.hours_percentile, found.in_time.value,
        found.satisfied.of, found.satisfied.value,
    ]  # fmt: skip


def _columns(first: str, stock: Stock, with_verdicts: bool) -> list[Column]:
    verdicts = [
        Column("valid", "有效", Kind.WHOLE),
        Column("invalid", "无效", Kind.WHOLE),
        Column("undecided", "待判定", Kind.WHOLE),
    ]
    then = [
        Column(key, f"{title}受理", Kind.WHOLE)
        for key, title, other in (
            ("came_before", BEFORE[stock.span.length], stock.before), ("came_year_ago", YEAR_AGO, stock.year_ago),
        )
        if other
    ]  # fmt: skip
    return [
        Column("name", first), Column("came", "受理", Kind.WHOLE), *(verdicts if with_verdicts else []),
        Column("handled", "处理完毕", Kind.WHOLE), Column("hours_median", "用时中位数", Kind.HOURS),
        Column("hours_p90", "九成用时不超过", Kind.HOURS), Column("in_time", "按时率", Kind.SHARE),
        Column("visits", "回访", Kind.WHOLE), Column("satisfied", "满意率", Kind.SHARE),
        *then,
    ]  # fmt: skip


def by_frequency(values: Iterable[str]) -> dict[str, int]:
    """How often each comes."""
    return dict(Counter(values))


def over_time(stock: Stock) -> Chart:
    """What came, was handled and closed, part by part; the parts' ends outside the period are cut off."""
    parts, whole = stock.span.parts, stock.span
    moments: dict[str, list[datetime | None]] = {
        "受理": [case.registered_at for case in stock.cases if case.merged_into_id is None],
        "处理完毕": [case.first_handled_at for case in stock.cases if case.merged_into_id is None],
        "办结": [case.closed_at for case in stock.cases if case.merged_into_id is None],
    }
    bounds = [(max(part.starts_at, whole.starts_at), min(part.ends_at, whole.ends_at)) for part in parts]
    series = [
        Series(title, [sum(at is not None and begun <= at < ended for at in ats) for begun, ended in bounds])
        for title, ats in moments.items()
    ]
    return Chart("over_time", "受理与办结", Drawn.LINES, [part_label(part, whole) for part in parts], series)


def part_label(part: Span, whole: Span) -> str:
    """Short, below a chart: the month, or those of the week's days that are within the whole."""
    if part.length is not Length.WEEK:
        return f"{part.first_on.month}月"
    first, last = max(part.first_on, whole.first_on), min(part.after_on, whole.after_on) - timedelta(days=1)
    return f"{first.day}日" if first == last else f"{first.day}至{last.day}日"


def bars(key: str, title: str, table: Table, column: str, kind: Kind = Kind.WHOLE) -> Chart:
    """One column of a table, drawn."""
    place = [each.key for each in table.columns].index(column)
    values = [value if isinstance(value := row[place], int | float) else None for row in table.rows]
    return Chart(
        key, title, Drawn.BARS, [str(row[0]) for row in table.rows], [Series(table.columns[place].title, values)], kind
    )
