"""Puts a service together: database, doors, relay, consumer, timers, health, in one lifespan."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from . import (
    burials,
    calendar_days,
    database,
    dead_letter_doors,
    health,
    idempotency,
    log,
    outbox,
    policies,
    restoring,
    rights,
    web,
)
from .consumer import Consumer
from .database import AWAY
from .described import DescribedApp
from .inbox import Inbox
from .metrics import Metrics
from .migrating import migrate
from .objects import Objects
from .relay import Relay
from .running import DEAD_LETTERS, Running, Service
from .settings import Settings
from .timers import Firing

logger = log.get(__name__)
ENDING_SECONDS = 40
"""Longer than any part takes to close what it holds."""
TABLES = Path(__file__).parent / "migrations"
UPKEEP_SECONDS = 600


def assemble(service: Service, settings: Settings) -> FastAPI:
    """The service's web application; its lifespan runs everything else."""
    log.configure(service.name, settings.log_level)
    metrics = Metrics()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        db = await _database(service, settings)
        app.state.running = running = _parts(service, settings, metrics, db)
        for name in (DEAD_LETTERS, *service.work):
            running.looked(name)
        tasks = [asyncio.create_task(_supervise(name, work), name=name) for name, work in _work(running).items()]
        logger.info("ready for requests")
        try:
            yield
        finally:
            await end_all(tasks)
            await db.close()

    app = DescribedApp(
        title=service.title, version="0.1.0", lifespan=lifespan, openapi_url=None, redirect_slashes=False
    )
    app.state.metrics = metrics
    app.state.papers = Objects(settings.papers_url)
    web.prepare(app, settings, metrics)
    app.include_router(health.router)
    app.include_router(dead_letter_doors.router)
    for router in service.routers:
        app.include_router(router)
    if service.policies:
        app.include_router(policies.router(service.policies))
    return app


def _parts(service: Service, settings: Settings, metrics: Metrics, db: database.Database) -> Running:
    amqp_url = settings.amqp_url.get_secret_value()
    inbox = Inbox(service.name, service.listens_to, service.on_every, settings.retry_delays_seconds, metrics)
    relay = Relay(
        db, amqp_url, metrics, batch=settings.relay_batch, poll_seconds=settings.relay_poll_seconds,
        timeout_seconds=settings.publish_timeout_seconds,
    )  # fmt: skip
    consumer = Consumer(db, inbox, amqp_url, settings.prefetch, at_once=max(1, settings.pool_size // 2))
    firing = Firing(db, service.when_due, metrics, settings.timer_poll_seconds)
    return Running(service, settings, metrics, db, relay, consumer, firing)


async def _database(service: Service, settings: Settings) -> database.Database:
    """Wait for the database, then bring its tables up to date."""
    db: database.Database | None = None
    while True:
        try:
            db = db or await database.Database.connect(
                str(settings.database_url), settings.pool_size, settings.pool_wait_seconds
            )
            await restoring.must_be_finished(db)
            ran = await _migrate(db, service, settings)
            async with db.transaction() as tx:
                await calendar_days.fill_calendar(tx)
            logger.info("database is up to date", migrations=ran)
            return db
        except AWAY as error:
            logger.warning("waiting for the database", error=repr(error))
            await asyncio.sleep(1)


async def _migrate(db: database.Database, service: Service, settings: Settings) -> list[str]:
    """By the login that owns the tables, where there is one; ours then gets what it needs of them, and no more."""
    if settings.migration_url is None:
        return await migrate(db, TABLES, service.migrations)
    owner = await database.Database.connect(str(settings.migration_url), 2, settings.pool_wait_seconds)
    try:
        ran = await migrate(owner, TABLES, service.migrations)
        await rights.grant_work(owner, await rights.login_of(db))
        return ran
    finally:
        await owner.close()


def _work(running: Running) -> dict[str, Callable[[], Awaitable[None]]]:
    poll_seconds = running.settings.timer_poll_seconds
    return {
        "relay": running.relay.keep_relaying,
        "consumer": running.consumer.keep_consuming,
        "timers": running.firing.keep_firing,
        "inbox": lambda: keep_trying(running.consumer.apply_due, poll_seconds),
        "upkeep": lambda: _keep_up(running),
        DEAD_LETTERS: lambda: burials.keep_taking_in(
            running.db,
            running.service.name,
            running.settings.amqp_url.get_secret_value(),
            lambda: running.looked(DEAD_LETTERS),
        ),
        **{name: partial(work, running) for name, work in running.service.work.items()},
    }


async def keep_trying(apply_due: Callable[[], Awaitable[Any]], poll_seconds: float) -> None:
    """Apply what is due, for ever; the database may come and go."""
    while True:
        try:
            await apply_due()
        except AWAY as error:
            logger.warning("the inbox waits for the database", error=repr(error))
        await asyncio.sleep(poll_seconds)


async def _keep_up(running: Running) -> None:
    """Now and then: forget answers and private words kept long enough, and learn days newly announced."""
    while True:
        await asyncio.sleep(UPKEEP_SECONDS)
        try:
            async with running.db.transaction() as tx:
                await outbox.forget(tx, timedelta(seconds=running.settings.private_kept_seconds))
                await idempotency.forget(tx, running.settings.idempotency_kept_days)
                await calendar_days.fill_calendar(tx)
        except AWAY as error:
            logger.warning("upkeep waits for the database", error=repr(error))


async def end_all(tasks: Iterable[asyncio.Task[None]]) -> None:
    """Told once, each closes what it holds; told again only where it goes on, as a library may take the word for its own."""
    left, patience = set(tasks), ENDING_SECONDS
    while left:
        for task in left:
            task.cancel()
        _, left = await asyncio.wait(left, timeout=patience)
        patience = 1


async def _supervise(name: str, work: Callable[[], Awaitable[None]]) -> None:
    """A part that fails in a way nobody foresaw is logged and started again; it never just stops."""
    while True:
        try:
            await work()
        except Exception:
            logger.exception("a part of the service failed and starts again", part=name)
        await asyncio.sleep(1)
