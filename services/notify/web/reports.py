"""The door to reports: drawn on their day or by hand, looked at, downloaded, signed (N3, N4)."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from aftercare_contracts.values import Department, Role
from fastapi import APIRouter, Query, Response
from plumbing.database import Transaction
from plumbing.paging import PLAIN, Cursor, Limit, encode_cursor, id_in
from plumbing.web import Caller, Door, In, Out, Page, opens_for, text
from printing.as_json import from_json
from printing.document import Document
from pydantic import Field

from ..domain import reports as domain
from ..domain.reports import Kind, NoSuchReport, Report, Step
from ..domain.spans import span_named
from ..store import reports as store
from ..use_cases import reports as use_cases
from .report_files import FORMS, one_table, written

router = APIRouter(prefix="/reports", tags=["reports"])
READERS = domain.READERS
DRAWERS = (
    Role.SITE_LEAD, Role.CENTRE_DIRECTOR, Role.SERVICE_SUPERVISOR, Role.QUALITY_SUPERVISOR, Role.SALES, Role.PROPERTY_COMPANY,
)  # fmt: skip
SIGNERS = tuple(sorted(set(READERS) - {Role.AUDITOR, Role.OPERATOR}))
Plain = Annotated[str | None, Query(max_length=40, pattern=PLAIN)]


class ReportIn(In):
    """Which report: a week is written 2026-W11, a month 2026-03, a quarter 2026-Q1, a year 2026."""

    kind: Kind
    period: Annotated[str, text(10)]
    project: Annotated[str, text(40)] | None = None
    department: Department | None = None


class SignatureIn(In):
    """The step that is taken, and the words it asks for, by their names."""

    step: Step
    words: dict[Annotated[str, text(40)], Annotated[str, text(domain.WORDS_MAX)]] = Field(
        default_factory=dict, max_length=10
    )


class DeedOut(Out):
    """A step that was taken."""

    step: Step
    by: str
    role: Role
    at: datetime
    words: dict[str, str]


class StepOut(Out):
    """A step that is to be taken."""

    step: Step
    roles: list[Role]
    words: list[str]


class ReportOut(Out):
    """A version of a report. ``sha256`` is that of what was drawn, which never changes."""

    report_id: UUID
    report_no: str
    kind: Kind
    period: str
    project: str | None
    department: Department | None
    version: int
    is_latest: bool
    title_zh: str
    title_en: str
    drawn_at: datetime
    drawn_by: str
    sha256: str
    state: str
    next_step: StepOut | None
    deeds: list[DeedOut]


@router.get("")
async def get_reports(
    door: Annotated[Door, opens_for(*READERS)],
    kind: Kind | None = None,
    period: Plain = None,
    project: Plain = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[ReportOut]:
    """The reports the caller may see, the latest first."""
    roles, before = door.caller.roles, id_in(cursor)
    async with door.reading() as tx:
        found = await store.reports(
            tx, domain.kinds_seen(roles), domain.departments_seen(roles), door.caller.reach, kind, period, project, before,
            limit + 1,
        )  # fmt: skip
    items = [_shown(report) for report in found[:limit]]
    return Page(items=items, next=encode_cursor([items[-1].report_id]) if len(found) > limit else None)


@router.post("", status_code=201, response_model=ReportOut)
async def post_report(body: ReportIn, door: Annotated[Door, opens_for(*DRAWERS)]) -> Response:
    """Draw a report by hand: a new version beside those there are."""
    span = span_named(domain.LENGTHS[body.kind], body.period, "/period")
    _must_be_theirs(body, door.caller)

    async def act(tx: Transaction) -> ReportOut:
        by = door.caller.person
        return _shown(await use_cases.draw(tx, body.kind, span, body.project, body.department, by, tx.now))

    return await door.once(body, act)


def _must_be_theirs(body: ReportIn, caller: Caller) -> None:
    """A department draws its own table, who sees a kind draws it; one project's by who reaches it, other by who reaches all."""
    if body.department in domain.departments_seen(caller.roles):
        return
    if body.kind not in domain.kinds_seen(caller.roles):
        raise domain.NotYourStep("This report is drawn by others.")
    if body.project is not None:
        caller.must_reach(body.project)
    elif caller.reach is not None:
        raise domain.NotEverywhere


@router.get("/{report_id}.json")
async def get_json(report_id: UUID, door: Annotated[Door, opens_for(*READERS)]) -> Response:
    """The report for programs."""
    return await _file(report_id, door, "json")


@router.get("/{report_id}.xlsx")
async def get_xlsx(report_id: UUID, door: Annotated[Door, opens_for(*READERS)]) -> Response:
    """The report as a spreadsheet."""
    return await _file(report_id, door, "xlsx")


@router.get("/{report_id}.pdf")
async def get_pdf(report_id: UUID, door: Annotated[Door, opens_for(*READERS)]) -> Response:
    """The report on paper."""
    return await _file(report_id, door, "pdf")


@router.get("/{report_id}.csv")
async def get_csv(report_id: UUID, door: Annotated[Door, opens_for(*READERS)], table: Plain = None) -> Response:
    """One table by its key, or all of them in a ZIP."""
    if table is None:
        return await _file(report_id, door, "zip")
    report, document = await _document(report_id, door)
    return _answer(one_table(document, table), "text/csv", f"{report.report_no}-{table}.csv")


@router.get("/{report_id}")
async def get_report(report_id: UUID, door: Annotated[Door, opens_for(*READERS)]) -> ReportOut:
    """Where a report stands: who signed what, who is next."""
    async with door.reading() as tx:
        return _shown(await _seen(tx, report_id, door.caller))


@router.post("/{report_id}/signatures", status_code=201, response_model=ReportOut)
async def post_signature(report_id: UUID, body: SignatureIn, door: Annotated[Door, opens_for(*SIGNERS)]) -> Response:
    """Take the report's next step, with the words it asks for; each step by another person."""
    caller = door.caller

    async def act(tx: Transaction) -> ReportOut:
        await _seen(tx, report_id, caller)
        return _shown(await use_cases.sign(tx, report_id, body.step, caller.person, caller.roles, body.words, tx.now))

    return await door.once(body, act)


async def _seen(tx: Transaction, report_id: UUID, caller: Caller) -> Report:
    report = await store.report(tx, report_id)
    if not domain.is_seen(report, caller.roles, caller.reach):
        raise NoSuchReport
    return report


async def _document(report_id: UUID, door: Door) -> tuple[Report, Document]:
    async with door.reading() as tx:
        report = await _seen(tx, report_id, door.caller)
        drawn = await store.document(tx, report_id)
    return report, domain.shown(from_json(drawn), report)


async def _file(report_id: UUID, door: Door, form: str) -> Response:
    report, document = await _document(report_id, door)
    return _answer(await written(document, form), FORMS[form].media_type, f"{report.report_no}.{form}")


def _answer(content: bytes, media_type: str, name: str) -> Response:
    return Response(content, 200, {"Content-Disposition": f'attachment; filename="{name}"'}, media_type)


def _shown(report: Report) -> ReportOut:
    following = report.next_step
    same: dict[str, Any] = {
        name: getattr(report, name) for name in ReportOut.model_fields if name not in ("period", "next_step", "deeds")
    }
    return ReportOut(
        **same, period=report.span.name,
        next_step=StepOut(
            step=following.step, roles=list(following.roles_for(report.department)), words=list(following.words)
        ) if following else None,
        deeds=[DeedOut.model_validate(deed) for deed in report.deeds],
    )  # fmt: skip
