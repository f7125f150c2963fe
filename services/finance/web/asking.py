"""What every door of finance needs: who asks, how far he reaches, and where a page ends."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Any

from aftercare_contracts.values import Role
from fastapi import Query
from plumbing.paging import PLAIN, encode_cursor
from plumbing.web import Caller
from pydantic import AwareDatetime, Field

from ..domain.people import Person
from ..domain.tiers import SIGNERS

Moment = Annotated[AwareDatetime, Field(ge=datetime(2000, 1, 1, tzinfo=UTC), lt=datetime(3000, 1, 1, tzinfo=UTC))]
Named = Annotated[str, Query(min_length=1, max_length=200, pattern=PLAIN)]

BOOKKEEPERS = (Role.FINANCE_OFFICER, Role.AUDITOR, Role.CENTRE_DIRECTOR)
READERS = (*SIGNERS, Role.REPAIR_SQUAD, Role.SERVICE_SUPERVISOR, Role.FINANCE_OFFICER, Role.AUDITOR)


def person(caller: Caller) -> Person:
    """The caller as finance's rules know him."""
    return Person(caller.person, caller.roles, caller.projects, caller.contractor)


def reach(caller: Caller) -> list[str] | None:
    """The projects a list is narrowed to; none for all."""
    return caller.reach


def next_page(rows: Sequence[dict[str, Any]], limit: int, key: str) -> str | None:
    """The cursor after ``rows``, which were asked for one more than fit."""
    return encode_cursor([rows[limit - 1][key]]) if len(rows) > limit else None
