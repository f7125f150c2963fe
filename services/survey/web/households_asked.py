"""Whom a campaign asks, and what staff bring back from them (V5, V6)."""

from collections.abc import AsyncGenerator, Sequence
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from aftercare_contracts.values import Role
from fastapi import APIRouter, Response
from plumbing.database import Transaction
from plumbing.exports import CsvExport
from plumbing.ids import new_id
from plumbing.paging import Cursor, Limit, encode_cursor, id_in
from plumbing.web import Caller, Day, Door, In, Out, Page, opens_for, text
from pydantic import Field, StrictBool

from ..domain.paper import Entry
from ..domain.responses import Answer, By
from ..domain.responses import Response as Given
from ..store import invitations
from ..store import responses as store
from ..store.responses import NoSuchResponse
from ..use_cases import collecting, entries
from .campaigns import READERS, Code, seen

router = APIRouter(tags=["campaigns"])
ENTERERS = (
    Role.SERVICE_OFFICER, Role.SERVICE_SUPERVISOR, Role.CASE_OFFICER, Role.RECORDS_CLERK, Role.HOTLINE_CLERK,
    Role.QUALITY_SUPERVISOR,
)  # fmt: skip
Reader = Annotated[Door, opens_for(*READERS)]
Enterer = Annotated[Door, opens_for(*ENTERERS)]
HEADINGS = ("项目", "楼栋", "房号", "抽取方式", "已发链接", "已答复", "跟进次数")
CHOSEN = {"drawn": "随机抽取", "complained": "曾投诉"}


class AnswerIn(In):
    """An item's step, with the comment beside it."""

    item: Code
    step: Code
    comment: Annotated[str, text(500, 0)] = ""


class EntryIn(In):
    """A form as it was brought: on paper with its number, from a call, or from a visit at home."""

    by: Literal["paper", "phone", "home"]
    answers: Annotated[tuple[AnswerIn, ...], Field(max_length=100)] = ()
    overall: Code | None = None
    comment: Annotated[str, text(2000, 0)] = ""
    form_no: Annotated[str, text(40, 0)] = ""
    surveyed_by: Annotated[str, text(100)]
    surveyed_on: Day
    owner_signed: StrictBool

    def as_entry(self) -> Entry:
        """For the rules."""
        answers = tuple(Answer(each.item, each.step, each.comment) for each in self.answers)
        known = {name: getattr(self, name) for name in type(self).model_fields if name in Entry.__dataclass_fields__}
        return Entry(**known | {"by": By(self.by), "answers": answers})


class HouseholdEntryIn(EntryIn):
    """Whose form it is."""

    project: Code
    unit_no: Code


class CorrectionIn(EntryIn):
    """The form as it should have been entered, and what was wrong."""

    reason: Annotated[str, text(500)]


class FollowUpIn(In):
    """How a household that did not answer was asked again, and what came of it."""

    way: Literal["phone", "home", "letter"]
    note: Annotated[str, text(1000)]


class InvitationOut(Out):
    """A household that is asked."""

    invitation_id: UUID
    project: str
    building: str
    unit_no: str
    customer_id: UUID | None
    chosen: str
    link_sent: bool
    reminders: int
    response_id: UUID | None
    answered_at: datetime | None
    follow_ups: int


class ResponseOut(Out):
    """What was entered, and what it replaces."""

    response_id: UUID
    campaign_id: UUID | None
    project: str
    building: str | None
    unit_no: str | None
    form_code: str
    form_version: int
    overall: str | None
    answers: list[AnswerIn]
    comment: str
    by: By
    entered_by: str | None
    given_at: datetime
    is_pilot: bool
    replaces: UUID | None


@router.get("/campaigns/{campaign_id}/invitations")
async def get_invitations(
    campaign_id: UUID, door: Reader, answered: bool | None = None, cursor: Cursor = None, limit: Limit = 50
) -> Page[InvitationOut]:
    """Who is asked, within the caller's projects; ``answered=false``: whom to follow up."""
    async with door.reading() as tx:
        await seen(tx, campaign_id, door.caller)
        found = await invitations.invitations(tx, campaign_id, door.caller.reach, answered, id_in(cursor), limit + 1)
    items = [
        InvitationOut.model_validate({**_plain(each), "link_sent": each.link_id is not None}) for each in found[:limit]
    ]
    return Page(items=items, next=encode_cursor([items[-1].invitation_id]) if len(found) > limit else None)


@router.get("/campaigns/{campaign_id}/invitations.csv", response_class=Response)
async def get_list(campaign_id: UUID, door: Reader) -> Response:
    """The list by which paper forms are handed out, by building and unit."""
    within = door.caller.reach
    async with door.reading() as tx:
        campaign = await seen(tx, campaign_id, door.caller)

    async def count(tx: Transaction) -> int:
        counts = await invitations.counts_by_project(tx, campaign_id)
        return sum(number for project, number in counts.items() if door.caller.reaches(project))

    async def rows(tx: Transaction) -> AsyncGenerator[Sequence[Any], None]:
        async for each in invitations.each(tx, campaign_id, within):
            link, answer = ("是" if found else "" for found in (each.link_id, each.response_id))
            yield each.project, each.building, each.unit_no, CHOSEN[each.chosen], link, answer, each.follow_ups

    return CsvExport(door.db, f"{campaign.campaign_no}.csv", HEADINGS, count, rows)


@router.post(
    "/campaigns/{campaign_id}/invitations/{invitation_id}/follow-ups", status_code=201, response_model=InvitationOut
)
async def post_follow_up(campaign_id: UUID, invitation_id: UUID, body: FollowUpIn, door: Enterer) -> Response:
    """A household that did not answer was asked again."""

    async def act(tx: Transaction) -> InvitationOut:
        campaign = await seen(tx, campaign_id, door.caller)
        found = await invitations.invitation(tx, campaign_id, invitation_id)
        if not door.caller.reaches(found.project):
            raise invitations.NotInvited
        await collecting.follow_up(tx, campaign, invitation_id, body.way, body.note, door.caller.person)
        found = await invitations.invitation(tx, campaign_id, invitation_id)
        return InvitationOut.model_validate({**_plain(found), "link_sent": found.link_id is not None})

    return await door.once(body, act)


@router.post("/campaigns/{campaign_id}/responses", status_code=201, response_model=ResponseOut)
async def post_response(campaign_id: UUID, body: HouseholdEntryIn, door: Enterer) -> Response:
    """Enter a household's form; not of one's own work."""

    async def act(tx: Transaction) -> ResponseOut:
        await seen(tx, campaign_id, door.caller)
        door.caller.must_reach(body.project)
        return shown(await entries.enter(
            tx, new_id(), campaign_id, body.project, body.unit_no, body.as_entry(), door.caller.person, door.caller.roles, tx.now,
        ))  # fmt: skip

    return await door.once(body, act)


@router.get("/responses/{response_id}")
async def get_response(response_id: UUID, door: Reader) -> ResponseOut:
    """A form that was filled in, replaced or not."""
    async with door.reading() as tx:
        return shown(await _seen_response(tx, response_id, door.caller))


@router.post("/responses/{response_id}/corrections", status_code=201, response_model=ResponseOut)
async def post_correction(response_id: UUID, body: CorrectionIn, door: Enterer) -> Response:
    """A second entry in place of the first, which is kept."""

    async def act(tx: Transaction) -> ResponseOut:
        first = await _seen_response(tx, response_id, door.caller)
        return shown(await entries.correct(
            tx, new_id(), first, body.as_entry(), body.reason, door.caller.person, door.caller.roles, tx.now,
        ))  # fmt: skip

    return await door.once(body, act)


async def _seen_response(tx: Transaction, response_id: UUID, caller: Caller) -> Given:
    found = await store.response(tx, response_id)
    if not caller.reaches(found.project):
        raise NoSuchResponse
    return found


def shown(response: Given) -> ResponseOut:
    """As the doors show it; the name a customer signed with stays where it is."""
    known = {name: getattr(response, name) for name in ResponseOut.model_fields if name != "answers"}
    answers = [AnswerIn(item=each.item, step=each.step, comment=each.comment) for each in response.answers]
    return ResponseOut(**known, answers=answers)


def _plain(found: invitations.Invitation) -> dict[str, Any]:
    return {name: getattr(found, name) for name in InvitationOut.model_fields if name != "link_sent"}
