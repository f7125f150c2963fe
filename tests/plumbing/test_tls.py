"""With whom a service speaks over TLS, with whom it does not, and that it does not begin where it would speak in the open."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aio_pika
import asyncpg
import pytest
from notify.settings import SendingSettings
from plumbing.database import Database
from plumbing.settings import Settings
from pydantic import ValidationError
from receivers import certificate

SSL_REQUEST = b"\x00\x00\x00\x08\x04\xd2\x16\x2f"


@asynccontextmanager
async def server(tls: ssl.SSLContext | None, *, asks_first: bool) -> AsyncIterator[tuple[int, list[bytes]]]:
    """A port, and what was said to it inside TLS; as PostgreSQL does, it may be asked for TLS first, and then say no."""
    heard: list[bytes] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            if asks_first:
                assert await reader.readexactly(8) == SSL_REQUEST
                writer.write(b"S" if tls else b"N")
                if tls:
                    await writer.start_tls(tls)
            if said := await reader.read(8):
                heard.append(said)
        except (OSError, ssl.SSLError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    listening = await asyncio.start_server(talk, "127.0.0.1", 0, ssl=None if asks_first else tls)
    yield listening.sockets[0].getsockname()[1], heard
    listening.close()


async def log_in(kind: str, port: int, ca_file: Path | str) -> None:
    """As the services do, with an address as the settings want it; raises what comes of it."""
    if kind == "database":
        url = f"postgresql://us:secret@127.0.0.1:{port}/x?sslmode=verify-full&sslrootcert={ca_file}"
        async with asyncio.timeout(60):
            await Database.connect(url, 1)
    else:
        await aio_pika.connect(f"amqps://us:secret@127.0.0.1:{port}/x?cafile={ca_file}", timeout=60)


WENT_WRONG = (
    OSError, ssl.SSLError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, aio_pika.exceptions.AMQPError,
)  # fmt: skip


@pytest.mark.parametrize("kind", ["database", "broker"])
async def test_a_server_our_authority_vouches_for_is_spoken_to(kind: str, tmp_path: Path) -> None:
    ours, tls = certificate(tmp_path)
    async with server(tls, asks_first=kind == "database") as (port, heard):
        with pytest.raises(WENT_WRONG):  # it hangs up once it was spoken to
            await log_in(kind, port, ours)
    assert len(heard) == 1


@pytest.mark.parametrize("kind", ["database", "broker"])
async def test_nothing_is_said_to_a_server_whose_certificate_nobody_vouches_for(kind: str, tmp_path: Path) -> None:
    (tmp_path / "ours").mkdir()
    ours, _ = certificate(tmp_path / "ours")
    _, foreign = certificate(tmp_path)
    async with server(foreign, asks_first=kind == "database") as (port, heard):
        with pytest.raises(WENT_WRONG):
            await log_in(kind, port, ours)
    assert heard == []


async def test_a_database_that_will_not_speak_tls_is_told_nothing(tmp_path: Path) -> None:
    ours, _ = certificate(tmp_path)
    async with server(None, asks_first=True) as (port, heard):
        with pytest.raises(WENT_WRONG):
            await log_in("database", port, ours)
    assert heard == []


GOOD = {
    "database_url": "postgresql://us:hidden@db/x?sslmode=verify-full&sslrootcert=/ca.pem",
    "amqp_url": "amqps://us:hidden@mq/x?cafile=/ca.pem",
    "jwks_file": "/jwks.json",
}


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"database_url": "postgresql://us:hidden@db/x"}, "AFTERCARE_DATABASE_URL"),
        ({"database_url": "postgresql://us:hidden@db/x?sslmode=require"}, "AFTERCARE_DATABASE_URL"),
        ({"migration_url": "postgresql://us:hidden@db/x?sslmode=prefer"}, "AFTERCARE_MIGRATION_URL"),
        ({"amqp_url": "amqp://us:hidden@mq/x"}, "AFTERCARE_AMQP_URL"),
        ({"amqp_url": "amqps://us:hidden@mq/x?no_verify_ssl=1"}, "AFTERCARE_AMQP_URL"),
    ],
)
def test_where_tls_is_required_a_service_does_not_start_without_it(wrong: dict[str, str], named: str) -> None:
    assert Settings(**GOOD, tls_required=True).tls_required
    with pytest.raises(ValidationError, match=f"TLS is required: .*{named}") as said:
        Settings(**GOOD | wrong, tls_required=True)
    assert "hidden" not in str(said.value)
    assert not Settings(**GOOD | wrong).tls_required


def test_nor_does_notify_where_mail_would_go_in_the_open() -> None:
    with pytest.raises(ValidationError, match="AFTERCARE_SMTP_TLS"):
        SendingSettings(smtp_host="mail", smtp_tls="none", tls_required=True)
    assert SendingSettings(smtp_host="mail", tls_required=True).smtp_tls == "starttls"
