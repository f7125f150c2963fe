"""The customer's own materials are checked before use (D7)."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from aftercare_contracts.events.dispatch_orders import MaterialDecided, MaterialFoundUnsound
from plumbing import limits
from plumbing.database import Transaction

from ..domain import materials
from ..domain.access import Actor
from ..domain.limits import LimitName
from ..domain.materials import Decision, Material, NoSuchMaterial
from ..store import materials as store
from ..store import orders
from .announcing import facts, say
from .loading import must_have_photos, order_held


async def check(tx: Transaction, material: Material, by: Actor, now: datetime) -> Material:
    """What was found of it, signed by both. Raises ``NoSuchWorkOrder``, ``TooLateToCheck``, ``UnknownPhoto``."""
    order = await order_held(tx, material.order_id, by)
    await must_have_photos(tx, material.photos, by)
    checked = materials.check(order, replace(material, checked_by=by.person, checked_at=now))
    await store.add(tx, checked)
    await orders.keep_photos(tx, material.order_id, material.photos)
    if not checked.is_sound:
        sheet = order.sheet
        about = limits.About(checked.material_id, sheet.order_no, sheet.project, sheet.case_id, sheet.case_no)
        await limits.start(tx, LimitName.MATERIAL_DECISION, about)
        event = MaterialFoundUnsound(**facts(order), material_id=checked.material_id, checked_by=by.person)
        await say(tx, order, event)
    return checked


async def decide(
    tx: Transaction, material_id: UUID, decision: Decision, signed_by: str, by: Actor, now: datetime
) -> Material:
    """The customer's word, signed. Raises ``NoSuchMaterial``, ``IsSound``, ``Decided``."""
    order = await order_held(tx, (await store.material(tx, material_id)).order_id, by, NoSuchMaterial)
    decided = materials.decide(await store.material(tx, material_id), decision, signed_by, by.person, now)
    await store.save(tx, decided)
    await limits.end(tx, material_id, "decided", LimitName.MATERIAL_DECISION)
    await say(tx, order, MaterialDecided(**facts(order), material_id=material_id, decision=decision.value))
    return decided
