"""How a customer is reached. Private: kept by who sends, and forgotten with the customer. The subject is the customer."""

from typing import ClassVar
from uuid import UUID

from ..envelope import Event


class CustomerReachable(Event):
    """A customer came onto the record, or his name or contact changed (I1, L8).

    Said by intake, heard by notify, which sends to him; both forget it with ``intake.customer.erased``. A later word replaces
    an earlier one.
    """

    type: ClassVar[str] = "intake.customer.reachable.v1"
    is_private: ClassVar[bool] = True
    customer_id: UUID
    name: str
    contact: str
