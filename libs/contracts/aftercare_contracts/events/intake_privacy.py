"""What intake says about personal data. The subject is the customer."""

from typing import ClassVar
from uuid import UUID

from ..envelope import Event


class CustomerErased(Event):
    """A person's name, phone and words went, by request or because nothing needs them any more (I16, L8).

    Said by intake, for the departments' systems: whoever keeps a copy erases it. Numbers and figures stay.
    """

    type: ClassVar[str] = "intake.customer.erased.v1"
    customer_id: UUID
    case_ids: tuple[UUID, ...]


class CasesErased(Event):
    """The words of a person's closed cases went, as nothing needs them any more; he himself stays, as he owns a unit or has other
    cases (I16, L8).

    Said by intake, heard by survey and notify: whoever keeps words about these cases erases them, and nothing else of him.
    """

    type: ClassVar[str] = "intake.cases.erased.v1"
    customer_id: UUID
    case_ids: tuple[UUID, ...]
