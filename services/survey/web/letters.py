"""Open letters over HTTP (V6)."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from aftercare_contracts.values import Role
from fastapi import APIRouter, Query, Response
from plumbing.database import Transaction
from plumbing.paging import PLAIN, Cursor, Limit, encode_cursor, id_in
from plumbing.web import Caller, Day, Door, In, Out, Page, opens_for, text
from pydantic import Field

from ..domain import letter_document
from ..domain import letters as domain
from ..domain.letters import Letter, NoSuchLetter, Promise, State, Words
from ..store import households
from ..store import letters as store
from ..use_cases import letters as use_cases
from ..use_cases.letters import About
from .printed import Format, Language, printed
from .results import READERS, must_be_in_order

router = APIRouter(prefix="/open-letters", tags=["open letters"])
WRITERS = (
    Role.SITE_LEAD,
    Role.SERVICE_SUPERVISOR,
    Role.SERVICE_OFFICER,
    Role.QUALITY_SUPERVISOR,
    Role.PROPERTY_COMPANY,
)
CONSENTERS = (Role.MANAGEMENT_REPRESENTATIVE,)
Code = Annotated[str | None, Query(min_length=1, max_length=60, pattern=PLAIN)]


class PaperFormat(StrEnum):
    """In what a letter is written."""

    PDF = "pdf"
    JSON = "json"


class DraftIn(In):
    """What the letter is about; how many forms were handed out, where that is to be said."""

    project: Annotated[str, text(60)]
    form: Annotated[str, text(60)] = "satisfaction"
    campaign_id: UUID | None = None
    begins_on: Day
    ends_on: Day
    handed_out: Annotated[int | None, Field(gt=0, le=1_000_000, strict=True)] = None


class WordsIO(In):
    """The texts in one language; paragraphs are parted by a line feed. The promises stand between opening and closing."""

    title: Annotated[str, text(100)]
    opening: Annotated[str, text(6000)]
    closing: Annotated[str, text(3000)]


class PromiseIn(In):
    """What will be done, how, by whom and by when."""

    item: Annotated[str, text(60)] | None = None
    zh: Annotated[str, text(500)]
    en: Annotated[str, text(1000)]
    owner_role: Role
    due_on: Day


class RevisionIn(In):
    """The whole letter as it shall be."""

    zh: WordsIO
    en: WordsIO
    promises: Annotated[tuple[PromiseIn, ...], Field(max_length=30)]


class BecauseIn(In):
    """Why."""

    because: Annotated[str, text(2000)]


class PostingIn(In):
    """When and where it was posted."""

    posted_on: Day
    place: Annotated[str, text(200)]


class NothingIn(In):
    """Nothing more to say."""


class WordsOut(Out):
    """The texts in one language."""

    title: str
    opening: str
    closing: str


class PromiseOut(Out):
    """A promise; its task is found under ``/tasks?subject=`` the letter, once it is posted."""

    item: str | None
    zh: str
    en: str
    owner_role: Role
    due_on: date


class LetterOut(Out):
    """A letter and where it stands."""

    letter_id: UUID
    letter_no: str
    project: str
    campaign_id: UUID | None
    form_code: str
    begins_on: date
    ends_on: date
    zh: WordsOut
    en: WordsOut
    promises: tuple[PromiseOut, ...]
    drafted_by: str
    drafted_at: datetime
    state: State
    writers: tuple[str, ...]
    revised_at: datetime | None
    consented_by: str | None
    consented_at: datetime | None
    refused_because: str | None
    posted_by: str | None
    posted_on: date | None
    posted_at_place: str | None
    passed_on_by: str | None
    passed_on_at: datetime | None
    withdrawn_by: str | None
    withdrawn_because: str | None


@router.get("")
async def get_letters(
    door: Annotated[Door, opens_for(*READERS)],
    project: Code = None,
    state: State | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[LetterOut]:
    """Those within the caller's reach, the latest first."""
    async with door.reading() as tx:
        found = await store.letters(tx, door.caller.reach, project, state, id_in(cursor), limit + 1)
    items = [LetterOut.model_validate(each) for each in found[:limit]]
    return Page(items=items, next=encode_cursor([items[-1].letter_id]) if len(found) > limit else None)


@router.get("/{letter_id}")
async def get_letter(letter_id: UUID, door: Annotated[Door, opens_for(*READERS)]) -> LetterOut:
    """One."""
    async with door.reading() as tx:
        return LetterOut.model_validate(await _seen(tx, letter_id, door.caller))


@router.get("/{letter_id}/documents", response_class=Response)
async def get_letter_document(
    letter_id: UUID,
    door: Annotated[Door, opens_for(*READERS)],
    format: PaperFormat = PaperFormat.PDF,
    language: Language = Language.ZH,
) -> Response:
    """The letter as it is posted."""
    async with door.reading() as tx:
        letter = await _seen(tx, letter_id, door.caller)
        estate = await households.estate(tx, letter.project)
    written_at = letter.consented_at or letter.revised_at or letter.drafted_at
    name = estate.name if estate else letter.project
    return await printed(letter_document.document(letter, name, language, written_at), Format(format))


@router.post("", status_code=201, response_model=LetterOut)
async def post_letter(body: DraftIn, door: Annotated[Door, opens_for(*WRITERS)]) -> Response:
    """A draft from the figures, for staff to edit."""

    async def act(tx: Transaction) -> LetterOut:
        door.caller.must_reach(body.project)
        must_be_in_order(body.begins_on, body.ends_on, "/ends_on")
        about = About(
            project=body.project, form_code=body.form, begins_on=body.begins_on, ends_on=body.ends_on,
            campaign_id=body.campaign_id, handed_out=body.handed_out,
        )  # fmt: skip
        return LetterOut.model_validate(await use_cases.draft(tx, about, door.caller.person, tx.now))

    return await door.once(body, act)


@router.post("/{letter_id}/revisions", status_code=201, response_model=LetterOut)
async def post_revision(letter_id: UUID, body: RevisionIn, door: Annotated[Door, opens_for(*WRITERS)]) -> Response:
    """Staff edit the whole of it; after a consent it needs consent anew."""

    async def act(tx: Transaction) -> Letter:
        domain.must_be_promisers([each.owner_role for each in body.promises])
        promises = [Promise(**dict(each)) for each in body.promises]
        zh, en = Words(**dict(body.zh)), Words(**dict(body.en))
        return await use_cases.revise(tx, letter_id, zh, en, promises, door.caller.person, tx.now)

    return await _move(door, letter_id, body, act)


@router.post("/{letter_id}/submissions", status_code=201, response_model=LetterOut)
async def post_submission(letter_id: UUID, body: NothingIn, door: Annotated[Door, opens_for(*WRITERS)]) -> Response:
    """To the management representative."""
    return await _move(door, letter_id, body, lambda tx: use_cases.submit(tx, letter_id))


@router.post("/{letter_id}/consents", status_code=201, response_model=LetterOut)
async def post_consent(letter_id: UUID, body: NothingIn, door: Annotated[Door, opens_for(*CONSENTERS)]) -> Response:
    """The management representative consents; never one who wrote it."""
    return await _move(door, letter_id, body, lambda tx: use_cases.consent(tx, letter_id, door.caller.person, tx.now))


@router.post("/{letter_id}/refusals", status_code=201, response_model=LetterOut)
async def post_refusal(letter_id: UUID, body: BecauseIn, door: Annotated[Door, opens_for(*CONSENTERS)]) -> Response:
    """Back to those who wrote it."""
    return await _move(
        door, letter_id, body, lambda tx: use_cases.refuse(tx, letter_id, body.because, door.caller.person)
    )


@router.post("/{letter_id}/postings", status_code=201, response_model=LetterOut)
async def post_posting(letter_id: UUID, body: PostingIn, door: Annotated[Door, opens_for(*WRITERS)]) -> Response:
    """It hangs; each promise is a task from now on."""
    return await _move(
        door, letter_id, body,
        lambda tx: use_cases.post(tx, letter_id, body.posted_on, body.place, door.caller.person, tx.now),
    )  # fmt: skip


@router.post("/{letter_id}/passings", status_code=201, response_model=LetterOut)
async def post_passing(letter_id: UUID, body: NothingIn, door: Annotated[Door, opens_for(*WRITERS)]) -> Response:
    """Count and letter went on to the quality department."""
    return await _move(door, letter_id, body, lambda tx: use_cases.pass_on(tx, letter_id, door.caller.person, tx.now))


@router.post("/{letter_id}/withdrawals", status_code=201, response_model=LetterOut)
async def post_withdrawal(letter_id: UUID, body: BecauseIn, door: Annotated[Door, opens_for(*WRITERS)]) -> Response:
    """It will not be posted."""
    return await _move(
        door, letter_id, body, lambda tx: use_cases.withdraw(tx, letter_id, body.because, door.caller.person)
    )


async def _move(door: Door, letter_id: UUID, body: In, do: Callable[[Transaction], Awaitable[Letter]]) -> Response:
    async def act(tx: Transaction) -> LetterOut:
        await _seen(tx, letter_id, door.caller)
        return LetterOut.model_validate(await do(tx))

    return await door.once(body, act)


async def _seen(tx: Transaction, letter_id: UUID, caller: Caller) -> Letter:
    letter = await store.letter(tx, letter_id)
    if not caller.reaches(letter.project):
        raise NoSuchLetter
    return letter
