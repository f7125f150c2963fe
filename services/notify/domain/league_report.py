"""How contractors compare over a quarter (D8): on time, right at the first repair, taken over, cost deducted.

An order counts once, whole, in the quarter in which the contractor's part was first settled: he reported the work done, declined,
let the time pass, or it was taken from him. One that came back as not his, or was cancelled, counts nowhere.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from printing.document import Chart, Column, Drawn, Kind, Section, Series, Table, Text, Value

from .breakdowns import bars
from .figures import hours_between


@dataclass(frozen=True, slots=True)
class OrderFact:
    """A settled order with everything that came of it. ``settled_by`` is finish, lapse, decline, hand_over or no_show."""

    contractor: str
    project: str
    settled_by: str
    settled_at: datetime
    first_due_at: datetime | None
    received_at: datetime | None
    contractor_done_at: datetime | None
    contractor_repairs: int
    checks_failed: int
    is_taken_over: bool
    is_completed: bool
    repair_result: str | None
    deducted_fen: int
    claimed_fen: int

    @property
    def is_late(self) -> bool:
        """The time passed, he did not come, or he reported the work done after its end."""
        if self.settled_by in ("lapse", "no_show"):
            return True
        return self.settled_by == "finish" and self.first_due_at is not None and self.settled_at > self.first_due_at

    @property
    def is_on_time(self) -> bool:
        """He reported it done within his time."""
        return self.settled_by == "finish" and not self.is_late

    @property
    def is_completed_by_him(self) -> bool:
        """Signed, and never taken from him."""
        return self.is_completed and not self.is_taken_over

    @property
    def is_right_at_once(self) -> bool:
        """His first repair of the fault held."""
        return self.is_completed_by_him and self.contractor_repairs == 1 and self.repair_result == "one_repair"


@dataclass(frozen=True, slots=True)
class League:
    """Orders of the quarter, what contractors are called, and how many orders each has in hand now."""

    orders: Sequence[OrderFact]
    names: Mapping[str, str]
    in_hand: Mapping[str, int]


COLUMNS = (
    Column("contractor", "施工单位"), Column("orders", "派工单", Kind.WHOLE), Column("on_time", "按时", Kind.WHOLE),
    Column("on_time_share", "按时率", Kind.SHARE), Column("late", "逾期", Kind.WHOLE), Column("declined", "表示无法维修", Kind.WHOLE),
    Column("taken_over", "被接手", Kind.WHOLE), Column("taken_over_share", "被接手率", Kind.SHARE),
    Column("completed", "自行完成", Kind.WHOLE), Column("one_repair", "一次修好", Kind.WHOLE),
    Column("one_repair_share", "一次修好率", Kind.SHARE), Column("checks_failed", "验收不合格次数", Kind.WHOLE),
    Column("hours_mean", "平均用时", Kind.HOURS), Column("deducted_fen", "扣回", Kind.AMOUNT_FEN),
    Column("claimed_fen", "追偿", Kind.AMOUNT_FEN), Column("in_hand", "在手派工单", Kind.WHOLE),
)  # fmt: skip
NOTE = (
    "一张派工单计一次，计入施工单位首次了结该单的季度：报完工、表示无法维修、逾期或被接手。非其责任而退回的、作废的不计。"
    "按时率、被接手率以全部派工单为分母，一次修好率以自行完成的为分母；扣回与追偿为这些派工单至今发生的金额；在手派工单以编制时为准。"
)


def sections(league: League) -> list[Section]:
    """The best on time first; those of equal share by number of orders, then by code."""
    by_contractor: dict[str, list[OrderFact]] = {}
    for order in league.orders:
        by_contractor.setdefault(order.contractor, []).append(order)
    found = {code: _cells(orders) for code, orders in by_contractor.items()}
    ordered = sorted(found, key=lambda code: (-(_share_of(found[code], 2) or 0.0), -len(by_contractor[code]), code))
    rows = [[league.names.get(code, code), *found[code], league.in_hand.get(code, 0)] for code in ordered]
    table = Table(
        "contractors", "施工单位考评", COLUMNS, rows,
        ["合计", *_cells(league.orders), sum(league.in_hand.get(code, 0) for code in ordered)], NOTE,
    )  # fmt: skip
    if not rows:
        return [Section("施工单位考评", [Text(["本季度没有了结的施工单位派工单。"]), table])]
    called = [str(row[0]) for row in rows]
    shares = [
        Series(title, [_share_of(row[1:], place) for row in rows])
        for place, title in ((2, "按时率"), (9, "一次修好率"), (6, "被接手率"))
    ]
    drawn = [
        Chart("shares_drawn", "按时率、一次修好率与被接手率", Drawn.BARS, called, shares, Kind.SHARE),
        bars("deducted_drawn", "扣回金额", table, "deducted_fen", Kind.AMOUNT_FEN),
    ]
    return [Section("施工单位考评", [table, *drawn])]


def _share_of(cells: Sequence[Value], place: int) -> float | None:
    found = cells[place]
    return found if isinstance(found, float) else None


def _cells(orders: Iterable[OrderFact]) -> list[Value]:
    mine = list(orders)
    completed = [order for order in mine if order.is_completed_by_him]
    once = sum(order.is_right_at_once for order in mine)
    on_time, taken = sum(order.is_on_time for order in mine), sum(order.is_taken_over for order in mine)
    took = [
        hours_between(order.received_at, order.contractor_done_at)
        for order in completed
        if order.received_at and order.contractor_done_at
    ]
    return [
        len(mine), on_time, on_time / len(mine) if mine else None, sum(order.is_late for order in mine),
        sum(order.settled_by == "decline" for order in mine), taken, taken / len(mine) if mine else None, len(completed),
        once, once / len(completed) if completed else None, sum(order.checks_failed for order in mine),
        round(sum(took) / len(took), 2) if took else None, sum(order.deducted_fen for order in mine),
        sum(order.claimed_fen for order in mine),
    ]  # fmt: skip
