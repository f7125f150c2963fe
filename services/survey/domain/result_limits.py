"""The time limits of what follows from customers' answers; their figures are the policy ``limits`` (N2)."""

from enum import StrEnum


class ResultLimit(StrEnum):
    """What has its time."""

    LOW_SCORE = "low_score"
    PROMISE = "promise"
    CORRECTIVE_ACTION = "corrective_action"
    REPAIR_SHORTFALL = "repair_shortfall"
    TASK_CHECK = "task_check"
    LOW_SCORE_SAMPLE = "low_score_sample"
