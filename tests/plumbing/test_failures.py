"""Of a failure its kind and place are told, never the values it broke on (L8)."""

import os

import asyncpg
import pytest
from aftercare_contracts.errors import Conflict
from plumbing.database import Database
from plumbing.failures import LENGTH_MAX, told, traced
from pydantic import BaseModel, TypeAdapter, ValidationError

NAME = "王女士 13812341234"


class Strict(BaseModel):
    count: int


class TooLate(Conflict):
    """It is too late."""


def caught(act: object) -> Exception:
    try:
        act()  # type: ignore[operator]
    except Exception as error:
        return error
    raise AssertionError("nothing failed")


@pytest.mark.rule("L8")
@pytest.mark.parametrize(
    ("act", "wanted"),
    [
        (lambda: int(NAME), "ValueError"), (lambda: {}[NAME], "KeyError"), (lambda: NAME.encode("ascii"), "UnicodeEncodeError"),
        (lambda: Strict(count=NAME), "count: Input should be a valid integer, unable to parse string as an integer"),
        (lambda: TypeAdapter(int).validate_json(NAME), "body: Invalid JSON: expected value at line 1 column 1"),
        (lambda: os.stat("/" + NAME), "FileNotFoundError: No such file or directory"),
    ],
)  # fmt: skip
def test_what_broke_is_told_without_the_value_it_broke_on(act: object, wanted: str) -> None:
    assert told(caught(act)) == wanted


def test_our_own_refusals_are_told_in_full_and_servers_in_their_words() -> None:
    assert told(TooLate()) == "TooLate: It is too late."
    assert told(asyncpg.TooManyConnectionsError("sorry, too many clients already")).endswith(
        "sorry, too many clients already"
    )
    assert len(told(TooLate("x" * 5000))) == LENGTH_MAX


@pytest.mark.rule("L8")
async def test_a_constraint_is_named_and_the_row_it_refused_is_not_quoted(db: Database) -> None:
    async with db.transaction() as tx:
        await tx.execute("create table person (name text constraint once unique)")
        await tx.execute("insert into person values ($1)", NAME)
    with pytest.raises(asyncpg.UniqueViolationError) as refused:
        async with db.transaction() as tx:
            await tx.execute("insert into person values ($1)", NAME)
    assert NAME in str(refused.value), "or nothing was hidden"
    assert told(refused.value) == "UniqueViolationError: sqlstate 23505, constraint once, table person"


@pytest.mark.rule("L8")
def test_where_it_broke_is_told_with_all_that_led_to_it() -> None:
    def outer() -> None:
        try:
            int(NAME)
        except ValueError as error:
            raise RuntimeError(NAME) from error

    text = traced(caught(outer))
    assert text.index("ValueError") < text.index("RuntimeError")
    assert "test_failures.py" in text
    assert NAME not in text
    group = ExceptionGroup(NAME, [caught(outer), ValueError(NAME)])
    assert NAME not in traced(group)


def test_a_failure_that_is_its_own_cause_ends() -> None:
    first, second = ValueError(NAME), KeyError(NAME)
    first.__cause__, second.__cause__ = second, first
    assert traced(first).count("ValueError") == 1


def test_a_validators_own_words_are_not_told() -> None:
    with pytest.raises(ValidationError) as refused:
        TypeAdapter(Strict).validate_python({"count": NAME})
    assert NAME not in told(refused.value)
