"""The matrix: every cell by name. A module of cells adds a tuple ``CELLS`` and its name here."""

from ..trial import Cell
from . import disks, nothing, passwords, pools, postgres

MODULES = (nothing, postgres, disks, pools, passwords)
CELLS: dict[str, Cell] = {cell.name: cell for module in MODULES for cell in module.CELLS}


def chosen(only: str) -> list[Cell]:
    """Those whose names begin with one of the words, which are separated by commas; all where there is none.

    Raises ``KeyError`` with a word that fits no cell.
    """
    words = [word.strip() for word in only.split(",") if word.strip()]
    for word in words:
        if not any(name.startswith(word) for name in CELLS):
            raise KeyError(word)
    return [cell for name, cell in CELLS.items() if not words or any(name.startswith(word) for word in words)]
