"""Clocks of services and of PostgreSQL that jump: deadlines go by PostgreSQL's clock, and only tokens by a service's own."""

from datetime import UTC, datetime, timedelta

import httpx
from aftercare import tokens
from aftercare_contracts.periods import CHINA

from ..estate import Estate, Replica
from ..levers import clocks, postgres
from ..levers.answers import watched_answers
from ..levers.clocks import JumpingClock
from ..levers.sessions import ask
from ..levers.tools import must_have
from ..trial import Cell, Trial

WITH_DEADLINES = ("intake", "dispatch")
JUMP_SECONDS = 4
DAYS, HOURS, MINUTES = 86_400, 3_600, 60


def _clock(town: Estate, name: str) -> JumpingClock:
    must_have("libfaketime", lambda: clocks.library() is not None)
    clock = JumpingClock(town.folder / f"{name}.clock")
    clock.set(0)
    return clock


def services(trial: Trial) -> None:
    """Ten minutes apart, both two hours behind, both three days ahead, and twice through the same midnight."""
    town = trial.town
    going_by = [(replica, _clock(town, replica.name)) for service in WITH_DEADLINES for replica in town.of(service)]
    for replica, clock in going_by:
        replica.restart(**clock.environment)
    with watched_answers(trial):
        for replica, clock in going_by:
            clock.set(10 * MINUTES * (replica.number - 1))
        _see(trial, going_by, 0)
        for offset in (-2 * HOURS, 3 * DAYS, *_through_midnight_twice()):
            for _, clock in going_by:
                clock.set(offset)
            _see(trial, going_by, offset)
    for replica, clock in going_by:
        clock.set(0)
        replica.restart()


def _through_midnight_twice() -> tuple[float, float]:
    """In China: two seconds before it, and after it has passed again two seconds before it."""
    now = datetime.now(UTC).astimezone(CHINA)
    midnight = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    first = (midnight - now).total_seconds() - 2
    return first, first - JUMP_SECONDS


def _see(trial: Trial, going_by: list[tuple[Replica, JumpingClock]], offset: float) -> None:
    """By its own answers, how many replicas go by the jumped clock; and how many take a token issued just now for 12 h."""
    token = tokens.issue(trial.town.private_key, ["operator"])
    for replica, _ in going_by:
        answer = httpx.get(f"{replica.url}/messages", headers={"Authorization": f"Bearer {token}"}, timeout=20)
        said = datetime.strptime(answer.headers["date"], "%a, %d %b %Y %H:%M:%S GMT").replace(tzinfo=UTC)
        trial.saw("jumped clocks", int(abs((said - datetime.now(UTC)).total_seconds()) > MINUTES))
        trial.saw(f"tokens refused at {timedelta(seconds=round(offset))}", int(answer.status_code == 401))
    trial.load.wait(JUMP_SECONDS)


def of_postgres(trial: Trial) -> None:
    """PostgreSQL's clock jumps ten minutes ahead: what is due by it fires at once, once."""
    town = trial.town
    clock = _clock(town, "postgres")
    with watched_answers(trial), postgres.started_otherwise(town.postgres, under=clock.program):
        trial.load.wait(JUMP_SECONDS)
        clock.set(10 * MINUTES)
        said: datetime = ask(town.postgres.url, "select clock_timestamp()")
        trial.saw("seconds ahead", round((said - datetime.now(UTC)).total_seconds()))
        trial.load.wait(2 * JUMP_SECONDS)
        clock.set(11 * MINUTES)
        trial.load.wait(JUMP_SECONDS)


CELLS = (
    Cell("clock-services", "clocks of intake and dispatch: 10 min apart, -2 h, +3 d, midnight twice", services),
    Cell(
        "clock-postgres",
        "PostgreSQL's clock jumps 10 and 11 minutes ahead, and back as it is restarted",
        of_postgres,
        ruins=True,
    ),
)
