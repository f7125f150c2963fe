"""Files of units come in, are looked after, and their bad rows go out."""

import asyncio
import codecs
import hashlib
import tempfile
from collections.abc import AsyncGenerator, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Annotated, Any, Literal
from uuid import UUID

from aftercare_contracts.errors import Invalid, Problem
from fastapi import APIRouter, Query, Request, Response
from plumbing.callers import ALL_PROJECTS
from plumbing.database import Transaction
from plumbing.exports import CsvExport
from plumbing.ids import new_id
from plumbing.web import Caller, Door, Out, opens_for

from ..store import unit_imports as store
from ..use_cases import unit_imports
from ..use_cases.unit_imports import NoSuchImport
from .units import KEEPERS, Code

router = APIRouter(prefix="/units/imports", tags=["files of units"])
MEDIA_TYPE = "text/csv"
BODY = {"requestBody": {"required": True, "content": {MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}}}}
IN_MEMORY_MAX = 1_000_000
FAULTS_SHOWN = 100
ENCODINGS = ("utf-8", "gb18030")


class NotCsv(Invalid):
    """Send the file as text/csv."""


class Unreadable(Invalid):
    """The file is neither UTF-8 nor GB18030 text; save it as “CSV UTF-8”."""


class FaultOut(Out):
    """One thing wrong with one row; without a column it is the row as a whole."""

    line: int
    column: str
    value: str
    reason: str
    expected: str


class ImportOut(Out):
    """How far a file has come, and what came of it; ``faults`` are the first, ``faults_total`` says how many there are."""

    import_id: UUID
    state: Literal["reading", "taking_in", "done", "refused"]
    mode: Literal["whole", "rows"]
    updates: bool
    encoding: str
    separator: str
    bytes: int
    bytes_read: int
    rows_read: int
    rows_bad: int
    added: int
    changed: int
    unchanged: int
    sent_by: str
    sent_at: datetime
    ended_at: datetime | None
    faults_total: int
    faults: list[FaultOut]


@dataclass(frozen=True, slots=True)
class _Received:
    """A file on disk, with what was learned while it came in."""

    file: IO[bytes]
    size: int
    sha256: str
    encoding: str

    def head(self) -> bytes:
        self.file.seek(0)
        return self.file.read(unit_imports.HEAD_BYTES)

    def parts(self) -> Iterator[bytes]:
        self.file.seek(0)
        while part := self.file.read(store.PART_BYTES):
            yield part


@router.post("", status_code=202, response_model=ImportOut, openapi_extra=BODY)
async def post_import(
    door: Annotated[Door, opens_for(*KEEPERS)],
    mode: Annotated[
        Literal["whole", "rows"], Query(description="whole: all rows or none; rows: the good ones")
    ] = "whole",
    update: Annotated[bool, Query(description="change what is registered otherwise, instead of refusing it")] = False,
    project: Code = None,
) -> Response:
    """Send a file of units; it is taken in from now on, and ``GET /units/imports/{import_id}`` says how far it has come."""
    if project:
        door.caller.must_reach(project, "query:project")
    if door.request.headers.get("content-type", "").partition(";")[0].strip().lower() != MEDIA_TYPE:
        raise NotCsv("", Problem("header:Content-Type", "another kind of content", MEDIA_TYPE))
    import_id, caller = new_id(), door.caller
    with tempfile.SpooledTemporaryFile(IN_MEMORY_MAX) as file:
        received = await _receive(door.request, file)
        first, heading = unit_imports.first_line(received.head(), received.encoding, project)

        async def act(tx: Transaction) -> ImportOut:
            sent = store.Sent(
                import_id, mode, update, project, caller.reach,
                received.encoding, heading.separator, received.size, first.next_byte, first.next_line, caller.person, tx.now,
            )  # fmt: skip
            await unit_imports.send(tx, sent, received.parts())
            return await _shown(tx, await _seen(tx, import_id, caller))

        asked = f"{received.sha256} {mode} {update} {project}".encode()
        return await door.once(asked, act, 202)


@router.get("/{import_id}")
async def get_import(import_id: UUID, door: Annotated[Door, opens_for(*KEEPERS)]) -> ImportOut:
    """How far a file has come, or what came of it with the first bad rows."""
    async with door.reading() as tx:
        return await _shown(tx, await _seen(tx, import_id, door.caller))


@router.get("/{import_id}/faults.csv", response_class=Response, responses={200: {"content": {MEDIA_TYPE: {}}}})
async def get_faults_csv(import_id: UUID, door: Annotated[Door, opens_for(*KEEPERS)]) -> Response:
    """Everything that is wrong with a file's rows."""
    async with door.reading() as tx:
        await _seen(tx, import_id, door.caller)

    async def count(tx: Transaction) -> int:
        return await store.count_faults(tx, import_id)

    def rows(tx: Transaction) -> AsyncGenerator[Sequence[Any], None]:
        return store.each_fault(tx, import_id)

    return CsvExport(door.db, "faults.csv", list(FaultOut.model_fields), count, rows)


async def _seen(tx: Transaction, import_id: UUID, caller: Caller) -> store.Row:
    """An import, for whoever sent it and whoever reaches everything. Raises ``NoSuchImport``."""
    found = await store.imported(tx, import_id)
    if found is None or (found["sent_by"] != caller.person and ALL_PROJECTS not in caller.projects):
        raise NoSuchImport
    return found


async def _shown(tx: Transaction, found: store.Row) -> ImportOut:
    import_id = found["import_id"]
    first = [FaultOut(**dict(row)) for row in await store.faults(tx, import_id, FAULTS_SHOWN)]
    return ImportOut(**dict(found), faults=first, faults_total=await store.count_faults(tx, import_id))


async def _receive(request: Request, file: IO[bytes]) -> _Received:
    """Read the body as it comes, onto disk beyond a size. Raises ``Unreadable``."""
    digest, length = hashlib.sha256(), 0
    async for chunk in request.stream():
        digest.update(chunk)
        length += len(chunk)
        file.write(chunk)
    return _Received(file, length, digest.hexdigest(), await asyncio.to_thread(_encoding, file))


def _encoding(file: IO[bytes]) -> str:
    """The first encoding in which the whole file is text; a mark at its beginning is passed over. Raises ``Unreadable``."""
    for encoding in ENCODINGS:
        file.seek(0)
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            while chunk := file.read(store.PART_BYTES):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return encoding
    raise Unreadable("", Problem("", "not text in UTF-8 or GB18030", "a file saved as “CSV UTF-8”"))
