"""Poison is set aside with its reason while its neighbours go through; a person looks, and replays what can be mended."""

import asyncio
import io
from typing import Any
from uuid import NAMESPACE_OID, uuid5

import aio_pika
import pytest
from aftercare import dead_letters, looking, status
from aftercare.stack import Stack
from aftercare.stage import Person, Stage
from aftercare_contracts.values import Role
from contracts.samples import sample
from plumbing import topology
from rich.console import Console

LATER = "intake.case.sung.v1"
"""A type of a later release: nobody here listens to it, so hearing it only shows that it was heard."""


async def put(amqp_url: str, queue: str, body: bytes, message_id: str) -> None:
    connection = await aio_pika.connect(amqp_url)
    async with connection:
        channel = await connection.channel()
        await channel.default_exchange.publish(aio_pika.Message(body, message_id=message_id, type=LATER), queue)


@pytest.fixture
def pointed_to(aftercare_stack: Stack, monkeypatch: pytest.MonkeyPatch) -> Stack:
    for service, url in aftercare_stack.urls.items():
        monkeypatch.setenv(f"AFTERCARE_{service.upper()}_URL", url)
    monkeypatch.setenv("AFTERCARE_ISSUER_KEY_FILE", str(aftercare_stack.private_key))
    monkeypatch.setenv("AFTERCARE_RABBITMQ_URL", aftercare_stack.amqp_url)
    monkeypatch.setattr(looking, "SECONDS", 60.0)  # what takes its time is not taken for what does not answer
    return aftercare_stack


def heard(director: Person, service: str) -> dict[str, Any]:
    counts: dict[str, Any] = director.get(service, "/messages")
    return counts


def test_a_letter_is_looked_at_replayed_and_applied(pointed_to: Stack, capsys: pytest.CaptureFixture[str]) -> None:
    with Stage(pointed_to, "*", Console(file=io.StringIO())) as stage:
        director = stage.person(Role.CENTRE_DIRECTOR, "looking", "centre director", everywhere=True)
        before = heard(director, "dispatch")["heard"].get(LATER, 0)
        letter = sample("intake.case.closed.v1").model_copy(update={"sequence": 1, "type": LATER})
        body = letter.model_dump_json().encode()
        asyncio.run(put(pointed_to.amqp_url, topology.queue("dispatch"), b"{not a message", "poison-1"))
        asyncio.run(put(pointed_to.amqp_url, topology.dead_queue("dispatch"), body, str(letter.id)))

        def looked() -> str:
            assert dead_letters.main(["--service", "dispatch"]) == 0
            return capsys.readouterr().out

        told = stage.until(
            "both are letters", looked, lambda out: "not a message we can read" in out and str(letter.id) in out
        )
        assert "the broker gave up on it" in told
        assert status.main([]) == 1
        screen = capsys.readouterr().out
        assert "● DeadLetters" in screen
        assert "  dispatch: 2\n" in screen
        assert str(letter.id) in looked(), "looking takes nothing away"
        assert dead_letters.main(["--replay", str(letter.id)]) == 0
        capsys.readouterr()
        stage.until(
            "it is applied",
            lambda: heard(director, "dispatch")["heard"].get(LATER, 0),
            lambda count: count == before + 1,
        )
        assert str(letter.id) not in looked()
        stray = str(uuid5(NAMESPACE_OID, b"{not a message".hex()))
        assert dead_letters.main(["--refuse", stray, "--by", "li", "--why", "nobody's"]) == 0
        capsys.readouterr()
        assert looked().strip() == "no dead letters"
        assert asyncio.run(depth(pointed_to.amqp_url)) == 0


async def depth(amqp_url: str) -> int:
    connection = await aio_pika.connect(amqp_url)
    async with connection:
        channel = await connection.channel()
        queue = await channel.declare_queue(topology.dead_queue("dispatch"), passive=True)
        return int(queue.declaration_result.message_count or 0)
