"""Another service heard what has to become a case: on a visit, on a form, at a meeting (V4, V8, N7)."""

from datetime import datetime
from uuid import UUID

from aftercare_contracts.errors import AlreadyDone
from aftercare_contracts.events.asking import CaseAsked
from aftercare_contracts.periods import day_in_china
from plumbing.database import Transaction
from plumbing.policy import policy

from ..domain import routing
from ..store import cases, people_told, units
from .registering import Contact, register_case

OTHER = "other"
"""The subject where none is named, or one that intake does not know."""


async def register_asked(tx: Transaction, event: CaseAsked, now: datetime) -> None:
    """The case that was asked for, under the asking's own id, so that it is registered once.

    A unit that is not registered makes it a case about shared parts. Raises ``AlreadyDone``, ``UnknownProject``.
    """
    if await cases.is_there(tx, event.asked_id):
        raise AlreadyDone("The case that was asked for is registered.")
    customer_id, name, contact = await _customer(tx, event)
    known = await units.unit(tx, event.project, event.unit_no) if event.unit_no else None
    await register_case(
        tx, event.asked_id,
        Contact(
            channel=event.channel, kind=event.kind, project=event.project, unit_no=event.unit_no if known else None,
            customer_name=name, contact=contact, matter=await _matter(tx, event.matter, now), part=event.part,
            complaint=event.complaint, received_at=None, reply_by=event.visit_by, visit_by=event.visit_by,
            external_ref=event.reference, customer_id=customer_id, asked_id=event.asked_id,
        ),
        event.asked_by, now,
    )  # fmt: skip


async def _customer(tx: Transaction, event: CaseAsked) -> tuple[UUID | None, str, str]:
    """Whom intake knows by that id, as he stands here; anybody else by the name and contact given."""
    person = await people_told.person(tx, event.customer_id) if event.customer_id else None
    return (person.customer_id, person.name, person.contact) if person else (None, event.customer_name, event.contact)


async def _matter(tx: Transaction, matter: str | None, now: datetime) -> str:
    table = routing.routing_from((await policy(tx, "routing", day_in_china(now))).data)
    return matter if matter is not None and matter in table else OTHER
