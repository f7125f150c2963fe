"""What ``/metrics`` reads at the moment it is asked: mostly of the database, so that any replica tells it for all."""

import shutil
import time
from urllib.parse import unquote, urlsplit

from . import dead_letters
from .relay import RELAY_LOCK
from .running import Running

MESSAGES = f"""
select
  (select count(*) from outbox where published_at is null) as waiting,
  (select count(*) from outbox where published_at is null and failures > 0) as outbox_refused,
  (select coalesce(extract(epoch from clock_timestamp() - min(created_at)), 0) from outbox where published_at is null) as waiting_age,
  (select count(*) from inbox where state = 'waiting') as inbox_waiting,
  (select count(*) from inbox where state = 'waiting' and attempts > 0) as inbox_failing,
  {dead_letters.COUNT} as inbox_dead,
  {dead_letters.AGE} as dead_age,
  (select coalesce(extract(epoch from clock_timestamp() - min(received_at)), 0) from inbox where state = 'waiting') as inbox_age,
  (select coalesce(extract(epoch from clock_timestamp() - min(i.received_at)), 0)
     from inbox i left join inbox_position p using (source, subject)
     where i.state = 'waiting' and i.sequence > coalesce(p.last_sequence, 0) + 1 and not exists
       (select from inbox n where n.source = i.source and n.subject = i.subject and n.sequence = coalesce(p.last_sequence, 0) + 1)
  ) as inbox_gap
"""
TIME = """
select
  (select coalesce(extract(epoch from clock_timestamp() - min(due_at)), 0) from timer
     where fired_at is null and disarmed_at is null and due_at <= clock_timestamp()) as timer_age,
  (select count(*) from timer where attempts > 0 and fired_at is null and disarmed_at is null) as timers_failing,
  (select count(*) from time_limit where ended_at is null and passed_at is null
     and due_at < clock_timestamp() - interval '1 minute') as limits_unnoticed,
  extract(epoch from clock_timestamp()) as database_clock
"""
SERVER = """
select
  (select count(*) from pg_locks where locktype = 'advisory' and granted and classid = 0 and objid = $1 and objsubid = 1
     and database = (select oid from pg_database where datname = current_database())) as relays,
  (select sum(numbackends) from pg_stat_database) / current_setting('max_connections')::float as connections,
  (select coalesce(max(extract(epoch from clock_timestamp() - state_change)), 0) from pg_stat_activity
     where datname = current_database() and state like 'idle in transaction%') as idle_in_transaction,
  pg_database_size(current_database()) as bytes
"""


async def read(running: Running) -> None:
    """Bring the gauges up to date. Raises one of ``database.AWAY``."""
    metrics = running.metrics
    async with running.db.reading() as tx:
        messages = await tx.fetchrow(MESSAGES)
        asked_at = time.time()
        due = await tx.fetchrow(TIME)
        answered_at = time.time()
        server = await tx.fetchrow(SERVER, RELAY_LOCK)
    assert messages is not None
    assert due is not None
    assert server is not None
    metrics.waiting.set(messages["waiting"])
    metrics.waiting_age.set(messages["waiting_age"])
    metrics.outbox_refused.set(messages["outbox_refused"])
    for state in ("waiting", "failing", "dead"):
        metrics.inbox.labels(state).set(messages[f"inbox_{state}"])
    metrics.inbox_age.set(messages["inbox_age"])
    metrics.inbox_gap.set(messages["inbox_gap"])
    metrics.dead_age.set(messages["dead_age"])
    metrics.timer_age.set(due["timer_age"])
    metrics.timers_failing.set(due["timers_failing"])
    metrics.limits_unnoticed.set(due["limits_unnoticed"])
    metrics.timers_silent.set(running.firing.silent_seconds)
    there = float(due["database_clock"])
    metrics.clock_apart.set(max(asked_at - there, there - answered_at, 0.0))
    metrics.relay_at_work.set(server["relays"])
    metrics.connections.set(server["connections"])
    metrics.idle_in_transaction.set(server["idle_in_transaction"])
    metrics.database_bytes.set(server["bytes"])
    for what, value in getattr(running.consumer, "queue", {}).items():
        metrics.queue.labels(what).set(value)


def free_ratio(url: str) -> float | None:
    """The free part of the disk on which a folder lies; none for what is no folder of this machine, or not there yet."""
    parts = urlsplit(url)
    if parts.scheme != "file":
        return None
    try:
        usage = shutil.disk_usage(unquote(parts.path))
    except OSError:
        return None
    return usage.free / usage.total
