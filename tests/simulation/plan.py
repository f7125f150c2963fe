"""A history before it is run: what people will do, and what will go wrong. Plain data, all of it from the seed, so that a
failing one can be made smaller by leaving out parts of it."""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from plumbing import crash_points, topology

SERVICES = tuple(topology.HEARS)


@dataclass(frozen=True)
class Act:
    """Something a person does about one case, ``after_minutes`` after the act before it; 0 is the estate, not a case."""

    case: int
    kind: str
    after_minutes: int = 30
    data: tuple[tuple[str, Any], ...] = ()

    def __getitem__(self, name: str) -> Any:
        return dict(self.data)[name]

    def __str__(self) -> str:
        more = "".join(f" {name}={value}" for name, value in self.data)
        return f"case {self.case}: {self.kind}{more} after {self.after_minutes} min"


@dataclass(frozen=True)
class Fault:
    """What goes wrong with the ``nth`` operation of a kind at a service.

    ``what`` is one of ``FAULTS``; ``at`` the statement or commit within the operation, ``minutes`` a delay, how far a clock is
    off, or how long the process stays away; ``where`` the consumer of a message or the name of a crash point.
    """

    service: str
    operation: str
    nth: int
    what: str
    at: int = 1
    minutes: float = 0
    where: str = ""

    def __str__(self) -> str:
        more = f" {self.where}" if self.where else f" {self.at}"
        away = f", {self.minutes:g} min" if self.minutes else ""
        return f"{self.service}: {self.operation} {self.nth}: {self.what}{more}{away}"


FAULTS: dict[str, tuple[str, ...]] = {
    "request": (
        "crash at statement", "crash before commit", "crash after commit", "lost at statement", "lost before commit",
        "lost after commit", "unanswered", "another body", "another body",
    ),
    "delivery": (
        "crash at statement", "crash before commit", "crash after commit", "crash before ack", "lost at statement",
        "lost before commit", "lost after commit",
    ),
    "relay": ("crash at statement", "lost at statement"),
    "publish": ("delayed", "delayed", "doubled", "lost before confirm", "confirm lost", "refused"),
    "timer": (
        "crash at statement", "crash before commit", "crash after commit", "lost at statement", "lost before commit",
        "lost after commit",
    ),
    "point": ("crash at point",),
    "clock": ("skewed",),
}  # fmt: skip
"""Per kind of operation, what can go wrong with it; of a point, the nth time that a service reaches it."""
POINTS = tuple(name for name in crash_points.POINTS if name != "relay.locked" and not name.startswith("sending."))
"""The crash points that a history can reach: all but those of the relay's lock and of the way out of the house."""
FAILING = ("inbox.failed", "inbox.set_aside")
"""Reached only where a handler fails."""
LATE_CONTRACT = Fault("dispatch", "publish", 1, "delayed", minutes=10, where="finance")
BUSY = {
    "request": ("intake", "intake", "dispatch", "dispatch", "finance"),
    "timer": ("intake", "intake", "notify", "notify", "dispatch", "survey"),
}
"""Where operations of a kind mostly are, so that faults meet some."""
CALENDAR_EVERY = 6
OPERATIONS_ABOUT = {"request": 10, "delivery": 40, "relay": 20, "publish": 20, "timer": 8, "point": 12, "clock": 1}
"""About how many of a kind one service has in a history: where faults are worth placing."""


@dataclass(frozen=True)
class Plan:
    """A history to be run."""

    seed: int
    acts: tuple[Act, ...]
    faults: tuple[Fault, ...]
    has_calendar: bool = False
    """With what comes round by itself each day: it takes most of a long history's time, so one in ``CALENDAR_EVERY`` has it."""

    def part(self, acts: Iterable[int], faults: Iterable[int]) -> "Plan":
        """Only these, by their places."""
        return replace(self, acts=tuple(self.acts[n] for n in acts), faults=tuple(self.faults[n] for n in faults))

    def without_faults(self) -> "Plan":
        """The same acts on a perfect day."""
        return replace(self, faults=())

    def lines(self) -> Iterator[str]:
        """For people."""
        yield from (f"  {act}" for act in self.acts)
        yield from (f"  fault at {fault}" for fault in self.faults)


def plan_of(seed: int) -> Plan:
    """The history of a seed."""
    chance = random.Random(seed)
    cases = chance.choice((1, 1, 1, 2, 2, 3))
    acts = [Act(0, "estate", 0), *(act for case in range(1, cases + 1) for act in _case(chance, case))]
    if POINTS[seed % len(POINTS)] in FAILING:
        acts = [acts[0], *_sooner_than_its_contract()]
    if any(act.kind == "final_cost" for act in acts) and chance.random() < 0.8:
        acts += _quarter(chance)
    return Plan(seed, tuple(acts), tuple(_faults(chance, seed)), seed % CALENDAR_EVERY == 0)


def _sooner_than_its_contract() -> list[Act]:
    """An order that finance hears of before it knows the contract, when that message is late: so its handler fails a few times."""
    order = (("order", "a"),)
    return [
        Act(1, "register", 1), Act(1, "order", 1, (*order, ("expected_fen", 100_000))), Act(1, "receipt", 1, order),
        Act(1, "decline", 1, order), Act(1, "feedback", 240),
    ]  # fmt: skip


def _case(chance: random.Random, case: int) -> list[Act]:
    """One case's way, of any length, with the choices that its people make."""

    def gap() -> int:
        return chance.choice((1, 5, 20, 60, 240, 1500))

    way = [Act(case, "register", gap()), Act(case, "feedback", gap())]
    depth = chance.choice((0, 1, 1, 1, 2, 3))
    if depth == 0:
        return way
    orders = ["a"] if chance.random() < 0.8 else ["a", "b"]
    for name in orders:
        way += _order(chance, case, name, gap, depth)
    if depth == 3:
        way.append(Act(case, "visit", gap(), (("satisfied", satisfied := chance.random() < 0.6),)))
        if not satisfied:
            way += [
                *_by_contractor(case, "again", gap, checks=(True,)), Act(case, "visit", gap(), (("satisfied", True),)),
            ]  # fmt: skip
    return way


def _order(chance: random.Random, case: int, name: str, gap: Any, depth: int) -> list[Act]:
    checks = chance.choice(((True,), (True,), (False, True)))
    if chance.random() < 0.35:
        return _by_contractor(case, name, gap, checks if depth > 1 else ())
    amount_fen = chance.choice((30_000, 30_003, 100_000, 100_001, 485_011, 1_000_000, 1_000_001, 2_350_000))
    named = (("order", name),)
    acts = [
        Act(case, "order", gap(), (*named, ("expected_fen", chance.choice((100_000, 500_000, 2_400_000))))),
        Act(case, "receipt", gap(), named),
        *([Act(case, "decline", gap(), named)] if chance.random() < 0.4 else []),
    ]
    if depth == 1:
        return acts
    priced = (*named, ("amount_fen", amount_fen))
    wrong = [Act(case, "approve_by_another", gap(), priced)] if chance.random() < 0.5 else []
    approved = [Act(case, "claim", gap(), priced), *wrong, *_signatures(case, priced, amount_fen, gap)]
    if chance.random() < 0.15:
        return [*acts, *approved[:-1], Act(case, "refuse_claim", gap(), priced)]
    return [
        *acts, *approved, *_work(case, name, "completion", gap, checks),
        Act(case, "final_cost", gap(), (*named, ("amount_fen", amount_fen - chance.choice((0, 0, 0, 1, 10_000))))),
    ]  # fmt: skip


def _signatures(case: int, priced: tuple[tuple[str, Any], ...], amount_fen: int, gap: Any) -> list[Act]:
    review = [Act(case, "review", gap(), priced)] if amount_fen > 100_000 else []
    return [*review, Act(case, "approve", gap(), priced)]


def _by_contractor(case: int, name: str, gap: Any, checks: tuple[bool, ...]) -> list[Act]:
    named = (("order", name),)
    return [
        Act(case, "order", gap(), (*named, ("expected_fen", 100_000))), Act(case, "receipt", 5, named),
        *_work(case, name, "contractor_completion", lambda: 20, checks),
    ]  # fmt: skip


def _work(case: int, name: str, completion: str, gap: Any, checks: tuple[bool, ...]) -> list[Act]:
    named = (("order", name),)
    rounds = [
        (Act(case, completion, gap(), named), Act(case, "check", gap(), (*named, ("passed", passed))))
        for passed in checks
    ]
    signed = [Act(case, "signature", gap(), named)] if checks else []
    return [*(act for pair in rounds for act in pair), *signed]


def _quarter(chance: random.Random) -> list[Act]:
    steps = ("statement", "statement_review", "statement_audit", "serving", "statement_receipt", "booking")
    return [Act(0, step, 60) for step in steps[: chance.choice((6, 6, 6, 3))]]


def _faults(chance: random.Random, seed: int) -> Iterator[Fault]:
    """From none to many; and one crash point after the other as the seeds go by."""
    for _ in range(chance.choice((0, 3, 8, 16, 30))):
        operation = chance.choice(tuple(FAULTS))
        yield _fault(chance, chance.choice(BUSY.get(operation, SERVICES)), operation)
    point = POINTS[seed % len(POINTS)]
    if point in FAILING:
        yield LATE_CONTRACT
    for service in SERVICES:
        nth, minutes = chance.randrange(1, 3 if point in FAILING else 6), chance.choice((0, 1))
        yield Fault(service, "point", nth, "crash at point", minutes=minutes, where=point)


def _fault(chance: random.Random, service: str, operation: str) -> Fault:
    what = chance.choice(FAULTS[operation])
    nth = chance.randrange(1, OPERATIONS_ABOUT[operation] + 1)
    at = chance.randrange(1, 12) if what.endswith("statement") else 1
    minutes, where = 0.0, ""
    if what in ("delayed", "doubled"):
        minutes, where = chance.choice((0.01, 1, 7, 45, 400, 1440)), chance.choice(("", *SERVICES))
    elif operation == "clock":
        minutes = chance.choice((-7, -3, -1, 1, 3, 7))
    elif what.startswith("crash"):
        minutes = chance.choice((0, 0, 1, 20))
        where = chance.choice(POINTS) if what == "crash at point" else ""
    return Fault(service, operation, nth, what, at, minutes, where)
