"""What lies in the five databases at the end, read past all links."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import asyncpg

from .estate import Estate
from .history import History


class Books:
    """Connections to all five, and what the clients know."""

    def __init__(self, connections: dict[str, asyncpg.Connection], project: str, history: History) -> None:
        self._connections, self.project, self.history = connections, project, history

    async def rows(self, service: str, sql: str, *values: Any) -> list[asyncpg.Record]:
        """All rows."""
        found: list[asyncpg.Record] = await self._connections[service].fetch(sql, *values)
        return found

    async def value(self, service: str, sql: str, *values: Any) -> Any:
        """The first column of the first row."""
        return await self._connections[service].fetchval(sql, *values)

    async def odd(self, number: str, described: str, service: str, sql: str, *values: Any) -> list[str]:
        """A query that must find nothing; what it found, in words."""
        found = await self.rows(service, sql, *values)
        more = f", and {len(found) - 3} more" if len(found) > 3 else ""
        shown = "; ".join(str(dict(row)) for row in found[:3])
        return [f"{number}: {described} at {service}: {shown}{more}"] if found else []


@asynccontextmanager
async def opened(town: Estate, project: str, history: History) -> AsyncIterator[Books]:
    """For as long as the block lasts."""
    async with AsyncExitStack() as ends:
        connections = {}
        for service, url in town.database_urls.items():
            connections[service] = await asyncpg.connect(url, timeout=10, command_timeout=60)
            ends.push_async_callback(connections[service].close)
        yield Books(connections, project, history)
