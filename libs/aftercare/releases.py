"""Whether a backup was made by this release: by the migrations that its databases ran."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import plumbing
from plumbing import migrating

from .errors import CannotStart
from .manifest import Manifest

FOLDER = "migrations"


def compare(made: Manifest, say: Callable[[str], None]) -> None:
    """Say where it is a later release's. Raises ``CannotStart`` where no service of this release would start on it."""
    later: list[str] = []
    for service, each in made.databases.items():
        ours = migrating.checksums(_beside(plumbing.__name__), _beside(service))
        ran = dict(line.split(" ", 1) for line in each.migrations)
        for name, checksum in ran.items():
            if ours.get(name, checksum) != checksum:
                raise CannotStart(
                    f"{name} in it is not ours but that of another release, and our services would not start on it. Nothing was"
                    " changed; use the release that made the backup."
                )
        later += [name for name in ran if name not in ours]
    if later:
        say(
            f"It was made by a later release than this one, which does not know {', '.join(sorted(set(later)))}: better put it"
            " back with that release, and start its services."
        )


def not_run_yet(made: Manifest, service: str) -> list[str]:
    """Migrations of this release that the service will run on the database when it starts."""
    ran = {line.split(" ", 1)[0] for line in made.databases[service].migrations}
    return [name for name in migrating.checksums(_beside(service)) if name not in ran]


def _beside(package: str) -> Path:
    return Path(str(import_module(package).__file__)).parent / FOLDER
