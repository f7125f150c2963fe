"""An authority with credentials and a written request sees what was asked, once the head consents (I16)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from aftercare_contracts.errors import AlreadyDone, Conflict, Forbidden, Invalid, NotFound
from plumbing.database import Transaction

from ..store import records


class UnknownCases(Invalid):
    """Some of these cases are not there."""


class NoSuchDisclosure(NotFound):
    """There is no such request, or it is not yours to see."""


class NoSuchLoan(NotFound):
    """This record is not out on such a loan."""


class NoConsent(Conflict):
    """The head of the centre has not consented to this request."""


class OwnRequest(Forbidden):
    """Who entered a request does not consent to it himself."""


async def decide(tx: Transaction, disclosure_id: UUID, by: str, now: datetime, *, consented: bool) -> None:
    """The head's word. Raises ``NoSuchDisclosure``, ``AlreadyDone``, ``OwnRequest``."""
    asked = await records.disclosure_held(tx, disclosure_id)
    if asked is None:
        raise NoSuchDisclosure
    if asked["decided_by"]:
        raise AlreadyDone(f"{asked['decided_by']} has decided.")
    if consented and asked["asked_by"] == by:
        raise OwnRequest
    await records.decide_disclosure(tx, disclosure_id, by, now, consented=consented)


async def records_of(tx: Transaction, disclosure_id: UUID) -> Sequence[Mapping[str, Any]]:
    """What was asked for. Raises ``NoSuchDisclosure``, ``NoConsent``."""
    asked = await records.disclosure_held(tx, disclosure_id)
    if asked is None:
        raise NoSuchDisclosure
    if not asked["is_consented"]:
        raise NoConsent
    return await records.disclosed(tx, [UUID(one) for one in asked["cases"]])
