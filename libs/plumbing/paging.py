"""Pages of a list: a cursor is where the page before ended, as text for a URL."""

import base64
import json
from typing import Annotated, Any
from uuid import UUID

from aftercare_contracts.errors import Invalid, Problem
from fastapi import Query

PLAIN = r"^[^\x00-\x1f\x7f]+$"
"""Text of a query without control characters."""
Limit = Annotated[int, Query(ge=1, le=200)]
Cursor = Annotated[str | None, Query(max_length=400, description="the `next` of the page before")]
TEXT_MAX = 200


class NoCursor(Invalid):
    """This is not a cursor."""


def encode_cursor(values: list[Any]) -> str:
    """Where a page ended."""
    return base64.urlsafe_b64encode(json.dumps(values, default=str).encode()).decode().rstrip("=")


def decode_cursor(cursor: str, length: int | None = None) -> list[Any]:
    """What ``encode_cursor`` was given. Raises ``NoCursor`` where the text is not one of ours."""
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, RecursionError):
        values = None
    if not isinstance(values, list) or (length is not None and len(values) != length):
        raise _not_ours()
    return values


def id_in(cursor: str | None) -> UUID | None:
    """The id after which a page begins, if any. Raises ``NoCursor``."""
    if cursor is None:
        return None
    try:
        return UUID(decode_cursor(cursor, 1)[0])
    except (ValueError, AttributeError, TypeError) as error:
        raise _not_ours() from error


def ids_in(cursor: str | None) -> tuple[str, str] | None:
    """The two ids after which a page begins, if any. Raises ``NoCursor``."""
    if cursor is None:
        return None
    try:
        first, second = (str(UUID(value)) for value in decode_cursor(cursor, 2))
    except (ValueError, AttributeError, TypeError) as error:
        raise _not_ours() from error
    return first, second


def number_in(cursor: str | None) -> int | None:
    """The number after which a page begins, if any. Raises ``NoCursor``."""
    if cursor is None:
        return None
    (value,) = decode_cursor(cursor, 1)
    if type(value) is not int or abs(value) >= 2**63:
        raise _not_ours()
    return value


def text_in(cursor: str | None) -> str:
    """The text after which a page begins, empty for the first. Raises ``NoCursor``."""
    if cursor is None:
        return ""
    (value,) = decode_cursor(cursor, 1)
    if not isinstance(value, str) or len(value) > TEXT_MAX or not value.isprintable():
        raise _not_ours()
    return value


def _not_ours() -> NoCursor:
    return NoCursor("", Problem("query:cursor", "not one of ours", "the `next` of a page, unchanged"))
