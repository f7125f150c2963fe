"""A short selection of ``make faults``: a little of everything on one estate; and that the matrix is whole."""

import pytest
from plumbing.crash_points import POINTS

from faults.cells import CELLS, chosen
from faults.estate import estate
from faults.trial import run_cell


def test_a_running_system_comes_through_a_little_of_everything() -> None:
    with estate() as town:
        result = run_cell(town, CELLS["medley"], "PMEDLEY", seed=1, load=0.4, in_time=False)
    assert result.state == "ok", str(result)


@pytest.mark.parametrize("point", sorted(POINTS))
def test_every_crash_point_has_a_cell_that_kills_there(point: str) -> None:
    assert [name for name in CELLS if name.startswith("kill-") and name.endswith(f"-{point}")]


def test_cells_are_chosen_by_how_their_names_begin_and_parts_only_by_more_than_their_wholes() -> None:
    assert [cell.name for cell in chosen("kill-finance, kill-intake")] == ["kill-intake", "kill-finance"]
    parts = [cell.name for cell in chosen("kill-finance-relay.")]
    assert len(parts) == 5
    assert all(name.startswith("kill-finance-relay.") for name in parts)
    assert not any(cell.is_part_of for cell in chosen(""))
    with pytest.raises(KeyError, match="nothing-like-it"):
        chosen("medley,nothing-like-it")
