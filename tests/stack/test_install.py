"""Installing what is missing: once, by one process at a time, and nothing that is half there counts."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from aftercare import install
from aftercare.errors import CannotStart

APT = """#!/bin/sh
echo "$1 begins" >> {log}
sleep 0.2
[ "$1" = install ] && [ -e {folder}/policy-rc.d ] && touch {folder}/tap-{ending}
echo "$1 ends" >> {log}
exit {status}
"""


@pytest.fixture
def apt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with an ``apt-get`` that installs a tap there, and says what it does in ``log``."""
    _put(tmp_path, "ready", 0)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(install, "POLICY", tmp_path / "policy-rc.d")
    monkeypatch.setattr(install, "LOCK", tmp_path / "lock")
    monkeypatch.setattr(install, "can_install", lambda: True)
    monkeypatch.setitem(install.PACKAGES, "a tap", "tap")
    return tmp_path


def _put(folder: Path, ending: str, status: int) -> None:
    program = folder / "apt-get"
    program.write_text(APT.format(folder=folder, log=folder / "log", ending=ending, status=status))
    program.chmod(0o755)


def lacking(folder: Path) -> list[str]:
    return install.lacking({"a tap": (folder / "tap-ready").exists})


def test_several_that_miss_the_same_install_it_once_and_all_have_it(apt: Path) -> None:
    with ThreadPoolExecutor(4) as workers:
        assert list(workers.map(lacking, [apt] * 4)) == [[]] * 4
    assert (apt / "log").read_text().split("\n") == [
        "update begins",
        "update ends",
        "install begins",
        "install ends",
        "",
    ]


def test_two_that_miss_different_things_install_one_after_the_other_and_no_server_starts(apt: Path) -> None:
    with ThreadPoolExecutor(2) as workers:
        list(workers.map(lambda _: install.install("a tap"), range(2)))
    said = (apt / "log").read_text().split()[1::2]
    assert said == ["begins", "ends"] * 4
    assert (apt / "tap-ready").exists(), "installed while the policy said that nothing is to be started"
    assert not (apt / "policy-rc.d").exists()


def test_what_is_there_is_not_installed(apt: Path) -> None:
    (apt / "tap-ready").touch()
    assert lacking(apt) == []
    assert not (apt / "log").exists()


def test_what_cannot_be_had_after_all_is_said(apt: Path) -> None:
    _put(apt, "crooked", 0)
    assert lacking(apt) == ["a tap"]
    _put(apt, "crooked", 100)
    with pytest.raises(CannotStart, match="apt-get could not install tap"):
        lacking(apt)


def test_who_may_not_install_is_told_what_is_missing(apt: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(install, "can_install", lambda: False)
    assert lacking(apt) == ["a tap"]
    assert not (apt / "log").exists()
