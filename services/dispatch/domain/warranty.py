"""Whose work a fault is: the contract's scope and warranty, the law's floor, and both clocks (D2, L1, L2, L3)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from aftercare_contracts.errors import Invalid, Problem
from aftercare_contracts.periods import add_months
from aftercare_contracts.values import Bearer, Part

from .contract import Contract, ContractPart


class BelowWarrantyFloor(Invalid):
    """A warranty shorter than the law's minimum cannot be agreed (L1)."""


class SeveralContractorsAnswer(Invalid):
    """More than one contractor's contract covers this part; say in addressed_to whom the order is for."""


@dataclass(frozen=True, slots=True)
class Term:
    """A term set by law, in months, and the article that sets it."""

    months: int
    article: str


@dataclass(frozen=True, slots=True)
class Law:
    """The shortest warranties the law allows: the contractor's from completion, the owner's from handover (L1, L2)."""

    floors: Mapping[Part, Term]
    owner_minimum: Mapping[Part, Term]


@dataclass(frozen=True, slots=True)
class UnitDates:
    """The dates of a unit from which warranties run, as far as they are known (L3)."""

    completion_accepted_on: date | None = None
    handed_over_on: date | None = None


@dataclass(frozen=True, slots=True)
class Whose:
    """The answer: under which contract and clause if any, until when the contractor and the developer answer, and the
    article it rests on."""

    contract: Contract | None
    clause: str
    contractor_until: date | None
    owner_until: date | None
    article: str

    @property
    def bearer(self) -> Bearer:
        """Who is presumed to bear the cost until the cause is known; where only the owner's term runs, the company (L3)."""
        return Bearer.CONTRACTOR if self.contract else Bearer.COMPANY


def must_reach_floor(contract: Contract, floors: Mapping[Part, Term]) -> None:
    """Refuse a warranty below the law's. Raises ``BelowWarrantyFloor`` naming each part and article (L1)."""
    short = [
        (i, each, floors[each.part])
        for i, each in enumerate(contract.parts)
        if each.warranty_months < floors[each.part].months
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

    ``contracts`` are those of the project. Raises ``SeveralContractorsAnswer``.
    """
    running = [each for each in contracts if (until := each.warranty_until(part)) and on <= until]
    contract = _the_one(running, addressed_to)
    terms = contract.terms(part) if contract else None
    until = contract.warranty_until(part) if contract else _last_end(part, contracts, unit, law)
    article = (law.floors if contract else law.owner_minimum)[part].article
    return Whose(contract, terms.clause if terms else "", until, _owner_until(part, unit, until, law), article)


def _the_one(running: Sequence[Contract], addressed_to: str) -> Contract | None:
    """The contract meant: the one addressed, or else the latest of the only contractor concerned."""
    meant = [each for each in running if addressed_to in (each.contractor, each.contract_no)] or running
    contractors = sorted({each.contractor for each in meant})
    if len(contractors) > 1:
        raise SeveralContractorsAnswer("", Problem("/addressed_to", addressed_to, f"one of {', '.join(contractors)}"))
    return max(meant, key=lambda each: (each.completion_accepted_on, each.contract_id), default=None)


def _last_end(part: Part, contracts: Sequence[Contract], unit: UnitDates, law: Law) -> date | None:
    """When the contractor's warranty ended: by contract, or by law where no contract is on record."""
    by_law = add_months(unit.completion_accepted_on, law.floors[part].months) if unit.completion_accepted_on else None
    return max((until for each in contracts if (until := each.warranty_until(part))), default=by_law)


def _owner_until(part: Part, unit: UnitDates, contractor_until: date | None, law: Law) -> date | None:
    """The developer's term: what remains of the contractor's, at least the minimum from handover (L2)."""
    if unit.handed_over_on is None:
        return None
    least = add_months(unit.handed_over_on, law.owner_minimum[part].months)
    return max(least, contractor_until) if contractor_until else least
