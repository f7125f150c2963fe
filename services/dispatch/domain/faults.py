"""A serious quality fault goes to engineering in writing, to say who is responsible (D4)."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from aftercare_contracts.errors import AlreadyDone, Forbidden, Invalid, NotFound, Problem
from aftercare_contracts.values import Part


class Responsible(StrEnum):
    """Whom engineering finds responsible."""

    CONTRACTOR = "contractor"
    DESIGN = "design"
    COMPANY = "company"
    PROPERTY_COMPANY = "property_company"
    OWNER = "owner"
    THIRD_PARTY = "third_party"


class NoSuchFaultReport(NotFound):
    """There is no such report of a serious fault."""


class FaultFound(AlreadyDone):
    """Engineering has said who is responsible."""


class OwnReport(Forbidden):
    """Who reported a fault does not say who is responsible for it."""


class ContractorToName(Invalid):
    """A contractor is named exactly where the contractor is responsible."""


@dataclass(frozen=True, slots=True)
class FaultReport:
    """A serious fault in writing, and engineering's finding."""

    report_id: UUID
    report_no: str
    case_id: UUID
    case_no: str
    project: str
    unit_no: str | None
    part: Part
    place: str
    description: str
    photos: tuple[str, ...]
    reported_by: str
    reported_at: datetime
    responsible: Responsible | None = None
    contractor: str | None = None
    finding: str = ""
    found_by: str | None = None
    found_at: datetime | None = None


def find(
    report: FaultReport, responsible: Responsible, contractor: str | None, finding: str, by: str, now: datetime
) -> FaultReport:
    """Engineering's finding. Raises ``FaultFound``, ``OwnReport``, ``ContractorToName``."""
    if report.found_at:
        raise FaultFound
    if by == report.reported_by:
        raise OwnReport
    if (responsible is Responsible.CONTRACTOR) != (contractor is not None):
        raise ContractorToName("", Problem("/contractor", str(contractor), f"a code, or nothing for {responsible}"))
    return replace(report, responsible=responsible, contractor=contractor, finding=finding, found_by=by, found_at=now)
