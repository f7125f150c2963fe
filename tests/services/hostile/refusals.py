"""Which refusals of what fits an OpenAPI are well: JSON Schema has no word for what is asked there."""

import json
import re
from typing import Any
from urllib.parse import parse_qsl

import httpx

from .sender import Sent

DAYS = re.compile(r"Input should be (greater than or equal to 2000-01-01|less than 3000-01-01)")
"""A format's bounds cannot be said."""
TOO_SHORT = re.compile(r"String should have at least \d+ characters?$")
FELL_OUT = re.compile(r"(Tuple|List) should have at least \d+ items? after validation")


def refused_by_form(answer: httpx.Response, sent: Sent) -> str:
    """Why it was refused before anybody looked at what it means, where that is so and its OpenAPI could have said it."""
    if answer.status_code in (400, 413, 415):
        return str(answer.status_code)
    if answer.status_code != 422 or not answer.json()["type"].endswith(":malformed"):
        return ""
    errors = answer.json()["errors"]
    return ", ".join(each["detail"] for each in errors if not cannot_be_said(each, errors, sent))


def cannot_be_said(error: dict[str, str], errors: list[dict[str, str]], sent: Sent) -> bool:
    """A rule of ours, a bound of a day, blanks that are cut off first, 4.0 where a whole number is meant, items wrong themselves."""
    detail, value = error["detail"], value_at(sent, error["pointer"])
    if detail == "Input should be a valid integer":
        return isinstance(value, float) and value.is_integer()
    if TOO_SHORT.match(detail):
        return isinstance(value, str) and value != value.strip()
    if FELL_OUT.match(detail):
        return any(other["pointer"].startswith(f"{error['pointer']}/") for other in errors)
    return detail.startswith("Value error") or DAYS.match(detail) is not None


def value_at(sent: Sent, pointer: str) -> Any:
    """What was sent there; none where nothing was."""
    place, _, name = pointer.partition(":")
    if place == "query":
        return dict(parse_qsl(sent.query, keep_blank_values=True)).get(name)
    try:
        value = json.loads(sent.body or b"null")
        for step in pointer.split("/")[1:]:
            value = value[int(step)] if isinstance(value, list) else value[step.replace("~1", "/").replace("~0", "~")]
    except (ValueError, LookupError, TypeError):
        return None
    return value
