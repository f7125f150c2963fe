"""After healing: everything drains, consumers are attached, nothing hangs; and how long that took."""

import asyncio
import subprocess
import time
from dataclasses import dataclass

import aio_pika
import asyncpg
from plumbing import topology
from plumbing.database import LOST
from plumbing.dead_letters import COUNT

from .broker import Queue
from .estate import Estate

RECOVERY_SECONDS = 60.0
IDLE_SECONDS_MAX = 10.0
OLD_SECONDS = 4.0
"""Under load something is always under way; what is older than this is stuck."""
STUCK = """
select (select count(*) from outbox where published_at is null and created_at < $1) as unsent,
  (select count(*) from inbox where state = 'waiting' and received_at < $1) as waiting,
  (select count(*) from timer where fired_at is null and disarmed_at is null and due_at < $1) as due
"""
HANGING = """
select count(*) from pg_stat_activity where state like 'idle in transaction%'
 and clock_timestamp() - state_change > interval '1 second' * $1
"""
AWAY = (
    *LOST, asyncpg.PostgresError, aio_pika.exceptions.AMQPError, RuntimeError,
    subprocess.TimeoutExpired,
)  # fmt: skip


@dataclass(frozen=True)
class Unfinished:
    """What is still under way somewhere; false where nothing is."""

    what: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.what)


def until_drained(town: Estate, *, under_load: bool, seconds: float = RECOVERY_SECONDS) -> tuple[float, Unfinished]:
    """Wait until nothing is under way, or under load nothing old. Returns the seconds it took, and what was left at the end."""
    began = time.monotonic()
    while True:
        try:
            left = asyncio.run(_unfinished(town, OLD_SECONDS if under_load else 0.0))
            if not left and not under_load:
                left = _in_hand(town)
        except AWAY as error:
            left = Unfinished((f"a server is away: {error!r}",))
        took = time.monotonic() - began
        if not left or took > seconds:
            return took, left
        time.sleep(0.3)


def _in_hand(town: Estate) -> Unfinished:
    """What was delivered and is not acknowledged, which only the node itself knows."""
    found = {name: queue for name, queue in town.broker.queues().items() if queue.ready or queue.unacked}
    own = {topology.queue(service) for service in topology.HEARS}
    return Unfinished(tuple(f"{queue.unacked} in hand of {name}" for name, queue in found.items() if name in own))


async def _unfinished(town: Estate, older_than_seconds: float) -> Unfinished:
    depths, *each = await asyncio.gather(
        town.broker.depths(), *(_stuck(service, url, older_than_seconds) for service, url in town.database_urls.items())
    )
    found = [line for lines in each for line in lines]
    for service in topology.HEARS:
        ready, consumers = depths[topology.queue(service)]
        if ready and not older_than_seconds:
            found.append(f"{ready} messages wait for {service}")
        if depths[topology.dead_queue(service)][0] and not older_than_seconds:
            found.append(f"dead letters of {service} are not on record")
        if consumers < len([replica for replica in town.of(service) if replica.lives]):
            found.append(f"{service} has {consumers} consumers")
    return Unfinished(tuple(found))


async def _stuck(service: str, url: str, older_than_seconds: float) -> list[str]:
    connection = await asyncpg.connect(url, timeout=10, command_timeout=10)
    try:
        before = await connection.fetchval(
            "select clock_timestamp() - interval '1 second' * $1::float8", older_than_seconds
        )
        row = await connection.fetchrow(STUCK, before)
        assert row is not None
        hanging = await connection.fetchval(HANGING, IDLE_SECONDS_MAX)
    finally:
        await connection.close()
    found = [f"{service}: {count} {what}" for what, count in row.items() if count]
    return [*found, *([f"{service}: {hanging} idle in transaction over {IDLE_SECONDS_MAX:.0f} s"] if hanging else [])]


async def dead_letters(town: Estate) -> dict[str, int]:
    """By service, as its database has them."""
    found = {}
    for service, url in town.database_urls.items():
        connection = await asyncpg.connect(url, timeout=10, command_timeout=10)
        try:
            found[service] = int(await connection.fetchval(f"select {COUNT}"))
        finally:
            await connection.close()
    return found


def wrong_queues(queues: dict[str, Queue], letters: dict[str, int], poison: dict[str, int]) -> list[str]:
    """By number 7: nothing ready, nothing unacknowledged, consumers attached; of dead letters exactly the poison, on record."""
    found = []
    for service in topology.HEARS:
        own, dead = queues[topology.queue(service)], queues[topology.dead_queue(service)]
        if own.ready or own.unacked:
            found.append(f"7: {own.ready} ready and {own.unacked} unacknowledged at {service}")
        if not own.consumers:
            found.append(f"7: nobody consumes what {service} should hear")
        if dead.ready + dead.unacked:
            found.append(f"7: {dead.ready + dead.unacked} dead letters of {service} are not on record")
        if letters[service] != poison.get(service, 0):
            found.append(f"7: {letters[service]} dead letters of {service}, not {poison.get(service, 0)}")
    return found
