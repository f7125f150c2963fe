"""Processes stopped for longer than anything they hold may be held, and then going on as if nothing had been."""

import asyncio
import time
from collections.abc import Callable

import asyncpg
from plumbing.relay import RELAY_LOCK

from ..estate import Replica
from ..trial import Cell, Trial

BEYOND_LEASES_SECONDS = 45.0
TAKES_OVER_SECONDS = 60.0
HOLDER = """
select a.client_port from pg_locks l join pg_stat_activity a using (pid)
 where l.locktype = 'advisory' and l.granted and l.objid = $1 and a.datname = current_database()
"""
END_HOLDER = """
select count(pg_terminate_backend(a.pid)) from pg_locks l join pg_stat_activity a using (pid)
 where l.locktype = 'advisory' and l.granted and l.objid = $1 and a.datname = current_database()
"""
OLDEST = "select extract(epoch from clock_timestamp() - min(created_at))::float8 from outbox where published_at is null"


def _value(url: str, sql: str, *values: object) -> object:
    async def run() -> object:
        connection = await asyncpg.connect(url, timeout=10)
        try:
            return await connection.fetchval(sql, *values)
        finally:
            await connection.close()

    return asyncio.run(run())


def relay_holder(trial: Trial, service: str) -> Replica | None:
    """The replica whose relay is the one at work, by its session's lock."""
    port = _value(trial.town.database_urls[service], HOLDER, RELAY_LOCK)
    return next(
        (each for each in trial.town.of(service) if isinstance(port, int) and each.postgres.leads_from(port)), None
    )


def take_relay_away(trial: Trial, service: str) -> None:
    """End the session of the relay at work: whoever asks first for the lock is the next one."""
    _value(trial.town.database_urls[service], END_HOLDER, RELAY_LOCK)


def _relay(service: str) -> Callable[[Trial], None]:
    def hurt(trial: Trial) -> None:
        """The one relay stands still; the other replica must take over within a minute, while it still does."""
        holder = relay_holder(trial, service)
        if holder is None:
            trial.blame(f"no relay of {service} is at work")
            return
        holder.pause()
        began = time.monotonic()
        taken = trial.until(
            "the other relay takes over",
            lambda: relay_holder(trial, service) not in (None, holder),
            TAKES_OVER_SECONDS,
        )
        if not taken:
            trial.blame(f"nobody took over from the stopped relay of {service} in {TAKES_OVER_SECONDS:.0f} s")
        trial.saw(f"relay taken over within {time.monotonic() - began:.0f} s")
        trial.until(
            "what waited is sent", lambda: (_value(trial.town.database_urls[service], OLDEST) or 0.0) < 5.0, 20  # type: ignore[operator]
        ) or trial.blame(f"{service}'s outbox still waits though the other relay is at work")  # fmt: skip
        holder.resume()
        trial.load.wait(2)

    return hurt


def _one_of_each(trial: Trial) -> None:
    """One replica of every service stands still beyond every lease and heartbeat, in the middle of whatever it did."""
    still = [trial.random.choice(trial.town.of(service)) for service in trial.town.urls]
    for replica in still:
        replica.pause()
    trial.load.wait(BEYOND_LEASES_SECONDS)
    for replica in still:
        replica.resume()
        trial.saw(f"stood still: {replica.name}")
    trial.load.wait(2)


def _all(service: str) -> Callable[[Trial], None]:
    def hurt(trial: Trial) -> None:
        """Both replicas stand still and go on together."""
        for replica in trial.town.of(service):
            replica.pause()
        trial.load.wait(BEYOND_LEASES_SECONDS)
        for replica in trial.town.of(service):
            replica.resume()
            trial.saw(f"stood still: {replica.name}")
        trial.load.wait(2)

    return hurt


CELLS = (
    Cell("still-relay-intake", "intake's relay stands still until the other has taken over", _relay("intake")),
    Cell("still-relay-finance", "finance's relay stands still until the other has taken over", _relay("finance")),
    Cell("still-one-of-each", "one replica of each service stands still beyond every lease", _one_of_each),
    Cell("still-dispatch", "both replicas of dispatch, which keeps limits of seconds, stand still", _all("dispatch")),
    Cell("still-notify", "both replicas of notify, which has mail under way, stand still", _all("notify")),
)
