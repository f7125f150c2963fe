"""The time limits dispatch keeps; their figures are the policy ``limits`` (N2)."""

from enum import StrEnum


class LimitName(StrEnum):
    """What has its time."""

    ENGINEERING_FINDING = "engineering_finding"
