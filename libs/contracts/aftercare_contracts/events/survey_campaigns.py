"""What survey says of forms answered and of campaigns (V5, V6). Figures and numbers only: no name, no words of customers."""

from datetime import date, datetime
from typing import ClassVar, Literal
from uuid import UUID

from ..envelope import Event
from ..values import Role


class FormAnswered(Event):
    """A form was filled in: by link, or entered by staff from paper, a call or a visit (V5, V7).

    ``form`` and ``version`` say which; ``overall`` is the step chosen and ``overall_counts`` what it counts as, none where the
    overall item was left out. The three figures count the items answered, the overall one apart. ``replaces`` is an earlier
    response that this one corrects. The subject is the response. Said by survey, heard by notify.
    """

    type: ClassVar[str] = "survey.form.answered.v1"
    response_id: UUID
    campaign_id: UUID | None
    case_id: UUID | None
    project: str
    building: str | None
    unit_no: str | None
    form: str
    version: int
    overall: str | None
    overall_counts: Literal["satisfied", "neither", "dissatisfied"] | None
    satisfied: int
    neither: int
    dissatisfied: int
    by: Literal["link", "paper", "phone", "home"]
    is_pilot: bool
    given_at: datetime
    replaces: UUID | None = None


class CampaignEvent(Event):
    """What every event about a campaign carries. ``project`` is ``*`` for one of several projects. The subject is the campaign."""

    campaign_id: UUID
    campaign_no: str
    project: str
    title_zh: str
    title_en: str
    is_pilot: bool
    organiser: Role


class CampaignStarted(CampaignEvent):
    """A campaign was approved; its forms are handed out in this project by a day (V6). One for each project.

    Said by survey, heard by notify.
    """

    type: ClassVar[str] = "survey.campaign.started.v1"
    kind: str
    invited: int
    hand_out_by: datetime


class CampaignHandedOut(CampaignEvent):
    """The forms are out and are collected until a moment (V6). Said by survey, heard by notify."""

    type: ClassVar[str] = "survey.campaign.handed_out.v1"
    invited: int
    collect_until: datetime


class CampaignFellShort(CampaignEvent):
    """Fewer forms came back than the campaign needs; with ``follow_up`` those who did not answer are asked again (V6).

    ``return_bp`` is the share needed, in ten-thousandths. Said by survey, heard by notify.
    """

    type: ClassVar[str] = "survey.campaign.fell_short.v1"
    invited: int
    answered: int
    return_bp: int
    follow_up: bool


class CampaignCollected(CampaignEvent):
    """The collection is over; the forms are counted now (V6). Said by survey, heard by notify."""

    type: ClassVar[str] = "survey.campaign.collected.v1"
    invited: int
    answered: int


class CampaignCounted(CampaignEvent):
    """The forms are counted; where ``wants_letter`` an open letter follows (V6). Said by survey, heard by notify."""

    type: ClassVar[str] = "survey.campaign.counted.v1"
    invited: int
    answered: int
    wants_letter: bool


class CampaignStepDone(CampaignEvent):
    """A step after the counting is on record, or was found not to be called for (V6). Said by survey, heard by notify."""

    type: ClassVar[str] = "survey.campaign.step_done.v1"
    step: Literal["letter_consent", "letter_posting", "passing_on", "revisits"]
    done_on: date
    waived: bool


class CampaignClosed(CampaignEvent):
    """Every step of a campaign is done (V6). Said by survey, heard by notify."""

    type: ClassVar[str] = "survey.campaign.closed.v1"


class CampaignCancelled(CampaignEvent):
    """A campaign was given up; its links open nothing any more (V6). Said by survey, heard by notify."""

    type: ClassVar[str] = "survey.campaign.cancelled.v1"
