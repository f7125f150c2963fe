"""PostgreSQL goes away in every way, ends its sessions, is slow, or has a disk that fails."""

import time
from collections.abc import Callable

from ..levers import postgres
from ..levers.answers import watched_answers
from ..levers.sessions import ask
from ..levers.tools import must_have
from ..trial import Cell, Trial

AWAY_SECONDS = 5
STORM_SECONDS, STORMS_PER_SECOND = 8, 5
SLOW_MILLISECONDS = 150
SLOW_SECONDS = 10
FLUSHES_UNTIL_FAILURE = 30


def _away(how: str) -> Callable[[Trial], None]:
    def hurt(trial: Trial) -> None:
        server, before = trial.town.postgres, trial.town.postgres.pid
        with watched_answers(trial):
            postgres.stop(server, how)
            trial.load.wait(AWAY_SECONDS)
            postgres.start_again(server)
        trial.saw("PostgreSQL processes ended", int(server.pid != before))

    return hurt


def storm(trial: Trial) -> None:
    """Every session of every service is ended, again and again."""
    with watched_answers(trial), postgres.storm(trial.town.postgres.url, STORMS_PER_SECOND) as ended:
        trial.load.wait(STORM_SECONDS)
    trial.saw("sessions ended", sum(ended))


def slow_disk(trial: Trial) -> None:
    """Each flush takes its time: answers are late, and nothing else."""
    must_have("strace", postgres.can_trace)
    with watched_answers(trial), postgres.slow_disk(trial.town.postgres, SLOW_MILLISECONDS):
        began = time.monotonic()
        ask(trial.town.postgres.url, "select pg_current_xact_id()")
        trial.saw("milliseconds for one commit", int(1000 * (time.monotonic() - began)))
        trial.load.wait(SLOW_SECONDS)


def failing_disk(trial: Trial) -> None:
    """A flush fails: PostgreSQL ends all sessions and recovers, whenever a process has flushed so often."""
    must_have("strace", postgres.can_trace)
    log = trial.town.folder / "postgres.log"
    before = log.read_text("utf-8", "replace").count("PANIC")
    with watched_answers(trial), postgres.failing_disk(trial.town.postgres, FLUSHES_UNTIL_FAILURE):
        trial.until("a flush failed", lambda: log.read_text("utf-8", "replace").count("PANIC") > before)
        trial.load.wait(AWAY_SECONDS)
    trial.saw("failed flushes", log.read_text("utf-8", "replace").count("PANIC") - before)


CELLS = (
    Cell("server-fast", "PostgreSQL is asked to end, is away for 5 s and comes back", _away("fast")),
    Cell("server-immediate", "PostgreSQL drops everything, is away for 5 s and recovers", _away("immediate")),
    Cell("server-kill", "kill -9 of PostgreSQL's first process, 5 s, and again on the same port", _away("kill")),
    Cell("server-storm", "every session of every service is ended five times a second, for 8 s", storm),
    Cell("server-slow-disk", "each flush to PostgreSQL's disk takes 150 ms more, for 10 s", slow_disk),
    Cell("server-failing-disk", "flushes of PostgreSQL's log fail with EIO: it panics and recovers", failing_disk),
)
