"""How customers are reached. Private: kept by who sends, and forgotten with the customer."""

from datetime import datetime
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from ..envelope import Event

CUSTOMERS_MAX = 500


class ReachableCustomer(BaseModel):
    """A person's name and contact (a phone, as a rule), as they stand since a moment."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    customer_id: UUID
    name: str
    contact: str
    changed_at: datetime


class CustomersReachable(Event):
    """Customers came onto the record, or their names or contacts changed (I1, L8): at most 500 in one message.

    Said by intake about one customer, or about a project whose units came in a file; heard by notify, which sends to them. What
    changed later replaces what changed earlier, in whatever order it is heard; of who was erased
    (``intake.customer.erased``) nothing is kept, also where this is heard afterwards.
    """

    type: ClassVar[str] = "intake.customers.reachable.v1"
    is_private: ClassVar[bool] = True
    customers: Annotated[tuple[ReachableCustomer, ...], Field(min_length=1, max_length=CUSTOMERS_MAX)]
