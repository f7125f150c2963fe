"""What is written on a work order when it goes out (form 工程派工单, D1); none of it changes afterwards."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from aftercare_contracts.values import Bearer, Department, Desk, OrderSource, Part, Phase

from .deadlines import RepairTime


@dataclass(frozen=True, slots=True)
class CaseCopy:
    """What dispatch knows of a case, from intake's events. Responsibility stays as on the day of registration (I4)."""

    case_id: UUID
    case_no: str
    project: str
    unit_no: str | None
    phase: Phase
    department: Department
    desk: Desk
    completion_accepted_on: date | None
    handed_over_on: date | None
    customer_id: UUID | None
    registered_at: datetime
    round: int = 1
    is_open: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What the desk writes; ``instead_of`` is the order that came back from the wrong contractor."""

    case_id: UUID
    subject: str
    part: Part
    addressed_to: str
    warranty_work: str
    source: OrderSource
    place: str
    expected_cost_fen: int
    photos: tuple[str, ...] = ()
    danger: bool = False
    page_no: str = ""
    instead_of: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet(Draft):
    """The draft with what follows from the case, the contract and the day.

    ``repair_time`` is the clause as it stood on issuing; ``repairs_before`` counts repairs of the same fault (D1).
    """

    order_id: UUID
    order_no: str
    case_no: str
    project: str
    unit_no: str | None
    phase: Phase
    department: Department
    desk: Desk
    customer_id: UUID | None
    round: int
    contractor: str | None
    contract_id: UUID | None
    contract_clause: str
    warranty_article: str
    contractor_until: date | None
    owner_until: date | None
    bearer: Bearer
    repair_time: RepairTime | None
    repairs_before: int
    issued_by: str
    issued_at: datetime

    @property
    def wants_sales_check(self) -> bool:
        """Sales accepts the work too where it was the source or the unit is not handed over; else it is not called for (D5)."""
        return self.source is OrderSource.SALES or self.phase is Phase.BEFORE_HANDOVER

    @property
    def notice(self) -> str:
        """The notice in words: place, work, and the time there is from receipt (L7)."""
        time = f"{self.repair_time.count} {self.repair_time.unit} from receipt" if self.repair_time else "no time set"
        return f"{self.place}; {self.warranty_work}; {time}"
