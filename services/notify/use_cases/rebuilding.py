"""The facts built anew from the history: beside the live ones, compared with them, and put in their place at once.

Nobody is told of anything again. While the two are compared no message is applied, so both hold the same messages, or the new
ones more: those the inbox then skips.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from aftercare_contracts import registry
from aftercare_contracts.envelope import Envelope
from aftercare_contracts.errors import Conflict
from aftercare_contracts.events.restoring import NumbersVoided
from plumbing import outbox
from plumbing.database import Database
from plumbing.history import History
from plumbing.topology import HEARS
from pydantic import ValidationError

from ..domain import facts as domain
from ..domain.replaying import Replaying, Voided
from ..store import facts as store
from ..store import rebuilding
from . import facts

VOID_MARK = b".numbers.voided."
SOURCES = HEARS["notify"]
BATCH = 2000
BEGINS_SECONDS, QUIET_SECONDS, TRIES = 20.0, 2.0, 15
Say = Callable[[int, int], None]
"""How many were read, and how many were noted."""


class Underway(Conflict):
    """The facts are being built anew already."""


class RestoredMeanwhile(Conflict):
    """A restore's word of void numbers came while the history was read; run it again."""


class HistoryTooShort(Conflict):
    """The history lacks messages that were heard: it has been cut, or this broker is not the one they came from."""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What came of it: messages read, noted, given twice, unreadable; rows that were not the same before, by table."""

    read: int
    applied: int
    doubled: int
    unreadable: int
    ahead: int
    differing: dict[str, int]


def is_void(message: Envelope[Any]) -> bool:
    """It says that a restore made numbers void."""
    model = registry.EVENTS.get(message.type)
    return model is not None and issubclass(model, NumbersVoided)


async def voided_in(history: History) -> Voided:
    """What the whole history says is void."""
    found = Voided()
    while (body := await history.next(QUIET_SECONDS if history.read else BEGINS_SECONDS)) is not None:
        if VOID_MARK not in body:
            continue
        with suppress(ValidationError, registry.UnknownType):
            message = registry.parse(body)
            if isinstance(message.data, NumbersVoided):
                found.note((message.source, message.subject), message.data.first, message.data.last)
    return found


@dataclass
class Rebuild:
    """One building anew."""

    db: Database
    history: History
    voided: Voided = field(default_factory=Voided)
    say: Say = lambda read, applied: None
    replaying: Replaying[Envelope[Any]] = field(default_factory=Replaying)
    applied: int = 0
    unreadable: int = 0
    _rows: list[domain.Row] = field(default_factory=list)

    async def run(self) -> Rebuilt:
        """Read all there is, compare, replace. Raises ``Underway``, ``HistoryTooShort``, ``RestoredMeanwhile``."""
        async with self.db.transaction() as guard:
            if not await rebuilding.only_one(guard):
                raise Underway
            async with self.db.transaction() as tx:
                await rebuilding.begin(tx)
            try:
                return await self._until_level()
            finally:
                async with self.db.transaction() as tx:
                    await rebuilding.end(tx)

    async def _until_level(self) -> Rebuilt:
        lacking: Sequence[tuple[str, str]] = ()
        for _ in range(TRIES):
            await self._read_on()
            async with self.db.transaction() as tx:
                await rebuilding.stand_still(tx)
                heard = await rebuilding.applied(tx, SOURCES, outbox.PRIVATE_SUBJECT)
                positions = self.replaying.positions
                lacking = [subject for subject, last in heard.items() if positions.get(subject, 0) < last]
                if lacking:
                    continue
                ahead = {subject: last for subject, last in positions.items() if last > heard.get(subject, 0)}
                differing = await rebuilding.differing(tx)
                await rebuilding.take_place(tx, list(differing))
                await rebuilding.note_ahead(tx, ahead)
            return Rebuilt(
                self.history.read, self.applied, self.replaying.doubled, self.unreadable, len(ahead), differing
            )
        some = ", ".join(f"{source} about {subject}" for source, subject in lacking[:3])
        raise HistoryTooShort(f"{HistoryTooShort.__doc__} Subjects that lack some: {len(lacking)}, as {some}.")

    async def _read_on(self) -> None:
        """Until nothing comes, or nothing that was said before now: what is said meanwhile need not be waited for."""
        async with self.db.reading() as tx:
            began_at = tx.now
        while (body := await self.history.next(QUIET_SECONDS)) is not None:
            message = self._take(body)
            if len(self._rows) >= BATCH:
                await self._write()
            if message is not None and message.time > began_at:
                break
        await self._write()

    def _take(self, body: bytes) -> Envelope[Any] | None:
        try:
            head = registry.head(body)
            if head.source not in SOURCES:
                return None
            message = registry.parse(body) if head.type in facts.NOTES or is_void(head) else head
        except ValidationError:
            self.unreadable += 1
            return None
        if not self._stands(message):
            return message
        for each in self.replaying.ready((message.source, message.subject), message.sequence, message):
            self.applied += 1
            self._rows += facts.rows_of(each) if each.type in facts.NOTES else []
        return message

    def _stands(self, message: Envelope[Any]) -> bool:
        """Under a void number only the word of that stands."""
        subject = (message.source, message.subject)
        if is_void(message):
            if not self.voided.knows(subject, message.data.first, message.data.last):
                raise RestoredMeanwhile
            return True
        return not self.voided.has(subject, message.sequence)

    async def _write(self) -> None:
        async with self.db.transaction() as tx:
            await store.note_many(tx, domain.folded(self._rows), rebuilding.SCHEMA)
        self._rows.clear()
        self.say(self.history.read, self.applied)
