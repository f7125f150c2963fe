"""Links by which customers answer without a login. Private: whoever holds the link may answer. The subject is the link."""

from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

from ..envelope import Event


class LinkMade(Event):
    """A customer is to get a link: to a survey's form, or to the question after a repair (V6, V10).

    Said by survey, heard by notify, which sends it and keeps it no longer than that takes. ``path`` begins with a slash and
    carries the secret; notify puts the public address in front. ``reminder`` counts the follow-ups of who did not answer.
    """

    type: ClassVar[str] = "survey.link.made.v1"
    is_private: ClassVar[bool] = True
    link_id: UUID
    customer_id: UUID
    project: str
    unit_no: str | None
    case_id: UUID | None
    case_no: str | None
    purpose: Literal["campaign", "repair_question", "return_visit"]
    title_zh: str
    title_en: str
    path: str
    expires_at: datetime
    reminder: int = 0
