"""The time limits survey keeps; their figures are the policy ``limits`` (N2)."""

from enum import StrEnum


class LimitName(StrEnum):
    """What has its time. A campaign's steps are given their day by the campaign's kind."""

    CAMPAIGN_HAND_OUT = "campaign_hand_out"
    CAMPAIGN_COLLECTION = "campaign_collection"
    CAMPAIGN_COUNTING = "campaign_counting"
    CAMPAIGN_LETTER = "campaign_letter"
    CAMPAIGN_PASSING_ON = "campaign_passing_on"
    CAMPAIGN_REVISITS = "campaign_revisits"
    CAMPAIGN_CLOSING = "campaign_closing"
