"""Results over HTTP: satisfaction, and the comments gathered (V7)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from aftercare_contracts.errors import Invalid, Problem
from aftercare_contracts.periods import end_of
from aftercare_contracts.values import Role
from fastapi import APIRouter, Query, Response
from plumbing.paging import PLAIN, Cursor, Limit, NoCursor, decode_cursor, encode_cursor
from plumbing.web import Caller, Day, Door, Out, Page, opens_for

from ..domain.forms import Counts, Form, Group, Item
from ..domain.months import midnight
from ..domain.result_document import document
from ..domain.satisfaction import Result, Tally
from ..store import results as store
from ..store.results import Wanted
from ..use_cases import results as use_cases
from ..use_cases.results import Apart
from .printed import Format, Language, TableKey, printed

router = APIRouter(tags=["results"])
READERS = (
    Role.SITE_LEAD, Role.SERVICE_SUPERVISOR, Role.SERVICE_OFFICER, Role.CENTRE_DIRECTOR, Role.VICE_PRESIDENT,
    Role.GENERAL_MANAGER, Role.QUALITY_SUPERVISOR, Role.MANAGEMENT_REPRESENTATIVE, Role.COMPANY_OFFICE,
    Role.DEPARTMENT_MANAGER, Role.ENGINEERING_DESK, Role.SALES_DESK, Role.PROPERTY_DESK, Role.PROPERTY_COMPANY,
)  # fmt: skip
Code = Annotated[str, Query(min_length=1, max_length=60, pattern=PLAIN)]
MaybeCode = Annotated[str | None, Query(min_length=1, max_length=60, pattern=PLAIN)]


PLACES_MAX = 1000


class DaysAstray(Invalid):
    """A time begins before it ends."""


class TallyOut(Out):
    """Answers, what they count as, the satisfied share from 0 to 1 and its 95 % interval (Wilson); none without an answer."""

    answered: int
    satisfied: int
    neither: int
    dissatisfied: int
    share: float | None
    low: float | None
    high: float | None

    @classmethod
    def of(cls, tally: Tally) -> "TallyOut":
        """As the figures stand."""
        low, high = tally.interval or (None, None)
        return cls(
            answered=tally.answered, satisfied=tally.satisfied, neither=tally.neither, dissatisfied=tally.dissatisfied,
            share=tally.share, low=low, high=high,
        )  # fmt: skip


class NamedTallyOut(TallyOut):
    """Of one item or group of the form."""

    code: str
    zh: str
    en: str


class ResultOut(Out):
    """Forms returned, with an overall answer and without; ``share_returned`` where it is known how many were handed out."""

    returned: int
    without_overall: int
    handed_out: int | None
    share_returned: float | None
    overall: TallyOut
    groups: list[NamedTallyOut]
    items: list[NamedTallyOut]


class PartOut(ResultOut):
    """Of one project, building, contractor, campaign or period."""

    key: str


class SatisfactionOut(Out):
    """The whole, its parts, and a pilot apart."""

    form: str
    zh: str
    en: str
    whole: ResultOut
    pilot: ResultOut
    parts: list[PartOut]


class CommentOut(Out):
    """A comment beside an item, or on the whole form where no item is named. No name, no unit."""

    response_id: UUID
    project: str
    building: str | None
    given_at: datetime
    is_pilot: bool
    item: str | None
    step: str | None
    counts: Counts | None
    comment: str


@router.get("/satisfaction")
async def get_satisfaction(
    door: Annotated[Door, opens_for(*READERS)],
    form: Code = "satisfaction",
    project: MaybeCode = None,
    campaign_id: UUID | None = None,
    begins_on: Day | None = None,
    ends_on: Day | None = None,
    by: Apart | None = None,
) -> SatisfactionOut:
    """Satisfaction within the caller's reach, from a day to a day inclusive (V7)."""
    wanted = asked(door.caller, form, project, campaign_id, begins_on, ends_on)
    async with door.reading() as tx:
        found = await use_cases.satisfaction(tx, wanted, by, tx.now)
    parts = [PartOut(key=key, **dict(_result(found.form, result))) for key, result in found.parts.items()]
    return SatisfactionOut(
        form=found.form.code, zh=found.form.zh, en=found.form.en, whole=_result(found.form, found.whole),
        pilot=_result(found.form, found.pilot), parts=parts,
    )  # fmt: skip


@router.get("/satisfaction/documents", response_class=Response)
async def get_document(
    door: Annotated[Door, opens_for(*READERS)],
    form: Code = "satisfaction",
    project: MaybeCode = None,
    campaign_id: UUID | None = None,
    begins_on: Day | None = None,
    ends_on: Day | None = None,
    by: Apart | None = None,
    format: Format = Format.PDF,
    language: Language = Language.ZH,
    table: TableKey = "items",
) -> Response:
    """The result as a document, with the objectives held against it and each shortfall named (V7, V9)."""
    wanted = asked(door.caller, form, project, campaign_id, begins_on, ends_on)
    async with door.reading() as tx:
        reported = await use_cases.report(tx, wanted, by, begins_on, ends_on, language, tx.now)
    return await printed(document(reported), format, table)


@router.get("/comments")
async def get_comments(
    door: Annotated[Door, opens_for(*READERS)],
    form: Code = "satisfaction",
    project: MaybeCode = None,
    campaign_id: UUID | None = None,
    begins_on: Day | None = None,
    ends_on: Day | None = None,
    item: MaybeCode = None,
    counts: Counts | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[CommentOut]:
    """What customers wrote, by item; without names, the latest first."""
    wanted = asked(door.caller, form, project, campaign_id, begins_on, ends_on)
    async with door.reading() as tx:
        found = await store.comments(tx, wanted, item, counts, _place_in(cursor), limit + 1)
    page = found[:limit]
    more = encode_cursor([page[-1]["response_id"], page[-1]["place"]]) if len(found) > limit else None
    return Page(items=[CommentOut.model_validate(dict(row)) for row in page], next=more)


def asked(
    caller: Caller,
    form: str,
    project: str | None,
    campaign_id: UUID | None,
    begins_on: date | None,
    ends_on: date | None,
) -> Wanted:
    """Which forms a request is about. Raises ``DaysAstray``."""
    if begins_on and ends_on:
        must_be_in_order(begins_on, ends_on, "query:ends_on")
    return Wanted(
        form_code=form, within=caller.reach, project=project, campaign_id=campaign_id,
        begins_at=midnight(begins_on) if begins_on else None, ends_at=end_of(ends_on) if ends_on else None,
    )  # fmt: skip


def must_be_in_order(begins_on: date, ends_on: date, pointer: str) -> None:
    """Raises ``DaysAstray``."""
    if ends_on < begins_on:
        raise DaysAstray("", Problem(pointer, str(ends_on), f"{begins_on} or later"))


def _result(form: Form, result: Result) -> ResultOut:
    groups, items = _in_order(form.groups, result.groups), _in_order(form.items, result.items)
    return ResultOut(
        returned=result.returned, without_overall=result.without_overall, handed_out=result.handed_out,
        share_returned=result.share_returned, overall=TallyOut.of(result.overall), groups=groups, items=items,
    )  # fmt: skip


def _in_order(named: Sequence[Group | Item], tallies: Mapping[str, Tally]) -> list[NamedTallyOut]:
    """In the form's order; what only an earlier version of the form asked comes last, by its code."""
    words = {each.code: (each.zh, each.en) for each in named}
    codes = [code for code in words if code in tallies] + sorted(tallies.keys() - words.keys())
    return [
        NamedTallyOut(
            code=code, zh=words.get(code, (code, code))[0], en=words.get(code, (code, code))[1],
            **dict(TallyOut.of(tallies[code])),
        )
        for code in codes
    ]  # fmt: skip


def _place_in(cursor: str | None) -> tuple[UUID, int] | None:
    if cursor is None:
        return None
    response_id, place = decode_cursor(cursor, 2)
    if not isinstance(response_id, str) or type(place) is not int or not 0 <= place <= PLACES_MAX:
        raise NoCursor("", Problem("query:cursor", "not one of ours", "the `next` of a page, unchanged"))
    try:
        return UUID(response_id), place
    except ValueError as error:
        raise NoCursor("", Problem("query:cursor", "not one of ours", "the `next` of a page, unchanged")) from error
