"""Migrations that landed are never edited, and a new one disturbs nobody who works meanwhile (docs/schema-changes.md)."""

import hashlib
import re
import subprocess
import sys
from pathlib import Path

import pytest
from plumbing.migrating import CONCURRENTLY, statements

ROOT = Path(__file__).parents[1]
LANDED = Path(__file__).with_name("landed_migrations.txt")
PATHS = sorted([*(ROOT / "libs/plumbing/migrations").glob("*.sql"), *ROOT.glob("services/*/migrations/*.sql")])


def landed() -> dict[str, str]:
    return dict(line.split() for line in LANDED.read_text().splitlines() if not line.startswith("#"))


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def complaints(path: Path, *options: str) -> str:
    squawk = Path(sys.executable).with_name("squawk")
    command = [squawk, "--config", ROOT / ".squawk.toml", "--reporter", "gcc", *options, path]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr if done.returncode else ""


def altered(sql: str) -> set[str]:
    """The tables it changes that were there before."""
    made = set(re.findall(r"create table (?:if not exists )?(\w+)", sql))
    return set(re.findall(r"alter table (?:only )?(\w+)", sql)) - made


def test_what_has_landed_is_as_it_was() -> None:
    now = {name(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in PATHS}
    edited = [known for known, digest in landed().items() if now.get(known) != digest]
    assert edited == [], "restore these, and write what is to change into a new file"


@pytest.mark.parametrize("path", [path for path in PATHS if name(path) not in landed()], ids=name)
def test_a_new_one_stands_in_nobodys_way(path: Path) -> None:
    sql = path.read_text()
    options = ["--no-assume-in-transaction"] if sql.startswith(CONCURRENTLY) else []
    assert complaints(path, *options) == ""
    assert len(altered(sql)) <= 1, (
        "a file each: who holds the one and waits for the other stands against those who do it the other way"
    )
    if sql.startswith(CONCURRENTLY):
        dropped = {
            each.split()[-1] for each in statements(sql) if each.startswith("drop index concurrently if exists ")
        }
        made = {
            each.split("\n")[0].split(" on ")[0].split()[-1] for each in statements(sql) if each.startswith("create")
        }
        assert made <= dropped, "a building that was broken off leaves an index that is not valid: drop it first"


@pytest.mark.parametrize(("sql", "rule"), [
    ("alter table case_file rename column phase to stage;", "renaming-column"),
    ("alter table case_file drop column phase;", "ban-drop-column"),
    ("alter table case_file alter column round type bigint;", "changing-column-type"),
    ("alter table case_file alter column phase set not null;", "adding-not-nullable-field"),
    ("alter table case_file add constraint c check (round > 0);", "constraint-missing-not-valid"),
    ("create index i on case_file (phase);", "require-concurrent-index-creation"),
])  # fmt: skip
def test_what_would_stop_the_release_before_is_found(tmp_path: Path, sql: str, rule: str) -> None:
    path = tmp_path / "099_wrong.sql"
    path.write_text(sql)
    assert rule in complaints(path)


def test_a_file_that_changes_two_tables_in_use_is_found() -> None:
    sql = "create table new (id int); alter table new add column x int; alter table outbox add y int; alter table inbox add z int"
    assert altered(sql) == {"outbox", "inbox"}


def test_what_only_adds_is_fine(tmp_path: Path) -> None:
    path = tmp_path / "099_right.sql"
    path.write_text(
        "create table later (id bigint primary key);\ncreate index i on later (id);\nalter table case_file add column more text;\n"
        "alter table case_file add constraint c check (round > 0) not valid;\n"
    )
    assert complaints(path) == ""
