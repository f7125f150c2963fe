"""Whose work a fault is: the contract's scope and warranty, the law's floor, and both clocks (D2, L1, L2, L3)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from aftercare_contracts.errors import Invalid, Problem
from aftercare_contracts.periods import add_months
from aftercare_contracts.values import Bearer, Part

from .contract import Contract, ContractPart
from .terms import Law, Term

REMAINDER_ARTICLE = "商品房销售管理办法 第三十三条"
"""The owner is owed at least what remains of the contractor's term (L2)."""


class BelowWarrantyFloor(Invalid):
    """A warranty shorter than the law's minimum cannot be agreed (L1)."""


class SeveralContractorsAnswer(Invalid):
    """More than one contractor's contract covers this part; say in addressed_to whom the order is for."""


class Responsible(StrEnum):
    """Who has to see to a fault; nobody of ours where it is the owner's own."""

    CONTRACTOR = "contractor"
    COMPANY = "company"
    NOBODY = "nobody"


class Basis(StrEnum):
    """On what a term rests."""

    CONTRACT = "contract"
    LAW = "law"
    REMAINDER = "remainder"


class State(StrEnum):
    """Where a term stands on a day."""

    NOT_BEGUN = "not_begun"
    RUNNING = "running"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class UnitDates:
    """The dates of a unit from which warranties run, as far as they are known (L3), and its building."""

    completion_accepted_on: date | None = None
    handed_over_on: date | None = None
    refused_on: date | None = None
    building: str | None = None

    @property
    def counts_as_handed_over_on(self) -> date | None:
        """The handover, or the notice's date where take-over was wrongly refused: whichever came first (I4)."""
        return min((day for day in (self.handed_over_on, self.refused_on) if day), default=None)


@dataclass(frozen=True, slots=True)
class Clock:
    """One of the two terms: its days, both counted in full, its months, and the article and clause it rests on.

    A remainder of the contractor's term has no months of its own.
    """

    starts_on: date
    ends_on: date
    months: int | None
    basis: Basis
    article: str
    clause: str = ""
    contract: Contract | None = None

    def state(self, on: date) -> State:
        """The last day still runs."""
        if on > self.ends_on:
            return State.ENDED
        return State.RUNNING if on >= self.starts_on else State.NOT_BEGUN


@dataclass(frozen=True, slots=True)
class Whose:
    """The answer for a day: the contract whose warranty runs, if any, and both clocks as far as their dates are known."""

    on: date
    contract: Contract | None
    contractor_clock: Clock | None
    owner_clock: Clock | None
    article: str

    @property
    def responsible(self) -> Responsible:
        """The contractor while his warranty runs; then the company while it owes the owner (L3), as it does everything that is
        not handed over; then nobody."""
        if self.contract:
            return Responsible.CONTRACTOR
        ended = self.owner_clock is not None and self.owner_clock.state(self.on) is State.ENDED
        return Responsible.NOBODY if ended else Responsible.COMPANY

    @property
    def bearer(self) -> Bearer:
        """Who is presumed to bear the cost until the cause is known; where only the owner's term runs, the company (L3)."""
        return {
            Responsible.CONTRACTOR: Bearer.CONTRACTOR,
            Responsible.COMPANY: Bearer.COMPANY,
            Responsible.NOBODY: Bearer.OWNER,
        }[self.responsible]

    @property
    def until(self) -> date | None:
        """The last day of whoever is responsible; none for the company before a handover is known, nor for nobody."""
        last = {Responsible.CONTRACTOR: self.contractor_until, Responsible.COMPANY: self.owner_until}
        return last.get(self.responsible)

    @property
    def clause(self) -> str:
        """The clause of the contract that makes it the contractor's."""
        return self.contractor_clock.clause if self.contract and self.contractor_clock else ""

    @property
    def contractor_until(self) -> date | None:
        """The contractor's last day, past or to come."""
        return self.contractor_clock.ends_on if self.contractor_clock else None

    @property
    def owner_until(self) -> date | None:
        """The last day on which the company answers to the owner; none before a handover is known."""
        return self.owner_clock.ends_on if self.owner_clock else None


def must_reach_floor(parts: Sequence[ContractPart], floors: Mapping[Part, Term]) -> None:
    """Refuse a warranty below the law's. Raises ``BelowWarrantyFloor`` naming each part and article (L1)."""
    short = [
        (i, each, floors[each.part]) for i, each in enumerate(parts) if each.warranty_months < floors[each.part].months
    ]
    if short:
        articles = "; ".join(sorted({floor.article for _, _, floor in short}))
        raise BelowWarrantyFloor(f"Below the minimum warranty of {articles}.", *(_too_short(*each) for each in short))


def _too_short(i: int, agreed: ContractPart, floor: Term) -> Problem:
    expected = f"at least {floor.months} months ({floor.article})"
    return Problem(f"/parts/{i}/warranty_months", f"{agreed.warranty_months} months for {agreed.part}", expected)


def whose_work(
    part: Part, on: date, contracts: Sequence[Contract], addressed_to: str, unit: UnitDates, law: Law
) -> Whose:
    """Who answers for a fault in ``part`` reported on a day, the last day of a warranty included (D2).

    ``contracts`` are those of the project, each counting as amended on that day. Raises ``SeveralContractorsAnswer``.
    """
    stand = [each for each in (contract.as_of(on) for contract in contracts) if each.covers(unit.building)]
    running = [each for each in stand if (until := each.warranty_until(part)) and on <= until]
    contract = _the_one(running, addressed_to, unit.building)
    clock = _by_contract(part, [contract] if contract else stand, law) or _by_law(part, unit, law)
    owner = _owner_clock(part, unit, clock, law)
    article = law.floors[part].article if contract else (owner.article if owner else law.owner_minimum[part].article)
    return Whose(on, contract, clock, owner, article)


def _the_one(running: Sequence[Contract], addressed_to: str, building: str | None) -> Contract | None:
    """The contract meant: the one addressed, or else the latest of the only contractor concerned.

    Where the building is not known, a contract limited to some buildings is meant only if it is addressed.
    """
    addressed = [each for each in running if addressed_to in (each.contractor, each.contract_no)]
    meant = addressed or running
    contractors = sorted({each.contractor for each in meant})
    uncertain = building is None and not addressed and any(each.buildings for each in meant)
    if len(contractors) > 1 or uncertain:
        why = "A contract covers only some buildings; say in addressed_to whom the order is for." if uncertain else ""
        raise SeveralContractorsAnswer(why, Problem("/addressed_to", addressed_to, f"one of {', '.join(contractors)}"))
    return max(meant, key=lambda each: (each.completion_accepted_on, each.contract_id), default=None)


def _by_contract(part: Part, contracts: Sequence[Contract], law: Law) -> Clock | None:
    """The contractor's term by the contract whose warranty ends last."""
    clocks = [
        Clock(
            each.completion_accepted_on, until, terms.warranty_months, Basis.CONTRACT, law.floors[part].article, terms.clause, each
        )
        for each in contracts
        if (terms := each.terms(part)) and (until := each.warranty_until(part))
    ]  # fmt: skip
    return max(clocks, key=lambda clock: clock.ends_on, default=None)


def _by_law(part: Part, unit: UnitDates, law: Law) -> Clock | None:
    """The contractor's term where no contract is on record."""
    start, floor = unit.completion_accepted_on, law.floors[part]
    return Clock(start, add_months(start, floor.months), floor.months, Basis.LAW, floor.article) if start else None


def _owner_clock(part: Part, unit: UnitDates, contractor: Clock | None, law: Law) -> Clock | None:
    """The developer's term from handover: the longest of the minimum, what was promised, and what remains of the
    contractor's (L2)."""
    start = unit.counts_as_handed_over_on
    if start is None:
        return None
    least, promise = law.owner_minimum[part], law.promises.get(part)
    clocks = [Clock(start, add_months(start, least.months), least.months, Basis.LAW, least.article)]
    if promise:
        end = add_months(start, promise.months)
        clocks.append(Clock(start, end, promise.months, Basis.CONTRACT, least.article, promise.clause))
    if contractor:
        clocks.append(Clock(start, contractor.ends_on, None, Basis.REMAINDER, REMAINDER_ARTICLE, contractor.clause))
    return max(clocks, key=lambda clock: clock.ends_on)
