"""What could not be applied is seen to by a person: replayed, mended, or refused for good, each on record."""

import asyncio
import hashlib
import json
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from aftercare.alarms import BY_NAME
from aftercare_contracts.errors import Conflict, Invalid
from aftercare_contracts.events.intake import CaseJudged
from messages import message
from plumbing import burials, dead_letters
from plumbing.clock import SetClock
from plumbing.database import Database, Transaction
from plumbing.dead_letters import (
    By,
    NoSuchLetter,
    NotDeadNow,
    NotMended,
    OnlyToBeRefused,
    OutOfTurn,
    RefusedBefore,
    Verb,
)  # fmt: skip
from plumbing.inbox import Inbox, Outcome
from plumbing.letter_words import advice, envelope
from plumbing.metrics import Metrics

LI = By("li", "seen with the foreman")
BROKEN = b'"verdict":"perhaps"'
BY_BROKER = {"x-first-death-reason": "delivery_limit"}


async def note(tx: Transaction, event: CaseJudged, now: datetime) -> None:
    await tx.execute("insert into effect (subject, sequence) values ($1, $2)", str(event.case_id), int(event.case_no))
    if event.judged_by == "nobody":
        raise Invalid("nobody judges")


@pytest.fixture
def inbox() -> Inbox:
    return Inbox("dispatch", {CaseJudged: note}, None, (1,), Metrics())


def broken(subject: str, sequence: int) -> bytes:
    return message(subject, sequence).replace(b'"verdict":"valid"', BROKEN)


def id_of(body: bytes) -> UUID:
    return UUID(json.loads(body)["id"])


async def effects(db: Database) -> list[int]:
    async with db.reading() as tx:
        return [row["sequence"] for row in await tx.fetch("select sequence from effect order by id")]


async def letters(db: Database) -> list[dead_letters.Letter]:
    async with db.reading() as tx:
        return await dead_letters.listed(tx, None, 100)


async def acts(db: Database) -> list[tuple[Verb, str, str]]:
    async with db.reading() as tx:
        return [(act.verb, act.by, act.why) for act in await dead_letters.past(tx, None, 100)]


async def one(db: Database, inbox: Inbox, *behind: int) -> UUID:
    """Number 1 is dead; the others wait."""
    assert await inbox.receive(db, broken("held-up", 1)) is Outcome.DEAD
    for sequence in behind:
        assert await inbox.receive(db, message("held-up", sequence)) is Outcome.EARLY
    return id_of(message("held-up", 1))


async def test_a_letter_says_its_place_its_reason_and_what_waits_behind_it(db: Database, inbox: Inbox) -> None:
    letter_id = await one(db, inbox, 2, 3)
    (letter,) = await letters(db)
    assert (letter.letter_id, letter.source, letter.subject, letter.sequence) == (letter_id, "intake", "held-up", 1)
    assert (letter.attempts, letter.behind) == (1, 2)
    assert letter.reason.startswith("data/verdict: ")
    assert "MEND" in advice(letter.reason)


async def test_a_refused_message_is_never_applied_and_what_waited_behind_it_follows(db: Database, inbox: Inbox) -> None:
    letter_id = await one(db, inbox, 2, 3)
    async with db.transaction() as tx:
        assert await dead_letters.refuse(tx, letter_id, LI) == 2
    await inbox.apply_due(db)
    assert await effects(db) == [2, 3]
    assert await letters(db) == []
    assert await acts(db) == [(Verb.REFUSED, "li", "seen with the foreman")]
    assert await inbox.receive(db, message("held-up", 1)) is Outcome.DUPLICATE, "also if it comes again, and well"
    assert await effects(db) == [2, 3]


async def test_of_a_refused_message_a_hash_is_kept_and_no_word(db: Database, inbox: Inbox) -> None:
    letter_id = await one(db, inbox)
    async with db.transaction() as tx:
        await dead_letters.refuse(tx, letter_id, LI)
        (act,) = await dead_letters.past(tx, None, 1)
        assert act.sha256_before == hashlib.sha256(broken("held-up", 1)).hexdigest()
        assert await tx.fetchval("select body from inbox where event_id = $1", letter_id) is None


@pytest.mark.parametrize(
    "crashes_after", ["select from inbox", "update inbox set", "update inbox_position", "insert into"]
)
async def test_a_refusal_that_is_cut_off_anywhere_leaves_nothing(
    db: Database, inbox: Inbox, crashes_after: str
) -> None:
    letter_id = await one(db, inbox, 2)
    with pytest.raises(ConnectionError):
        async with db.transaction() as tx:
            await dead_letters.refuse(_Cut(tx, crashes_after), letter_id, LI)  # type: ignore[arg-type]
    assert [letter.letter_id for letter in await letters(db)] == [letter_id]
    assert await acts(db) == []
    await inbox.apply_due(db)
    assert await effects(db) == []


class _Cut:
    """A transaction whose connection is lost after a statement."""

    def __init__(self, tx: Transaction, after: str) -> None:
        self._tx, self._after = tx, after

    def __getattr__(self, name: str) -> Any:
        return getattr(self._tx, name)

    async def execute(self, sql: str, *values: Any) -> str:
        tag = await self._tx.execute(sql, *values)
        if sql.startswith(self._after):
            raise ConnectionError
        return tag


async def test_refusing_twice_says_who_did_it_before(db: Database, inbox: Inbox) -> None:
    letter_id = await one(db, inbox)
    async with db.transaction() as tx:
        await dead_letters.refuse(tx, letter_id, LI)
    async with db.transaction() as tx:
        with pytest.raises(RefusedBefore, match="li refused it"):
            await dead_letters.refuse(tx, letter_id, LI)


async def test_only_what_is_dead_can_be_refused(db: Database, inbox: Inbox) -> None:
    await inbox.receive(db, message("well", 1))
    await inbox.receive(db, message("early", 2))
    async with db.transaction() as tx:
        for body in (message("well", 1), message("early", 2)):
            with pytest.raises(NotDeadNow):
                await dead_letters.refuse(tx, id_of(body), LI)
        with pytest.raises(NoSuchLetter):
            await dead_letters.refuse(tx, UUID(int=1), LI)


async def test_two_people_at_once_refuse_it_once(db: Database, inbox: Inbox) -> None:
    letter_id = await one(db, inbox, 2)

    async def refuse(person: str) -> None:
        async with db.transaction() as tx:
            await dead_letters.refuse(tx, letter_id, By(person, "both"))

    done = await asyncio.gather(*(refuse(person) for person in ("li", "wu")), return_exceptions=True)
    assert sorted(type(each).__name__ for each in done) == ["NoneType", "RefusedBefore"]
    assert len(await acts(db)) == 1


async def test_a_mended_message_is_applied_with_its_new_data_and_so_is_what_follows(db: Database, inbox: Inbox) -> None:
    letter_id = await one(db, inbox, 2)
    data = json.loads(message("held-up", 1))["data"] | {"case_no": "11"}
    async with db.transaction() as tx:
        assert sorted(await dead_letters.mend(tx, letter_id, data, LI)) == ["/case_no", "/verdict"]
    await inbox.apply_due(db)
    assert await effects(db) == [11, 2]
    async with db.reading() as tx:
        (act,) = await dead_letters.past(tx, None, 1)
    assert (act.verb, act.by, sorted(act.changed)) == (Verb.MENDED, "li", ["/case_no", "/verdict"])
    assert act.sha256_before != act.sha256_after


async def test_a_double_of_what_was_mended_is_taken_for_the_mended_one(db: Database, inbox: Inbox) -> None:
    letter_id = await one(db, inbox)
    data = json.loads(message("held-up", 1))["data"] | {"case_no": "11"}
    async with db.transaction() as tx:
        await dead_letters.mend(tx, letter_id, data, LI)
    assert await inbox.receive(db, broken("held-up", 1)) is Outcome.APPLIED
    assert await effects(db) == [11]


async def test_what_the_service_dies_of_each_time_is_found_and_made_a_letter_by_the_words_of_the_manual(
    db: Database, inbox: Inbox
) -> None:
    """It waits in the database, so the broker does not count how often it was tried."""
    assert await inbox.receive(db, message("deadly", 2)) is Outcome.EARLY
    deadly = id_of(message("deadly", 1))
    async with db.transaction() as tx:
        await tx.execute(
            "insert into inbox (event_id, source, subject, sequence, type, state, body)"
            " values ($1, 'intake', 'deadly', 1, $2, 'waiting', $3)",
            deadly, CaseJudged.type, message("deadly", 1),
        )  # fmt: skip
    find, bury = (step.partition(": ")[2] for step in BY_NAME["RestartsOften"].do[-2:])
    async with db.transaction() as tx:
        assert [row["event_id"] for row in await tx.fetch(find)] == [deadly]
        await tx.execute(bury.replace("<id>", str(deadly)))
    (letter,) = await letters(db)
    assert (letter.letter_id, letter.behind) == (deadly, 1)
    assert "died of it" in advice(letter.reason)
    async with db.transaction() as tx:
        await dead_letters.refuse(tx, deadly, LI)
    await inbox.apply_due(db)
    assert await effects(db) == [2]


async def test_data_that_are_still_wrong_are_refused_by_field_and_change_nothing(db: Database, inbox: Inbox) -> None:
    letter_id = await one(db, inbox)
    data = json.loads(message("held-up", 1))["data"]
    async with db.transaction() as tx:
        with pytest.raises(NotMended) as said:
            await dead_letters.mend(tx, letter_id, data | {"verdict": "13800001234"}, LI)
        assert [problem.pointer for problem in said.value.problems] == ["/data/verdict"]
        assert "13800001234" not in str([said.value.detail, said.value.problems])
        with pytest.raises(NotMended, match="same as before"):
            await dead_letters.mend(tx, letter_id, data | {"verdict": "perhaps"}, LI)
    assert [letter.letter_id for letter in await letters(db)] == [letter_id]
    assert await acts(db) == []


async def test_a_replayed_message_starts_afresh_and_is_buried_again_if_it_still_fails(
    db: Database, inbox: Inbox, clock: SetClock
) -> None:
    letter_id = await one(db, inbox, 2)
    async with db.transaction() as tx:
        await dead_letters.replay(tx, letter_id, LI)
    assert await letters(db) == []
    await inbox.apply_due(db)
    assert [letter.letter_id for letter in await letters(db)] == [letter_id]
    assert await effects(db) == []


async def test_what_was_done_with_letters_cannot_be_changed(db: Database, inbox: Inbox) -> None:
    letter_id = await one(db, inbox)
    async with db.transaction() as tx:
        await dead_letters.refuse(tx, letter_id, LI)
    for sql in ("update dead_letter_act set why = 'x'", "delete from dead_letter_act", "truncate dead_letter_act"):
        with pytest.raises(asyncpg.RestrictViolationError):
            async with db.transaction() as tx:
                await tx.execute(sql)


async def test_reading_the_words_is_noted(db: Database, inbox: Inbox) -> None:
    letter_id = await one(db, inbox)
    async with db.transaction() as tx:
        assert (await dead_letters.read(tx, letter_id, LI)).body == broken("held-up", 1)
    assert [verb for verb, _, _ in await acts(db)] == [Verb.READ]


async def buried(db: Database) -> list[tuple[bytes, dict[str, str]]]:
    async with db.reading() as tx:
        rows = await tx.fetch("select body, headers from outbox where destination = 'dead' order by id")
    return [(row["body"], row["headers"]) for row in rows]


async def test_what_cannot_be_read_can_be_looked_at_and_refused_only(
    db: Database, inbox: Inbox, clock: SetClock
) -> None:
    await inbox.receive(db, b"{broken")
    ((body, marks),) = await buried(db)
    await burials.take_in(db, body, marks)
    await burials.take_in(db, body, marks)
    (letter,) = await letters(db)
    assert (letter.sequence, letter.body, letter.attempts) == (None, b"{broken", 1)
    assert letter.reason.startswith("not a message we can read")
    assert envelope(letter.body) is None
    async with db.transaction() as tx:
        with pytest.raises(OnlyToBeRefused):
            await dead_letters.replay(tx, letter.letter_id, LI)
        with pytest.raises(OnlyToBeRefused):
            await dead_letters.mend(tx, letter.letter_id, {}, LI)
        await dead_letters.refuse(tx, letter.letter_id, LI)
    assert await letters(db) == []
    await burials.take_in(db, body, marks)
    assert await letters(db) == [], "a second copy of what was refused is no new letter"


async def test_a_message_whose_number_was_used_lies_beside_and_holds_nobody_up(db: Database, inbox: Inbox) -> None:
    await inbox.receive(db, message("numbers", 1))
    other = json.loads(message("numbers", 1)) | {"id": str(UUID(int=9))}
    assert await inbox.receive(db, json.dumps(other).encode()) is Outcome.DEAD
    ((body, marks),) = await buried(db)
    await burials.take_in(db, body, marks)
    assert await inbox.receive(db, message("numbers", 2)) is Outcome.APPLIED
    (letter,) = await letters(db)
    assert (letter.letter_id, letter.sequence, letter.behind) == (UUID(int=9), None, 0)
    assert "NumberTaken" in letter.reason


async def test_our_own_burial_that_comes_by_the_queue_adds_nothing(db: Database, inbox: Inbox) -> None:
    letter_id = await one(db, inbox)
    ((body, marks),) = await buried(db)
    await burials.take_in(db, body, marks)
    assert [letter.letter_id for letter in await letters(db)] == [letter_id]
    async with db.transaction() as tx:
        await dead_letters.refuse(tx, letter_id, LI)
    await burials.take_in(db, body, marks)
    assert await letters(db) == []


async def test_what_the_broker_gave_up_on_is_a_letter_in_its_place(db: Database, inbox: Inbox) -> None:
    await burials.take_in(db, message("deadly", 1), BY_BROKER)
    assert await inbox.receive(db, message("deadly", 2)) is Outcome.EARLY
    (letter,) = await letters(db)
    assert (letter.sequence, letter.attempts, letter.behind) == (1, None, 1)
    assert letter.reason == "the broker gave up on it: delivery_limit"
    async with db.transaction() as tx:
        await dead_letters.replay(tx, letter.letter_id, LI)
    await inbox.apply_due(db)
    assert await effects(db) == [1, 2]


async def test_what_the_broker_gave_up_on_while_it_waited_here_waits_no_longer(db: Database, inbox: Inbox) -> None:
    await inbox.receive(db, message("deadly", 2))
    await burials.take_in(db, message("deadly", 2), BY_BROKER)
    (letter,) = await letters(db)
    async with db.transaction() as tx:
        with pytest.raises(OutOfTurn, match="Number 1 about the same subject comes first"):
            await dead_letters.refuse(tx, letter.letter_id, LI)


async def test_what_the_broker_gave_up_on_after_it_was_applied_is_no_letter(db: Database, inbox: Inbox) -> None:
    await inbox.receive(db, message("done", 1))
    await burials.take_in(db, message("done", 1), BY_BROKER)
    assert await letters(db) == []


async def test_a_message_refused_while_a_replica_still_tries_it_stays_refused(db: Database) -> None:
    letter_id = id_of(message("meanwhile", 1))

    async def refused_meanwhile(tx: Transaction, event: CaseJudged, now: datetime) -> None:
        raise Conflict("not yet")

    inbox = Inbox("dispatch", {CaseJudged: refused_meanwhile}, None, (), Metrics())
    assert await inbox.receive(db, message("meanwhile", 1)) is Outcome.DEAD
    head, body = dead_letters.registry.head(message("meanwhile", 1)), message("meanwhile", 1)
    async with db.transaction() as tx:
        await dead_letters.refuse(tx, letter_id, LI)
    assert await inbox._set_aside(db, head, body, Conflict("not yet")) is Outcome.DUPLICATE
    assert await letters(db) == []


def test_the_shape_of_a_letter_shows_fields_and_no_value() -> None:
    shown = envelope(message("shape", 1))
    assert shown is not None
    assert (shown["subject"], shown["sequence"]) == ("shape", "000000000001")
    assert (shown["data"]["verdict"], shown["data"]["judged_by"]) == ("text of 5", "text of 2")
