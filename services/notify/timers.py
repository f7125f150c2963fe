"""What comes due in notify."""

from collections.abc import Mapping

from plumbing.timers import TimerHandler

from . import use_cases

WHEN_DUE: Mapping[str, TimerHandler] = {use_cases.CHASE: use_cases.chase}
