"""The time limits finance keeps; their figures are the policy ``limits`` (N2)."""

from enum import StrEnum


class LimitName(StrEnum):
    """What has its time."""

    DANGER_CLAIM = "danger_claim"
    RELEASE_VERIFICATION = "release_verification"
    RELEASE_SILENCE = "release_silence"
    RELEASE_PAYMENT = "release_payment"
    ENTRY_OBJECTION = "entry_objection"
    OBJECTION_TIME = "objection_time"
    OBJECTION_ANSWER = "objection_answer"
    STATEMENT_DUE = "statement_due"
