"""What every service that keeps tasks says about them, in the same words. The subject is the task."""

from datetime import date
from uuid import UUID

from ..envelope import Event
from ..values import Role


class TaskEvent(Event):
    """Something owed until a day; ``reference`` is the number of what it is about, ``by`` who made this step."""

    task_id: UUID
    task_no: str
    kind: str
    reference: str
    project: str
    owner_role: Role
    owner_person: str | None
    due_on: date
    by: str


class TaskOpened(TaskEvent):
    """Somebody owes something."""


class TaskDone(TaskEvent):
    """Its owner says that it is done; another checks it."""


class TaskVerified(TaskEvent):
    """Another found it in order."""


class TaskSentBack(TaskEvent):
    """Another found it wanting; it is owed again."""


class TaskCancelled(TaskEvent):
    """It is owed no more."""
