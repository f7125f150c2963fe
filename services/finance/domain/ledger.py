"""Double entry (F6): money moves from a source to a destination as a positive amount; a balance is in minus out.

Entries are only ever added. A correction is a new entry; a reference is used once.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from aftercare_contracts.errors import AlreadyDone, Conflict

BANK = "company:bank"


class Kind(StrEnum):
    """Why an entry was made."""

    ALLOTMENT = "allotment"
    COST = "cost"
    RETENTION_OPENED = "retention_opened"
    HOLD = "hold"
    LIFT = "lift"
    COMPANY_COST = "company_cost"
    DEDUCTION = "deduction"
    REFILL = "refill"
    RELEASE = "release"
    RECEIVABLE = "receivable"
    RECEIPT = "receipt"
    CORRECTION = "correction"


class AlreadyPosted(AlreadyDone):
    """This entry has been posted."""


class ReferenceTaken(Conflict):
    """Another entry has this reference."""


@dataclass(frozen=True, slots=True)
class Posting:
    """``amount_fen`` moves from ``source`` to ``destination``. Raises ``ValueError`` for what cannot be."""

    source: str
    destination: str
    amount_fen: int

    def __post_init__(self) -> None:
        if type(self.amount_fen) is not int or self.amount_fen <= 0:
            raise ValueError(f"a posting moves a positive whole number of fen, not {self.amount_fen!r}")
        if not self.source or not self.destination or self.source == self.destination:
            raise ValueError(f"a posting has two ends, not {self.source!r} and {self.destination!r}")


@dataclass(frozen=True, slots=True)
class Entry:
    """Postings that belong together, under a reference that is used once. Raises ``ValueError`` where there are none."""

    reference: str
    kind: Kind
    project: str
    postings: tuple[Posting, ...]
    reason: str = ""

    def __post_init__(self) -> None:
        if not self.postings or not self.reference:
            raise ValueError("an entry has a reference and at least one posting")


def fund(project: str) -> str:
    """The maintenance fund of a project (F3)."""
    return f"fund:{project}"


def unsorted(project: str) -> str:
    """Costs paid from the fund and not yet sorted by who bears them."""
    return f"costs:unsorted:{project}"


def borne_by_company(project: str) -> str:
    """Costs the company bears."""
    return f"costs:company:{project}"


def recovered(project: str) -> str:
    """Costs taken back out of a retention."""
    return f"costs:recovered:{project}"


def owed_by(contract_no: str) -> str:
    """Costs the contractor owes beyond his retention (F5)."""
    return f"owed_by:{contract_no}"


def owed_by_owner(order_no: str) -> str:
    """What an owner owes for his own damage (D2)."""
    return f"owed_by:owner:{order_no}"


def owed_by_third_party(order_no: str) -> str:
    """What a third party owes for what he damaged (D2)."""
    return f"owed_by:third_party:{order_no}"


def reversal(entry: Entry, reference: str, reason: str) -> Entry:
    """The entry that undoes ``entry``: its postings backwards."""
    postings = tuple(Posting(p.destination, p.source, p.amount_fen) for p in reversed(entry.postings))
    return Entry(reference, Kind.CORRECTION, entry.project, postings, reason)


def balances(postings: Iterable[Posting]) -> dict[str, int]:
    """Each account's balance in fen. All together are zero, whatever was posted."""
    result: Counter[str] = Counter()
    for posting in postings:
        result[posting.source] -= posting.amount_fen
        result[posting.destination] += posting.amount_fen
    return dict(result)


def must_be_new(entry: Entry, posted: Entry | None) -> None:
    """Raises ``AlreadyPosted`` where the reference carries the same entry, ``ReferenceTaken`` where another."""
    if posted is None:
        return
    if posted == entry:
        raise AlreadyPosted(f"{entry.reference} has been posted")
    raise ReferenceTaken(f"{entry.reference} has been posted with other figures")
