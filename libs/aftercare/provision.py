"""One database and one login per service, on a PostgreSQL where we may create them."""

import asyncio
import secrets
from collections.abc import Iterable
from urllib.parse import urlsplit, urlunsplit

import asyncpg


async def create_databases(
    admin_url: str, services: Iterable[str], suffix: str, passwords: dict[str, str] | None = None
) -> dict[str, str]:
    """Each service's URL. Login and database share a name, ``finance_<suffix>``; nobody else may connect to it.

    What is there already is kept, its password set anew.
    """
    urls = {}
    connection = await asyncpg.connect(admin_url)
    try:
        for service in services:
            name = f"{service}_{suffix}" if suffix else service
            password = (passwords or {}).get(service) or secrets.token_hex(16)
            await _create(connection, name, password)
            urls[service] = _with(admin_url, name, password)
    finally:
        await connection.close()
    return urls


async def drop_databases(admin_url: str, services: Iterable[str], suffix: str) -> None:
    """Remove what ``create_databases`` made."""
    connection = await asyncpg.connect(admin_url)
    try:
        for service in services:
            name = f"{service}_{suffix}"
            await connection.execute(f'drop database if exists "{name}" with (force)')
            await connection.execute(f'drop role if exists "{name}"')
    finally:
        await connection.close()


async def _create(connection: asyncpg.Connection, name: str, password: str) -> None:
    has_role = await connection.fetchval("select true from pg_roles where rolname = $1", name)
    verb = "alter" if has_role else "create"
    await connection.execute(f"{verb} role \"{name}\" login password '{password}'")
    if not await connection.fetchval("select true from pg_database where datname = $1", name):
        await connection.execute(
            f"create database \"{name}\" owner \"{name}\" template template0 encoding 'UTF8' locale 'C.UTF-8'"
        )
        await connection.execute(f'revoke connect on database "{name}" from public')


def _with(admin_url: str, name: str, password: str) -> str:
    parts = urlsplit(admin_url)
    host = parts.netloc.rsplit("@", 1)[-1]
    return urlunsplit((parts.scheme, f"{name}:{password}@{host}", f"/{name}", parts.query, ""))


def create(admin_url: str, services: Iterable[str], suffix: str) -> dict[str, str]:
    """``create_databases`` for who has no event loop."""
    return asyncio.run(create_databases(admin_url, services, suffix))


def drop(admin_url: str, services: Iterable[str], suffix: str) -> None:
    """``drop_databases`` for who has no event loop."""
    asyncio.run(drop_databases(admin_url, services, suffix))
