"""Connections run out, tables are locked, somebody went for lunch in a transaction."""

from ..levers import postgres
from ..levers.answers import watched_answers
from ..levers.sessions import ask
from ..trial import Cell, Trial

HELD_SECONDS = 12
ALL_OF_SERVICES = f"select count(pg_terminate_backend(pid)) from pg_stat_activity where {postgres.OTHERS}"
WAITING_FOR_LOCKS = "select count(*) from pg_stat_activity where wait_event_type = 'Lock'"


def no_connection_left(trial: Trial) -> None:
    """PostgreSQL has no connection for anybody, and those that the services had are gone too."""
    server, survey = trial.town.postgres, trial.town.database_urls["survey"]
    with watched_answers(trial):
        trial.saw("sessions ended", ask(server.url, ALL_OF_SERVICES))
        with postgres.no_connection_left(survey) as taken:
            trial.saw("connections held", taken)
            trial.load.wait(HELD_SECONDS)


def locked(trial: Trial) -> None:
    """Each request of intake and each message waits with its connection until none is left."""
    with watched_answers(trial), postgres.locked(trial.town.database_urls["intake"], "outbox_position"):
        trial.load.wait(HELD_SECONDS)
        trial.saw("sessions that waited", ask(trial.town.postgres.url, WAITING_FOR_LOCKS))


def idle_and_long(trial: Trial) -> None:
    """In every database one session that never ends its transaction and one that reads what was."""
    with watched_answers(trial) as statuses:
        for service, url in trial.town.database_urls.items():
            with postgres.idle_in_transaction(url, "select pg_current_xact_id()"), postgres.long_reader(url):
                trial.load.wait(3)
                trial.saw(f"open in {service}", ask(url, postgres.OPEN_TRANSACTIONS))
    if statuses[503]:
        trial.blame(f"{statuses[503]} answers 503 though nothing was locked")


CELLS = (
    Cell("pool-connections", "every connection of PostgreSQL is held by others for 12 s", no_connection_left),
    Cell("pool-locked", "intake's outbox is locked for 12 s: its pools run out", locked),
    Cell("pool-idle", "transactions stay open, idle or reading, 3 s in each database", idle_and_long),
)
