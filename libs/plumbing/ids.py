"""Identifiers made at the doors."""

from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """A UUIDv7: unique without asking anyone, and later ones sort after earlier ones."""
    return uuid7()
