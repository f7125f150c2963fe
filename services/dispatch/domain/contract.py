"""A contractor's contract: what it covers, until when, and what may be withheld under it (D2, L5)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from aftercare_contracts.errors import Invalid, Problem
from aftercare_contracts.periods import add_months
from aftercare_contracts.values import Part, yuan

from .deadlines import RepairTime

WHOLE_BP = 10_000


class NotYetAccepted(Invalid):
    """A warranty runs from the day completion was accepted; that day cannot lie ahead."""


class ReportedAfterwards(Invalid):
    """Completion is reported before it is accepted."""


class AboveRetentionCeiling(Invalid):
    """More retention than the law allows was agreed (L5)."""


class LiabilityPeriodTooLong(Invalid):
    """The liability period must lie within the time the law allows from completion acceptance, or from so many days after the
    completion report where the employer delayed the acceptance (L5)."""


class PartNamedTwice(Invalid):
    """A contract states one warranty for each part."""


@dataclass(frozen=True, slots=True)
class ContractPart:
    """A part within the contract's scope, the warranty agreed for it in months, and the clause that says so."""

    part: Part
    warranty_months: int
    clause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """What was agreed later and holds from a day on: parts added or lengthened, another repair time, other buildings."""

    amendment_id: UUID
    number: int
    holds_from: date
    parts: tuple[ContractPart, ...]
    repair_time: RepairTime | None
    buildings: tuple[str, ...] | None
    reason: str
    clause: str
    recorded_by: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """What was agreed with a contractor for one project."""

    contract_id: UUID
    contract_no: str
    contractor: str
    project: str
    parts: tuple[ContractPart, ...]
    completion_accepted_on: date
    repair_time: RepairTime
    settled_price_fen: int
    retention_fen: int
    liability_ends_on: date
    buildings: tuple[str, ...] = ()
    """Those it covers; none named: the whole project."""
    amendments: tuple[Amendment, ...] = ()
    """In the order in which they were agreed."""
    completion_reported_on: date | None = None
    """When the contractor reported completion, where it is known."""

    def liability_starts_on(self, self_start_days: int) -> date:
        """The acceptance, or so many days after the report where the employer delayed it longer (L5)."""
        if self.completion_reported_on is None:
            return self.completion_accepted_on
        return min(self.completion_accepted_on, self.completion_reported_on + timedelta(days=self_start_days))

    def as_of(self, day: date) -> "Contract":
        """The contract as it stood on a day, with the amendments that held then."""
        stands = self
        for each in self.amendments:
            if each.holds_from <= day:
                stands = stands._with(each)
        return stands

    def _with(self, amended: Amendment) -> "Contract":
        parts = {each.part: each for each in (*self.parts, *amended.parts)}
        return replace(
            self,
            parts=tuple(parts.values()),
            repair_time=amended.repair_time or self.repair_time,
            buildings=self.buildings if amended.buildings is None else amended.buildings,
        )

    def covers(self, building: str | None) -> bool:
        """Whether a building may lie within its scope; of a place whose building is not known it may."""
        return not self.buildings or building is None or building in self.buildings

    def terms(self, part: Part) -> ContractPart | None:
        """What was agreed for a part, if it is in the contract's scope."""
        return next((each for each in self.parts if each.part is part), None)

    def warranty_until(self, part: Part) -> date | None:
        """The last day of a part's warranty, which counts in full."""
        terms = self.terms(part)
        return add_months(self.completion_accepted_on, terms.warranty_months) if terms else None


@dataclass(frozen=True, slots=True)
class RetentionLimits:
    """The most that may be withheld, in basis points of the settled price, and for how many months; the articles."""

    rate_bp: int
    liability_months: int
    rate_article: str
    liability_article: str
    self_start_days: int = 90


def must_keep_limits(contract: Contract, limits: RetentionLimits, today: date) -> None:
    """Refuse what no contract may say. Raises the errors above."""
    if contract.completion_accepted_on > today:
        raise NotYetAccepted(
            "", Problem("/completion_accepted_on", str(contract.completion_accepted_on), f"{today} or before")
        )
    if contract.completion_reported_on and contract.completion_reported_on > contract.completion_accepted_on:
        problem = Problem(
            "/completion_reported_on", str(contract.completion_reported_on), "the day of acceptance or before"
        )
        raise ReportedAfterwards("", problem)
    must_name_parts_once(contract.parts)
    _must_keep_ceiling(contract, limits)
    _must_keep_liability_period(contract, limits)


def must_name_parts_once(parts: Sequence[ContractPart]) -> None:
    """Raises ``PartNamedTwice``."""
    named = [each.part for each in parts]
    twice = [Problem(f"/parts/{i}/part", part, "each part once") for i, part in enumerate(named) if part in named[:i]]
    if twice:
        raise PartNamedTwice("", *twice)


def _must_keep_ceiling(contract: Contract, limits: RetentionLimits) -> None:
    if contract.retention_fen * WHOLE_BP > contract.settled_price_fen * limits.rate_bp:
        most = contract.settled_price_fen * limits.rate_bp // WHOLE_BP
        problem = Problem("/retention_fen", f"{yuan(contract.retention_fen)} yuan", f"at most {yuan(most)} yuan")
        share = f"{limits.rate_bp / 100:g} % of the settled price"
        raise AboveRetentionCeiling(f"{limits.rate_article}: retention is at most {share}.", problem)


def _must_keep_liability_period(contract: Contract, limits: RetentionLimits) -> None:
    first = contract.liability_starts_on(limits.self_start_days)
    last = add_months(first, limits.liability_months)
    if not first <= contract.liability_ends_on <= last:
        problem = Problem("/liability_ends_on", str(contract.liability_ends_on), f"between {first} and {last}")
        raise LiabilityPeriodTooLong(f"{limits.liability_article}: at most {limits.liability_months} months.", problem)
