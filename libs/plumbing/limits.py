"""Time limits of what is not a case: the one who owes it is reminded before the end, his superiors are told after it (N2).

The figures are the service's policy ``limits``: by name, how long, who owes it, who is told in turn. A service puts
``when_due`` among its timers. End limits before anything is said in a transaction: a limit that fires holds its timer first.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

from aftercare_contracts.envelope import Envelope, Event
from aftercare_contracts.errors import AlreadyDone, Problem
from aftercare_contracts.periods import day_in_china, end_of, end_of_days, end_of_working_days
from aftercare_contracts.shapes import one_of, record, rows, whole
from aftercare_contracts.values import Role

from . import outbox, timers
from .calendar_days import calendar
from .database import Transaction
from .ids import new_id
from .policy import policy
from .timers import Timer, TimerHandler

REMIND, PASS, ESCALATE = "time_limit_remind", "time_limit_pass", "time_limit_escalate"
JUST_AFTER = timedelta(microseconds=1)
"""The moment a limit ends is still in time; it has passed right after."""
FIXED = "fixed"
UNITS = ("hours", "days", "working_days", FIXED)
RULE = record({
    "unit": one_of(UNITS), "count": whole(0, 10_000), "remind_hours": whole(1, 10_000),
    "owner": one_of(tuple(Role)), "tell": rows(one_of(tuple(Role)), 1, 4),
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class About:
    """What a limit is about, and by what number people know it."""

    subject: UUID | str
    reference: str
    project: str
    case_id: UUID | None = None
    case_no: str | None = None
    contractor: str | None = None


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit as it stands or ended, with what it was reckoned from (B2)."""

    limit_id: UUID
    name: str
    reference: str
    project: str
    owner: Role
    unit: str
    count: int
    policy_version: int
    started_at: datetime
    remind_at: datetime
    due_at: datetime
    passed_at: datetime | None
    ended_at: datetime | None
    ended_because: str | None


def check(names: Iterable[str]) -> Callable[[Any], list[Problem]]:
    """What the policy ``limits`` can say: each of these by its name. ``fixed`` ones are given their day when they start."""
    shape = record(dict.fromkeys(names, RULE))
    return lambda data: shape(data, "")


async def start(
    tx: Transaction, name: str, about: About, *, until: datetime | date | None = None, owner: Role | None = None,
    tell: Sequence[Role] | None = None,
) -> datetime:  # fmt: skip
    """Let a limit run, from now; one of the same name that runs about the same is moved. Returns when it ends.

    A fixed one is given ``until``, a moment or a day, which counts in full. ``owner`` and ``tell`` stand in place of the policy's;
    who owes it is not told as his own superior.
    """
    await end(tx, about.subject, "started anew", name)
    rule = (in_force := await policy(tx, "limits", day_in_china(tx.now))).data[name]
    due_at = await _due_at(tx, rule, until)
    remind_at = max(due_at - timedelta(hours=rule["remind_hours"]), tx.now + (due_at - tx.now) / 2)
    limit_id, owner = new_id(), owner or Role(rule["owner"])
    superiors = [role for role in tell or rule["tell"] if role != owner] or list(tell or rule["tell"])
    await tx.execute(
        "insert into time_limit (limit_id, name, subject, reference, project, case_id, case_no, contractor, owner, tell,"
        " unit, count, policy_version, started_at, remind_at, due_at)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        limit_id, name, str(about.subject), about.reference, about.project, about.case_id, about.case_no,
        about.contractor, owner, superiors, rule["unit"], rule["count"], in_force.version,
        tx.now, remind_at, due_at,
    )  # fmt: skip
    await timers.arm(tx, limit_id, REMIND, remind_at)
    await timers.arm(tx, limit_id, PASS, due_at + JUST_AFTER)
    return due_at


async def end(tx: Transaction, subject: UUID | str, because: str, *names: str) -> None:
    """End the running limits of these names (of every name, where none is given) about a subject. None running is fine."""
    running = await tx.fetch(
        "select limit_id from time_limit where subject = $1 and ended_at is null"
        " and (cardinality($2::text[]) = 0 or name = any($2)) order by limit_id",
        str(subject), list(names),
    )  # fmt: skip
    for row in running:
        await timers.disarm(tx, row["limit_id"])
        await tx.execute(
            "update time_limit set ended_at = $2, ended_because = $3 where limit_id = $1 and ended_at is null",
            row["limit_id"], tx.now, because,
        )  # fmt: skip


async def of_subject(tx: Transaction, subject: UUID | str) -> list[Limit]:
    """Every limit there was about a subject, the oldest first."""
    found = await tx.fetch(
        "select limit_id, name, reference, project, owner, unit, count, policy_version, started_at, remind_at, due_at,"
        " passed_at, ended_at, ended_because from time_limit where subject = $1 order by limit_id",
        str(subject),
    )
    return [Limit(**dict(row) | {"owner": Role(row["owner"])}) for row in found]


class Say(Protocol):
    """How a service announces an event."""

    async def __call__(
        self, tx: Transaction, event: Event, *, about: UUID | str, case: UUID | None = None
    ) -> Envelope[Any]:
        """Returns the message."""
        ...


def when_due(
    approaching: Callable[..., Event], passed: Callable[..., Event], say: Say = outbox.add
) -> Mapping[str, TimerHandler]:
    """A service's timers for its limits; the two events are how it speaks of them, made from ``_facts``."""

    async def remind(tx: Transaction, timer: Timer, now: datetime) -> None:
        row = await _running(tx, timer)
        await tell_of(tx, row, approaching(**_facts(row)))

    async def let_pass(tx: Transaction, timer: Timer, now: datetime) -> None:
        row = await _running(tx, timer)
        await tx.execute("update time_limit set passed_at = $2 where limit_id = $1", row["limit_id"], now)
        await _tell(tx, row, 1)

    async def escalate(tx: Transaction, timer: Timer, now: datetime) -> None:
        await _tell(tx, await _running(tx, timer), int(timer.data["step"]))

    async def _tell(tx: Transaction, row: Mapping[str, Any], step: int) -> None:
        await tell_of(tx, row, passed(**_facts(row), tell=Role(row["tell"][step - 1]), step=step))
        if step < len(row["tell"]):
            is_working = (await calendar(tx)).is_working
            await timers.arm(
                tx, row["limit_id"], ESCALATE, end_of_working_days(tx.now, 1, is_working), {"step": step + 1}
            )

    async def tell_of(tx: Transaction, row: Mapping[str, Any], event: Event) -> None:
        await say(tx, event, about=row["case_id"] or row["subject"], case=row["case_id"])

    return {REMIND: remind, PASS: let_pass, ESCALATE: escalate}


async def _due_at(tx: Transaction, rule: Mapping[str, Any], until: datetime | date | None) -> datetime:
    if rule["unit"] == FIXED:
        assert until is not None
        return max(until if isinstance(until, datetime) else end_of(until), tx.now)
    if rule["unit"] == "hours":
        return tx.now + timedelta(hours=rule["count"])
    if rule["unit"] == "days":
        return end_of_days(tx.now, rule["count"])
    return end_of_working_days(tx.now, rule["count"], (await calendar(tx)).is_working)


async def _running(tx: Transaction, timer: Timer) -> Mapping[str, Any]:
    row: Mapping[str, Any] | None = await tx.fetchrow(
        "select * from time_limit where limit_id = $1 and ended_at is null for update", UUID(timer.subject)
    )
    if row is None:
        raise AlreadyDone("The limit has ended.")
    return row


def _facts(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "limit": row["name"], "case_id": row["case_id"], "case_no": row["case_no"], "project": row["project"],
        "owner_role": Role(row["owner"]), "due_at": row["due_at"], "reference": row["reference"],
        "contractor": row["contractor"],
    }  # fmt: skip
