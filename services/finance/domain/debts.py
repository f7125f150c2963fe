"""What others owe: an owner for his own damage, a third party for what he broke; never on a quarter's statement (D2)."""

from collections.abc import Iterable

from aftercare_contracts.errors import Conflict, Problem
from aftercare_contracts.values import Bearer, yuan

from .ledger import BANK, Entry, Kind, Posting, borne_by_company, fund, owed_by_owner, owed_by_third_party, unsorted

DEBTORS = frozenset({Bearer.OWNER, Bearer.THIRD_PARTY})


class MoreThanOwed(Conflict):
    """Nobody pays more than he owes."""


class DebtStands(Conflict):
    """This cost is owed by another already; take that entry back first."""


def account_of(debtor: Bearer, order_no: str) -> str:
    """Where it stands what a debtor owes for an order. Raises ``ValueError`` for who is no debtor."""
    if debtor not in DEBTORS:
        raise ValueError(f"{debtor} owes nothing by himself")
    return owed_by_owner(order_no) if debtor == Bearer.OWNER else owed_by_third_party(order_no)


def income(project: str) -> str:
    """What a posted price brought beyond the cost."""
    return f"income:repairs:{project}"


def reference_of(claim_no: str) -> str:
    """The business reference of a claim's receivable."""
    return f"receivable:{claim_no}"


def receivable(claim_no: str, order_no: str, project: str, debtor: Bearer, cost_fen: int, price_left_fen: int) -> Entry:
    """A confirmed cost becomes a debt (D2).

    A third party owes the cost. An owner owes what he agreed to, ``price_left_fen`` of it still to be asked for: what the work
    cost beyond that is the company's, what it cost less stays with the company.
    """
    owed_fen = cost_fen if debtor == Bearer.THIRD_PARTY else price_left_fen
    account = account_of(debtor, order_no)
    moves = (
        (unsorted(project), account, min(cost_fen, owed_fen)),
        (unsorted(project), borne_by_company(project), max(0, cost_fen - owed_fen)),
        (income(project), account, max(0, owed_fen - cost_fen)),
    )
    postings = tuple(Posting(source, destination, fen) for source, destination, fen in moves if fen)
    return Entry(reference_of(claim_no), Kind.RECEIVABLE, project, postings)


def receipt(payment: str, account: str, project: str, amount_fen: int, flows: Iterable[Posting]) -> Entry:
    """Money paid on a debt: what the fund laid out goes back into it, the rest to the company. Raises ``MoreThanOwed``.

    ``flows`` is all that moved in and out of the account so far.
    """
    known = list(flows)
    owed_fen = _into(known, account) - _out_of(known, account)
    must_be_owed(amount_fen, owed_fen)
    laid_out_fen = sum(p.amount_fen for p in known if p.destination == account and p.source == unsorted(project))
    back_fen = sum(p.amount_fen for p in known if p.source == account and p.destination == fund(project))
    back_fen -= sum(p.amount_fen for p in known if p.source == fund(project) and p.destination == account)
    to_fund_fen = min(amount_fen, max(0, laid_out_fen - back_fen))
    moves = ((fund(project), to_fund_fen), (BANK, amount_fen - to_fund_fen))
    postings = tuple(Posting(account, destination, fen) for destination, fen in moves if fen)
    return Entry(f"receipt:{payment}", Kind.RECEIPT, project, postings)


def contractor_pays(payment: str, account: str, project: str, amount_fen: int, owed_fen: int) -> Entry:
    """A contractor pays on the claim beyond his retention (F5); it goes to the company. Raises ``MoreThanOwed``."""
    must_be_owed(amount_fen, owed_fen)
    return Entry(f"receipt:{payment}", Kind.RECEIPT, project, (Posting(account, BANK, amount_fen),))


def must_be_owed(amount_fen: int, owed_fen: int) -> None:
    """Raises ``MoreThanOwed``."""
    if amount_fen > owed_fen:
        raise MoreThanOwed(
            "", Problem("/amount_fen", f"{yuan(amount_fen)} yuan", f"at most {yuan(max(0, owed_fen))} yuan")
        )


def _into(flows: list[Posting], account: str) -> int:
    return sum(p.amount_fen for p in flows if p.destination == account)


def _out_of(flows: list[Posting], account: str) -> int:
    return sum(p.amount_fen for p in flows if p.source == account)
