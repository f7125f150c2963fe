"""Kinds of refusal. The kind decides the HTTP status and what becomes of a message; the subclass beside a rule says why.

A subclass's docstring is its message. ``detail`` replaces it where figures or names help the reader.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with what was sent: where (a JSON pointer), what, and what would be right."""

    pointer: str
    what: str
    expected: str = ""


class DomainError(Exception):
    """A rule refused."""

    def __init__(self, detail: str = "", *problems: Problem) -> None:
        self.detail = detail or " ".join((type(self).__doc__ or "").split())
        self.problems = problems
        super().__init__(self.detail)

    @property
    def name(self) -> str:
        """The class name in kebab case, for the problem's type."""
        return "".join(f"-{c.lower()}" if c.isupper() else c for c in type(self).__name__).lstrip("-")


class Invalid(DomainError):
    """What was sent breaks a rule whatever the state."""


class Forbidden(DomainError):
    """This person may not do this."""


class NotFound(DomainError):
    """There is no such thing, or not for this caller."""


class Conflict(DomainError):
    """The present state does not allow it."""


class AlreadyDone(DomainError):
    """It has been done before; nothing was changed."""
