"""``make dead-letters``: look at what could not be applied, and replay it once its cause is mended.

Looking takes nothing away. Replaying puts a message back into its service's queue; what waited behind it follows.
"""

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import aio_pika
from aio_pika.abc import AbstractChannel, AbstractIncomingMessage
from plumbing import topology
from rich.console import Console

from . import stack

MOST = 1000


def main(arguments: Sequence[str]) -> int:
    """Exit status: 0 done, 1 nothing of that id, 2 no running stack."""
    parser = argparse.ArgumentParser(prog="make dead-letters", description=__doc__)
    parser.add_argument("--service", choices=sorted(topology.HEARS), help="only this service's")
    parser.add_argument("--replay", metavar="ID", help="a message's id, or `all`")
    asked = parser.parse_args(arguments)
    running = stack.from_environment() or stack.already_up()
    if running is None:
        sys.stderr.write(
            "Nothing is up here: `make up` first, or say where the broker is with AFTERCARE_RABBITMQ_URL.\n"
        )
        return 2
    services = [asked.service] if asked.service else sorted(topology.HEARS)
    return asyncio.run(_run(running.amqp_url, services, asked.replay, Console(soft_wrap=True)))


async def _run(amqp_url: str, services: list[str], replay: str | None, console: Console) -> int:
    found = 0
    for service in services:
        async with _letters(amqp_url, service) as (channel, letters):
            wanted = [letter for letter in letters if replay in (None, "all", letter.message_id)]
            found += len(wanted)
            for letter in wanted:
                _show(console, service, letter)
                if replay:
                    await _put_back(channel, service, letter)
                    console.print("    put back into the queue")
    if not found:
        console.print(f"no dead letter {replay}" if replay not in (None, "all") else "no dead letters")
    return 1 if replay not in (None, "all") and not found else 0


@asynccontextmanager
async def _letters(amqp_url: str, service: str) -> AsyncIterator[tuple[AbstractChannel, list[AbstractIncomingMessage]]]:
    """All of a service's dead letters, unacknowledged: those not put back return when the channel closes."""
    connection = await aio_pika.connect(amqp_url)
    async with connection:
        channel = await connection.channel(publisher_confirms=True, on_return_raises=True)
        queue = await channel.get_queue(topology.dead_queue(service))
        letters: list[AbstractIncomingMessage] = []
        while len(letters) < MOST and (letter := await queue.get(fail=False)) is not None:
            letters.append(letter)
        yield channel, letters


async def _put_back(channel: AbstractChannel, service: str, letter: AbstractIncomingMessage) -> None:
    marks = {name: value for name, value in letter.headers.items() if not name.startswith(("x-", "ce-x"))}
    message = aio_pika.Message(
        letter.body, headers=marks, content_type=letter.content_type, message_id=letter.message_id, type=letter.type,
        correlation_id=letter.correlation_id, delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
    )  # fmt: skip
    await channel.default_exchange.publish(message, topology.queue(service), mandatory=True, timeout=10)
    await letter.ack()


def _show(console: Console, service: str, letter: AbstractIncomingMessage) -> None:
    marks = {name.removeprefix("x-aftercare-"): value for name, value in letter.headers.items()}
    reason = marks.get("reason") or f"the broker gave up on it: {marks.get('x-first-death-reason', 'no reason given')}"
    console.print(
        f"[bold]{service}[/] {letter.message_id} {letter.type or ''} at {marks.get('at', '?')}", highlight=False
    )
    console.print(f"    {reason} (attempts: {marks.get('attempts', '?')})", highlight=False, markup=False)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
