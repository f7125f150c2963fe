"""Units and cases as files: whole, streamed, and recorded where they carry personal data (B9, L8)."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from typing import Annotated, Any, Literal

from aftercare_contracts.errors import Forbidden, Problem
from fastapi import APIRouter, Depends, Query, Response
from plumbing.database import Transaction
from plumbing.exports import CsvExport
from plumbing.paging import PLAIN
from plumbing.web import Door, opens_for

from ..store import exports as store
from ..store import people
from .search import Asked
from .views import NEEDS_THE_PHONE, STAFF

router = APIRouter(tags=["exports"])
Headings = Literal["zh", "en"]
CSV: dict[int | str, dict[str, Any]] = {200: {"content": {"text/csv": {}}}}
UNITS: Mapping[str, str] = {
    "project": "项目", "building": "楼栋", "unit_no": "房号", "completion_accepted_on": "竣工验收日期", "handed_over_on": "交付日期",
    "refused_on": "拒收日期", "owner_name": "业主姓名", "owner_phone": "业主电话",
}  # fmt: skip
"""The names by which such a file can be read in again, in Chinese."""
CASES: Mapping[str, str] = {
    "case_no": "编号", "project": "项目", "unit_no": "房号", "kind": "类型", "case_class": "类别", "channel": "来源", "matter": "事项",
    "part": "部位", "phase": "阶段", "department": "责任部门", "desk": "岗位", "holder": "当前责任岗位", "holder_person": "当前责任人",
    "state": "状态", "round": "轮次", "verdict": "投诉判定", "taken_by": "受理人", "received_at": "来电时间", "registered_at": "登记时间",
    "closed_at": "办结时间", "customer_name": "客户姓名", "contact": "联系方式", "complaint": "内容",
}  # fmt: skip
PERSONAL = frozenset({"owner_name", "owner_phone", "customer_name", "contact", "complaint"})


class NotYourNeed(Forbidden):
    """Names, phones and words of customers are for those who call or visit them; leave out personal."""


@router.get("/units/export.csv", response_class=Response, responses=CSV)
async def get_units_csv(
    project: Annotated[str, Query(min_length=1, max_length=40, pattern=PLAIN)],
    door: Annotated[Door, opens_for(*STAFF)],
    personal: bool = False,
    headings: Headings = "zh",
) -> Response:
    """A project's units, all of them; with their owners where ``personal`` is asked for by whoever needs it."""
    door.caller.must_reach(project, "query:project")
    columns = await _columns(door, "units_export", project, UNITS, personal)

    async def count(tx: Transaction) -> int:
        return await store.count_units(tx, project)

    def rows(tx: Transaction) -> AsyncGenerator[Sequence[Any], None]:
        return store.units(tx, project, columns)

    return CsvExport(door.db, "units.csv", _called(columns, UNITS, headings), count, rows)


@router.get("/cases/export.csv", response_class=Response, responses=CSV)
async def get_cases_csv(
    door: Annotated[Door, opens_for(*STAFF)],
    asked: Annotated[Asked, Depends()],
    personal: bool = False,
    headings: Headings = "zh",
) -> Response:
    """The cases within the caller's reach, all of them; with the customer where ``personal`` is asked for by whoever needs it."""
    wanted = asked.of(door.caller)
    if wanted.project:
        door.caller.must_reach(wanted.project, "query:project")
    columns = await _columns(door, "cases_export", wanted.project, CASES, personal)

    async def count(tx: Transaction) -> int:
        return await store.count_cases(tx, wanted)

    def rows(tx: Transaction) -> AsyncGenerator[Sequence[Any], None]:
        return store.cases_of(tx, wanted, columns)

    return CsvExport(door.db, "cases.csv", _called(columns, CASES, headings), count, rows)


async def _columns(door: Door, what: str, project: str | None, known: Mapping[str, str], personal: bool) -> list[str]:
    """The columns this caller gets; that personal ones go out is recorded before they do. Raises ``NotYourNeed``."""
    if not personal:
        return [name for name in known if name not in PERSONAL]
    if not door.caller.has(*NEEDS_THE_PHONE):
        raise NotYourNeed("", Problem("query:personal", "true", "false"))
    async with door.transaction() as tx:
        await people.note_look(tx, what, project, None, door.caller.person, sorted(door.caller.roles), tx.now)
    return list(known)


def _called(columns: Sequence[str], known: Mapping[str, str], headings: Headings) -> list[str]:
    return [known[name] for name in columns] if headings == "zh" else list(columns)
