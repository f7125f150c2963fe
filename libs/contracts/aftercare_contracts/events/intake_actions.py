"""What intake says of corrective and preventive action (I12). The subject is the action."""

from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

from ..envelope import Event
from ..values import Role


class ActionEvent(Event):
    """What every event about an action carries."""

    action_id: UUID
    action_no: str
    kind: Literal["corrective", "preventive"]
    project: str
    owner_role: Role


class ActionOpened(ActionEvent):
    """An action is to be carried out by its owner, and its effect checked by another; ``tell`` is the owner's superior.

    Said by intake, heard by notify. ``follows_no`` is the action without effect after which it comes.
    """

    type: ClassVar[str] = "intake.action.opened.v1"
    check_role: Role
    due_at: datetime
    follows_no: str | None
    tell: Role


class ActionDone(ActionEvent):
    """An action was carried out; now its effect is to be checked. Said by intake, heard by notify."""

    type: ClassVar[str] = "intake.action.done.v1"
    check_role: Role
    due_at: datetime
    done_by: str


class ActionChecked(ActionEvent):
    """The effect of an action was checked; without effect, ``next_no`` is the action that follows. Said by intake, heard by notify."""

    type: ClassVar[str] = "intake.action.checked.v1"
    effective: bool
    checked_by: str
    next_no: str | None
    tell: Role


class ActionApproaching(ActionEvent):
    """The action itself, or the check of its effect, is due soon; ``owed_by`` is to move. Said by intake, heard by notify."""

    type: ClassVar[str] = "intake.action.approaching.v1"
    duty: Literal["act", "check"]
    owed_by: Role
    due_at: datetime


class ActionPassed(ActionEvent):
    """The action itself, or the check of its effect, was not done in time; ``tell`` is the superior to know now (N2).

    Said by intake, heard by notify.
    """

    type: ClassVar[str] = "intake.action.passed.v1"
    duty: Literal["act", "check"]
    owed_by: Role
    due_at: datetime
    tell: Role
    step: int
