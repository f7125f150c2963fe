"""Survey asks intake for a case. The subject is the asking."""

from typing import ClassVar

from .asking import CaseAsked


class SurveyCaseAsked(CaseAsked):
    """A visit or a form told something that has to become a case (V4, V8). Said by survey, heard by intake."""

    type: ClassVar[str] = "survey.case.asked.v1"
