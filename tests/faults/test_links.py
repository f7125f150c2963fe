"""What a link does to whoever speaks through it: each fault is one, and is over when healed."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass

import pytest
from waiting import until

from faults.proxy import TO_CLIENT, TO_SERVER, Link, Proxies

LONG_SECONDS = 60
SHORT_SECONDS = 0.3
"""As long as one listens where nothing is to come."""


@dataclass
class Talk:
    """One client's connection through the link to a server that says everything twice over."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def ask(self, text: bytes, seconds: float = LONG_SECONDS) -> bytes:
        """What comes back; nothing where nothing does for so long. Raises ``ConnectionError``."""
        self.writer.write(text)
        try:
            async with asyncio.timeout(seconds):
                return await self.reader.readexactly(len(text))
        except TimeoutError:
            return b""
        except asyncio.IncompleteReadError as error:
            raise ConnectionResetError from error

    async def is_silent(self, text: bytes) -> bool:
        """Nothing comes back for a while. Raises ``ConnectionError``."""
        return await self.ask(text, SHORT_SECONDS) == b""


@pytest.fixture
async def link() -> AsyncIterator[Link]:
    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while data := await reader.read(1000):
                heard.append(data)
                writer.write(data)
        writer.close()

    heard: list[bytes] = []
    proxies = Proxies()
    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    made = await asyncio.to_thread(proxies.link, "to echo", server.sockets[0].getsockname()[:2])
    made.heard, made.talks = heard, []  # type: ignore[attr-defined]
    yield made
    for one in made.talks:  # type: ignore[attr-defined]
        one.writer.transport.abort()
    await asyncio.to_thread(proxies.close)
    server.close()


async def heard_by(link: Link) -> list[bytes]:
    """What came to the server."""
    found: list[bytes] = link.heard  # type: ignore[attr-defined]
    return found


async def talk(link: Link) -> Talk:
    made = Talk(*await asyncio.open_connection("127.0.0.1", link.port))
    link.talks.append(made)  # type: ignore[attr-defined]
    return made


async def test_a_healthy_link_passes_everything(link: Link) -> None:
    one = await talk(link)
    assert await one.ask(b"x" * 100_000) == b"x" * 100_000


async def test_a_cut_resets_who_is_connected_and_lets_the_next_in(link: Link) -> None:
    one = await talk(link)
    assert await one.ask(b"hello") == b"hello"
    await asyncio.to_thread(link.cut)
    with pytest.raises(ConnectionError):
        await one.ask(b"again")
    assert await (await talk(link)).ask(b"hello") == b"hello"
    assert link.seen["cut"] == 1


async def test_a_link_that_is_down_refuses_until_healed(link: Link) -> None:
    await asyncio.to_thread(link.down)
    with pytest.raises(ConnectionError):
        await (await talk(link)).ask(b"hello")
    await asyncio.to_thread(link.heal)
    assert await (await talk(link)).ask(b"hello") == b"hello"
    assert link.seen["refused"] == 1


@pytest.mark.parametrize(("direction", "reaches"), [(TO_SERVER, False), (TO_CLIENT, True)])
async def test_a_half_open_link_loses_one_direction_in_silence_and_resets_when_healed(
    link: Link, direction: str, reaches: bool
) -> None:
    one = await talk(link)
    assert await one.ask(b"hello") == b"hello"
    await asyncio.to_thread(link.half_open, direction)
    assert await one.is_silent(b"lost?")
    if reaches:
        await until(lambda: heard_by(link), lambda found: b"lost?" in found, "it has reached the server")
    else:
        assert b"lost?" not in await heard_by(link)
    await asyncio.to_thread(link.heal)
    with pytest.raises(ConnectionError):
        await one.ask(b"again")
    assert link.seen["swallowed"]


async def test_a_frozen_link_gives_everything_when_it_thaws(link: Link) -> None:
    one = await talk(link)
    await one.ask(b"hello")
    await asyncio.to_thread(link.freeze)
    assert await one.is_silent(b"later")
    await asyncio.to_thread(link.heal)
    assert await one.ask(b"") == b""
    assert await asyncio.wait_for(one.reader.readexactly(5), LONG_SECONDS) == b"later"


async def test_forgotten_connections_stay_silent_and_new_ones_work(link: Link) -> None:
    one = await talk(link)
    await one.ask(b"hello")
    await asyncio.to_thread(link.forget)
    assert await one.is_silent(b"anyone?")
    assert await (await talk(link)).ask(b"hello") == b"hello"
    assert await one.is_silent(b"still?")
