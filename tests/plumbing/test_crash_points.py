"""A process dies where it is told to, and the record says which places were reached."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from plumbing import crash_points

WALK = "from plumbing.crash_points import reach; [reach(n) for n in ('inbox.before', 'inbox.handled', 'inbox.handled')]; print('alive')"


def walk(**environment: str) -> subprocess.CompletedProcess[str]:
    named = {f"AFTERCARE_CRASH_{name.upper()}": value for name, value in environment.items()}
    return subprocess.run(
        [sys.executable, "-c", WALK], capture_output=True, text=True, env={**os.environ, **named}, check=False
    )


def test_unless_it_is_told_nothing_happens() -> None:
    assert walk().stdout == "alive\n"


def test_it_dies_the_nth_time_and_the_record_says_what_was_reached(tmp_path: Path) -> None:
    log = tmp_path / "reached"
    done = walk(at="inbox.handled:2", log=str(log))
    assert (done.returncode, done.stdout) == (-signal.SIGKILL, "")
    assert log.read_text().splitlines() == ["inbox.before", "inbox.handled", "fired inbox.handled"]


def test_it_can_fail_instead() -> None:
    done = walk(at="inbox.before", how="raise")
    assert "CrashPoint: inbox.before" in done.stderr


@pytest.mark.parametrize(
    ("wrong", "said"), [({"at": "inbox.nowhere"}, "inbox.nowhere"), ({"at": "inbox.before", "how": "vanish"}, "vanish")]
)
def test_an_order_nobody_can_follow_is_refused_at_once(wrong: dict[str, str], said: str) -> None:
    done = walk(**wrong)
    assert done.returncode == 1
    assert said in done.stderr


def test_every_place_is_in_the_code_once() -> None:
    root = Path(crash_points.__file__).parents[2]
    code = "".join(
        path.read_text() for folder in ("libs/plumbing", "services") for path in (root / folder).rglob("*.py")
    )
    assert {name: code.count(f'reach("{name}")') for name in crash_points.POINTS} == dict.fromkeys(
        crash_points.POINTS, 1
    )
