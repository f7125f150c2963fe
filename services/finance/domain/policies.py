"""What finance's policies can say (F1, F3, F4): every other figure or word is refused with its place."""

from itertools import pairwise
from typing import Any

from aftercare_contracts.errors import Problem
from aftercare_contracts.shapes import one_of, or_nothing, record, rows, shown, table, text, whole
from aftercare_contracts.values import Role

from .tiers import SIGNERS

AMOUNT_MAX_FEN = 10**12
TIERS = rows(
    record(
        {"up_to_fen": or_nothing(whole(1, AMOUNT_MAX_FEN)), "approve_role": one_of(SIGNERS)},
        {"review_role": or_nothing(one_of(SIGNERS)), "inform": rows(one_of(tuple(Role)))},
    ),
    least=1,
    most=20,
)
AUDIT = record({"over_fen": whole(0, AMOUNT_MAX_FEN)})
RETENTION = record({"rate_bp": whole(0, 10_000), "rate_article": text(200), "release_article": text(200)})
QUARTER = record({"object_days": whole(1, 365)})
FUND = record(
    {"low_water_fen": whole(0, AMOUNT_MAX_FEN)},
    {"projects": table(text(60), whole(0, AMOUNT_MAX_FEN))},
)


def check_tiers(data: Any) -> list[Problem]:
    """Tiers that rise without a gap up to the last, which has no bound; in each the reviewer is another than who approves."""
    found = TIERS(data, "")
    if found:
        return found
    *bounded, last = [row["up_to_fen"] for row in data]
    endless = [
        Problem(f"/{i}/up_to_fen", "null", "a bound, save on the last")
        for i, bound in enumerate(bounded)
        if bound is None
    ]
    if last is not None:
        endless.append(Problem(f"/{len(bounded)}/up_to_fen", shown(last), "null, so that every amount has a tier"))
    return endless or [
        *(
            Problem(f"/{i}/up_to_fen", str(bound), f"more than {before}")
            for i, (before, bound) in enumerate(pairwise(bounded), 1)
            if bound <= before
        ),
        *(
            Problem(f"/{i}/review_role", row["review_role"], f"another than {row['approve_role']}, who approves")
            for i, row in enumerate(data)
            if row.get("review_role") == row["approve_role"]
        ),
    ]


def check_audit(data: Any) -> list[Problem]:
    """From over what amount an item goes to the auditor (F4)."""
    return AUDIT(data, "")


def check_fund(data: Any) -> list[Problem]:
    """Below what balance a fund runs low (F3)."""
    return FUND(data, "")


def check_retention(data: Any) -> list[Problem]:
    """The most that may be withheld, in basis points of the settled price, and the articles (L5)."""
    return RETENTION(data, "")


def check_quarter(data: Any) -> list[Problem]:
    """How many days after service a contractor may object (L7)."""
    return QUARTER(data, "")
