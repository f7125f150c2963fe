"""A POST to somebody else's system: to a checked address, without redirects, within time and size."""

import asyncio
import ssl
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import httpcore

from ..domain.sendings import Answer, Outcome
from ..domain.subscriptions import WrongUrl, parted
from ..settings import SendingSettings
from .addresses import NotAllowed, resolve
from .tls import trusting

PORTS = {"http": 80, "https": 443}
BUSY = (429, 503)
GONE = 410


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back, cut; ``retry_after`` where we were asked to wait."""

    status: int
    body: str
    retry_after: timedelta | None = None


class _CheckedBackend(httpcore.AsyncNetworkBackend):
    """Resolves a name once, checks what it found, and connects to that; the name stays for TLS and the Host header."""

    def __init__(self, settings: SendingSettings) -> None:
        self._settings, self._inner = settings, httpcore.AnyIOBackend()

    async def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, local_address: str | None = None,  # noqa: ASYNC109
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:  # fmt: skip
        addresses = await resolve(host, port, self._settings.webhook_networks)
        failure: Exception = httpcore.ConnectError("no address")
        for address in addresses[:2]:
            try:
                return await self._inner.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ASYNC109
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        raise NotAllowed("no sockets of this machine")

    async def sleep(self, seconds: float) -> None:
        await self._inner.sleep(seconds)


async def post(url: str, body: str, headers: dict[str, str], settings: SendingSettings) -> Reply | Answer:
    """What came back, or why nothing did. Never raises for what the other side does."""
    try:
        parts = parted(url)
    except WrongUrl as error:
        return Answer(Outcome.REFUSED, "address", error.problems[0].what)
    port = parts.port or PORTS[parts.scheme]
    if port not in settings.webhook_ports:
        return Answer(Outcome.REFUSED, "address", f"port {port} is not called")
    heads: list[httpcore.Response] = []
    try:
        async with asyncio.timeout(settings.webhook_seconds):
            return await _posted(url, body, headers, settings, heads.append)
    except NotAllowed as error:
        return Answer(Outcome.FAILED, "address", str(error))
    except (
        TimeoutError, httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError, OSError, ssl.SSLError,
    ) as error:  # fmt: skip
        if heads:  # it has said what became of it, and only then the time ran out or the connection broke
            return Reply(heads[0].status, "", _retry_after(heads[0]))
        if isinstance(error, TimeoutError):
            return Answer(Outcome.FAILED, "timeout", "no answer in time")
        return Answer(Outcome.FAILED, "network", type(error).__name__)
    except (ValueError, UnicodeError, httpcore.UnsupportedProtocol) as error:
        return Answer(Outcome.FAILED, "address", type(error).__name__)


async def _posted(
    url: str, body: str, headers: dict[str, str], settings: SendingSettings, begins: Callable[[httpcore.Response], None]
) -> Reply:
    wait = {
        "connect": settings.webhook_connect_seconds,
        "read": settings.webhook_seconds,
        "write": settings.webhook_seconds,
    }
    pool = httpcore.AsyncConnectionPool(
        ssl_context=trusting(settings.webhook_ca_file),
        network_backend=_CheckedBackend(settings), max_connections=1, max_keepalive_connections=0,
    )  # fmt: skip
    async with pool, pool.stream(
        "POST", url, headers=list({**headers, "Accept-Encoding": "identity", "Connection": "close"}.items()), content=body.encode(),
        extensions={"timeout": wait},
    ) as response:  # fmt: skip
        begins(response)
        read = await _read(response, settings)
        return Reply(response.status, read.decode("utf-8", "replace"), _retry_after(response))


async def _read(response: httpcore.Response, settings: SendingSettings) -> bytes:
    """As much of the body as we care for. The status has said what became of it, so a body that never ends or breaks off
    changes nothing."""
    read = b""
    try:
        async with asyncio.timeout(settings.webhook_seconds / 2):
            async for piece in response.aiter_stream():
                read += piece
                if len(read) >= settings.webhook_answer_bytes_max:
                    break
    except (httpcore.ProtocolError, httpcore.NetworkError, httpcore.TimeoutException, TimeoutError):
        pass
    return read[: settings.webhook_answer_bytes_max]


def _retry_after(response: httpcore.Response) -> timedelta | None:
    if response.status not in BUSY:
        return None
    said = next((value.decode("latin-1") for name, value in response.headers if name.lower() == b"retry-after"), "")
    if said.strip().isdecimal():
        return timedelta(seconds=min(int(said.strip()[:9]), 10**8))
    try:
        until = parsedate_to_datetime(said)
        wait = (until if until.tzinfo else until.replace(tzinfo=UTC)) - datetime.now(UTC)
    except (ValueError, TypeError, OverflowError):
        return None
    return max(wait, timedelta())


def judged(reply: Reply) -> Answer:
    """By the status alone: 2xx is done, 410 is gone for good, anything else is tried again."""
    status, said = str(reply.status), " ".join(reply.body.split())
    if 200 <= reply.status < 300:
        return Answer(Outcome.SENT, status, said)
    if reply.status == GONE:
        return Answer(Outcome.GONE, status, said)
    return Answer(Outcome.FAILED, status, said, retry_after=reply.retry_after)
