"""Materials customers supplied."""

from dataclasses import fields
from typing import Any
from uuid import UUID

from plumbing.database import Transaction

from ..domain.materials import Decision, Material, NoSuchMaterial

NAMES = tuple(field.name for field in fields(Material))
SELECT = f"select {', '.join(NAMES)} from customer_material"


async def add(tx: Transaction, material: Material) -> None:
    """One more material that was checked."""
    places = ", ".join(f"${i}" for i in range(1, len(NAMES) + 1))
    await tx.execute(
        f"insert into customer_material ({', '.join(NAMES)}) values ({places})",
        *(getattr(material, name) for name in NAMES),
    )


async def save(tx: Transaction, material: Material) -> None:
    """What the customer decided."""
    await tx.execute(
        "update customer_material set decision = $2, decision_signed_by = $3, decided_at = $4, recorded_by = $5"
        " where material_id = $1",
        material.material_id, material.decision, material.decision_signed_by, material.decided_at, material.recorded_by,
    )  # fmt: skip


async def material(tx: Transaction, material_id: UUID) -> Material:
    """Raises ``NoSuchMaterial``; whoever changes one holds its order."""
    row = await tx.fetchrow(f"{SELECT} where material_id = $1", material_id)
    if row is None:
        raise NoSuchMaterial
    return _material(row)


async def of_order(tx: Transaction, order_id: UUID) -> list[Material]:
    """Every material of an order, the oldest first."""
    return [_material(row) for row in await tx.fetch(f"{SELECT} where order_id = $1 order by material_id", order_id)]


def _material(row: Any) -> Material:
    decision = Decision(row["decision"]) if row["decision"] else None
    return Material(**dict(row) | {"photos": tuple(row["photos"]), "decision": decision})
