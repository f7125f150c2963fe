"""A file of units is taken in: kept as it came, read batch by batch, and then, in one step, into the registry.

Each batch is a timer's firing with a transaction of its own, so that everybody sees how far it has come, a service that dies
goes on where it was, and other timers come between. The units themselves appear all at once.
"""

from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime
from itertools import islice
from uuid import UUID

from aftercare_contracts.errors import AlreadyDone, NotFound
from aftercare_contracts.periods import day_in_china
from plumbing import timers
from plumbing.database import Transaction
from plumbing.ids import new_id
from printing.csv_cells import as_meant

from ..domain import unit_rows
from ..domain.csv_records import Record, records
from ..domain.unit_rows import Fault, Heading
from ..store import unit_imports as store
from ..store import unit_taking
from ..store.unit_imports import Sent, StagedRow
from . import people_told, units_told

GO_ON = "unit_import"
BATCH_ROWS = 1000
WINDOW_BYTES = store.PART_BYTES
HEAD_BYTES = 64_000
"""By then the first line has ended."""
LONGEST_BYTES = 32 * WINDOW_BYTES
"""No row is read that is longer, so that no file stands in memory whole."""
ROWS_BAD_MAX = 50_000
"""After so many the rest is not read: a small file could be made to fill the database with what is wrong with it."""


class NoSuchImport(NotFound):
    """There is no such import, or it is not yours to see."""


class Overtaken(Exception):
    """Somebody entered one of the units at the same moment; the same again will see it."""


async def send(tx: Transaction, sent: Sent, parts: Iterable[bytes]) -> None:
    """A file waits to be read, from now on."""
    await store.add(tx, sent, parts)
    await timers.arm(tx, sent.import_id, GO_ON, sent.sent_at)


async def go_on(tx: Transaction, timer: timers.Timer, now: datetime) -> None:
    """The next batch of a file, or after the last one the step into the registry. Raises ``Overtaken``."""
    found = await store.imported(tx, UUID(timer.subject))
    if found is None or found["ended_at"]:
        raise AlreadyDone("The import has ended.")
    if found["state"] == "taking_in":
        await _take_in(tx, found, now)
        return
    if await _read(tx, found, day_in_china(now)):
        await timers.arm(tx, timer.subject, GO_ON, now)
    else:
        await _give_up(tx, found["import_id"], now)


async def _read(tx: Transaction, found: store.Row, today: date) -> bool:
    """One batch. Returns whether the rest is worth reading."""
    import_id, projects = found["import_id"], await store.projects_within(tx, found["reach"])
    heading = await _heading(tx, found)
    batch = await _batch(tx, found)
    staged: list[StagedRow] = []
    faults: list[Fault] = []
    rows = [record for record in batch if record.cells or record.problem]
    for record in rows:
        if record.problem:
            faults.append(Fault(record.line, "", "", record.problem, "a row of CSV"))
            continue
        cells = [as_meant(cell) for cell in record.cells]
        made = unit_rows.row_from(heading, record.line, cells, found["project"], projects, today)
        if isinstance(made, list):
            faults += made
        else:
            staged.append(StagedRow(record.line, new_id(), new_id(), made))
    await store.stage(tx, import_id, staged)
    await store.add_faults(tx, import_id, faults)
    byte = found["bytes_read"] + batch[-1].next_byte if batch else found["bytes"]
    line = batch[-1].next_line if batch else found["line"]
    state = "taking_in" if byte >= found["bytes"] else "reading"
    rows_bad = len(rows) - len(staged)
    await store.note_progress(tx, import_id, state, byte, line, len(rows), rows_bad)
    bad_so_far: int = found["rows_bad"] + rows_bad
    return bad_so_far <= ROWS_BAD_MAX


async def _give_up(tx: Transaction, import_id: UUID, now: datetime) -> None:
    found = await store.imported(tx, import_id)
    assert found
    reason = f"more than {ROWS_BAD_MAX:,} rows are bad; the rest was not read"
    await store.add_faults(tx, import_id, [Fault(found["line"], "", "", reason, "a file whose rows are units")])
    await store.note_end(tx, import_id, "refused", (0, 0, 0), now)


async def _heading(tx: Transaction, found: store.Row) -> Heading:
    head = await store.window(tx, found["import_id"], 0, HEAD_BYTES)
    return first_line(head, found["encoding"], found["project"])[1]


def first_line(head: bytes, encoding: str, project: str | None) -> tuple[Record, Heading]:
    """The line that names the columns, and what it says; a mark before it is passed over. Raises ``HeadingWrong``."""
    bare = head.removeprefix(BOM_UTF8)
    separator = unit_rows.separator_of(bare.split(b"\n", 1)[0].decode(encoding, "replace"))
    record = next(records(bare, encoding, separator, 1, is_last=True), Record(1, [], "", 0, 1))
    heading = unit_rows.heading_from(separator, record.cells, project)
    return replace(record, next_byte=record.next_byte + len(head) - len(bare)), heading


async def _batch(tx: Transaction, found: store.Row) -> list[Record]:
    """The next records; the window grows until at least one lies wholly in it."""
    begin, left, length = found["bytes_read"], found["bytes"] - found["bytes_read"], WINDOW_BYTES
    while left:
        window = await store.window(tx, found["import_id"], begin, min(length, left))
        batch = list(islice(_records(window, found, is_last=length >= left), BATCH_ROWS))
        if batch or length >= left:
            return batch
        if length >= LONGEST_BYTES:
            return [await _passed_over(tx, found, begin, left)]
        length *= 2
    return []


async def _passed_over(tx: Transaction, found: store.Row, begin: int, left: int) -> Record:
    """A row that is too long to be read, up to the end of its line."""
    passed, end = 0, 0
    while passed < left and not end:
        window = await store.window(tx, found["import_id"], begin + passed, WINDOW_BYTES)
        end = window.find(b"\n") + 1
        passed += end or len(window)
    problem = f"a row of more than {LONGEST_BYTES:,} bytes"
    return Record(found["line"], [], problem, passed, found["line"] + 1)


def _records(window: bytes, found: store.Row, *, is_last: bool) -> Iterator[Record]:
    return records(window, found["encoding"], found["separator"], found["line"], is_last=is_last)


async def _take_in(tx: Transaction, found: store.Row, now: datetime) -> None:
    import_id, by = found["import_id"], found["sent_by"]
    await unit_taking.prepare(tx, import_id, found["updates"])
    await unit_taking.find_repeats(tx, import_id)
    await (unit_taking.find_disorder if found["updates"] else unit_taking.find_differences)(tx, import_id)
    if found["mode"] == "whole" and await unit_taking.count_bad(tx, import_id):
        await store.note_end(tx, import_id, "refused", (0, 0, 0), now)
        return
    await unit_taking.add_buildings(tx, import_id, by, now)
    known = await unit_taking.count_known(tx, import_id)
    changed = await unit_taking.change(tx, import_id, by, day_in_china(now), now) if found["updates"] else 0
    owners, added = await unit_taking.add_new(tx, import_id, by, now)
    if owners != added:
        raise Overtaken
    await units_told.tell_file(tx, import_id, now)
    await people_told.tell_file(tx, import_id, now)
    await store.note_end(tx, import_id, "done", (added, changed, known - changed), now)
