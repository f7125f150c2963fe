"""Open letters and their promises, as rows."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from datetime import date
from typing import Any
from uuid import UUID

from aftercare_contracts.values import Role
from plumbing.database import Transaction

from ..domain.letters import Letter, NoSuchLetter, Promise, State, Words

COLUMNS = tuple(each.name for each in fields(Letter) if each.name != "promises")
WITH_PROMISES = (
    "select l.*, coalesce((select jsonb_agg(to_jsonb(p) order by p.place) from letter_promise p"
    " where p.letter_id = l.letter_id), '[]') as promises from open_letter l"
)


async def add(tx: Transaction, letter: Letter) -> None:
    """A new draft."""
    places = ", ".join(f"${number}" for number in range(1, len(COLUMNS) + 1))
    await tx.execute(f"insert into open_letter ({', '.join(COLUMNS)}) values ({places})", *_values(letter))
    await _put_promises(tx, letter)


async def save(tx: Transaction, letter: Letter) -> None:
    """How it stands now; its promises where they are still to be edited."""
    changes = ", ".join(f"{name} = ${number}" for number, name in enumerate(COLUMNS, 1))
    await tx.execute(f"update open_letter set {changes} where letter_id = $1", *_values(letter))
    if letter.state is State.DRAFT:
        await tx.execute("delete from letter_promise where letter_id = $1", letter.letter_id)
        await _put_promises(tx, letter)


async def set_task(tx: Transaction, letter_id: UUID, place: int, task_id: UUID) -> None:
    """A promise is owed now."""
    await tx.execute(
        "update letter_promise set task_id = $3 where letter_id = $1 and place = $2", letter_id, place, task_id
    )


async def letter(tx: Transaction, letter_id: UUID) -> Letter:
    """Raises ``NoSuchLetter``."""
    return _one(await tx.fetchrow(f"{WITH_PROMISES} where l.letter_id = $1", letter_id))


async def letter_held(tx: Transaction, letter_id: UUID) -> Letter:
    """Held until the transaction ends. Raises ``NoSuchLetter``."""
    return _one(await tx.fetchrow(f"{WITH_PROMISES} where l.letter_id = $1 for update of l", letter_id))


async def letters(
    tx: Transaction,
    within: Sequence[str] | None,
    project: str | None,
    state: State | None,
    after: UUID | None,
    limit: int,
) -> list[Letter]:
    """The latest first."""
    rows = await tx.fetch(
        f"{WITH_PROMISES} where ($1::text[] is null or l.project = any($1)) and ($2::text is null or l.project = $2)"
        " and ($3::text is null or l.state = $3) and ($4::uuid is null or l.letter_id < $4)"
        " order by l.letter_id desc limit $5",
        within, project, state, after, limit,
    )  # fmt: skip
    return [_one(row) for row in rows]


async def of_campaign(tx: Transaction, campaign_id: UUID) -> list[Letter]:
    """Every letter about a campaign, the oldest first."""
    return [
        _one(row)
        for row in await tx.fetch(f"{WITH_PROMISES} where l.campaign_id = $1 order by l.letter_id", campaign_id)
    ]


async def _put_promises(tx: Transaction, letter: Letter) -> None:
    await tx.executemany(
        "insert into letter_promise (letter_id, place, item, zh, en, owner_role, due_on) values ($1, $2, $3, $4, $5, $6, $7)",
        [
            (letter.letter_id, place, each.item, each.zh, each.en, each.owner_role, each.due_on)
            for place, each in enumerate(letter.promises)
        ],
    )


def _values(letter: Letter) -> list[Any]:
    written: dict[str, Any] = {"zh": asdict(letter.zh), "en": asdict(letter.en)}
    return [written.get(name, getattr(letter, name)) for name in COLUMNS]


def _one(row: Mapping[str, Any] | None) -> Letter:
    if row is None:
        raise NoSuchLetter
    read = {
        "zh": Words(**row["zh"]), "en": Words(**row["en"]), "state": State(row["state"]), "writers": tuple(row["writers"]),
        "promises": tuple(
            Promise(each["item"], each["zh"], each["en"], Role(each["owner_role"]), date.fromisoformat(each["due_on"]))
            for each in row["promises"]
        ),
    }  # fmt: skip
    return Letter(**dict(row) | read)
