"""What every verb needs first: the order as this actor may touch it, and the photos he may show."""

from uuid import UUID

from aftercare_contracts.errors import Invalid, NotFound, Problem
from plumbing.database import Transaction

from ..domain.access import Actor, NoSuchWorkOrder, scope, sees
from ..domain.work_order import WorkOrder
from ..store import orders, photos


class UnknownPhoto(Invalid):
    """There is no such photo; upload it first."""


async def order_held(tx: Transaction, order_id: UUID, by: Actor, unseen: type[NotFound] = NoSuchWorkOrder) -> WorkOrder:
    """The work order, held until the transaction ends. Raises ``NoSuchWorkOrder``, also where it is not this actor's; or
    what stands for the thing of the order that he asked for."""
    order = await orders.work_order_held(tx, order_id)
    if not sees(by, order.sheet.project, order.sheet.contractor, order.sheet.customer_id):
        raise unseen
    return order


async def must_have_photos(tx: Transaction, hashes: tuple[str, ...], by: Actor) -> None:
    """Raises ``UnknownPhoto`` naming each that is not there for this actor."""
    known = await photos.visible(tx, hashes, by.person, scope(by)) if hashes else set()
    unknown = [
        Problem(f"/photos/{i}", f"no photo {sha256}", "the sha256 of a photo uploaded before")
        for i, sha256 in enumerate(hashes)
        if sha256 not in known
    ]
    if unknown:
        raise UnknownPhoto("", *unknown)
