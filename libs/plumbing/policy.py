"""Figures and tables that govern decisions: data with a version and a date from which it holds."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from .database import Transaction


class NoPolicy(LookupError):
    """No version of a policy holds on that day; the service's migrations should have seeded one."""


@dataclass(frozen=True, slots=True)
class Policy:
    """One version of one policy; ``data`` is whatever its reader agreed on."""

    name: str
    version: int
    data: Any
    source: str = ""


async def policy(tx: Transaction, name: str, on: date) -> Policy:
    """The version in force on that day, the same throughout a transaction. Raises ``NoPolicy``."""
    return await tx.once((policy, name, on), lambda: _in_force(tx, name, on))


async def _in_force(tx: Transaction, name: str, on: date) -> Policy:
    row = await tx.fetchrow(
        "select name, version, data, source from policy where name = $1 and holds_from <= $2 order by holds_from desc limit 1",
        name,
        on,
    )
    if row is None:
        raise NoPolicy(f"{name} on {on}")
    return Policy(**dict(row))


async def policy_entry(tx: Transaction, name: str, on: date, key: str) -> Any:
    """What the version in force on that day has under one key, or none; for a policy too long to be read whole each time.

    Raises ``NoPolicy``.
    """
    row = await tx.fetchrow(
        "select data -> $3 as entry from policy where name = $1 and holds_from <= $2 order by holds_from desc limit 1",
        name, on, key,
    )  # fmt: skip
    if row is None:
        raise NoPolicy(f"{name} on {on}")
    return row["entry"]


async def policy_version(tx: Transaction, name: str, version: int) -> Policy:
    """One version, whenever it holds. Raises ``NoPolicy``."""
    row = await tx.fetchrow(
        "select name, version, data, source from policy where name = $1 and version = $2", name, version
    )
    if row is None:
        raise NoPolicy(f"{name} version {version}")
    return Policy(**dict(row))
