"""Contractors compared, each figure open to the orders behind it (D8)."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import astuple
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from aftercare_contracts.values import Part, Role
from fastapi import APIRouter, Query, Response
from plumbing.database import Transaction
from plumbing.exports import CsvExport
from plumbing.paging import Limit, encode_cursor, id_in, text_in
from plumbing.web import Door, Out, Page, opens_for

from ..domain.contractor_records import Figure, Figures, NoSuchContractor, Quarter, Row, by_contractor, together
from ..store import contractor_records as store
from ..store.contractor_records import Asked
from .asking import Wanted
from .contracts import Code

router = APIRouter(tags=["contractors compared"])
READERS = (
    Role.ENGINEERING_DESK, Role.SITE_LEAD, Role.SERVICE_SUPERVISOR, Role.RECORDS_CLERK, Role.CENTRE_DIRECTOR,
    Role.ENGINEERING, Role.QUALITY_SUPERVISOR, Role.DEPUTY_CHIEF_ENGINEER, Role.CHIEF_ENGINEER, Role.VICE_PRESIDENT,
    Role.GENERAL_MANAGER, Role.FINANCE_OFFICER, Role.AUDITOR, Role.LEGAL_COUNSEL,
)  # fmt: skip
InQuarter = Annotated[str | None, Query(max_length=20, description="a year and quarter like 2026-Q4; all without")]
CSV: dict[int | str, dict[str, Any]] = {200: {"content": {"text/csv": {}}}}
HEADINGS: Mapping[str, str] = {
    "contractor": "施工单位代码", "project": "项目", "quarter": "季度", "orders": "派工单数", "on_time": "按时", "late": "逾期",
    "declined": "拒绝维修", "handed_over": "改派", "taken_over": "小分队接手", "completed": "完成", "one_repair": "一次修复",
    "reworks": "返工次数", "checks_failed": "验收不合格次数", "owner_refusals": "业主拒签次数", "repair_seconds": "维修用时（秒）",
    "deducted_fen": "质保金扣回（分）", "claimed_fen": "另行索赔（分）",
}  # fmt: skip


class ShareOut(Out):
    """So many of so many; in ten-thousandths, none where there is nothing to share."""

    count: int
    of: int
    basis_points: int | None


class FiguresOut(Out):
    """The figures, and the shares with their counts."""

    orders: int
    on_time: int
    late: int
    declined: int
    handed_over: int
    taken_over: int
    completed: int
    one_repair: int
    reworks: int
    checks_failed: int
    owner_refusals: int
    repair_seconds: int
    deducted_fen: int
    claimed_fen: int
    on_time_share: ShareOut
    taken_over_share: ShareOut
    one_repair_share: ShareOut
    mean_hours_hundredths: int | None


class RowOut(Out):
    """One project's quarter."""

    project: str
    quarter: str
    figures: FiguresOut


class RecordOut(Out):
    """A contractor's record: all of what was asked for, and by project and quarter; what he has in hand now."""

    contractor: str
    name: str
    figures: FiguresOut
    open_orders: int
    rows: list[RowOut]


class StandingOut(Out):
    """A contractor among the others."""

    contractor: str
    name: str
    figures: FiguresOut
    open_orders: int


class OrderBehindOut(Out):
    """An order that adds to a figure, and how much."""

    order_id: UUID
    order_no: str
    case_no: str
    project: str
    unit_no: str | None
    part: Part
    issued_at: datetime
    settled_by: str
    settled_at: datetime
    quarter: str
    adds: int


@router.get("/contractors/{code}/record")
async def get_record(
    code: Code,
    door: Annotated[Door, opens_for(*READERS, Role.CONTRACTOR)],
    project: Wanted = None,
    quarter: InQuarter = None,
) -> RecordOut:
    """A contractor's record; a contractor his own."""
    asked = _of_one(door, code, project, quarter)
    async with door.reading() as tx:
        name, rows = await store.name(tx, code), await store.rows(tx, asked)
        in_hand = await store.open_orders(tx, asked)
    figures = FiguresOut.model_validate(together(rows))
    shown = [RowOut.model_validate(row) for row in rows]
    return RecordOut(contractor=code, name=name, figures=figures, open_orders=in_hand.get(code, 0), rows=shown)


@router.get("/contractors/{code}/record/orders")
async def get_orders_behind(
    code: Code,
    figure: Figure,
    door: Annotated[Door, opens_for(*READERS, Role.CONTRACTOR)],
    project: Wanted = None,
    quarter: InQuarter = None,
    cursor: str | None = None,
    limit: Limit = 50,
) -> Page[OrderBehindOut]:
    """The orders behind a figure, the latest first; what they add is the figure."""
    asked, before = _of_one(door, code, project, quarter), id_in(cursor)
    async with door.reading() as tx:
        await store.name(tx, code)
        found = await store.orders_behind(tx, asked, figure, before, limit + 1)
    more = encode_cursor([found[limit - 1].order_id]) if len(found) > limit else None
    return Page(items=[OrderBehindOut.model_validate(each) for each in found[:limit]], next=more)


@router.get("/contractor-records")
async def get_contractor_records(
    door: Annotated[Door, opens_for(*READERS)],
    project: Wanted = None,
    quarter: InQuarter = None,
    cursor: str | None = None,
    limit: Limit = 50,
) -> Page[StandingOut]:
    """The contractors side by side, by code."""
    asked, after = _of_all(door, project, quarter), text_in(cursor)
    async with door.reading() as tx:
        sums, in_hand = by_contractor(await store.rows(tx, asked)), await store.open_orders(tx, asked)
        codes = sorted(code for code in sums.keys() | in_hand.keys() if code > after)
        names = await store.names(tx, codes[:limit])
    items = [
        StandingOut(
            contractor=code, name=names[code], open_orders=in_hand.get(code, 0),
            figures=FiguresOut.model_validate(sums.get(code, Figures())),
        )
        for code in codes[:limit]
    ]  # fmt: skip
    return Page(items=items, next=encode_cursor([codes[limit - 1]]) if len(codes) > limit else None)


@router.get("/contractor-records/export.csv", response_class=Response, responses=CSV)
async def get_contractor_records_csv(
    door: Annotated[Door, opens_for(*READERS)],
    project: Wanted = None,
    quarter: InQuarter = None,
    headings: Literal["zh", "en"] = "zh",
) -> Response:
    """The contractors by project and quarter, all of them."""
    asked = _of_all(door, project, quarter)

    async def count(tx: Transaction) -> int:
        return await store.count_rows(tx, asked)

    async def rows(tx: Transaction) -> AsyncGenerator[Sequence[Any], None]:
        async with aclosing(store.each_row(tx, asked)) as found:
            async for row in found:
                yield _cells(row)

    called = tuple(HEADINGS.values() if headings == "zh" else HEADINGS)
    return CsvExport(door.db, "contractor-records.csv", called, count, rows)


def _cells(row: Row) -> tuple[Any, ...]:
    return row.contractor, row.project, row.quarter, *astuple(row.figures)


def _of_one(door: Door, code: str, project: str | None, quarter: str | None) -> Asked:
    """What is asked of one contractor's record. Raises ``NoSuchContractor`` where a contractor asks for another's."""
    if not door.caller.has(Role.CONTRACTOR):
        return Asked(code, *_within(door, project, quarter))
    if door.caller.contractor != code:
        raise NoSuchContractor
    return Asked(code, None, project, Quarter.read(quarter) if quarter else None)


def _of_all(door: Door, project: str | None, quarter: str | None) -> Asked:
    return Asked(None, *_within(door, project, quarter))


def _within(
    door: Door, project: str | None, quarter: str | None
) -> tuple[list[str] | None, str | None, Quarter | None]:
    if project:
        door.caller.must_reach(project, "query:project")
    return door.caller.reach, project, Quarter.read(quarter) if quarter else None
