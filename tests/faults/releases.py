"""The next release: this tree with a change of each kind that an update may bring (docs/schema-changes.md)."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PARTS = ("libs/contracts", "libs", "services")
NEW_FILES = {
    "services/intake/migrations/900_weights.sql": """
create table case_weight (case_id uuid primary key, weight integer not null);
alter table case_file add column weight integer;
alter table case_file add constraint case_weighs_something check (weight > 0) not valid;
""",
    "services/intake/migrations/901_weights_found.sql": """-- concurrently
drop index concurrently if exists case_of_weight;
create index concurrently case_of_weight on case_file (weight);
""",
    "libs/plumbing/migrations/900_said.sql": "alter table outbox add column release text not null default 'before';\n",
    "libs/plumbing/migrations/901_heard.sql": "alter table inbox add column release text;\n",
}
"""Tables, columns, an index and a constraint, of intake and of every service."""
CHANGES = (
    (
        "libs/contracts/aftercare_contracts/events/intake.py",
        "    asked_id: UUID | None = None\n\n\nclass CaseFeedbackGiven",
        "    asked_id: UUID | None = None\n    weight: int | None = None\n\n\n"
        'class CaseWeighed(Event):\n    """Of a later release."""\n\n'
        '    type: ClassVar[str] = "intake.case.weighed.v1"\n    case_id: UUID\n    project: str\n    weight: int\n\n\n'
        "class CaseFeedbackGiven",
    ),
    (
        "services/intake/use_cases/registering.py",
        "    await say(tx, case, _registered(case, contact.asked_id))\n",
        '    await tx.execute("update case_file set weight = 7 where case_id = $1", case.case_id)\n'
        '    await tx.execute("insert into case_weight values ($1, 7)", case.case_id)\n'
        "    await say(tx, case, _registered(case, contact.asked_id).model_copy(update={'weight': 7}))\n"
        "    from aftercare_contracts.events.intake import CaseWeighed\n"
        "    await say(tx, case, CaseWeighed(case_id=case.case_id, project=case.project, weight=7))\n",
    ),
)  # fmt: skip
"""File, what stands there once, and what stands there in the next release."""


class Moved(Exception):
    """The text that the next release changes is no longer there: change it here too."""


@dataclass(frozen=True, slots=True)
class Release:
    """A tree whose code a replica can be started from."""

    root: Path

    @property
    def environment(self) -> dict[str, str]:
        """What a process is told to run this code and no other."""
        return {"PYTHONPATH": os.pathsep.join(str(self.root / part) for part in PARTS), "PYTHONDONTWRITEBYTECODE": "1"}


THIS = Release(ROOT)


def next_release(folder: Path) -> Release:
    """Make it below ``folder``. Raises ``Moved``."""
    for part in ("libs", "services"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    for name, text in NEW_FILES.items():
        (folder / name).write_text(text.lstrip("\n"))
    for name, before, after in CHANGES:
        path = folder / name
        text = path.read_text()
        if text.count(before) != 1:
            raise Moved(f"{name}: {before!r} stands there {text.count(before)} times")
        path.write_text(text.replace(before, after))
    return Release(folder)
