"""The figures that intake's migrations seed."""

import json
import re
from pathlib import Path
from typing import Any

MIGRATIONS = Path(__file__).parents[3] / "services" / "intake" / "migrations"


def seeded(name: str) -> Any:
    """The latest version of a policy."""
    sql = "".join(path.read_text("utf-8") for path in sorted(MIGRATIONS.glob("*.sql")))
    found = re.findall(rf"\('{name}', \d+, '[^']+', '[^']*', '(.+?)'\)", sql, re.DOTALL)
    assert found, name
    return json.loads(found[-1])
