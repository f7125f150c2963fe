"""One cell of the matrix: a load runs, somebody is hurt, all is healed, and then everything must be as if nothing had been."""

import asyncio
import random
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from aftercare.errors import CannotStart

from .checker import check
from .estate import Estate
from .history import Outcome
from .liveness import RECOVERY_SECONDS, dead_letters, until_drained, wrong_queues
from .rates import Rate, rates
from .workload import CONTACTS_PER_SECOND, STORIES_PER_SECOND, Load, repeated

WINDOW_SECONDS = 5.0
AT_LEISURE_SECONDS = 300.0
RECOVERY_MIN = 0.98
LET_DOWN_SHOWN = 5
REPEATED = 4
"""Acknowledged acts whose key is sent once more at the end, and once with another body."""


class CannotRun(Exception):
    """This machine has not what the cell needs; the text says what."""


@dataclass
class Trial:
    """What a cell is given: whom to hurt, under which load, by which chance; and where it says what it saw."""

    town: Estate
    load: Load
    random: random.Random
    seen: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    poison: Counter[str] = field(default_factory=Counter)
    """Messages by service that the cell itself has made and that must end as dead letters."""

    def saw(self, what: str, times: int = 1) -> None:
        """A sign, from outside of what was hurt, that the fault was real."""
        self.seen[what] += times

    def blame(self, what: str) -> None:
        """Something that must not be."""
        self.wrong.append(what)

    def until(self, described: str, probe: Callable[[], bool], seconds: float = 30) -> bool:
        """Wait for something; whether it came. For what must come, blame or count what follows from it."""
        ends_at = time.monotonic() + seconds
        while not probe():
            if time.monotonic() > ends_at:
                self.seen[f"never: {described}"] += 0
                return False
            time.sleep(0.05)
        return True


@dataclass(frozen=True)
class Cell:
    """One row of the matrix."""

    name: str
    what: str
    hurt: Callable[[Trial], None]
    """Hurts and says what it saw. Links, stopped and dead replicas are healed afterwards; anything else it mends itself."""
    ruins: bool = False
    """Nothing else is tried on the same estate afterwards."""
    contacts_per_second: float = CONTACTS_PER_SECOND
    stories_per_second: float = STORIES_PER_SECOND
    is_part_of: str = ""
    """A whole cell does this among others; it is tried by itself only where it is named."""


@dataclass
class Result:
    """What came of a cell."""

    name: str
    seen: Counter[str] = field(default_factory=Counter)
    drained_seconds: float | None = None
    before: Rate | None = None
    after: Rate | None = None
    wrong: list[str] = field(default_factory=list)
    not_run: str = ""
    took_seconds: float = 0.0
    acts: Counter[Outcome] = field(default_factory=Counter)
    stories: Counter[str] = field(default_factory=Counter)

    @property
    def state(self) -> str:
        """``ok``, ``FAILED`` or ``not run``."""
        return "not run" if self.not_run else "FAILED" if self.wrong else "ok"

    @property
    def recovery(self) -> float | None:
        """The share done in time after the fault, over that before."""
        return self.after.share / self.before.share if self.after and self.before and self.before.share else None

    def __str__(self) -> str:
        if self.not_run:
            return f"{self.name:<40} not run: {self.not_run}"
        seen = ", ".join(f"{what} {times}" for what, times in self.seen.items()) or "nothing"
        drained = "-" if self.drained_seconds is None else f"{self.drained_seconds:.1f} s"
        recovery = "-" if self.recovery is None else f"{self.recovery:.0%}"
        figures = f"drained {drained}, before {self.before}, after {self.after}, recovery {recovery}"
        acts = ", ".join(f"{count} {outcome}" for outcome, count in self.acts.items())
        lines = [
            f"{self.name:<40} {self.state:<7} {self.took_seconds:4.0f} s  seen: {seen}",
            f"    {figures}; acts: {acts}",
        ]
        return "\n".join([*lines, *(f"    WRONG {line}" for line in self.wrong)])


def run_cell(town: Estate, cell: Cell, project: str, seed: int, load: float = 1.0, *, in_time: bool = True) -> Result:
    """Try one cell on a running estate, under so many times the usual load. Never raises for what the cell finds.

    Whether it is all ``in_time`` again can be judged only on a machine that does nothing else meanwhile.
    """
    result, began = Result(cell.name), time.monotonic()
    chance = random.Random(f"{cell.name} {seed}")
    try:
        dead_before = Counter(asyncio.run(dead_letters(town)))
        with Load(
            town, project, chance.randrange(2**32), contacts_per_second=cell.contacts_per_second * load,
            stories_per_second=cell.stories_per_second * load,
        ) as clients:  # fmt: skip
            trial = Trial(town, clients, chance, result.seen, result.wrong)
            _run(trial, cell, result, dead_before, in_time=in_time)
    except CannotRun as why:
        result.not_run = str(why)
    except Exception as error:
        result.wrong.append(f"the cell broke: {''.join(traceback.format_exception(error, limit=-4)).strip()}")
    finally:
        result.took_seconds = time.monotonic() - began
    return result


def _run(trial: Trial, cell: Cell, result: Result, dead_before: Counter[str], *, in_time: bool) -> None:
    town, load = trial.town, trial.load
    before = load.wait(WINDOW_SECONDS)
    cell.hurt(trial)
    healed = time.monotonic()
    try:
        town.heal()
        town.until_ready(RECOVERY_SECONDS if in_time else AT_LEISURE_SECONDS)
    except CannotStart as error:
        trial.blame(f"not ready again: {error}")
    _, left = until_drained(town, under_load=True, seconds=max(1.0, RECOVERY_SECONDS - (time.monotonic() - healed)))
    result.drained_seconds = time.monotonic() - healed
    if left and in_time:
        trial.blame(f"not drained {RECOVERY_SECONDS:.0f} s after healing: {'; '.join(left.what)}")
    after = load.wait(WINDOW_SECONDS)
    load.finish()
    patience = RECOVERY_SECONDS if in_time else AT_LEISURE_SECONDS
    until_drained(town, under_load=False, seconds=patience)
    load.book()
    _, left = until_drained(town, under_load=False, seconds=patience)
    if left:
        trial.blame(f"never quiet: {'; '.join(left.what)}")
    result.before, result.after = rates(town, load.history, before, after)
    if in_time and result.before.done and (result.recovery or 0.0) < RECOVERY_MIN:
        _look_again(trial, result)
    _judge(trial, result, dead_before)
    if in_time:
        _judge_pace(trial, result)


def _judge_pace(trial: Trial, result: Result) -> None:
    assert result.before
    assert result.after
    if not result.before.done:
        trial.blame(
            "nothing was done in time even before the fault: this machine is too busy to tell; try with less LOAD"
        )
    elif result.recovery is None or result.recovery < RECOVERY_MIN:
        trial.blame(
            f"only {result.after.share:.0%} of what was offered afterwards was done in time, {result.before.share:.0%} before"
        )


def _look_again(trial: Trial, result: Result) -> None:
    """One contact that was late is a quarter of a short window: what counts then is a window three times as long."""
    trial.load.offer()
    window = trial.load.wait(3 * WINDOW_SECONDS)
    trial.load.finish()
    until_drained(trial.town, under_load=False)
    (result.after,) = rates(trial.town, trial.load.history, window)
    trial.saw("looks at the rate", 2)


def _judge(trial: Trial, result: Result, dead_before: Counter[str]) -> None:
    town, history = trial.town, trial.load.history
    result.acts, result.stories = history.count(), history.ended
    if not any(trial.seen.values()):
        trial.blame("18: nothing shows that the fault was real")
    for line in history.broken[:LET_DOWN_SHOWN]:
        trial.blame(f"a client was let down: {line}")
    if len(history.broken) > LET_DOWN_SHOWN:
        trial.blame(f"so were {len(history.broken) - LET_DOWN_SHOWN} more")
    for line in check(town, trial.load.project, history):
        trial.blame(line)
    for line in _repeat_some(trial):
        trial.blame(line)
    queues, poison = town.broker.queues(), dead_before + trial.poison
    for line in wrong_queues(queues, asyncio.run(dead_letters(town)), dict(poison)):
        trial.blame(line)
    verdict = trial.load.verified_ledger()
    if not verdict.get("holds"):
        trial.blame(f"12: the ledger does not hold: {verdict}")


def _repeat_some(trial: Trial) -> list[str]:
    """3: the same key again gives the same answer, with another body a refusal, and nothing happens."""
    found = []
    known = [act for act in trial.load.history.acts if act.outcome is Outcome.ACKNOWLEDGED]
    for act in trial.random.sample(known, min(REPEATED, len(known))):
        again = repeated(trial.load, act)
        if (again.status_code, again.json()) != (act.status, act.answer):
            found.append(
                f"3: {act.kind} with key {act.key} was answered {again.status_code} {again.text[:200]} the second time"
            )
        other = repeated(trial.load, act, body={**act.body, "another": "body"})
        if other.status_code != 422:
            found.append(f"3: {act.kind} with key {act.key} and another body got {other.status_code}")
    return found
