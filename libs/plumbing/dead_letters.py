"""What could not be applied, and what a person does about it: replay it, mend it, or refuse it for good.

The service's database alone says which letters there are. One that has a place in the order lies in the inbox as ``dead``, and
what follows about its subject waits behind it; the others (what cannot be read, or bears a number that was used) lie in
``stray_letter``. Each act is one transaction with its record, so a crash leaves either both or neither.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from aftercare_contracts import registry
from aftercare_contracts.errors import AlreadyDone, Conflict, Invalid, NotFound, Problem
from aftercare_contracts.shapes import below
from pydantic import ValidationError

from . import inbox_positions
from .database import Transaction
from .differences import changes
from .ids import new_id

PLACES_MAX = 100
"""Places told of one mending."""
OPEN = """
with letter as (
  select i.event_id as letter_id, i.source, i.subject, i.sequence, i.type, coalesce(i.last_failure, 'not on record') as reason,
         case when o.headers ->> 'x-aftercare-reason' = i.last_failure then (o.headers ->> 'x-aftercare-attempts')::integer end as attempts,
         case when o.headers ->> 'x-aftercare-reason' = i.last_failure then (o.headers ->> 'x-aftercare-at')::timestamptz
              else i.received_at end as buried_at, i.body
  from inbox i left join outbox o on o.destination = 'dead' and o.event_id = i.event_id where i.state = 'dead'
  union all
  select letter_id, null, null, null, type, reason, 1, buried_at, body from stray_letter
)
select letter.*, (select count(*) from inbox b where b.source = letter.source and b.subject = letter.subject
                  and b.state = 'waiting' and b.sequence > letter.sequence) as behind
from letter"""
COUNT = "((select count(*) from inbox where state = 'dead') + (select count(*) from stray_letter))"
"""How many there are, as SQL."""
AGE = (
    "(select coalesce(extract(epoch from clock_timestamp() - least("
    "(select min(greatest(i.received_at, (o.headers ->> 'x-aftercare-at')::timestamptz)) from inbox i"
    " left join outbox o on o.destination = 'dead' and o.event_id = i.event_id where i.state = 'dead'),"
    " (select min(buried_at) from stray_letter))), 0))"
)
"""How long the oldest has lain, in seconds, as SQL."""


class Verb(StrEnum):
    """What people do with a letter."""

    READ = "read"
    REPLAYED = "replayed"
    MENDED = "mended"
    REFUSED = "refused"


class NoSuchLetter(NotFound):
    """There is no dead letter of this id here."""


class NotDeadNow(Conflict):
    """This message is no dead letter now: it was applied, or waits to be."""


class RefusedBefore(AlreadyDone):
    """This letter was refused before."""


class OutOfTurn(Conflict):
    """Another message about the same subject comes first; this one is not what holds it up."""


class OnlyToBeRefused(Conflict):
    """This letter has no place in any order: it cannot be read, or its number was used. It can only be looked at and refused."""


class NotMended(Invalid):
    """The data are still not what the event's schema wants."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A dead letter. ``source``, ``subject`` and ``sequence`` are its place in the order, if it has one; ``behind`` is how
    many wait for it; ``attempts`` is unknown where the broker gave up on it."""

    letter_id: UUID
    source: str | None
    subject: str | None
    sequence: int | None
    type: str
    reason: str
    attempts: int | None
    buried_at: datetime
    body: bytes
    behind: int


@dataclass(frozen=True, slots=True)
class By:
    """Who acts, and why."""

    person: str
    why: str


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody did with a letter."""

    act_id: UUID
    letter_id: UUID
    verb: Verb
    source: str | None
    subject: str | None
    sequence: int | None
    type: str
    reason: str
    by: str
    at: datetime
    why: str
    changed: list[str]
    sha256_before: str
    sha256_after: str | None


async def listed(tx: Transaction, after: UUID | None, limit: int) -> list[Letter]:
    """Letters in the order of their ids."""
    rows = await tx.fetch(f"{OPEN} where $1::uuid is null or letter_id > $1 order by letter_id limit $2", after, limit)
    return [Letter(**dict(row)) for row in rows]


async def found(tx: Transaction, letter_id: UUID) -> Letter:
    """Raises ``NoSuchLetter``, ``RefusedBefore``, ``NotDeadNow``."""
    row = await tx.fetchrow(f"{OPEN} where letter_id = $1", letter_id)
    if row is not None:
        return Letter(**dict(row))
    refused = await tx.fetchrow(
        "select by, at from dead_letter_act where letter_id = $1 and verb = 'refused' order by act_id desc limit 1",
        letter_id,
    )
    state = await tx.fetchval("select state from inbox where event_id = $1", letter_id)
    if refused and state in (None, "refused"):
        raise RefusedBefore(f"{refused['by']} refused it at {refused['at'].isoformat(timespec='seconds')}.")
    raise NotDeadNow if state else NoSuchLetter


async def past(tx: Transaction, before: UUID | None, limit: int) -> list[Act]:
    """What was done, the latest first."""
    rows = await tx.fetch(
        "select * from dead_letter_act where $1::uuid is null or act_id < $1 order by act_id desc limit $2",
        before,
        limit,
    )
    return [Act(**dict(row) | {"verb": Verb(row["verb"])}) for row in rows]


async def read(tx: Transaction, letter_id: UUID, by: By) -> Letter:
    """A letter to be shown with its words, which is noted. Raises what ``found`` raises."""
    letter = await found(tx, letter_id)
    await _note(tx, Verb.READ, letter, by)
    return letter


async def replay(tx: Transaction, letter_id: UUID, by: By) -> Letter:
    """Let it be tried anew, from the first attempt. Raises ``OnlyToBeRefused`` and what ``found`` raises."""
    letter = await _in_order(tx, letter_id)
    await _try_anew(tx, letter, letter.body)
    await _note(tx, Verb.REPLAYED, letter, by)
    return letter


async def mend(tx: Transaction, letter_id: UUID, data: Any, by: By) -> list[str]:
    """Let it be tried anew with other data; the envelope stays. Returns the places that differ, without what stands there.

    Raises ``NotMended`` naming the fields that are still wrong, ``OnlyToBeRefused`` and what ``found`` raises.
    """
    letter = await _in_order(tx, letter_id)
    message = json.loads(letter.body)
    differ = [change.pointer or "/" for change in changes(message["data"], data)]
    if not differ:
        raise NotMended("The data are the same as before; replay it instead.", Problem("/data", "nothing was changed"))
    body = json.dumps(message | {"data": data}).encode()
    try:
        registry.parse(body)
    except ValidationError as error:
        raise NotMended("", *_problems(error)) from error
    await _try_anew(tx, letter, body)
    await _note(tx, Verb.MENDED, letter, by, differ[:PLACES_MAX], body)
    return differ[:PLACES_MAX]


async def refuse(tx: Transaction, letter_id: UUID, by: By) -> int:
    """It will never be applied: the position moves past it, and what waited behind it follows. Returns how many waited.

    Raises ``OutOfTurn`` and what ``found`` raises.
    """
    letter = await _held(tx, letter_id)
    if letter.sequence is None:
        await tx.execute("delete from stray_letter where letter_id = $1", letter_id)
    else:
        last = await tx.fetchval(
            "select last_sequence from inbox_position where source = $1 and subject = $2", letter.source, letter.subject
        )
        if letter.sequence > last + 1:
            raise OutOfTurn(f"Number {last + 1} about the same subject comes first; this is number {letter.sequence}.")
        await tx.execute(
            "update inbox set state = 'refused', body = null, next_attempt_at = null where event_id = $1", letter_id
        )
        await tx.execute(
            "update inbox_position set last_sequence = greatest(last_sequence, $3) where source = $1 and subject = $2",
            letter.source, letter.subject, letter.sequence,
        )  # fmt: skip
    await _note(tx, Verb.REFUSED, letter, by)
    return letter.behind


async def _held(tx: Transaction, letter_id: UUID) -> Letter:
    """The letter, held until the transaction ends: its position first, as the inbox does."""
    letter = await found(tx, letter_id)
    if letter.sequence is None:
        await tx.execute("select from stray_letter where letter_id = $1 for update", letter_id)
    else:
        assert letter.source is not None
        assert letter.subject is not None
        await inbox_positions.hold(tx, letter.source, letter.subject, letter.sequence)
        await tx.execute("select from inbox where event_id = $1 for update", letter_id)
    return await found(tx, letter_id)


async def _in_order(tx: Transaction, letter_id: UUID) -> Letter:
    letter = await _held(tx, letter_id)
    if letter.sequence is None:
        raise OnlyToBeRefused
    return letter


async def _try_anew(tx: Transaction, letter: Letter, body: bytes) -> None:
    await tx.execute(
        "update inbox set state = 'waiting', attempts = 0, next_attempt_at = null, body = $2 where event_id = $1",
        letter.letter_id, body,
    )  # fmt: skip


def _problems(error: ValidationError) -> Sequence[Problem]:
    """Where each is wrong, from the message's top, without what stands there."""
    found = error.errors(include_url=False, include_input=False, include_context=False)
    return [Problem(_pointer(one["loc"]), one["msg"]) for one in found[:20]]


def _pointer(steps: Sequence[int | str]) -> str:
    place = ""
    for step in steps:
        place = below(place, step)
    return place


async def _note(
    tx: Transaction, verb: Verb, letter: Letter, by: By, changed: Sequence[str] = (), after: bytes | None = None
) -> None:
    await tx.execute(
        "insert into dead_letter_act (act_id, letter_id, verb, source, subject, sequence, type, reason, by, at, why, changed,"
        " sha256_before, sha256_after) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        new_id(), letter.letter_id, verb, letter.source, letter.subject, letter.sequence, letter.type, letter.reason,
        by.person, tx.now, by.why, list(changed), hashlib.sha256(letter.body).hexdigest(),
        hashlib.sha256(after).hexdigest() if after else None,
    )  # fmt: skip
