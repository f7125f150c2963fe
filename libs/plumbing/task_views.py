"""The doors of a service's tasks: ``task_views.router(KINDS, readers)``."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from aftercare_contracts.periods import day_in_china
from aftercare_contracts.values import Role
from fastapi import APIRouter, Query, Response

from . import task_rows, tasks
from .database import Transaction
from .paging import PLAIN, Cursor, Limit, encode_cursor, id_in
from .task_rows import Wanted
from .task_rules import NoSuchTask, State, Task, TaskKind, Verb
from .web import Caller, Day, Door, In, Out, Page, opens_for, text

Word = Annotated[str | None, Query(min_length=1, max_length=100, pattern=PLAIN)]


class DoingIn(In):
    """What was done."""

    text: Annotated[str, text(2000)]


class VerificationIn(In):
    """What was found in order."""

    finding: Annotated[str, text(2000)]


class ReturnIn(In):
    """What is wanting; a new day where the old one is not kept."""

    because: Annotated[str, text(2000)]
    due_on: Day | None = None


class CancellationIn(In):
    """Why it is owed no more."""

    because: Annotated[str, text(2000)]


class TaskOut(Out):
    """A task and where it stands."""

    task_id: UUID
    task_no: str
    kind: str
    subject: str
    reference: str
    project: str
    what: str
    owner_role: Role
    owner_person: str | None
    may_not_verify: tuple[str, ...]
    due_on: date
    opened_by: str
    opened_at: datetime
    opened_because: str
    state: State
    times_sent_back: int
    done_by: str | None
    done_at: datetime | None
    done_text: str | None
    verified_by: str | None
    verified_at: datetime | None
    finding: str | None
    cancelled_by: str | None
    cancelled_at: datetime | None
    cancelled_because: str | None


class MoveOut(Out):
    """One step."""

    step: int
    verb: Verb
    by: str
    at: datetime
    text: str
    due_on: date


class TaskWithMovesOut(TaskOut):
    """A task with its history."""

    moves: list[MoveOut]


def router(kinds: Mapping[str, TaskKind], readers: Collection[Role] = ()) -> APIRouter:
    """The doors for these kinds. ``readers`` see them besides who does, checks or cancels them."""
    doers, verifiers = _all(kind.doers for kind in kinds.values()), _all(kind.verifiers for kind in kinds.values())
    cancellers = _all(kind.cancellers for kind in kinds.values())
    made = APIRouter(prefix="/tasks", tags=["tasks"])
    _look(made, kinds, sorted({*doers, *verifiers, *cancellers, *readers}))
    _move(made, kinds, doers, verifiers, cancellers)
    return made


def _look(made: APIRouter, kinds: Mapping[str, TaskKind], readers: Collection[Role]) -> None:
    @made.get("")
    async def get_tasks(
        door: Annotated[Door, opens_for(*readers)],
        project: Word = None,
        kind: Word = None,
        owner_role: Role | None = None,
        owner_person: Word = None,
        state: State | None = None,
        overdue: bool | None = None,
        subject: Word = None,
        cursor: Cursor = None,
        limit: Limit = 50,
    ) -> Page[TaskOut]:
        """The tasks within the caller's reach, the latest first. Overdue is what is open and was due before today."""
        wanted = Wanted(
            within=door.caller.reach, kinds=[name for name in kinds if kind in (None, name)], project=project,
            owner_role=owner_role, owner_person=owner_person, state=state, overdue=overdue, subject=subject,
        )  # fmt: skip
        async with door.reading() as tx:
            found = await task_rows.tasks(tx, wanted, day_in_china(tx.now), id_in(cursor), limit + 1)
        items = [TaskOut.model_validate(task) for task in found[:limit]]
        return Page(items=items, next=encode_cursor([items[-1].task_id]) if len(found) > limit else None)

    @made.get("/{task_id}")
    async def get_task(task_id: UUID, door: Annotated[Door, opens_for(*readers)]) -> TaskWithMovesOut:
        """One task with its history."""
        async with door.reading() as tx:
            task = await _seen(tx, kinds, task_id, door.caller)
            moves = [MoveOut.model_validate(move) for move in await task_rows.moves(tx, task_id)]
        return TaskWithMovesOut(**TaskOut.model_validate(task).model_dump(), moves=moves)


def _move(
    made: APIRouter, kinds: Mapping[str, TaskKind], doers: list[Role], verifiers: list[Role], cancellers: list[Role]
) -> None:
    @made.post("/{task_id}/doings", status_code=201, response_model=TaskOut)
    async def post_doing(task_id: UUID, body: DoingIn, door: Annotated[Door, opens_for(*doers)]) -> Response:
        """Its owner says what was done."""

        async def act(tx: Transaction) -> TaskOut:
            await _seen(tx, kinds, task_id, door.caller)
            return TaskOut.model_validate(await tasks.report_done(tx, kinds, task_id, body.text, door.caller))

        return await door.once(body, act)

    @made.post("/{task_id}/verifications", status_code=201, response_model=TaskOut)
    async def post_verification(
        task_id: UUID, body: VerificationIn, door: Annotated[Door, opens_for(*verifiers)]
    ) -> Response:
        """Another found it in order (B6)."""

        async def act(tx: Transaction) -> TaskOut:
            await _seen(tx, kinds, task_id, door.caller)
            return TaskOut.model_validate(await tasks.report_verified(tx, kinds, task_id, body.finding, door.caller))

        return await door.once(body, act)

    @made.post("/{task_id}/returns", status_code=201, response_model=TaskOut)
    async def post_return(task_id: UUID, body: ReturnIn, door: Annotated[Door, opens_for(*verifiers)]) -> Response:
        """Another found it wanting; it is open again (B6)."""

        async def act(tx: Transaction) -> TaskOut:
            await _seen(tx, kinds, task_id, door.caller)
            sent_back = await tasks.report_sent_back(tx, kinds, task_id, body.because, body.due_on, door.caller)
            return TaskOut.model_validate(sent_back)

        return await door.once(body, act)

    @made.post("/{task_id}/cancellations", status_code=201, response_model=TaskOut)
    async def post_cancellation(
        task_id: UUID, body: CancellationIn, door: Annotated[Door, opens_for(*cancellers)]
    ) -> Response:
        """It is owed no more; never by who owes it."""

        async def act(tx: Transaction) -> TaskOut:
            await _seen(tx, kinds, task_id, door.caller)
            return TaskOut.model_validate(await tasks.report_cancelled(tx, kinds, task_id, body.because, door.caller))

        return await door.once(body, act)


async def _seen(tx: Transaction, kinds: Mapping[str, TaskKind], task_id: UUID, caller: Caller) -> Task:
    task = await task_rows.task(tx, task_id)
    if task is None or task.kind not in kinds or not caller.reaches(task.project):
        raise NoSuchTask
    return task


def _all(groups: Iterable[Collection[Role]]) -> list[Role]:
    return sorted({role for roles in groups for role in roles})
