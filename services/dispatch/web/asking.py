"""What lists of dispatch can be narrowed to."""

from typing import Annotated

from fastapi import Query
from plumbing.paging import PLAIN

CODE = r"^[\w.-]{1,60}$"
Wanted = Annotated[str | None, Query(min_length=1, max_length=60, pattern=PLAIN)]
"""A code or name to look for."""
