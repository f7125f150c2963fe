"""Who is responsible, by subject and phase (I3, I4): a table that is policy."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aftercare_contracts.errors import Invalid, Problem
from aftercare_contracts.values import CaseClass, CaseKind, Channel, Department, Desk, Part, Phase

TO_SALES_AT_HANDOVER = frozenset({"contract_terms"})
CLASSED = frozenset({CaseKind.COMPLAINT, CaseKind.SUGGESTION, CaseKind.REPAIR_REQUEST})


class UnknownMatter(Invalid):
    """This subject is not in the routing table."""


@dataclass(frozen=True, slots=True)
class Matter:
    """One subject: its class, the desk that takes it in the first year, and the building part it is usually about."""

    code: str
    case_class: CaseClass
    desk: Desk
    part: Part | None
    returns_to_centre: bool
    """After the first year it still concerns the developer, and comes back to the centre."""


@dataclass(frozen=True, slots=True)
class Route:
    """Where a case goes."""

    case_class: CaseClass | None
    department: Department
    desk: Desk
    part: Part | None


Routing = Mapping[str, Matter]


def routing_from(data: Mapping[str, Mapping[str, Any]]) -> Routing:
    """The table as policy keeps it. Raises ``ValueError`` for a word we do not know."""
    return {
        code: Matter(
            code,
            CaseClass(row["class"]),
            Desk(row["desk"]),
            Part(row["part"]) if row.get("part") else None,
            bool(row.get("returns_to_centre", False)),
        )
        for code, row in data.items()
    }


def must_be_known(routing: Routing, code: str) -> None:
    """Raises ``UnknownMatter`` listing those there are."""
    if code not in routing:
        raise UnknownMatter(
            "", Problem("/matter", f"{code} is not in the routing table", f"one of: {', '.join(sorted(routing))}")
        )


def route(
    routing: Routing, kind: CaseKind, code: str, part: Part | None, phase: Phase, channel: Channel | None = None
) -> Route:
    """Where a case of this kind and subject goes in this phase. Raises ``UnknownMatter`` listing those there are.

    Before handover sales has it, in the first year the desk of the subject, afterwards the property company, save what
    concerns the developer. A question of the contract that comes up at a handover goes to sales at once, whatever the phase
    (I22). Inquiries and praise have no class.
    """
    must_be_known(routing, code)
    matter = routing[code]
    case_class = matter.case_class if kind in CLASSED else None
    part = part or matter.part
    asks_sales = channel is Channel.HANDOVER and code in TO_SALES_AT_HANDOVER
    if phase is Phase.BEFORE_HANDOVER or asks_sales:
        return Route(case_class, Department.SALES, Desk.SALES, part)
    if phase is Phase.FIRST_YEAR or matter.returns_to_centre:
        return Route(case_class, Department.SERVICE_CENTRE, matter.desk, part)
    return Route(case_class, Department.PROPERTY_COMPANY, Desk.PROPERTY_COMPANY, part)
