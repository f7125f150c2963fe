"""How long the contractor has, from his receipt of the work order, by his contract's clause (D3)."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from fractions import Fraction

from aftercare_contracts.periods import IsWorking, day_in_china, end_of, moved_to_working_day

SMALLEST_STEP = timedelta(microseconds=1)


class TimeUnit(StrEnum):
    """In what the contract counts the time for repair."""

    SECONDS = "seconds"
    HOURS = "hours"
    DAYS = "days"


@dataclass(frozen=True, slots=True)
class RepairTime:
    """The contract's clause: so many of a unit. A last day that is a holiday moves, unless the contract says otherwise."""

    unit: TimeUnit
    count: int
    moves_off_holidays: bool = True


def due_at(received_at: datetime, time: RepairTime, is_working: IsWorking) -> datetime:
    """When the contractor's time ends, aware UTC (D3). Seconds and hours run on; days end at 24:00 of the last."""
    if time.unit is TimeUnit.DAYS:
        return _end_of_days(received_at, time, is_working).astimezone(UTC)
    return received_at.astimezone(UTC) + timedelta(**{time.unit.value: time.count})


def _end_of_days(received_at: datetime, time: RepairTime, is_working: IsWorking) -> datetime:
    last = day_in_china(received_at) + timedelta(days=time.count)
    return end_of(moved_to_working_day(last, is_working) if time.moves_off_holidays else last)


def remind_at(received_at: datetime, due: datetime, share: Fraction) -> datetime:
    """When so large a share of the time has run (N2, L7)."""
    return received_at + (due - received_at) * share.numerator / share.denominator


def has_passed(due: datetime, now: datetime) -> bool:
    """The moment on which the time ends is still in time."""
    return now > due


def first_moment_after(due: datetime) -> datetime:
    """When a deadline can first be found to have passed."""
    return due + SMALLEST_STEP
