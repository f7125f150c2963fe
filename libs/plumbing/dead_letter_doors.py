"""The operator's doors to a service's dead letters: look, mend, replay, refuse; each act is on record with its person."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from aftercare_contracts.values import Role
from fastapi import APIRouter, Response

from . import dead_letters
from .database import Transaction
from .dead_letters import Act, By, Letter
from .letter_words import advice, envelope
from .paging import Cursor, Limit, encode_cursor, id_in
from .web import Door, In, Out, Page, opens_for, text

router = APIRouter(tags=["dead letters"])
Operator = Annotated[Door, opens_for(Role.OPERATOR, everywhere=True)]


class Because(In):
    """Why it is done."""

    why: Annotated[str, text(500)]


class Mending(Because):
    """The data as they should have been; the envelope stays as it is."""

    data: dict[str, Any]


class LetterOut(Out):
    """A letter, without its words. ``behind`` is how many messages wait for it."""

    letter_id: UUID
    source: str | None
    subject: str | None
    sequence: int | None
    type: str
    reason: str
    advice: str
    attempts: int | None
    buried_at: datetime
    behind: int
    bytes: int


class LetterWhole(LetterOut):
    """With its envelope; of its data only the shape. ``envelope`` is null where it cannot be read."""

    envelope: dict[str, Any] | None


class Words(Out):
    """A letter as it came; what is not UTF-8 in it is replaced."""

    letter_id: UUID
    words: str


class Mended(Out):
    """Where the data differ now."""

    letter_id: UUID
    changed: list[str]


class Done(Out):
    """``behind`` is how many messages waited for it."""

    letter_id: UUID
    behind: int


@router.get("/dead-letters")
async def get_letters(door: Operator, cursor: Cursor = None, limit: Limit = 50) -> Page[LetterOut]:
    """What could not be applied, and why."""
    after = id_in(cursor)
    async with door.reading() as tx:
        rows = await dead_letters.listed(tx, after, limit + 1)
    return Page(
        items=[LetterOut(**_shown(row)) for row in rows[:limit]],
        next=encode_cursor([rows[limit - 1].letter_id]) if len(rows) > limit else None,
    )


@router.get("/dead-letters/{letter_id}")
async def get_letter(letter_id: UUID, door: Operator) -> LetterWhole:
    """One letter with its envelope; nothing that somebody said or is stands in the answer."""
    async with door.reading() as tx:
        letter = await dead_letters.found(tx, letter_id)
    return LetterWhole(**_shown(letter), envelope=envelope(letter.body))


@router.post("/dead-letters/{letter_id}/readings", status_code=201)
async def post_reading(letter_id: UUID, body: Because, door: Operator) -> Words:
    """The letter as it came, personal values and all. Who read it and why is noted; the words are kept nowhere else."""
    async with door.transaction() as tx:
        letter = await dead_letters.read(tx, letter_id, By(door.caller.person, body.why))
    return Words(letter_id=letter_id, words=letter.body.decode("utf-8", "replace"))


@router.post("/dead-letters/{letter_id}/replays", status_code=201, response_model=Done)
async def post_replay(letter_id: UUID, body: Because, door: Operator) -> Response:
    """Try it anew, now that its cause is mended; what waits behind it follows."""

    async def act(tx: Transaction) -> Done:
        letter = await dead_letters.replay(tx, letter_id, By(door.caller.person, body.why))
        return Done(letter_id=letter_id, behind=letter.behind)

    return await door.once(body, act)


@router.post("/dead-letters/{letter_id}/mendings", status_code=201, response_model=Mended)
async def post_mending(letter_id: UUID, body: Mending, door: Operator) -> Response:
    """Try it anew with other data, which must be what the event's schema wants."""

    async def act(tx: Transaction) -> Mended:
        changed = await dead_letters.mend(tx, letter_id, body.data, By(door.caller.person, body.why))
        return Mended(letter_id=letter_id, changed=changed)

    return await door.once(body, act)


@router.post("/dead-letters/{letter_id}/refusals", status_code=201, response_model=Done)
async def post_refusal(letter_id: UUID, body: Because, door: Operator) -> Response:
    """Never apply it: what waits behind it goes on without it, and its words are gone from here."""

    async def act(tx: Transaction) -> Done:
        behind = await dead_letters.refuse(tx, letter_id, By(door.caller.person, body.why))
        return Done(letter_id=letter_id, behind=behind)

    return await door.once(body, act)


@router.get("/dead-letter-acts")
async def get_acts(door: Operator, cursor: Cursor = None, limit: Limit = 50) -> Page[Act]:
    """What people did with dead letters, the latest first."""
    before = id_in(cursor)
    async with door.reading() as tx:
        rows = await dead_letters.past(tx, before, limit + 1)
    return Page(
        items=rows[:limit],
        next=encode_cursor([rows[limit - 1].act_id]) if len(rows) > limit else None,
    )


def _shown(letter: Letter) -> dict[str, Any]:
    names = ("letter_id", "source", "subject", "sequence", "type", "reason", "attempts", "buried_at", "behind")
    own = {name: getattr(letter, name) for name in names}
    return own | {"advice": advice(letter.reason), "bytes": len(letter.body)}
