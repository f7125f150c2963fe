"""What finance's events say of a claim and of a retention."""

from typing import Any

from ..domain.claim import Claim
from ..domain.order import Order
from ..store.retention import Contract


def of_claim(claim: Claim, order: Order) -> dict[str, Any]:
    """What every event about a claim carries."""
    return {
        "claim_id": claim.id,
        "claim_no": claim.claim_no,
        "order_id": order.id,
        "order_no": order.order_no,
        "case_id": order.case_id,
        "case_no": order.case_no,
        "project": claim.project,
        "amount_fen": claim.amount_fen,
    }


def of_retention(contract: Contract, order: Order, amount_fen: int) -> dict[str, Any]:
    """What every event about a retention account carries."""
    return {
        "contract_id": contract.contract_id,
        "contractor": contract.contractor,
        "project": contract.project,
        "order_no": order.order_no,
        "case_id": order.case_id,
        "case_no": order.case_no,
        "amount_fen": amount_fen,
    }
