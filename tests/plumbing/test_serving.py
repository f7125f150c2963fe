"""What our server does with bytes that are no request, or that two readers could read as different requests."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
import uvicorn
from aftercare.processes import SERVER_OPTIONS
from fastapi import FastAPI, Request
from harness import write_keys
from plumbing import web
from plumbing.metrics import Metrics
from plumbing.settings import Settings

Say = Callable[[bytes], Awaitable[bytes]]


@pytest.fixture
async def say(tmp_path: Path) -> AsyncIterator[Say]:
    """Send bytes to a server of ours, and read all it answers until it closes or says no more."""
    app, asked = FastAPI(), []
    settings = Settings(database_url="postgresql://x@y/z", amqp_url="amqp://x", jwks_file=write_keys(tmp_path))
    web.prepare(app, settings, Metrics())

    @app.api_route("/{path:path}", methods=["GET", "POST"])
    async def take(path: str, request: Request) -> dict[str, str | int]:
        asked.append(path)
        where = request.client.host if request.client else ""
        return {"took": path, "bytes": len(await request.body()), "from": where, "scheme": request.url.scheme}

    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        app, lifespan="off", log_config=None, http="plumbing.hardening:Protocol", server_header=False, access_log=False
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server._serve([listening]))

    async def send(sent: bytes) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", listening.getsockname()[1])
        writer.write(sent)
        if writer.can_write_eof():
            writer.write_eof()
        answered = await asyncio.wait_for(reader.read(), 60)
        writer.close()
        return answered

    yield send
    server.should_exit = True
    await serving


def test_services_are_served_so_here_and_in_the_image() -> None:
    image = (Path(__file__).parents[2] / "Dockerfile").read_text("utf-8")
    assert SERVER_OPTIONS == ("--http", "plumbing.hardening:Protocol", "--no-server-header")
    assert " ".join(SERVER_OPTIONS) in image


NOT_HTTP = {
    "noise": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc",
    "no version": b"GET /\r\n\r\n",
    "a line break in a header": b"GET / HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n",
    "a NUL in a header": b"GET / HTTP/1.1\r\nHost: a\r\nX: a\x00b\r\n\r\n",
    "a space before the colon": b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
    "two lengths": b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    "a length that is none": b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\na",
    "a negative length": b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\na",
    "an unknown coding": b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "chunked, and then not": b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
    "two hosts": b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    "no host": b"GET / HTTP/1.1\r\n\r\n",
    "headers without end": b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"x" * 100_000,
}


@pytest.mark.parametrize("sent", NOT_HTTP.values(), ids=NOT_HTTP)
async def test_what_is_no_request_gets_a_problem_with_all_headers_and_the_connection_ends(
    say: Say, sent: bytes
) -> None:
    head, _, body = (await say(sent)).partition(b"\r\n\r\n")
    assert head.split(b" ")[1] in (b"400", b"501"), head
    assert head.count(b"HTTP/1.1") == 1
    for name in (b"strict-transport-security", b"x-content-type-options", b"cache-control", b"content-security-policy"):
        assert name in head.lower(), head
    assert b"server:" not in head.lower()
    assert json.loads(body)["type"] == "urn:aftercare:problem:broken-request"


SMUGGLED = b"0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"


async def test_chunks_count_and_not_a_length_beside_them(say: Say) -> None:
    """Were the length believed, the rest would be left over as the beginning of another request."""
    chunked = b"2b\r\n" + SMUGGLED[:43].ljust(43) + b"\r\n0\r\n\r\n"
    answered = await say(
        b"POST /one HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
        + chunked
    )
    assert answered.count(b"HTTP/1.1 ") == 1
    assert b"smuggled" not in answered
    assert b'"bytes":43' in answered


@pytest.mark.parametrize("first", ["203.0.113.9", "127.0.0.1", "unknown", "203.0.113.9, 198.51.100.1"])
async def test_only_a_proxy_named_so_can_say_from_where_a_request_comes(
    say: Say, first: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last address is what the proxy itself saw; whatever a caller wrote before it is not believed."""
    sent = (
        f"GET /x HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: {first}, 192.0.2.7\r\nX-Real-IP: 1.1.1.1\r\nForwarded: for=1.1.1.1\r\n"
        "X-User-ID: director\r\nConnection: close\r\n\r\n"
    )
    assert b'"from":"192.0.2.7"' in await say(sent.encode())
