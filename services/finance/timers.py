"""What finance does when time comes: nothing by itself; a quarter is drawn and booked by people."""

from collections.abc import Mapping

from plumbing.timers import TimerHandler

WHEN_DUE: Mapping[str, TimerHandler] = {}
