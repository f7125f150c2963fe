"""An update and its taking back, replica by replica, while cases go in."""

import asyncio
import signal
import tempfile
import time
from pathlib import Path

import asyncpg
from aftercare.processes import SERVICES

from ..estate import Estate, Replica
from ..releases import THIS, Release, next_release
from ..trial import Cell, Trial

WAITING = "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and query like '%case_weight%'"
WEIGHED = "select count(*) from outbox where type = 'intake.case.weighed.v1' and published_at is not null"
HEARD = "select count(*) from inbox where type = 'intake.case.weighed.v1' and state = 'applied'"


def rolling_upgrade(trial: Trial) -> None:
    """Forward to the next release, one replica killed in the middle of its migration; some load on both; and back."""
    with tempfile.TemporaryDirectory(prefix="aftercare-next-") as folder:
        Path(folder).chmod(0o755)
        new = next_release(Path(folder))
        asyncio.run(_die_while_migrating(trial, trial.town.replica("intake", 1), new))
        _roll(trial, new)
        trial.load.wait(3)
        said = asyncio.run(_count(trial.town, "intake", WEIGHED))
        trial.saw("events of the next release said", said)
        if not said:
            trial.blame("the next release said nothing of its own")
        _roll(trial, THIS)
        trial.until("those who know nothing of it have counted what it said", lambda: _heard_by_all(trial.town, said))
        for service in ("dispatch", "finance", "survey", "notify"):
            heard = asyncio.run(_count(trial.town, service, HEARD))
            if heard < said:
                trial.blame(f"{service} heard {heard} of {said} messages of the next release")


async def _die_while_migrating(trial: Trial, replica: Replica, new: Release) -> None:
    """Somebody reads a case, so the migration waits for its lock; there the replica is killed."""
    connection = await asyncpg.connect(trial.town.database_urls["intake"])
    try:
        async with connection.transaction():
            await connection.fetchval("select count(*) from case_file")
            _stop(replica)
            replica.start(**new.environment)
            ends_at = time.monotonic() + 40
            while not await _value(trial.town.database_urls["intake"], WAITING):
                if time.monotonic() > ends_at:
                    trial.blame("the migration never waited for its lock")
                    break
                await asyncio.sleep(0.01)
            else:
                trial.saw("killed while it migrated")
            replica.kill()
    finally:
        await connection.close()


def _roll(trial: Trial, release: Release) -> None:
    """Each replica ended politely, started from the release, waited for; the other one of its service works meanwhile."""
    replicas = [(service, number) for service in trial.random.sample(SERVICES, len(SERVICES)) for number in (1, 2)]
    for service, number in replicas:
        replica = trial.town.replica(service, number)
        _stop(replica)
        replica.start(**release.environment)
        replica.until_ready()
        trial.saw("replicas replaced")


def _stop(replica: Replica) -> None:
    replica.signal(signal.SIGTERM)
    replica.wait()


def _heard_by_all(town: Estate, said: int) -> bool:
    return all(
        asyncio.run(_count(town, service, HEARD)) >= said for service in ("dispatch", "finance", "survey", "notify")
    )


async def _count(town: Estate, service: str, sql: str) -> int:
    return int(await _value(town.database_urls[service], sql))


async def _value(url: str, sql: str) -> int:
    connection = await asyncpg.connect(url)
    try:
        return int(await connection.fetchval(sql))
    finally:
        await connection.close()


CELLS = (
    Cell(
        "rolling-upgrade",
        "to the next release and back, replica by replica, one killed as it migrates",
        rolling_upgrade,
        ruins=True,
    ),
)
