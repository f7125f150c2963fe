"""The only places that read a clock. Below the doors, ``now`` is an argument."""

from datetime import UTC, datetime
from typing import Any, Protocol


class Clock(Protocol):
    """Says what time it is for a transaction."""

    async def now(self, connection: Any) -> datetime:
        """Aware UTC."""
        ...


class DatabaseClock:
    """The database server's clock, so that replicas whose own clocks differ still agree."""

    async def now(self, connection: Any) -> datetime:
        """Aware UTC, read anew."""
        now: datetime = await connection.fetchval("select clock_timestamp()")
        return now.astimezone(UTC)


class SetClock:
    """A clock that stands where a test puts it."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    async def now(self, connection: Any) -> datetime:
        """The moment it was set to."""
        return self.at
