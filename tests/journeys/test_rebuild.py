"""On the whole stack: what the reports are made of, built anew by the operator's command, is the same."""

import io

import pytest
from aftercare import rebuild_reports, stack
from aftercare.stack import Stack
from aftercare.stage import Stage
from rich.console import Console

from .test_story import quiet, tell


@pytest.mark.rule("N4")
def test_a_story_told_through_the_doors_is_built_anew_from_the_stream_without_a_difference(
    aftercare_stack: Stack, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(stack, "already_up", lambda: aftercare_stack)
    with Stage(aftercare_stack, "RB", Console(file=io.StringIO(), width=200)) as stage:
        quiet(tell(stage))
    assert rebuild_reports.main([]) == 0
    assert "The facts are the same, row by row." in capfd.readouterr().out
