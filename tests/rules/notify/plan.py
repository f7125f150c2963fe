"""The table and the names that notify ships with, read out of its migrations."""

import json
import re
from pathlib import Path
from typing import Any

from aftercare_contracts.registry import EVENTS
from notify.domain import recipients
from notify.domain.fields import field_of
from notify.domain.wording import Names

SERVICES = Path(recipients.__file__).parent.parent.parent
FIELDS = {
    name: {field: field_of(info.annotation) for field, info in event.model_fields.items()}
    for name, event in EVENTS.items()
}
LATER = re.compile(r"select name, version \+ 1(.+?) from policy where name = '(\w+)'", re.DOTALL)
LAID_OVER = re.compile(r"\(?data((?: -> '\w+')*)\)? \|\| '((?:[^']|'')*)'")


def seeded(name: str, service: str = "notify") -> Any:
    """The data of a policy's first version."""
    for path in sorted((SERVICES / service / "migrations").glob("*.sql")):
        found = re.search(rf"\('{name}', 1, '[^']*', '(?:[^']|'')*', '((?:[^']|'')*)'\)", path.read_text("utf-8"))
        if found:
            return json.loads(found[1].replace("''", "'"))
    raise LookupError(name)


def in_force(name: str) -> Any:
    """The data of a policy's last version: later migrations lay their lines over those of the first."""
    data = seeded(name)
    for path in sorted((SERVICES / "notify" / "migrations").glob("*.sql")):
        for change, changed in LATER.findall(path.read_text("utf-8")):
            for place, lines in LAID_OVER.findall(change) if changed == name else ():
                inner = data
                for key in re.findall(r"'(\w+)'", place):
                    inner = inner[key]
                inner.update(json.loads(lines.replace("''", "'")))
    return data


PLAN = recipients.plan_from(in_force("notices"), FIELDS)
NAMES = Names.from_data(in_force("names"))
