"""A failure in words that hold nobody's name, number or address: for whatever is kept, sent or logged of it.

The words of an error are not all ours: PostgreSQL's carry the row that was refused, Python's the value that did not fit.
"""

import re
import traceback
from collections.abc import Iterable
from pathlib import Path

import asyncpg
from aftercare_contracts.errors import DomainError
from pydantic import ValidationError

LENGTH_MAX = 500
DOOR = str(Path(__file__).with_name("database.py"))
"""All go through it, so it tells nothing."""
NAME = re.compile(r"^[A-Za-z_][A-Za-z0-9_]{0,60}$")
SAYS_WHAT_WAS_SENT = {"value_error", "assertion_error", "union_tag_invalid"}
"""Kinds of pydantic's messages that quote the value."""


def in_words(error: BaseException) -> str:
    """What failed and where, at most 500 characters; what was sent or stored is never among them.

    A rule's refusal says its own sentence, a message its field, the database its constraint, and so does an error that says of
    itself that it ``speaks_of_ours``; of anything else only the kind and the place in the code are told.
    """
    return _words(error).replace("\x00", "")[:LENGTH_MAX]


def _words(error: BaseException) -> str:
    if isinstance(error, ValidationError):
        return _of_fields(error)
    if isinstance(error, asyncpg.PostgresError):
        return _of_the_database(error)
    if getattr(error, "speaks_of_ours", False):
        return f"{type(error).__name__}: {error}"
    if isinstance(error, DomainError) or type(error).__module__.partition(".")[0] == "plumbing":
        came_of = error.__context__ if type(error).__module__ == "plumbing.database" else None
        return f"{type(error).__name__}: {error}{_place(came_of) if came_of else ''}"
    return f"{type(error).__name__}{_place(error)}"


def _of_fields(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    said = first["type"] if first["type"] in SAYS_WHAT_WAS_SENT else first["msg"]
    return f"{field(first['loc']) or 'body'}: {said}"


def field(steps: Iterable[int | str]) -> str:
    """A place in a message; a step that is not a field's name may be somebody's, and is not told."""
    return "/".join(str(step) if isinstance(step, int) or NAME.match(step) else "…" for step in steps)


def _of_the_database(error: asyncpg.PostgresError) -> str:
    parts = {name: getattr(error, f"{name}_name", None) for name in ("constraint", "table", "column")}
    named = ", ".join(f"{what} {name}" for what, name in parts.items() if name)
    return f"{type(error).__name__} ({error.sqlstate}){f': {named}' if named else _place(error)}"


def _place(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if _is_ours(frame.filename)] or frames
    return f" in {ours[-1].filename.rpartition('/')[2]}:{ours[-1].lineno}" if ours else ""


def _is_ours(file: str) -> bool:
    """A library's compiled parts have names without a root."""
    return Path(file).is_absolute() and "site-packages" not in file and file != DOOR


def trace(error: BaseException) -> str:
    """Where it came through, frame by frame, each error of the chain with its words from ``in_words``."""
    told: list[str] = []
    seen: set[int] = set()
    following: BaseException | None = error
    while following is not None and id(following) not in seen:
        seen.add(id(following))
        frames = "".join(traceback.format_list(traceback.extract_tb(following.__traceback__)))
        told.append(f"{frames}{type(following).__module__}.{in_words(following)}")
        following = following.__cause__ or (None if following.__suppress_context__ else following.__context__)
    return "\nwhich came of\n".join(told)
