"""The time limits of visits; their figures are the policy ``limits`` (N2)."""

from enum import StrEnum


class VisitLimit(StrEnum):
    """What has its time. A question's answer and the yearly round are given their day when they start."""

    VISIT_CHECK = "visit_check"
    YEARLY_ROUND = "yearly_round"
    ROUND_ANSWER = "round_answer"
    ROUND_DECISION = "round_decision"
