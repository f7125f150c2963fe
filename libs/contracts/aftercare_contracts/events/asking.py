"""What was heard elsewhere and has to become a case: on a visit, on a form, at a meeting (V4, V8, N7). Private."""

from typing import ClassVar
from uuid import UUID

from ..envelope import Event
from ..values import CaseKind, Channel, ContactWay, Part


class CaseAsked(Event):
    """Intake is asked to register a case, once for each ``asked_id``; ``intake.case.registered`` names that id in turn.

    ``reference`` is the number people know it by (of the visit, the form, the minutes). A unit that intake does not know, or
    none, makes it a case about shared parts. Without ``customer_id`` the name and contact given stand for the customer.
    """

    is_private: ClassVar[bool] = True
    asked_id: UUID
    reference: str
    project: str
    unit_no: str | None
    customer_id: UUID | None
    customer_name: str
    contact: str
    channel: Channel
    kind: CaseKind
    matter: str | None
    part: Part | None
    complaint: str
    visit_by: ContactWay
    asked_by: str
