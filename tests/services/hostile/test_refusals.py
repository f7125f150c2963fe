"""What is forgiven where requests are drawn, and what is not."""

import json

import httpx
import pytest

from .refusals import refused_by_form
from .sender import Sent

BODY = {"at": "0208-12-30", "price_fen": 4.0, "half": 4.5, "why": " ", "code": "", "lines": [{"what": "\x00"}]}
BLANK, ITEMS = "String should have at least 1 character", "Tuple should have at least 1 item after validation, not 0"


def refused(*errors: tuple[str, str], status: int = 422, kind: str = "malformed") -> str:
    problem = {
        "type": f"urn:aftercare:problem:{kind}",
        "errors": [{"pointer": pointer, "detail": detail} for pointer, detail in errors],
    }
    return refused_by_form(
        httpx.Response(status, json=problem), Sent("POST", "/x", "q=%20", {}, json.dumps(BODY).encode())
    )


@pytest.mark.parametrize(("pointer", "detail"), [
    ("/at", "Input should be greater than or equal to 2000-01-01"), ("/at", "Input should be less than 3000-01-01T00:00:00Z"),
    ("/price_fen", "Input should be a valid integer"), ("/why", BLANK), ("query:q", BLANK), ("/code", "Value error, no such code"),
])  # fmt: skip
def test_what_no_schema_can_say_is_forgiven(pointer: str, detail: str) -> None:
    assert refused((pointer, detail)) == ""


@pytest.mark.parametrize(("pointer", "detail"), [
    ("/half", "Input should be a valid integer"), ("/nowhere", "Input should be a valid integer"), ("/code", BLANK),
    ("/code", "Field required"), ("/lines", ITEMS), ("/price_fen", "Input should be greater than 0"),
])  # fmt: skip
def test_what_a_schema_could_have_said_is_not(pointer: str, detail: str) -> None:
    assert refused((pointer, detail)) == detail


def test_a_list_is_too_short_where_its_items_fell_out_of_it() -> None:
    assert refused(("/lines", ITEMS), ("/lines/0/what", "Value error, holds control characters")) == ""


def test_only_a_refusal_of_the_form_counts() -> None:
    assert refused(("/code", "Field required"), kind="no-such-case") == ""
    assert refused(status=400) == "400"
