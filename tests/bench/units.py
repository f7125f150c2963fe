"""``make bench``: a hundred thousand units through one file, beside a floor: COPY of the same rows into bare tables."""

import os
from collections.abc import Iterator

ROWS = int(os.environ.get("ROWS", "100000"))
HEADINGS = "楼栋,房号,竣工验收日期,交付日期,业主姓名,业主电话"


def rows() -> Iterator[str]:
    """Units of a large estate, a hundred to a building."""
    yield HEADINGS
    for number in range(ROWS):
        building, place = divmod(number, 100)
        yield f"{building + 1}号楼,{building + 1}-{place + 101},2024-06-01,2025-03-{1 + number % 28:02d},业主{number},138{number:08d}"
