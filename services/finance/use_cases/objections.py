"""A contractor acknowledges a statement or objects to a line; the centre answers; disputed lines leave (L4, L7)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from aftercare_contracts.errors import AlreadyDone, NotFound
from aftercare_contracts.events.finance_quarter import LineObjected, ObjectionAnswered
from aftercare_contracts.periods import day_in_china, end_of, moved_to_working_day
from plumbing import limits, outbox
from plumbing.calendar_days import calendar
from plumbing.database import Transaction
from plumbing.policy import policy

from ..domain import objection as rules
from ..domain.limits import LimitName
from ..domain.objection import Service, Verdict
from ..domain.people import Person
from ..domain.statement import Act, Booked, Statement, Withdrawn
from ..store import objections as store
from ..store import statements
from ..store.statements import Head, NoSuchStatement


class NoSuchLine(NotFound):
    """There is no such line on the statement, or it is not yours."""


class NoSuchObjection(NotFound):
    """There is no such objection, or not for you."""


class ObjectedAlready(AlreadyDone):
    """This line has been objected to."""


async def let_object(tx: Transaction, head: Head, contractor: str, now: datetime) -> None:
    """The time to object begins; a last day that is a holiday moves on (toward contractors)."""
    today = day_in_china(now)
    days = (await policy(tx, "quarter", today)).data["object_days"]
    last_day = moved_to_working_day(today + timedelta(days=days), (await calendar(tx)).is_working)
    await store.add_service(tx, head.statement_id, contractor, end_of(last_day), now)
    about = limits.About(_time_of(head, contractor), head.statement_no, head.project, contractor=contractor)
    await limits.start(tx, LimitName.OBJECTION_TIME, about, until=end_of(last_day))


async def acknowledge(tx: Transaction, statement_id: UUID, agrees: bool, by: Person, now: datetime) -> None:
    """He has it in hand; where he agrees he will not object, and it need not wait for him. Raises ``ObjectionIsOpen``."""
    head, _, service = await _served(tx, statement_id, by)
    if agrees and (open_claims := await store.open_claims(tx, statement_id)):
        raise rules.ObjectionIsOpen(f"open objections: {', '.join(open_claims.values())}")
    await store.add_receipt(tx, statement_id, service.contractor, agrees, by.id, now)
    if agrees:
        await limits.end(tx, _time_of(head, service.contractor), "agreed", LimitName.OBJECTION_TIME)


async def object_to_line(
    tx: Transaction, objection_id: UUID, statement_id: UUID, claim_id: UUID, reason: str, papers: Sequence[str],
    by: Person, now: datetime,
) -> datetime:  # fmt: skip
    """Object, in time. Returns until when the centre answers. Raises ``NoSuchLine`` and the rules' refusals."""
    head, _, service = await _served(tx, statement_id, by)
    line = await store.line_of(tx, statement_id, claim_id, service.contractor)
    if line is None:
        raise NoSuchLine()
    if line["objected"]:
        raise ObjectedAlready()
    rules.must_allow_objection(service, line["was_rejected"], now)
    await store.add_objection(
        tx, objection_id, statement_id, claim_id, service.contractor, reason, list(papers), by.id, now
    )
    until = await limits.start(
        tx, LimitName.OBJECTION_ANSWER, limits.About(objection_id, line["claim_no"], head.project)
    )
    event = LineObjected(
        **statements.facts(head), objection_id=objection_id, contractor=service.contractor, claim_no=line["claim_no"],
        amount_fen=line["amount_fen"], answer_until=until,
    )  # fmt: skip
    await outbox.add(tx, event, about=statement_id)
    return until


async def answer_objection(
    tx: Transaction, objection_id: UUID, verdict: Verdict, reason: str, by: Person, now: datetime
) -> None:
    """Uphold it, and the line goes off the statement; or reject it with a reason. Raises ``NoSuchObjection``."""
    if (found := await store.objection(tx, objection_id)) is None:
        raise NoSuchObjection()
    head, _ = await statements.statement_for_update(tx, found["statement_id"])
    found = await store.objection(tx, objection_id)
    if not by.reaches(head.project):
        raise NoSuchObjection()
    rules.must_allow_answer(found["verdict"], found["hands"], by)
    await limits.end(tx, objection_id, verdict, LimitName.OBJECTION_ANSWER)
    await store.add_answer(tx, objection_id, verdict, reason, by.id, now)
    if verdict == Verdict.UPHELD and found["stands"]:
        await store.set_aside(tx, head.statement_id, found["claim_id"], "objection upheld", by.id, now)
    event = ObjectionAnswered(
        **statements.facts(head), objection_id=objection_id, contractor=found["contractor"],
        claim_no=found["claim_no"], amount_fen=found["amount_fen"], verdict=verdict.value,
    )  # fmt: skip
    await outbox.add(tx, event, about=head.statement_id)


async def set_lines_aside(tx: Transaction, statement_id: UUID, reason: str, by: Person, now: datetime) -> list[str]:
    """Lines with an open objection leave to a later statement, so that the rest can be booked. Raises ``NoOpenObjection``."""
    head, so_far = await statements.statement_for_update(tx, statement_id)
    if not by.reaches(head.project):
        raise NoSuchStatement()
    _must_run(so_far)
    found = await store.open_claims(tx, statement_id)
    if not found:
        raise rules.NoOpenObjection()
    for claim_id in sorted(found):
        await store.set_aside(tx, statement_id, claim_id, reason, by.id, now)
    return list(found.values())


async def must_allow_booking(tx: Transaction, head: Head, lines_left: int, now: datetime) -> None:
    """Raises where an objection is open or may still come."""
    services = await store.services(tx, head.statement_id)
    rules.must_allow_booking(services, list((await store.open_claims(tx, head.statement_id)).values()), lines_left, now)


async def end_time_to_object(tx: Transaction, head: Head, why: str) -> None:
    """Nobody need object any more."""
    for service in await store.services(tx, head.statement_id):
        await limits.end(tx, _time_of(head, service.contractor), why, LimitName.OBJECTION_TIME)


async def _served(tx: Transaction, statement_id: UUID, by: Person) -> tuple[Head, Statement, Service]:
    head, so_far = await statements.statement_for_update(tx, statement_id)
    for service in await store.services(tx, statement_id):
        if service.contractor == by.contractor:
            _must_run(so_far)
            return head, so_far, service
    raise NoSuchStatement()


def _must_run(so_far: Statement) -> None:
    if Act.WITHDRAW in so_far.acts:
        raise Withdrawn()
    if Act.BOOK in so_far.acts:
        raise Booked()


def _time_of(head: Head, contractor: str) -> str:
    return f"{head.statement_id}:{contractor}"
