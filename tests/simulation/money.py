"""What must hold of the money, reckoned from the ledger's postings alone and held against what was accepted."""

from collections import Counter
from typing import Any

from .acts import FUND_FEN, RETENTION_FEN
from .history import History

POSTINGS = (
    "select e.kind, e.reference, e.basis, p.source, p.destination, p.amount_fen from ledger_entry e"
    " join ledger_posting p on p.entry_id = e.id order by e.id, p.position"
)
DRAWN = (
    "select l.claim_id, l.amount_fen, l.bearer from statement_line l join statement_act a"
    " on a.statement_id = l.statement_id and a.act = 'book'"
)
HOLDS = "select coalesce(sum(held_fen), 0)::bigint as fen from retention_hold where state = 'held'"


async def money_findings(history: History) -> list[str]:
    """Balances, the retention's conservation, and each claim deducted once (4, 5)."""
    finance = history.place("finance")
    postings = await finance.look(POSTINGS)
    if not postings:
        return []
    balances: Counter[str] = Counter()
    for row in postings:
        if not isinstance(row["amount_fen"], int) or row["amount_fen"] <= 0:
            return [f"finance: a posting of {row['amount_fen']!r}"]
        balances[row["source"]] -= row["amount_fen"]
        balances[row["destination"]] += row["amount_fen"]
    found = [] if sum(balances.values()) == 0 else [f"finance: the ledger sums to {sum(balances.values())}"]
    held = (await finance.look(HOLDS))[0]["fen"]
    if balances["retention:HT-1:held"] != held:
        found.append(f"finance: held by the ledger {balances['retention:HT-1:held']}, by the holds {held}")
    opened = sum(r["amount_fen"] for r in postings if r["kind"] == "retention_opened")
    if opened not in (0, RETENTION_FEN):
        found.append(f"finance: {opened} were withheld, of {RETENTION_FEN}")
    found += _deducted(postings, await finance.look(DRAWN))
    found += _final_costs(history, postings)
    return found


def _deducted(postings: list[Any], drawn: list[Any]) -> list[str]:
    """What left the retention for the company is what booked lines say, less what went beyond the retention."""
    lines = sum(row["amount_fen"] for row in drawn if row["bearer"] == "contractor")
    deducted = sum(
        row["amount_fen"]
        for row in postings
        if row["kind"] == "deduction" and row["source"].startswith(("retention:", "owed"))
        and not row["destination"].startswith(("retention:", "owed"))
    )  # fmt: skip
    owed = sum(r["amount_fen"] for r in postings if r["kind"] == "deduction" and r["destination"].startswith("owed"))
    return [] if deducted + owed == lines else [f"finance: {lines} were booked, {deducted} deducted and {owed} owed"]


def _final_costs(history: History, postings: list[Any]) -> list[str]:
    """The fund paid each final cost once, to the fen."""
    accepted = sum(
        each.request.body["amount_fen"]
        for actor in history.actors for each in actor.accepted if each.act.kind == "final_cost"
    )  # fmt: skip
    paid = sum(row["amount_fen"] for row in postings if row["kind"] == "cost")
    allotted = sum(row["amount_fen"] for row in postings if row["kind"] == "allotment")
    funds = sum(1 for actor in history.actors for each in actor.accepted if each.request.path.endswith("/allotments"))
    found = [] if paid == accepted else [f"finance: final costs of {accepted} were accepted, {paid} were paid"]
    if allotted != funds * FUND_FEN:
        found.append(f"finance: {allotted} were allotted")
    return found
