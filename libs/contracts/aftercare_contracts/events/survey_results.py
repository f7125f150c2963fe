"""What survey says of results and of what is owed because of them. The subject is the task, or what the event names first."""

from datetime import date
from typing import ClassVar, Literal
from uuid import UUID

from ..envelope import Event
from ..values import Role
from . import tasks


class SurveyTaskOpened(tasks.TaskOpened):
    """Somebody owes something because of what customers said (B6, V6, V9, V10). Said by survey, heard by notify."""

    type: ClassVar[str] = "survey.task.opened.v1"


class SurveyTaskDone(tasks.TaskDone):
    """It is reported done and waits for another's check. Said by survey, heard by notify."""

    type: ClassVar[str] = "survey.task.done.v1"


class SurveyTaskVerified(tasks.TaskVerified):
    """Another found it in order. Said by survey, heard by notify."""

    type: ClassVar[str] = "survey.task.verified.v1"


class SurveyTaskSentBack(tasks.TaskSentBack):
    """Another found it wanting; it is owed again. Said by survey, heard by notify."""

    type: ClassVar[str] = "survey.task.sent_back.v1"


class SurveyTaskCancelled(tasks.TaskCancelled):
    """It is owed no more. Said by survey, heard by notify."""

    type: ClassVar[str] = "survey.task.cancelled.v1"


class CustomerSeriouslyDissatisfied(Event):
    """A form's overall answer is at the lowest step, or many of its items are dissatisfied: the centre director takes part in
    what follows, always (V4). The subject is the low score. Said by survey, heard by notify."""

    type: ClassVar[str] = "survey.customer.seriously_dissatisfied.v1"
    low_score_id: UUID
    low_score_no: str
    response_id: UUID
    campaign_id: UUID | None
    case_id: UUID | None
    project: str
    unit_no: str | None
    because: Literal["lowest_overall", "many_items"]


class ObjectiveEvent(Event):
    """A quality objective held against what came out at its date: ``satisfied`` of ``answered``, both shares as people
    write them (``82.5%``)."""

    assessment_id: UUID
    objective: str
    zh: str
    en: str
    project: str
    owner_role: Role
    ends_on: date
    satisfied: int
    answered: int
    reached_percent: str
    wanted_percent: str


class ObjectiveReached(ObjectiveEvent):
    """It is reached; its owner is commended (V9). Said by survey, heard by notify."""

    type: ClassVar[str] = "survey.objective.reached.v1"


class ObjectiveMissed(ObjectiveEvent):
    """It is missed; its owner has a corrective action by a day (V9). Said by survey, heard by notify."""

    type: ClassVar[str] = "survey.objective.missed.v1"


class LetterEvent(Event):
    """An open letter to the owners of a project. The subject is the letter."""

    letter_id: UUID
    letter_no: str
    project: str
    campaign_id: UUID | None


class LetterSubmitted(LetterEvent):
    """A letter waits for the management representative's consent (V6). Said by survey, heard by notify."""

    type: ClassVar[str] = "survey.letter.submitted.v1"
    promises: int


class LetterConsented(LetterEvent):
    """The management representative consented; the letter can be posted (V6). Said by survey, heard by notify."""

    type: ClassVar[str] = "survey.letter.consented.v1"


class LetterRefused(LetterEvent):
    """The management representative sent the letter back to those who wrote it (V6). Said by survey, heard by notify."""

    type: ClassVar[str] = "survey.letter.refused.v1"


class LetterPosted(LetterEvent):
    """The letter hangs; each of its promises is a task now (V6). Said by survey, heard by notify."""

    type: ClassVar[str] = "survey.letter.posted.v1"
    posted_on: date
    promises: int


class LetterPassedOn(LetterEvent):
    """Count and letter were passed on to the quality department (V6). Said by survey, heard by notify."""

    type: ClassVar[str] = "survey.letter.passed_on.v1"
