"""Notify asks intake for a case. The subject is the asking."""

from typing import ClassVar

from .asking import CaseAsked


class NotifyCaseAsked(CaseAsked):
    """A point of an owners' meeting has to become a case (N7). Said by notify, heard by intake."""

    type: ClassVar[str] = "notify.case.asked.v1"
