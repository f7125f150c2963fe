"""No fault at all: what the matrix finds here, no fault has caused."""

from ..trial import Cell, Trial


def no_fault(trial: Trial) -> None:
    """Time passes."""
    trial.load.wait(3)
    trial.saw("acts", len(trial.load.history.acts))


CELLS = (Cell("no-fault", "nothing is hurt: the load, the checks and the rate by themselves", no_fault),)
