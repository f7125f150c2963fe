"""What can be seen of a running stack from outside: each service's readiness and figures, the broker's queues, and whether
everything that was said was heard."""

import asyncio
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aio_pika
import asyncpg
import httpx
from aftercare_contracts.values import Role
from plumbing import topology
from prometheus_client.parser import text_string_to_metric_families

from . import alarms, comparison, places
from .alarms import BY_NAME, Ringing, Sample
from .errors import CannotStart
from .stack import Stack

SECONDS = 5.0
BROKER_AWAY = (aio_pika.exceptions.AMQPError, OSError, TimeoutError, asyncio.TimeoutError)


@dataclass(frozen=True)
class Queue:
    """The broker's word on a queue."""

    messages: int
    consumers: int


@dataclass
class Seen:
    """One service. ``parts`` by name whether they work; none of it where it does not answer."""

    service: str
    answers: bool = False
    parts: dict[str, bool] = field(default_factory=dict)
    samples: list[Sample] = field(default_factory=list)
    log: Path | None = None
    unseen: str = ""
    """Why its figures were not looked at, if they were not."""

    def figure(self, name: str, **labels: str) -> float | None:
        """The largest value of a figure with these labels, or none."""
        found = [value for known, has, value in self.samples if known == name and labels.items() <= dict(has).items()]
        return max(found, default=None)

    @property
    def is_ready(self) -> bool:
        """All parts work."""
        return self.answers and all(self.parts.values())


@dataclass
class Found:
    """What a look found. ``queues`` is none where the broker does not answer or nobody said where it is."""

    services: list[Seen]
    queues: dict[str, Queue] | None
    ringing: list[Ringing]
    unseen: list[str] = field(default_factory=list)
    """What could not be looked at, and why."""


async def look(running: Stack) -> Found:
    """Look once at everything; nothing is changed."""
    services, (queues, no_queues), (unheard, no_comparison) = await asyncio.gather(
        _services(running), _queues(running.amqp_url), _unheard(running)
    )
    ringing = [
        *(Ringing(BY_NAME["ServiceDoesNotAnswer"], each.service, "", None) for each in services if not each.answers),
        *(ring for each in services for ring in _of_service(each)),
        *_surely(unheard, queues),
    ]
    if queues is not None:
        ringing += _of_queues(queues, {ring.service for ring in ringing if ring.alarm.name == "QueueHasNoConsumer"})
    order = {name: place for place, name in enumerate(BY_NAME)}
    ringing.sort(key=lambda ring: (order[ring.alarm.name], ring.service, ring.what))
    unseen = (*(each.unseen for each in services), no_queues, no_comparison)
    return Found(services, queues, ringing, [each for each in unseen if each])


async def _services(running: Stack) -> list[Seen]:
    """Figures are for whoever is on the machine itself or has a token of ours; in containers nobody is on it."""
    headers = {}
    with suppress(OSError):  # without the issuer's key: as far as one gets
        headers["Authorization"] = f"Bearer {running.token(Role.OPERATOR)}"
    async with httpx.AsyncClient(timeout=SECONDS, headers=headers) as client:
        return list(await asyncio.gather(*(_service(client, running, service) for service in topology.HEARS)))


async def _service(client: httpx.AsyncClient, running: Stack, service: str) -> Seen:
    log = running.private_key.parent / f"{service}.log"
    seen = Seen(service, log=log if log.exists() else None)
    with suppress(httpx.HTTPError, ValueError, AttributeError):
        ready = (await client.get(f"{running.urls[service]}/readyz")).json()
        seen.parts = {name: bool(works) for name, works in ready.items() if name != "ready"}
        seen.answers = True
    if seen.answers:
        try:
            answer = await client.get(f"{running.urls[service]}/metrics")
            answer.raise_for_status()
            seen.samples = _samples(answer.text)
        except httpx.HTTPStatusError as error:
            seen.unseen = f"figures of {service}: it answered {error.response.status_code}"
        except (httpx.HTTPError, ValueError) as error:
            seen.unseen = f"figures of {service} ({type(error).__name__})"
    return seen


def _samples(text: str) -> list[Sample]:
    return [
        (sample.name, sample.labels, sample.value)
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    ]


def _of_service(seen: Seen) -> Iterable[Ringing]:
    """A service that cannot tell its figures, as without its database, still says which parts do not work."""
    rings = alarms.ringing(seen.service, seen.samples)
    known = {ring.what for ring in rings if ring.alarm.name == "NotReady"}
    lacking = [name for name, works in seen.parts.items() if not works and name not in known]
    return [*rings, *(Ringing(BY_NAME["NotReady"], seen.service, name, 0) for name in lacking)]


async def _queues(amqp_url: str) -> tuple[dict[str, Queue] | None, str]:
    if not amqp_url:
        return None, "the broker: set AFTERCARE_RABBITMQ_URL"
    try:
        connection = await aio_pika.connect(amqp_url, timeout=SECONDS)
        async with connection:
            names = [name for name in topology.queues() if name != topology.HISTORY]
            return {name: queue for name in names if (queue := await _queue(connection, name))}, ""
    except BROKER_AWAY as error:
        return None, f"the broker does not answer ({type(error).__name__})"


async def _queue(connection: Any, name: str) -> Queue | None:
    """None where there is no such queue."""
    channel = await connection.channel()
    try:
        declared = await channel.declare_queue(name, passive=True, timeout=SECONDS)
    except aio_pika.exceptions.ChannelNotFoundEntity:
        return None
    result = declared.declaration_result
    await channel.close()
    return Queue(result.message_count or 0, result.consumer_count or 0)


def _of_queues(queues: Mapping[str, Queue], known: set[str]) -> Iterable[Ringing]:
    for service in topology.HEARS:
        for name in (topology.queue(service), topology.dead_queue(service)):
            if name not in queues:
                yield Ringing(BY_NAME["QueueIsMissing"], service, name, None)
        queue = queues.get(topology.queue(service))
        if service not in known and queue is not None and not queue.consumers:
            yield Ringing(BY_NAME["QueueHasNoConsumer"], service, "", 0)


def _surely(unheard: list[Ringing], queues: Mapping[str, Queue] | None) -> list[Ringing]:
    """Without what may still lie in its consumer's queue: that is late, and other alarms tell of it."""
    filled = {name for name, queue in (queues or {}).items() if queue.messages}
    late = BY_NAME["SaidButNotHeard"]
    return [ring for ring in unheard if not (ring.alarm is late and topology.queue(ring.service) in filled)]


async def _unheard(running: Stack) -> tuple[list[Ringing], str]:
    try:
        given = places.from_environment()
        urls = given.database_urls if given else running.database_urls
        if not urls:
            return [], "whether all was heard: set " + ", ".join(places.DATABASE_VARIABLES.values())
        async with asyncio.timeout(60):
            found = await comparison.look(urls)
    except (CannotStart, OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        return [], f"whether all was heard: a database does not answer ({type(error).__name__})"
    missing = [
        Ringing(BY_NAME["SaidButNotHeard"], each.consumer, f"{len(each.numbers) + len(each.gone)} of {each.source}, {each.subject}", None)
        for each in found.missing
    ]  # fmt: skip
    ahead = [
        Ringing(BY_NAME["HeardButNotSaid"], each.consumer, f"{each.heard - each.said} of {each.source}, {each.subject}", None)
        for each in found.ahead
    ]  # fmt: skip
    return [*missing, *ahead], ""
