"""Why something failed, in words that may be shown to anybody: without the values that were sent, which may be personal."""

import traceback
from pathlib import Path

import asyncpg
from aftercare_contracts.errors import DomainError
from pydantic import ValidationError

LENGTH_MAX = 1000
DATABASE = Path(__file__).with_name("database.py")


class Telling(Exception):
    """An error of ours whose words hold nothing of what was sent."""


def reason(error: Exception) -> str:
    """One line: the field that was wrong, our own rule's words, the constraint, or the place in our code."""
    return _words(error).replace("\x00", "")[:LENGTH_MAX]


def _words(error: Exception) -> str:
    name = type(error).__name__
    if isinstance(error, ValidationError):
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        return f"{'/'.join(str(step) for step in first['loc']) or 'body'}: {first['msg']}"
    if isinstance(error, DomainError | Telling):
        return f"{name}: {error}{_place(error.__context__)}"
    if isinstance(error, asyncpg.PostgresError):
        about = ", ".join(filter(None, (error.table_name, error.column_name, error.constraint_name)))
        return f"{name} ({error.sqlstate}){f' of {about}' if about else ''}{_place(error)}"
    return f"{name}{_place(error)}"


def _place(error: BaseException | None) -> str:
    """The innermost line that is ours, and not a library's or the door to the database that all go through."""
    if error is None:
        return ""
    ours = [
        (path, frame.lineno)
        for frame in traceback.extract_tb(error.__traceback__)
        if (path := Path(frame.filename)).is_absolute() and "site-packages" not in path.parts and path != DATABASE
    ]
    if not ours:
        return ""
    path, line = ours[-1]
    return f" at {'/'.join(path.parts[-3:])} line {line}"
