"""What every door of finance needs: who asks, how far he reaches, and where a page begins."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from aftercare_contracts.errors import Invalid, Problem
from aftercare_contracts.values import Role
from fastapi import Query
from plumbing.web import Caller, decode_cursor, encode_cursor

from ..domain.people import EVERY_PROJECT, Person

PLAIN = r"^[^\x00-\x1f\x7f]+$"
Named = Annotated[str, Query(min_length=1, max_length=200, pattern=PLAIN)]
Cursor = Annotated[str | None, Query(max_length=400, description="the `next` of the page before")]
Limit = Annotated[int, Query(ge=1, le=200)]

SIGNERS = (
    Role.SITE_LEAD,
    Role.CENTRE_DIRECTOR,
    Role.DEPUTY_CHIEF_ENGINEER,
    Role.VICE_PRESIDENT,
    Role.GENERAL_MANAGER,
)
"""Who may come to the door of a signature; whether the tier is his, the rules say."""
BOOKKEEPERS = (Role.FINANCE_OFFICER, Role.AUDITOR, Role.CENTRE_DIRECTOR)
READERS = (*SIGNERS, Role.REPAIR_SQUAD, Role.SERVICE_SUPERVISOR, Role.FINANCE_OFFICER, Role.AUDITOR)


def person(caller: Caller) -> Person:
    """The caller as finance's rules know him."""
    return Person(caller.person, caller.roles, caller.projects, caller.contractor)


def reach(caller: Caller) -> list[str] | None:
    """The projects a list is narrowed to; none for all."""
    return None if EVERY_PROJECT in caller.projects else sorted(caller.projects)


def last_id(cursor: str | None) -> UUID | None:
    """Where a page of things with UUIDs begins. Raises ``Invalid``."""
    if cursor is None:
        return None
    (value,) = decode_cursor(cursor, 1)
    try:
        return UUID(value)
    except (ValueError, AttributeError, TypeError) as error:
        raise _not_ours() from error


def last_number(cursor: str | None) -> int | None:
    """Where a page of numbered things begins. Raises ``Invalid``."""
    if cursor is None:
        return None
    (value,) = decode_cursor(cursor, 1)
    if type(value) is not int or abs(value) >= 2**63:
        raise _not_ours()
    return value


def next_page(rows: Sequence[dict[str, Any]], limit: int, key: str) -> str | None:
    """The cursor after ``rows``, which were asked for one more than fit."""
    return encode_cursor([rows[limit - 1][key]]) if len(rows) > limit else None


def _not_ours() -> Invalid:
    return Invalid(
        "This is not a cursor.", Problem("query:cursor", "not one of ours", "the `next` of a page, unchanged")
    )
