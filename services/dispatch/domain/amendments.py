"""When a contract may be amended: something changes, nothing gets shorter, and what came later holds later (D2, L1)."""

from collections.abc import Mapping
from dataclasses import replace

from aftercare_contracts.errors import Invalid, Problem
from aftercare_contracts.values import Part

from .contract import Amendment, Contract, ContractPart, must_name_parts_once
from .terms import Term
from .warranty import must_reach_floor


class NothingAmended(Invalid):
    """An amendment changes something: parts, the repair time, or the buildings."""


class ShorterThanAgreed(Invalid):
    """An amendment only lengthens a warranty; what was agreed stands."""


class AmendmentOutOfOrder(Invalid):
    """An amendment holds from the day of the one before it, or later."""


def amend(contract: Contract, amendment: Amendment, floors: Mapping[Part, Term]) -> Contract:
    """The contract with one amendment more.

    Raises ``NothingAmended``, ``PartNamedTwice``, ``AmendmentOutOfOrder``, ``ShorterThanAgreed``, ``BelowWarrantyFloor``.
    """
    must_name_parts_once(amendment.parts)
    _must_follow(contract, amendment)
    stands = contract.as_of(amendment.holds_from)
    _must_change(stands, amendment)
    _must_not_shorten(stands, amendment)
    must_reach_floor(amendment.parts, floors)
    return replace(contract, amendments=(*contract.amendments, amendment))


def months_before(contract: Contract, amendment: Amendment, each: ContractPart) -> int | None:
    """What was agreed for a part before the amendment, if it was in the scope."""
    earlier = replace(contract, amendments=tuple(one for one in contract.amendments if one.number < amendment.number))
    terms = earlier.as_of(amendment.holds_from).terms(each.part)
    return terms.warranty_months if terms else None


def _must_follow(contract: Contract, amendment: Amendment) -> None:
    last = contract.amendments[-1].holds_from if contract.amendments else contract.completion_accepted_on
    if amendment.holds_from < last:
        raise AmendmentOutOfOrder("", Problem("/holds_from", str(amendment.holds_from), f"{last} or later"))


def _must_change(stands: Contract, amendment: Amendment) -> None:
    same_time = amendment.repair_time in (None, stands.repair_time)
    same_buildings = amendment.buildings is None or set(amendment.buildings) == set(stands.buildings)
    if same_time and same_buildings and all(each in stands.parts for each in amendment.parts):
        raise NothingAmended("", Problem("", "says what holds already", "parts, repair_time or buildings that differ"))


def _must_not_shorten(stands: Contract, amendment: Amendment) -> None:
    shorter = [
        Problem(
            f"/parts/{i}/warranty_months",
            f"{each.warranty_months} months",
            f"at least {agreed.warranty_months}, as agreed",
        )
        for i, each in enumerate(amendment.parts)
        if (agreed := stands.terms(each.part)) and each.warranty_months < agreed.warranty_months
    ]
    if shorter:
        raise ShorterThanAgreed("", *shorter)
