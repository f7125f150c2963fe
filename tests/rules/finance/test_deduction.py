"""L4, L7: only what is shown to be the contractor's can be deducted, by type."""

from dataclasses import replace

import pytest
from aftercare_contracts.values import Bearer
from finance.domain import retention
from finance.domain.deduction import ContractorLine, NotTheContractors, prove
from finance.domain.statement import ChainBroken

from .lines import CHAIN, a_line


@pytest.mark.rule("L4")
@pytest.mark.parametrize("bearer", [Bearer.COMPANY, Bearer.OWNER, Bearer.THIRD_PARTY])
def test_what_another_caused_makes_no_contractors_line(bearer: Bearer) -> None:
    with pytest.raises(NotTheContractors):
        prove("FY-1", "C1", bearer, 5, CHAIN)


@pytest.mark.rule("L4")
def test_without_a_contract_there_is_no_contractors_line() -> None:
    with pytest.raises(NotTheContractors):
        prove("FY-1", None, Bearer.CONTRACTOR, 5, CHAIN)


@pytest.mark.rule("L7")
@pytest.mark.parametrize("lost", range(len(CHAIN)))
def test_without_any_one_link_there_is_no_contractors_line(lost: int) -> None:
    with pytest.raises(ChainBroken):
        prove("FY-1", "C1", Bearer.CONTRACTOR, 5, (*CHAIN[:lost], *CHAIN[lost + 1 :]))


@pytest.mark.rule("L4")
def test_nobody_else_makes_a_contractors_line() -> None:
    with pytest.raises(TypeError):
        ContractorLine("FY-1", "C1", 5, object())  # type: ignore[arg-type]


@pytest.mark.rule("F5")
@pytest.mark.parametrize("fen", [99, 101])
def test_a_deduction_meets_its_line_to_the_fen(fen: int) -> None:
    met = retention.split(100, 0, 60)
    assert retention.deduct(a_line(100), "P1", met, "why").reference == "deduction:FY-1"
    with pytest.raises(ValueError, match="not met"):
        retention.deduct(replace(a_line(100), amount_fen=fen), "P1", met, "why")
