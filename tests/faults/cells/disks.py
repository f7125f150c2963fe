"""Full disks: nobody is told that something was kept which was not, and no message pays for it."""

from urllib.parse import urlsplit

from ..levers import broker, postgres, small_disks
from ..levers.answers import watched_answers
from ..levers.sessions import ask, until_it_fails
from ..trial import CannotRun, Cell, Trial

FULL_SECONDS, FILLS_SECONDS = 8, 30
ALARM_SECONDS = 18
"""Longer than a relay waits for a confirm."""
SEGMENT_MEGABYTES = 16
SPARE_MEGABYTES = 24
WRITE_A_SEGMENT = "select pg_logical_emit_message(true, 'filling', 'x'); select pg_switch_wal()"


def _must_mount() -> None:
    if not small_disks.can_mount():
        raise CannotRun("disks cannot be mounted here: that takes root and a system that lets it")


def tables(trial: Trial) -> None:
    """No table of intake can grow: it says 503 or keeps; consumers hold what they have."""
    _must_mount()
    town, log = trial.town, trial.town.folder / "postgres.log"
    name = urlsplit(town.database_urls["intake"]).path.removeprefix("/")
    sql = f"select oid from pg_database where datname = '{name}'"
    part = f"base/{ask(town.postgres.url, sql)}"

    def refused() -> int:
        return log.read_text("utf-8", "replace").count("No space left on device")

    with small_disks.postgres_part_on_small_disk(town.postgres, part, SPARE_MEGABYTES) as disk:
        before = refused()
        with watched_answers(trial):
            disk.fill()
            trial.until("a write finds no room", lambda: refused() > before, FILLS_SECONDS)
            trial.load.wait(FULL_SECONDS)
            disk.free()
    trial.saw("writes that found no room", refused() - before)


def write_ahead_log(trial: Trial) -> None:
    """PostgreSQL panics, and may not even come up before there is room."""
    _must_mount()
    server, log = trial.town.postgres, trial.town.folder / "postgres.log"
    with small_disks.postgres_part_on_small_disk(server, "pg_wal", SEGMENT_MEGABYTES + 4) as disk:
        before = log.read_text("utf-8", "replace").count("PANIC")
        with watched_answers(trial):
            disk.fill()
            until_it_fails(server.url, WRITE_A_SEGMENT, 50)
            trial.load.wait(FULL_SECONDS)
            trial.saw("panics for want of room", log.read_text("utf-8", "replace").count("PANIC") - before)
            disk.free()
            postgres.start_again(server)


def brokers(trial: Trial) -> None:
    """All publishers are blocked: outboxes fill, requests are served, and everything goes out afterwards."""
    url = trial.town.database_urls["intake"]
    with broker.disk_alarm(trial.town.broker), watched_answers(trial) as statuses:
        trial.saw("alarms", int(broker.has_alarm(trial.town.broker)))
        trial.load.wait(ALARM_SECONDS)
        trial.saw("unsent at the end of the alarm", ask(url, "select count(*) from outbox where published_at is null"))
        trial.saw("made meanwhile", statuses[201])


CELLS = (
    Cell("disk-tables", "PostgreSQL's disk for intake's tables is full for 8 s and more", tables),
    Cell("disk-log", "PostgreSQL's disk for its log is full for 8 s: it panics", write_ahead_log),
    Cell("disk-broker", "RabbitMQ's disk alarm blocks all publishers for 18 s", brokers),
)
