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


def seeded(name: str, service: str = "notify") -> Any:
    """The data of a policy's first version."""
    for path in sorted((SERVICES / service / "migrations").glob("*.sql")):
        found = re.search(rf"\('{name}', 1, '[^']*', '(?:[^']|'')*', '((?:[^']|'')*)'\)", path.read_text("utf-8"))
        if found:
            return json.loads(found[1].replace("''", "'"))
    raise LookupError(name)


def added_later() -> dict[str, Any]:
    """What later versions of the table add to it: ``data || '…'::jsonb``."""
    sql = "".join(path.read_text("utf-8") for path in sorted((SERVICES / "notify" / "migrations").glob("*.sql")))
    found = re.findall(r"data \|\| '((?:[^']|'')*)'::jsonb", sql)
    return {name: lines for text in found for name, lines in json.loads(text.replace("''", "'")).items()}


PLAN = recipients.plan_from(seeded("notices") | added_later(), FIELDS)
NAMES = Names.from_data(seeded("names"))
