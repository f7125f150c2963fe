"""Is it alive, is it ready, and how is it doing?"""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from .database import LOST, PoolExhausted
from .running import Running
from .web import Door, Out, opens_for, opens_for_our_own_eyes

router = APIRouter(include_in_schema=False)
SILENT_SECONDS_MAX = 60.0
"""Nobody looked for due deadlines so long: whoever watches readiness is to know."""

FIGURES = """
select
  (select count(*) from outbox where published_at is null) as waiting,
  (select coalesce(extract(epoch from clock_timestamp() - min(created_at)), 0) from outbox where published_at is null) as waiting_age,
  (select count(*) from inbox where state = 'waiting') as inbox_waiting,
  (select count(*) from inbox where state = 'dead') as inbox_dead,
  (select coalesce(extract(epoch from clock_timestamp() - min(received_at)), 0) from inbox where state = 'waiting') as inbox_age,
  (select coalesce(extract(epoch from clock_timestamp() - min(due_at)), 0) from timer
     where fired_at is null and disarmed_at is null and due_at <= clock_timestamp()) as timer_age
"""


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """The process answers."""
    return {"status": "alive"}


@router.get("/readyz")
async def readyz(request: Request) -> Response:
    """Ready when the database answers, the relay is connected, our queue has a consumer, time is kept (B8) and the service's
    own work goes on; else 503 and what is not."""
    running: Running = request.app.state.running
    parts = {
        "database": await _answers(running),
        "relay": running.relay.is_running,
        "consumer": running.consumer.is_attached,
        "timers": running.firing.silent_seconds < SILENT_SECONDS_MAX,
        **{name: running.silent_seconds(name) < SILENT_SECONDS_MAX for name in running.service.work},
    }
    return JSONResponse({"ready": all(parts.values()), **parts}, 200 if all(parts.values()) else 503)


class Messages(Out):
    """How many messages a service has said and heard, by type, and what is still under way."""

    said: dict[str, int]
    heard: dict[str, int]
    unpublished: int
    waiting: int
    dead: int


@router.get("/messages", include_in_schema=True)
async def messages(door: Annotated[Door, opens_for("operator", "centre_director")]) -> Messages:
    """What publishers said, consumers must have heard: the counts of all services together show whether anything is missing."""
    async with door.reading() as tx:
        said = await tx.fetch("select type, count(*) as count from outbox where destination <> 'dead' group by type")
        heard = await tx.fetch("select type, count(*) as count from inbox where state = 'applied' group by type")
        states = await tx.fetchrow(
            "select (select count(*) from outbox where published_at is null) as unpublished,"
            " count(*) filter (where state = 'waiting') as waiting, count(*) filter (where state = 'dead') as dead from inbox"
        )
    assert states is not None
    return Messages(
        said={row["type"]: row["count"] for row in said},
        heard={row["type"]: row["count"] for row in heard},
        **dict(states),
    )


@router.get("/openapi.json", dependencies=[Depends(opens_for_our_own_eyes)])
async def described(request: Request) -> JSONResponse:
    """The service's HTTP API, as OpenAPI."""
    return JSONResponse(request.app.openapi())


@router.get("/metrics", dependencies=[Depends(opens_for_our_own_eyes)])
async def metrics(request: Request) -> Response:
    """Prometheus text. The ages are read from the database now."""
    running: Running = request.app.state.running
    async with running.db.reading() as tx:
        row = await tx.fetchrow(FIGURES)
    assert row is not None
    figures = running.metrics
    figures.waiting.set(row["waiting"])
    figures.waiting_age.set(row["waiting_age"])
    figures.inbox.labels("waiting").set(row["inbox_waiting"])
    figures.inbox.labels("dead").set(row["inbox_dead"])
    figures.inbox_age.set(row["inbox_age"])
    figures.timer_age.set(row["timer_age"])
    figures.timers_silent.set(running.firing.silent_seconds)
    return Response(generate_latest(figures.registry), media_type=CONTENT_TYPE_LATEST)


async def _answers(running: Running) -> bool:
    try:
        async with running.db.reading() as tx:
            return bool(await tx.fetchval("select true"))
    except (*LOST, PoolExhausted):
        return False
