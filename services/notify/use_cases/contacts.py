"""Who is reached how: heard of customers, kept by people of everybody else, and forgotten (L8)."""

from dataclasses import replace
from datetime import datetime

from aftercare_contracts.events.intake import CaseRegistered
from aftercare_contracts.events.intake_people import CustomersReachable
from aftercare_contracts.events.intake_privacy import CustomerErased
from plumbing.database import Transaction

from ..domain import contacts as domain
from ..domain.channels import Preference
from ..domain.contacts import Contact, Kind, NoSuchContact
from ..store import contacts as store
from ..store import notices as notice_store
from . import sending_out

BY_INTAKE = "intake"


async def learn(tx: Transaction, event: CustomersReachable, now: datetime) -> None:
    """How customers are reached; what waited for that goes out. Of who was erased nothing is kept (L8)."""
    for each in event.customers:
        if await store.is_erased(tx, each.customer_id):
            continue
        reach = domain.made_out(each.contact)
        await store.save(tx, Contact(
            kind=Kind.CUSTOMER, key=str(each.customer_id), name=each.name, email=reach.email, mobile=reach.mobile,
            changed_at=each.changed_at, changed_by=BY_INTAKE,
        ))  # fmt: skip
        await sending_out.catch_up(tx, each.customer_id, now)


async def forget(tx: Transaction, event: CustomerErased, now: datetime) -> None:
    """Address, name and wishes of a customer go, from what was sent as from what was not (L8)."""
    await store.forget(tx, event.customer_id, now)


async def remember_case(tx: Transaction, event: CaseRegistered, now: datetime) -> None:
    """Whose case it is; what other services said of the case before we knew goes out."""
    if event.customer_id is None or await store.is_erased(tx, event.customer_id):
        return
    await store.remember_case(tx, event.case_id, event.customer_id)
    await notice_store.name_customer(tx, event.case_id, event.customer_id)
    await sending_out.catch_up(tx, event.customer_id, now)


async def keep(tx: Transaction, contact: Contact) -> Contact:
    """As somebody wrote it. Raises ``WrongAddress``."""
    right = replace(contact, email=domain.email_from(contact.email), mobile=domain.mobile_from(contact.mobile))
    await store.save(tx, right)
    return right


async def remove(tx: Transaction, kind: Kind, key: str, project: str) -> None:
    """Nobody is reached there any more. Raises ``NoSuchContact``."""
    if not await store.remove(tx, kind, key, project):
        raise NoSuchContact


async def want(tx: Transaction, kind: Kind, key: str, wants: Preference, by: str, now: datetime) -> None:
    """What somebody wants from now on. Raises ``NoSuchContact`` for a customer whom we cannot reach."""
    if kind is Kind.CUSTOMER and await store.of_one(tx, kind, key) is None:
        raise NoSuchContact
    await store.save_preference(tx, kind, key, wants, by, now)
