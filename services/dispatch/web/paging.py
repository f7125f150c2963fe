"""Pages of a list by a cursor that is an id."""

import re
from typing import Annotated
from uuid import UUID

from aftercare_contracts.errors import Invalid, Problem
from fastapi import Query
from plumbing.web import decode_cursor

Limit = Annotated[int, Query(ge=1, le=200)]
CODE = r"^[\w.-]{1,60}$"
Wanted = Annotated[str | None, Query(min_length=1, max_length=60, pattern=r"^[^\x00-\x1f\x7f]+$")]
"""A code or name to look for."""


class NoCursor(Invalid):
    """This is not a cursor."""


NOT_OURS = Problem("query:cursor", "not one of ours", "the `next` of a page, unchanged")


def id_in(cursor: str | None) -> UUID | None:
    """The id after which a page begins, if any. Raises ``NoCursor``."""
    try:
        return UUID(decode_cursor(cursor, 1)[0]) if cursor else None
    except (ValueError, AttributeError, TypeError) as error:
        raise NoCursor("", NOT_OURS) from error


def code_in(cursor: str | None) -> str:
    """The code after which a page begins. Raises ``NoCursor``."""
    code = str(decode_cursor(cursor, 1)[0]) if cursor else ""
    if cursor and not re.match(CODE, code):
        raise NoCursor("", NOT_OURS)
    return code
