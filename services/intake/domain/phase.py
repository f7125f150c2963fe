"""Where a unit stands on the day of registration (I4)."""

from dataclasses import dataclass
from datetime import date

from aftercare_contracts.periods import add_years
from aftercare_contracts.values import Phase


@dataclass(frozen=True, slots=True)
class UnitDates:
    """A unit's three dates (L3); of shared parts, the estate's first collective handover stands for the handover."""

    completion_accepted_on: date | None = None
    handed_over_on: date | None = None
    refused_on: date | None = None

    @property
    def counts_as_handed_over_on(self) -> date | None:
        """The handover, or the notice's date where take-over was wrongly refused: whichever came first."""
        known = [day for day in (self.handed_over_on, self.refused_on) if day]
        return min(known) if known else None


def phase_on(day: date, dates: UnitDates) -> Phase:
    """The phase on a day. The first year ends at the end of the anniversary; without a handover there is no year."""
    handed_over_on = dates.counts_as_handed_over_on
    if handed_over_on is None or day < handed_over_on:
        return Phase.BEFORE_HANDOVER
    return Phase.FIRST_YEAR if day <= add_years(handed_over_on, 1) else Phase.AFTER_FIRST_YEAR
