"""Is it alive, is it ready, and how is it doing?"""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from . import dead_letters, figures
from .database import LOST, PoolExhausted
from .running import DEAD_LETTERS, Running
from .web import Door, Out, opens_for, opens_for_our_own_eyes

router = APIRouter(include_in_schema=False)
SILENT_SECONDS_MAX = 60.0
"""Nobody looked for due deadlines so long: whoever watches readiness is to know."""


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """The process answers."""
    return {"status": "alive"}


@router.get("/readyz")
async def readyz(request: Request) -> Response:
    """Ready when the database answers, the relay is connected, our queue has a consumer, time is kept (B8) and the service's
    own work goes on; else 503 and what is not."""
    running: Running = request.app.state.running
    parts = {"database": await _answers(running), **_parts(running)}
    return JSONResponse({"ready": all(parts.values()), **parts}, 200 if all(parts.values()) else 503)


class Messages(Out):
    """How many messages a service has said, heard, and refused for good, by type, and what is still under way."""

    said: dict[str, int]
    heard: dict[str, int]
    refused: dict[str, int]
    unpublished: int
    waiting: int
    dead: int


@router.get("/messages", include_in_schema=True)
async def messages(door: Annotated[Door, opens_for("operator", "centre_director")]) -> Messages:
    """What publishers said, consumers must have heard: the counts of all services together show whether anything is missing."""
    async with door.reading() as tx:
        said = await tx.fetch("select type, count(*) as count from outbox where destination <> 'dead' group by type")
        heard = await tx.fetch("select type, count(*) as count from inbox where state = 'applied' group by type")
        refused = await tx.fetch("select type, count(*) as count from inbox where state = 'refused' group by type")
        states = await tx.fetchrow(
            "select (select count(*) from outbox where published_at is null) as unpublished,"
            f" (select count(*) from inbox where state = 'waiting') as waiting, {dead_letters.COUNT} as dead"
        )
    assert states is not None
    return Messages(
        said={row["type"]: row["count"] for row in said},
        heard={row["type"]: row["count"] for row in heard},
        refused={row["type"]: row["count"] for row in refused},
        **dict(states),
    )


@router.get("/openapi.json", dependencies=[Depends(opens_for_our_own_eyes)])
async def described(request: Request) -> JSONResponse:
    """The service's HTTP API, as OpenAPI."""
    return JSONResponse(request.app.openapi())


@router.get("/metrics", dependencies=[Depends(opens_for_our_own_eyes)])
async def metrics(request: Request) -> Response:
    """Prometheus text. What the database knows is read from it now."""
    running: Running = request.app.state.running
    await figures.read(running)
    for part, works in {
        **_parts(running),
        DEAD_LETTERS: running.silent_seconds(DEAD_LETTERS) < SILENT_SECONDS_MAX,
    }.items():
        running.metrics.part.labels(part).set(works)
    if (free := figures.free_ratio(running.settings.papers_url)) is not None:
        running.metrics.disk_free.labels("papers").set(free)
    return Response(generate_latest(running.metrics.registry), media_type=CONTENT_TYPE_LATEST)


def _parts(running: Running) -> dict[str, bool]:
    return {
        "relay": getattr(running.relay, "is_running", False),
        "consumer": getattr(running.consumer, "is_attached", False),
        "timers": running.firing.silent_seconds < SILENT_SECONDS_MAX,
        **{name: running.silent_seconds(name) < SILENT_SECONDS_MAX for name in running.service.work},
    }


async def _answers(running: Running) -> bool:
    try:
        async with running.db.reading() as tx:
            return bool(await tx.fetchval("select true"))
    except (*LOST, PoolExhausted):
        return False
