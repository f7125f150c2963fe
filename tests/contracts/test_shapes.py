"""A shape says where data does not fit, and what would."""

from typing import Any

import pytest
from aftercare_contracts.errors import Problem
from aftercare_contracts.shapes import (
    SHOWN_MAX,
    Shape,
    matching,
    number,
    one_of,
    or_nothing,
    record,
    rows,
    share,
    shown,
    table,
    text,
    whole,
    yes_or_no,
)

PAIR = record({"a": whole(1, 2)}, {"b/c": or_nothing(text(3))})


@pytest.mark.parametrize(
    ("shape", "data", "wrong"),
    [
        (whole(1, 2), 1, []), (whole(1, 2), 2, []), (whole(1, 2), 0, [""]), (whole(1, 2), 3, [""]), (whole(0, 2), True, [""]),
        (number(0, 2), 2, []), (number(0, 2), 0.1, []), (number(0, 2), 0, [""]), (number(0, 2), 2.1, [""]), (number(0, 2), True, [""]),
        (share, 0.5, []), (share, 0.0, [""]), (share, 1.0, [""]), (share, 1, [""]), (share, float("nan"), [""]),
        (yes_or_no, False, []), (yes_or_no, 0, [""]),
        (text(2), "ab", []), (text(2), "abc", [""]), (text(2), " ", [""]), (text(2), None, [""]),
        (matching("[a-z]+", "letters"), "ab", []), (matching("[a-z]+", "letters"), "ab\n", [""]),
        (one_of(("x", "y")), "x", []), (one_of(("x", "y")), [], [""]),
        (rows(whole(1, 2), least=1), [1, 3, 0], ["/1", "/2"]), (rows(whole(1, 2), least=1), [], [""]), (rows(share), {}, [""]),
        (table(text(1), whole(1, 2)), {"a": 1, "bb": 3}, ["/bb", "/bb"]), (table(text(1), share, least=1), {}, [""]),
        (PAIR, {"a": 1}, []), (PAIR, {"a": 1, "b/c": None}, []), (PAIR, {"b/c": "long"}, ["/a", "/b~1c"]), (PAIR, [], [""]),
        (PAIR, {"a": 1, "~": 1}, ["/~0"]),
    ],
)  # fmt: skip
def test_each_fault_has_its_place_and_what_would_be_right(shape: Shape, data: Any, wrong: list[str]) -> None:
    found: list[Problem] = shape(data, "")
    assert [problem.pointer for problem in found] == wrong
    assert all(problem.expected for problem in found)


def test_what_was_written_is_shown_shortened() -> None:
    assert shown({"名": 1}) == '{"名": 1}'
    assert len(shown("x" * 500)) == SHOWN_MAX + 1
