"""The table and the names that notify ships with, read out of its migrations as PostgreSQL would lay them over each other."""

import json
import re
from pathlib import Path
from typing import Any

from aftercare_contracts.registry import EVENTS
from notify.domain import recipients
from notify.domain.fields import field_of
from notify.domain.readings import Names
from notify.domain.templates import modern

SERVICES = Path(recipients.__file__).parent.parent.parent
FIELDS = {
    name: {field: field_of(info.annotation) for field, info in event.model_fields.items()}
    for name, event in EVENTS.items()
}
NEXT_VERSION = re.compile(r"select name, version \+ 1(.+?)\s+from policy where name = '(\w+)'", re.DOTALL)
OBJECT = re.compile(r"'(\{(?:[^']|'')*\})'")
PLACE = re.compile(r"'\{([\w,]+)\}'")

IN_JINJA = "040_jinja.sql"


def in_jinja(data: Any) -> Any:
    """Every line with its words as that migration turns them; ``test_the_words_are_carried_over`` compares it with the
    database."""
    return {
        name: [
            line | {language: [modern(text) for text in line[language]] for language in ("zh", "en")} for line in lines
        ]
        for name, lines in data.items()
    }


def seeded(name: str, service: str = "notify") -> Any:
    """The data of a policy's first version."""
    for path in sorted((SERVICES / service / "migrations").glob("*.sql")):
        found = re.search(rf"\('{name}', 1, '[^']*', '(?:[^']|'')*', '((?:[^']|'')*)'\)", path.read_text("utf-8"))
        if found:
            return json.loads(found[1].replace("''", "'"))
    raise LookupError(name)


def in_force(name: str) -> Any:
    """The data of its last version: each later one lays objects over what was there, at the top or in a named place."""
    data = seeded(name)
    for path in sorted((SERVICES / "notify" / "migrations").glob("*.sql")):
        if path.name == IN_JINJA and name == "notices":
            data = in_jinja(data)
            continue
        for change, changed in NEXT_VERSION.findall(path.read_text("utf-8")):
            if changed == name:
                _lay_over(data, change)
    return data


def _lay_over(data: Any, change: str) -> None:
    places = PLACE.findall(change) or [""]
    objects = [
        json.loads(text.replace("''", "'")) for text in OBJECT.findall(change) if not PLACE.fullmatch(f"'{text}'")
    ]
    assert len(places) == len(objects), change[:200]
    for place, added in zip(places, objects, strict=True):
        inner = data
        for key in filter(None, place.split(",")):
            inner = inner[key]
        inner.update(added)


PLAN = recipients.plan_from(in_force("notices"), FIELDS)
NAMES = Names.from_data(in_force("names"))
