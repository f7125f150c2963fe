"""What is heard on a visit, as people send it and see it."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from aftercare_contracts.values import CaseKind, ContactWay, Part
from plumbing.ids import new_id
from plumbing.web import In, Out, text
from pydantic import StrictBool

from ..domain.visit_record import Raising

MATTERS_MAX = 20


class MatterIn(In):
    """Something that becomes a case. Without a name the owner on record said it."""

    kind: CaseKind
    matter: Annotated[str, text(60)] | None = None
    part: Part | None = None
    said: Annotated[str, text(2000)]
    customer_name: Annotated[str, text(100, 0)] = ""
    contact: Annotated[str, text(100, 0)] = ""
    visit_by: ContactWay = ContactWay.PHONE
    is_major: StrictBool = False

    def raising(self) -> Raising:
        """With an id of its own."""
        return Raising(new_id(), **dict(self))


class MatterOut(Out):
    """A matter raised, with the case it became once intake has registered it."""

    asked_id: UUID
    unit_no: str
    kind: CaseKind
    matter: str | None
    said: str
    is_major: bool
    raised_by: str
    raised_at: datetime
    case_id: UUID | None
    case_no: str | None
    closed_at: datetime | None
