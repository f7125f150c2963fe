"""Notify's own time limits."""

from enum import StrEnum


class LimitName(StrEnum):
    """What notify's limits are called in its policy and on the wire.

    ``announced_work``: the end that was announced, by which it is said whether the work is over.
    """

    ANNOUNCED_WORK = "announced_work"
    OWNERS_MEETING = "owners_meeting"
    CASES_LOOK = "cases_look"
    VISITS_LOOK = "visits_look"
    NONCONFORMITY_ANSWER = "nonconformity_answer"
    NONCONFORMITY_CHECK = "nonconformity_check"
    REPORT_SIGN = "report_sign"
    REPORT_SHOW = "report_show"
    REPORT_CHECK = "report_check"
    REPORT_READ = "report_read"
