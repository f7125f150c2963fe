"""What survey says of forms answered and of campaigns (V5, V6). Figures and numbers only: no name, no words of customers."""

from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

from ..envelope import Event


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
