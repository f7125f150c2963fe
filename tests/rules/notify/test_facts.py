"""The tables that say what is remembered of events: nothing misspelt, and nothing that could end differently in another order."""

from collections import defaultdict
from uuid import UUID

import pytest
from aftercare_contracts.registry import EVENTS
from contracts.samples import sample
from notify.domain.facts import Heard, Note, rows
from notify.use_cases.facts import NOTES, rows_of

ENTRIES = [(name, note) for name, notes in NOTES.items() for note in notes]


def taken(note: Note) -> list[str]:
    return [
        take for part in (note.key, note.same, note.put, note.first) for take in part.values() if isinstance(take, str)
    ] + list(note.when)


@pytest.mark.rule("N4")
@pytest.mark.parametrize(("name", "note"), ENTRIES, ids=[name for name, _ in ENTRIES])
def test_whatever_is_taken_from_an_event_is_a_field_of_it(name: str, note: Note) -> None:
    assert set(taken(note)) <= set(EVENTS[name].model_fields)


@pytest.mark.rule("N4")
def test_nothing_private_is_remembered() -> None:
    assert [name for name in NOTES if EVENTS[name].is_private] == []


@pytest.mark.rule("N4")
def test_every_column_has_one_publisher_and_is_either_said_or_counted() -> None:
    writers: dict[tuple[str, str], set[str]] = defaultdict(set)
    for name, note in ENTRIES:
        for how, part in (("put", note.put), ("first", note.first), ("add", note.add)):
            for column in part:
                writers[note.table, column].add(f"{name.split('.', 1)[0]} {how}")
    several = {place: said for place, said in writers.items() if len(said) > 1}
    assert {place: said for place, said in several.items() if place[0] != "fact_limit"} == {}, (
        "limits are keyed by source"
    )


@pytest.mark.rule("N4")
def test_what_is_the_same_whoever_says_it_is_never_said_otherwise_as_well() -> None:
    same = {(note.table, column) for _, note in ENTRIES for column in note.same}
    said = {(note.table, column) for _, note in ENTRIES for column in (*note.put, *note.first, *note.add)}
    assert same & said == set()


@pytest.mark.rule("N4")
@pytest.mark.parametrize("name", sorted(NOTES))
def test_a_row_is_a_function_of_the_message(name: str) -> None:
    assert rows_of(sample(name)) == rows_of(sample(name))


def test_a_row_is_left_only_where_its_condition_holds() -> None:
    note = Note("t", {"id": "id"}, put={"x": "x"}, when={"kind": "a"})

    def heard(kind: str) -> Heard:
        at = sample("intake.case.judged.v1").time
        return Heard(UUID(int=1), "intake", "e", "s", at, {"id": 1, "x": 2, "kind": kind})

    assert [row.values for row in rows({"e": (note,)}, heard("a"))] == [[1, 2]]
    assert rows({"e": (note,)}, heard("b")) == []
    assert rows({}, heard("a")) == []
