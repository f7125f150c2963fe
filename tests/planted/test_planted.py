"""The planted bugs fit the sources and the page that lists them; a few of them are planted and noticed."""

import re

import pytest
from planted.bugs import BUGS, Bug
from planted.overlay import changed
from planted.planting import HEAD, TABLE, plant

QUICK = (
    "a number that a rollback does not give back", "a timer marked in a transaction of its own",
    "a key claimed outside the request's transaction",
)  # fmt: skip
"""Each noticed within seconds by one test; all of them are for ``make planted``."""


@pytest.mark.parametrize("bug", BUGS, ids=[bug.name for bug in BUGS])
def test_a_bug_still_fits_its_source_and_names_who_notices_it(bug: Bug) -> None:
    assert compile(changed(bug), bug.file, "exec") if bug.file.endswith(".py") else changed(bug)
    assert bug.faults or bug.tests


def test_the_page_lists_the_bugs_that_there_are() -> None:
    page = TABLE.read_text("utf-8")
    assert page.startswith(HEAD)
    listed = re.findall(r"^\| ([^|]+) \| ", page.removeprefix(HEAD), re.MULTILINE)
    assert list(dict.fromkeys(listed)) == [bug.name for bug in BUGS]


@pytest.mark.parametrize("name", QUICK)
def test_a_planted_bug_is_noticed(name: str, postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AFTERCARE_POSTGRES_URL", postgres_url)
    (bug,) = [each for each in BUGS if each.name == name]
    quick = Bug(bug.name, bug.breaks, bug.file, bug.edits, (), bug.tests[:1])
    assert all(noticed.is_red for noticed in plant(quick, "{}").noticed.values())
