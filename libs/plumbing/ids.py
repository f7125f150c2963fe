"""Identifiers made at the doors."""

from collections.abc import Callable
from uuid import UUID

from uuid_utils.compat import uuid7

source: Callable[[], UUID] = uuid7
"""Where they come from; whoever needs the same ones again puts another in its place, whose later ones sort later too."""


def new_id() -> UUID:
    """A UUIDv7: unique without asking anyone, and later ones sort after earlier ones."""
    return source()
