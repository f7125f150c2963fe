"""A CSV of contacts goes in through the public door: bad rows are named, the rest go in, nothing is lost."""

import csv
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from aftercare import load
from aftercare.stack import Stack
from aftercare.stage import Stage
from aftercare_contracts.values import Role
from plumbing import topology
from rich.console import Console

HEADER = ["title", "body", "created_at", "kind", "unit_no"]


@pytest.fixture
def pointed_to(aftercare_stack: Stack, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stack]:
    """The loader finds the running stack by its addresses."""
    for service, url in aftercare_stack.urls.items():
        monkeypatch.setenv(f"AFTERCARE_{service.upper()}_URL", url)
    monkeypatch.setenv("AFTERCARE_ISSUER_KEY_FILE", str(aftercare_stack.private_key))
    return aftercare_stack


def write(path: Path, rows: list[list[str]]) -> str:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADER, *rows])
    return str(path)


def good(number: int) -> list[str]:
    return [f"漏水 leak {number}", "主卫天花漏水，\n已经三天。😟", "2026-03-10 09:30:00", "repair_request", ""]


def test_bad_rows_are_named_by_line_and_reason_and_the_rest_go_in(
    pointed_to: Stack, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = [
        ["", "", "", "", ""],
        ["late", "text", "the day before yesterday", "", ""],
        ["odd", "text", "", "[/red]shouting", ""],
        ["tomorrow", "text", "2999-01-01", "", ""],
        ["stranger", "text", "", "", "99-9-9999"],
        ["long", "x" * 20_001, "", "", ""],
    ]
    file = write(tmp_path / "cases.csv", [good(1), *bad, *(good(number) for number in range(2, 20))])
    assert load.main([file, "--project", "PLOADED"]) == 0
    told = capsys.readouterr().out
    assert "19 of 25 rows went in as cases, 6 did not" in told
    for line, reason in (
        (4, "the text is empty"), (5, "not a date and time"), (6, "'[/red]shouting' is unknown"), (7, "/received_at"), (8, "/unit_no"),
        (9, "at most 20,000"),
    ):  # fmt: skip
        assert any(f"line {line}:" in found and reason in found for found in told.splitlines()), (line, reason, told)
    assert "every service has heard everything" in told


def test_a_file_without_a_text_says_which_columns_would_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "[red]numbers[" / "red].csv"
    file.parent.mkdir()
    file.write_text("a,b\n1,2\n")
    assert load.main([str(file)]) == 1
    told = capsys.readouterr().out
    assert "one of these is needed: complaint, body" in told
    assert "[red]numbers[/red].csv" in told


@pytest.mark.parametrize(
    "content",
    [
        "投诉内容\n漏水\n".encode("gb18030"), "complaint\nx\n".encode("utf-16"), b"complaint\n" + b"x" * 200_000,
        b'complaint\n"' + b"x\n" * 100_000, b"x," * 1_000_000, b"", b"complaint\r\n\xff",
    ],
    ids=["GB18030", "UTF-16", "a cell too long", "a quote without end", "a million columns", "nothing", "half a sign"],
)  # fmt: skip
def test_a_file_that_cannot_be_read_ends_the_loader_with_a_word_and_posts_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes
) -> None:
    (tmp_path / "cases.csv").write_bytes(content)
    assert load.main([str(tmp_path / "cases.csv")]) == 1
    told = capsys.readouterr().out
    assert "cases.csv:" in told
    assert len(told) < 1_000


@pytest.mark.parametrize("service", sorted(topology.HEARS))
def test_nothing_is_lost_when_a_service_is_killed_while_a_file_goes_in(
    pointed_to: Stack, tmp_path: Path, capsys: pytest.CaptureFixture[str], service: str
) -> None:
    file, project = write(tmp_path / "cases.csv", [good(number) for number in range(150)]), f"PK{service.upper()}"

    status: list[int] = []
    loading = threading.Thread(target=lambda: status.append(load.main([file, "--project", project])))
    loading.start()
    with Stage(pointed_to, project, Console(quiet=True)) as stage:
        director = stage.person(Role.CENTRE_DIRECTOR, "watching", "centre director", everywhere=True)
        stage.until(
            "some are in", lambda: director.get("intake", "/counts", project=project)["cases"], lambda count: count > 20
        )
    pointed_to.kill(service)
    pointed_to.restart(service)
    loading.join()
    told = capsys.readouterr().out
    assert status == [0], told
    assert "150 of 150 rows went in as cases, 0 did not" in told
