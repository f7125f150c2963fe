"""Failures in words that can be logged, kept and shown: what broke and where, never the values it broke on (L8).

A database quotes the row it refused, a parser the text it could not read, a validator its input: any of them can be somebody's
name or number. So of an exception only its kind is told, and its own words where they are known to be ours or the system's.
"""

import traceback
from collections.abc import Iterator

import asyncpg
from aftercare_contracts.errors import DomainError
from aftercare_contracts.registry import UnknownType
from pydantic import ValidationError

PLAIN: tuple[type[BaseException], ...] = (
    AttributeError, TypeError, NameError, ImportError, NotImplementedError, RecursionError, MemoryError, UnknownType,
    asyncpg.PostgresConnectionError, asyncpg.OperatorInterventionError, asyncpg.InternalClientError,
    asyncpg.InsufficientResourcesError,
)  # fmt: skip
"""Their words speak of code and servers."""
LENGTH_MAX = 1000
CHAIN_MAX = 8
FROM = ("plumbing", "aio_pika", "aiormq", "pamqp")
"""Packages whose own failures speak of queues and connections."""


def told(error: BaseException) -> str:
    """One line about a failure, without any value that somebody sent."""
    return _told(error).replace("\x00", "")[:LENGTH_MAX]


def _told(error: BaseException) -> str:
    name = type(error).__name__
    if isinstance(error, ValidationError):
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        where = "/".join(str(step) for step in first["loc"]) or "body"
        return f"{where}: {first['msg'] if first['type'] != 'value_error' else first['type']}"
    if isinstance(error, asyncpg.PostgresError) and not isinstance(error, PLAIN):
        return f"{name}: {_where_in_the_database(error)}"
    if isinstance(error, OSError):
        return f"{name}: {error.strerror or error.errno or 'no more is known'}"
    if isinstance(error, (DomainError, *PLAIN)) or type(error).__module__.partition(".")[0] in FROM:
        return f"{name}: {error}"
    return name


def _where_in_the_database(error: asyncpg.PostgresError) -> str:
    known = {
        "sqlstate": error.sqlstate, "constraint": error.constraint_name, "table": error.table_name,
        "column": error.column_name,
    }  # fmt: skip
    return ", ".join(f"{what} {value}" for what, value in known.items() if value)


def traced(error: BaseException) -> str:
    """A failure with the places in the code that led to it, and the failures behind it."""
    return "".join(_traced(error))


def _traced(error: BaseException) -> Iterator[str]:
    chain: list[BaseException] = []
    behind: BaseException | None = error
    while behind is not None and behind not in chain and len(chain) < CHAIN_MAX:
        chain.append(behind)
        behind = behind.__cause__ or (None if behind.__suppress_context__ else behind.__context__)
    for each in reversed(chain):
        yield from traceback.format_tb(each.__traceback__)
        yield f"{told(each)}\n"
        if isinstance(each, BaseExceptionGroup):
            for part in each.exceptions:
                yield from _traced(part)
