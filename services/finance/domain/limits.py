"""The time limits finance keeps; their figures are the policy ``limits`` (N2)."""

from enum import StrEnum


class LimitName(StrEnum):
    """What has its time."""

    DANGER_CLAIM = "danger_claim"
    OBJECTION_TIME = "objection_time"
    OBJECTION_ANSWER = "objection_answer"
