"""Materials the customer supplied are checked before use; for unsound ones he decides; both sides sign (D7)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from aftercare_contracts.errors import AlreadyDone, Conflict, NotFound

from .work_order import State, WorkOrder

BEFORE_USE = frozenset({State.ISSUED, State.RECEIVED, State.WITH_SQUAD, State.MAY_START})


class Decision(StrEnum):
    """What the customer decides about unsound material; that it be fitted all the same is not among it."""

    CUSTOMER_REPLACES = "customer_replaces"
    COMPANY_SUPPLIES = "company_supplies"
    LEFT_OUT = "left_out"


class NoSuchMaterial(NotFound):
    """There is no such material on this work order."""


class TooLateToCheck(Conflict):
    """Materials are checked before use; the work is reported done, or the order ended."""


class IsSound(Conflict):
    """The material was found sound; there is nothing to decide."""


class Decided(AlreadyDone):
    """The customer has decided about this material."""


class MaterialUndecided(Conflict):
    """Unsound material of the customer's waits for his decision; only sound material is fitted (D7)."""


@dataclass(frozen=True, slots=True)
class Material:
    """What the customer supplied, found sound or not, signed by who checked it and by the customer."""

    material_id: UUID
    order_id: UUID
    what: str
    quantity: str
    is_sound: bool
    finding: str
    checked_by: str
    customer_signed_by: str
    checked_at: datetime
    photos: tuple[str, ...]
    decision: Decision | None = None
    decision_signed_by: str | None = None
    decided_at: datetime | None = None
    recorded_by: str | None = None


def check(order: WorkOrder, material: Material) -> Material:
    """Raises ``TooLateToCheck``."""
    if order.state not in BEFORE_USE:
        raise TooLateToCheck
    return material


def decide(material: Material, decision: Decision, signed_by: str, by: str, now: datetime) -> Material:
    """The customer decides about unsound material. Raises ``IsSound``, ``Decided``."""
    if material.is_sound:
        raise IsSound
    if material.decision:
        raise Decided
    return replace(material, decision=decision, decision_signed_by=signed_by, decided_at=now, recorded_by=by)


def must_be_decided(materials: Iterable[Material]) -> None:
    """Work is not done over material nobody decided about. Raises ``MaterialUndecided`` naming it."""
    waiting = [each.what for each in materials if not each.is_sound and each.decision is None]
    if waiting:
        raise MaterialUndecided(f"Unsound material waits for the customer's decision: {', '.join(waiting)} (D7).")
