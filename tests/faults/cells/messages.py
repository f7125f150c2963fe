"""Messages put on the wire by hand: ones that cannot be applied, and ones that were there before."""

import asyncio
import importlib
import json
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import aio_pika
import asyncpg
from aftercare_contracts.envelope import CONTENT_TYPE
from aftercare_contracts.registry import EVENTS
from plumbing import topology

from ..trial import Trial

Message = tuple[str, str, bytes, dict[str, Any], str]
"""Exchange, routing key, body, headers, id. The nameless exchange leads to the queue that the key names."""


def publish(trial: Trial, messages: Iterable[Message], *, times: int = 1) -> int:
    """Put these on the broker, past all links, each so often. Returns how many that were."""

    async def run() -> int:
        connection = await aio_pika.connect(trial.town.servers.amqp_admin_url)
        sent = 0
        async with connection:
            channel = await connection.channel(publisher_confirms=True)
            exchanges: dict[str, Any] = {}
            for exchange, key, body, headers, message_id in messages:
                if exchange not in exchanges:
                    exchanges[exchange] = await _exchange(channel, exchange)
                message = aio_pika.Message(
                    body, headers=headers, content_type=CONTENT_TYPE, message_id=message_id, type=key
                )
                await asyncio.gather(*(exchanges[exchange].publish(message, key) for _ in range(times)))
                sent += times
        return sent

    return asyncio.run(run())


async def _exchange(channel: Any, name: str) -> Any:
    return await channel.get_exchange(name, ensure=False) if name else channel.default_exchange


def publish_poison(
    trial: Trial, service: str, *, until: Callable[[], bool] = lambda: True, seconds: float = 30
) -> None:
    """Messages of a known type without what it needs, each about a subject of its own: buried at once, one dead letter each.

    One after the other until somebody took one as wanted, at least one: which replica gets a message is the broker's to say.
    """
    listens_to = importlib.import_module(f"{service}.app").SERVICE.listens_to
    model = next(model for model in EVENTS.values() if model in listens_to and not model.is_private)
    source = model.source()
    ends_at = time.monotonic() + seconds
    while True:
        subject, message_id = str(uuid4()), str(uuid4())
        body = (
            f'{{"specversion": "1.0", "id": "{message_id}", "source": "{source}", "type": "{model.type}", "subject": "{subject}",'
            f' "time": "{datetime.now(UTC).isoformat()}", "dataschema": "urn:aftercare:schema:{model.type}", "sequence": 1,'
            f' "correlationid": "{subject}", "datacontenttype": "application/json", "data": {{}}}}'
        ).encode()
        publish(trial, [("", topology.queue(service), body, {}, message_id)])
        trial.poison[service] += 1
        trial.load.wait(1)
        if until() or time.monotonic() > ends_at:
            return


def said_so_far(trial: Trial) -> list[Message]:
    """Everything that services have announced for all to hear, as it went out."""

    async def run() -> list[Message]:
        found: list[Message] = []
        for url in trial.town.database_urls.values():
            connection = await asyncpg.connect(url)
            await connection.set_type_codec("jsonb", encoder=str, decoder=json.loads, schema="pg_catalog")
            rows = await connection.fetch(
                "select event_id, type, headers, body from outbox where destination = 'events' and published_at is not null"
                " order by id"
            )
            await connection.close()
            found += [(topology.EVENTS, row["type"], row["body"], row["headers"], str(row["event_id"])) for row in rows]
        return found

    return asyncio.run(run())
