"""What comes due in notify."""

from collections.abc import Mapping

from plumbing.timers import TimerHandler

from .use_cases import notices

WHEN_DUE: Mapping[str, TimerHandler] = {notices.CHASE: notices.chase}
