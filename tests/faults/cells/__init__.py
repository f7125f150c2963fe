"""The matrix: every cell by name. A module of cells adds a tuple ``CELLS`` and its name here."""

from ..trial import Cell
from . import (
    backlog,
    broker,
    clients,
    clocks,
    disks,
    kills,
    losses,
    medley,
    network,
    nothing,
    passwords,
    poison,
    pools,
    protocol,
    server,
    standing_still,
    upgrading,
)

MODULES = (
    nothing, medley, kills, standing_still, broker, network, protocol, clients, upgrading, server, disks, pools, passwords,
    clocks, poison, backlog, losses,
)  # fmt: skip
CELLS: dict[str, Cell] = {cell.name: cell for module in MODULES for cell in module.CELLS}


def chosen(only: str) -> list[Cell]:
    """Those whose names begin with one of the words, which are separated by commas; all where there is none.

    Parts of a cell only where a word goes beyond the whole's name. Raises ``KeyError`` with a word that fits no cell.
    """
    words = [word.strip() for word in only.split(",") if word.strip()]
    for word in words:
        if not any(name.startswith(word) for name in CELLS):
            raise KeyError(word)
    return [cell for cell in CELLS.values() if _is_meant(cell, words)]


def _is_meant(cell: Cell, words: list[str]) -> bool:
    beyond = f"{cell.is_part_of}-" if cell.is_part_of else ""
    return any(cell.name.startswith(word) and word.startswith(beyond) for word in words or [""])
