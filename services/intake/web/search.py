"""Cases found by what people know of them."""

import hashlib
from dataclasses import replace
from datetime import datetime
from typing import Annotated
from uuid import UUID

from aftercare_contracts.errors import Forbidden, Invalid, Problem
from aftercare_contracts.values import CaseClass, CaseKind, Channel, Department, Desk, Role
from fastapi import APIRouter, Depends, Query
from plumbing.paging import PLAIN, Cursor, Limit, NoCursor, decode_cursor, encode_cursor
from plumbing.web import Caller, Door, Moment, Page, opens_for

from ..domain.case import State
from ..domain.words import terms
from ..store import search as store
from .views import NEEDS_THE_PHONE, STAFF, CaseOut, shown

router = APIRouter(tags=["cases"])
Code = Annotated[str | None, Query(min_length=1, max_length=40, pattern=PLAIN)]
Text = Annotated[str | None, Query(min_length=1, max_length=100, pattern=PLAIN)]
PHONE_DIGITS_MIN = 4
NOBODY: list[str] = []
"""No project is within reach, until it is known who asks."""


class NothingToFind(Invalid):
    """There is no word in this question."""


class NotEnoughDigits(Invalid):
    """A phone is found by its last four digits or more."""


class NoPhones(Forbidden):
    """Your role does not need the customers' phones, so it cannot ask for them."""


class Asked:
    """What a list of cases can be narrowed to."""

    def __init__(
        self,
        q: Annotated[Text, Query(description="words of the complaint or of an entry, Chinese or Latin")] = None,
        number: Annotated[Code, Query(description="the case number, or its end")] = None,
        project: Code = None,
        unit_no: Code = None,
        phone: Annotated[Code, Query(description="the whole number, or its last four digits or more")] = None,
        external_ref: Text = None,
        state: State | None = None,
        kind: CaseKind | None = None,
        case_class: Annotated[CaseClass | None, Query(alias="class")] = None,
        department: Department | None = None,
        desk: Desk | None = None,
        holder: Role | None = None,
        holder_person: Text = None,
        channel: Channel | None = None,
        matter: Code = None,
        registered_from: Moment | None = None,
        registered_until: Moment | None = None,
    ) -> None:
        self.number, self.phone = number, phone
        self.given = store.Wanted(
            NOBODY, project=project, state=state, kind=kind, case_class=case_class, department=department, desk=desk,
            holder=holder, holder_person=holder_person, channel=channel, matter=matter, unit_no=unit_no,
            external_ref=external_ref, registered_from=registered_from, registered_until=registered_until, question=q,
        )  # fmt: skip
        if q is not None and not terms(q):
            raise NothingToFind("", Problem("query:q", q, "a word, a character or a figure"))

    def of(self, caller: Caller) -> store.Wanted:
        """Within the caller's reach. Raises ``NoPhones``, ``NotEnoughDigits``."""
        return replace(
            self.given, projects=caller.reach, not_about=caller.person,
            number_end=self.number and self.number.upper(), phone_end=self._digits(caller),
        )  # fmt: skip

    def _digits(self, caller: Caller) -> str | None:
        if self.phone is None:
            return None
        if not caller.has(*NEEDS_THE_PHONE):
            raise NoPhones("", Problem("query:phone", "not for your role", "a role that calls customers"))
        digits = "".join(filter(str.isdigit, self.phone))
        if len(digits) < PHONE_DIGITS_MIN:
            raise NotEnoughDigits("", Problem("query:phone", f"{len(digits)} digits", "its last four digits or more"))
        return digits


@router.get("/cases")
async def get_cases(
    door: Annotated[Door, opens_for(*STAFF)],
    asked: Annotated[Asked, Depends()],
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[CaseOut]:
    """The cases within the caller's reach, the latest first, narrowed to what is asked for. That a phone was asked for is
    recorded (I16)."""
    wanted = asked.of(door.caller)
    async with door.transaction() if wanted.phone_end else door.reading() as tx:
        found = await store.find(tx, wanted, place(cursor), limit + 1)
        if wanted.phone_end:
            digest = hashlib.sha256(wanted.phone_end.encode()).hexdigest()
            await store.note_phone_look(tx, door.caller.person, sorted(door.caller.roles), digest, len(found))
    items = [shown(case) for case in found[:limit]]
    return Page(items=items, next=next_page(items[-1]) if len(found) > limit else None)


def next_page(last: CaseOut) -> str:
    """The cursor after a page's last case."""
    return encode_cursor([last.registered_at.isoformat(), last.case_id])


def place(cursor: str | None) -> store.Place | None:
    """Where the page before ended. Raises ``NoCursor``."""
    if cursor is None:
        return None
    moment, case_id = decode_cursor(cursor, 2)
    try:
        return datetime.fromisoformat(moment), UUID(case_id)
    except (ValueError, TypeError, AttributeError) as error:
        expected = "the `next` of a page, unchanged"
        raise NoCursor("", Problem("query:cursor", "not one of ours", expected)) from error
