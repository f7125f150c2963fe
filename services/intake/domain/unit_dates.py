"""What is entered of a unit later than the unit itself: its handover, a refusal to take it over, who lives there (L3)."""

from datetime import date

from aftercare_contracts.errors import Conflict, Invalid, NotFound, Problem

from .phase import UnitDates


class NoSuchUnit(NotFound):
    """There is no such unit, or it is not yours to see."""


class NoSuchBuilding(NotFound):
    """There is no such building, or it is not yours to see."""


class NoSuchResident(NotFound):
    """Nobody of that id lives in this unit."""


class NeedsAReason(Conflict):
    """This is entered already; what was wrong is corrected by a new entry with the reason."""


class NothingToCorrect(Conflict):
    """This is what is entered already."""


class TakenOver(Conflict):
    """The unit has been taken over."""


class DatesOutOfOrder(Invalid):
    """A unit is handed over, or refused, after its completion was accepted."""


class CameBefore(Invalid):
    """Nobody owns a unit before the one before him, lives in it before its completion, or leaves before he came."""


def must_be_in_order(dates: UnitDates) -> None:
    """Raises ``DatesOutOfOrder`` naming what lies before the completion."""
    first = dates.completion_accepted_on
    wrong = [
        Problem(f"/{name}", f"{day} is before {first}", f"{first} or later")
        for name, day in (("handed_over_on", dates.handed_over_on), ("refused_on", dates.refused_on))
        if day and first and day < first
    ]
    if wrong:
        raise DatesOutOfOrder("", *wrong)


def must_be_new_or_explained(name: str, known: date | None, day: date | None, reason: str) -> None:
    """The first entry needs no reason, a later one does. Raises ``NothingToCorrect``, ``NeedsAReason``."""
    if known == day:
        raise NothingToCorrect("", Problem(f"/{name}", f"{day} is entered already", "another day"))
    if known and not reason:
        raise NeedsAReason("", Problem("/reason", "missing", f"why {known} was wrong"))


def must_not_be_taken_over(dates: UnitDates, refused_on: date | None) -> None:
    """Nobody refuses what he took over before. Raises ``TakenOver``."""
    if refused_on and dates.handed_over_on and refused_on >= dates.handed_over_on:
        found = f"taken over on {dates.handed_over_on}"
        raise TakenOver(f"The unit was {found}.", Problem("/refused_on", found, "a day before it"))


def must_come_after(name: str, day: date, since_on: date | None) -> None:
    """Raises ``CameBefore``."""
    if since_on and day < since_on:
        raise CameBefore("", Problem(f"/{name}", f"{day} is before {since_on}", f"{since_on} or later"))
