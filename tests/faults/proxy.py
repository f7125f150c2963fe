"""Links between a service and its servers that can be cut, halved, frozen and slowed, and that understand what they carry."""

import asyncio
import random
import socket
import struct
import threading
import weakref
from collections import Counter
from collections.abc import Callable, Coroutine
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from aftercare import children

PIECE_BYTES = 65_536
RESET_ON_CLOSE = struct.pack("ii", 1, 0)
TO_SERVER, TO_CLIENT = "to_server", "to_client"
DIRECTIONS = (TO_SERVER, TO_CLIENT)
T = TypeVar("T")


class Cut(Exception):
    """The carrier wants this connection reset now."""


class Carrier(Protocol):
    """Understands one connection: what of these bytes goes on. Raises ``Cut``."""

    def to_server(self, data: bytes) -> bytes:
        """From the client."""
        ...

    def to_client(self, data: bytes) -> bytes:
        """From the server."""
        ...


@dataclass(eq=False)
class Connection:
    """One client's connection through a link, and the link's own to the server."""

    writers: dict[str, asyncio.StreamWriter]
    """By direction: where bytes of that direction go."""
    carrier: Carrier | None = None
    swallows: set[str] = field(default_factory=set)
    """Directions in which nothing arrives any more, for as long as the connection lives."""
    has_lost: bool = False
    passes: asyncio.Event = field(default_factory=asyncio.Event)
    """Not set: nobody reads, as with a peer that was stopped."""

    def send(self, direction: str, data: bytes) -> None:
        """Out of the ordinary: what a carrier makes up, or lets through late."""
        if not self.writers[direction].is_closing():
            self.writers[direction].write(data)

    def reset(self) -> None:
        """RST to both ends."""
        for writer in self.writers.values():
            reached: socket.socket | None = writer.get_extra_info("socket")
            if reached is not None and not writer.is_closing():
                reached.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
            writer.transport.abort()


class Link:
    """Listens on ``port`` and passes on to ``upstream``; its methods may be called from any thread."""

    def __init__(self, proxies: "Proxies", name: str, upstream: tuple[str, int]) -> None:
        self.name, self.upstream, self.port = name, upstream, children.free_port()
        self.random = proxies.random
        self.seen: Counter[str] = Counter()
        """What the link did to whom it carries, by what it is called; the sign that a fault was real."""
        self.carries: Callable[[Connection], Carrier] | None = None
        self._proxies, self._connections = proxies, set[Connection]()
        self._opened = weakref.WeakSet[Connection]()
        self._server: asyncio.Server | None = None
        self._is_down = self._is_frozen = False
        self._swallows: set[str] = set()
        self._latency_seconds = 0.0
        self._bytes_per_second: float | None = None

    async def listen(self) -> None:
        """Begin."""
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", self.port)

    def end(self) -> None:
        """Within the loop: hear nobody any more."""
        if self._server:
            self._server.close()
        for connection in list(self._opened):
            connection.reset()

    def cut(self) -> None:
        """RST to whoever is connected; new connections pass."""
        self._do(self._cut_all)

    def down(self) -> None:
        """RST to whoever is connected or connects, until healed."""
        self._do(lambda: (setattr(self, "_is_down", True), self._cut_all()))

    def freeze(self) -> None:
        """Nothing is read of either end and nothing arrives, until healed; then all of it does."""
        self._do(self._freeze)

    def half_open(self, *directions: str) -> None:
        """What is sent that way (both where none is named) is taken and never arrives, until healed; connections that lost
        something are reset then, as by a peer that knows nothing of them."""
        self._do(lambda: self._swallow(directions or DIRECTIONS, also_new=True))

    def forget(self) -> None:
        """Whoever is connected now is never answered again nor told so; new connections pass."""
        self._do(lambda: self._swallow(DIRECTIONS, also_new=False))

    def slow(self, latency_seconds: float = 0.0, bytes_per_second: float | None = None) -> None:
        """Every piece later, or only so many bytes each second, until healed."""
        self._latency_seconds, self._bytes_per_second = latency_seconds, bytes_per_second

    def carry(self, carries: Callable[[Connection], Carrier] | None) -> None:
        """Connections made from now on are understood by this; those there are keep what they have. ``None``: by nothing."""
        self.carries = carries

    def heal(self) -> None:
        """As new. Frame mischief ends with ``carry(None)`` or by itself."""
        self._do(self._heal)

    def leads_from(self, port: int) -> bool:
        """The server sees one of this link's connections as coming from that port."""
        return any(
            writer.get_extra_info("sockname", ("", 0))[1] == port
            for connection in list(self._connections)
            if (writer := connection.writers.get(TO_SERVER)) is not None
        )

    @property
    def connected(self) -> int:
        """How many connections there are."""
        return len(self._connections)

    def later(self, seconds: float, act: Callable[[], None]) -> None:
        """Within the loop: do something in so many seconds."""
        asyncio.get_running_loop().call_later(seconds, act)

    def _do(self, act: Callable[[], Any]) -> None:
        async def run() -> None:
            act()

        self._proxies.run(run())

    def _cut_all(self) -> None:
        for connection in list(self._connections):
            self.seen["cut"] += 1
            connection.reset()

    def _freeze(self) -> None:
        self._is_frozen = True
        for connection in self._connections:
            self.seen["frozen"] += 1
            connection.passes.clear()

    def _swallow(self, directions: tuple[str, ...], *, also_new: bool) -> None:
        if also_new:
            self._swallows |= set(directions)
        for connection in self._connections:
            connection.swallows |= set(directions)

    def _heal(self) -> None:
        self._is_down = self._is_frozen = False
        self._swallows = set()
        self._latency_seconds, self._bytes_per_second = 0.0, None
        for connection in list(self._connections):
            connection.passes.set()
            if connection.has_lost:
                connection.reset()
            connection.swallows = set()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = Connection({TO_CLIENT: writer})
        self._opened.add(connection)
        if self._is_down:
            self.seen["refused"] += 1
            connection.reset()
            return
        try:
            server_reader, connection.writers[TO_SERVER] = await asyncio.open_connection(*self.upstream)
        except OSError:
            connection.reset()
            return
        connection.carrier = self.carries(connection) if self.carries else None
        connection.swallows = set(self._swallows)
        if not self._is_frozen:
            connection.passes.set()
        self._connections.add(connection)
        pumps = [
            asyncio.ensure_future(self._pump(connection, TO_SERVER, reader)),
            asyncio.ensure_future(self._pump(connection, TO_CLIENT, server_reader)),
        ]
        try:
            await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
            await asyncio.wait(pumps, timeout=1)
        finally:
            for pump in pumps:
                pump.cancel()
            self._connections.discard(connection)
            for each in connection.writers.values():
                each.close()

    async def _pump(self, connection: Connection, direction: str, reader: asyncio.StreamReader) -> None:
        writer = connection.writers[direction]
        try:
            while data := await reader.read(PIECE_BYTES):
                await connection.passes.wait()
                if self._latency_seconds:
                    await asyncio.sleep(self._latency_seconds)
                if self._bytes_per_second:
                    await asyncio.sleep(len(data) / self._bytes_per_second)
                if direction in connection.swallows:
                    connection.has_lost = True
                    self.seen["swallowed"] += 1
                    continue
                writer.write(getattr(connection.carrier, direction)(data) if connection.carrier else data)
                await writer.drain()
            if direction in connection.swallows:
                await asyncio.Event().wait()
            writer.write_eof()
        except Cut:
            connection.reset()
        except OSError:
            connection.reset()


class Proxies:
    """The loop on which links run, in a thread of its own."""

    def __init__(self, seed: int = 0) -> None:
        self.random = random.Random(seed)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="proxies", daemon=True)
        self._thread.start()
        self._kept = AsyncExitStack()
        self._links: list[Link] = []

    def link(self, name: str, upstream: tuple[str, int]) -> Link:
        """A new link, listening."""
        link = Link(self, name, upstream)
        self._links.append(link)
        self.run(link.listen())
        return link

    def keep(self, opened: AbstractAsyncContextManager[T]) -> T:
        """Enter something on the loop; it is left when the loop ends."""
        return self.run(self._kept.enter_async_context(opened))

    def run(self, work: Coroutine[Any, Any, T], seconds: float = 10) -> T:
        """Do something on the loop and wait for it."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(seconds)

    def close(self) -> None:
        """End the loop and with it every link."""

        async def end() -> None:
            await self._kept.aclose()
            others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
            for task in others:
                task.cancel()
            await asyncio.gather(*others, return_exceptions=True)
            for link in self._links:
                link.end()
            for _ in range(3):
                await asyncio.sleep(0)  # so that transports say goodbye while there is a loop

        self.run(end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
