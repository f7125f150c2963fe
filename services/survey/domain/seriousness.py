"""When a customer is seriously dissatisfied, so that the centre director takes part in the next visit (V4)."""

from enum import StrEnum


class DirectorBecause(StrEnum):
    """Why the centre director takes part."""

    SECOND_DISSATISFIED = "second_dissatisfied"
    SAID_SO = "said_so"
    LOWEST_OVERALL = "lowest_overall"
    MANY_ITEMS = "many_items"


def of_visit(dissatisfied_before: int, *, satisfied: bool, seriously: bool) -> DirectorBecause | None:
    """What a customer's answers make of it: he says so himself, or it is the second dissatisfied visit on one case.

    ``dissatisfied_before`` counts the earlier visits on the case on which he said that something was still wrong.
    """
    if satisfied:
        return None
    if seriously:
        return DirectorBecause.SAID_SO
    return DirectorBecause.SECOND_DISSATISFIED if dissatisfied_before else None
