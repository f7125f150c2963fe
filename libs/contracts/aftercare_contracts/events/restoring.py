"""What is said after a service's database was put back to an earlier state: which of its numbers are not used again.

What was said under them since is void: it never happened, as far as the service knows. Each void number is filled by one such
message, so that whoever lacks some of them has no gap. Whoever had heard them all drops those as doubles, and learns of it by
the one that comes behind them, whose own number is beyond ``last``. The subject is the one whose numbers they are.
"""

from datetime import datetime
from typing import ClassVar

from ..envelope import Event


class NumbersVoided(Event):
    """The numbers from ``first`` to ``last`` of this publisher about this subject; it knows what it knew at ``as_of``."""

    first: int
    last: int
    as_of: datetime


class IntakeNumbersVoided(NumbersVoided):
    """What intake said under these numbers is void. Said by intake after a restore; for the departments' systems."""

    type: ClassVar[str] = "intake.numbers.voided.v1"


class DispatchNumbersVoided(NumbersVoided):
    """What dispatch said under these numbers is void. Said by dispatch after a restore; for the departments' systems."""

    type: ClassVar[str] = "dispatch.numbers.voided.v1"


class FinanceNumbersVoided(NumbersVoided):
    """What finance said under these numbers is void. Said by finance after a restore; for the departments' systems."""

    type: ClassVar[str] = "finance.numbers.voided.v1"


class SurveyNumbersVoided(NumbersVoided):
    """What survey said under these numbers is void. Said by survey after a restore; for the departments' systems."""

    type: ClassVar[str] = "survey.numbers.voided.v1"


class NotifyNumbersVoided(NumbersVoided):
    """What notify said under these numbers is void. Said by notify after a restore; for the departments' systems."""

    type: ClassVar[str] = "notify.numbers.voided.v1"


class WordsGone(NumbersVoided):
    """A private message was lost on its way, and its words had been forgotten; what comes after it need not wait for it."""

    is_private: ClassVar[bool] = True


class IntakeWordsGone(WordsGone):
    """Words for notify are lost. Said by intake after a restore, heard by notify, which goes on without them."""

    type: ClassVar[str] = "intake.words.gone.v1"


class SurveyWordsGone(WordsGone):
    """Words for intake and notify are lost. Said by survey after a restore, heard by both, which go on without them."""

    type: ClassVar[str] = "survey.words.gone.v1"


class NotifyWordsGone(WordsGone):
    """Words for intake are lost. Said by notify after a restore, heard by intake, which goes on without them."""

    type: ClassVar[str] = "notify.words.gone.v1"
