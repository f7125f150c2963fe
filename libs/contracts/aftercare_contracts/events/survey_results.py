"""What survey says of results and of what is owed because of them. The subject is the task, or what the event names first."""

from typing import ClassVar

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
