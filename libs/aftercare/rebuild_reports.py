"""``make rebuild-reports``: build what the reports are made of anew from the history, compare, and put it in place."""

import os
import subprocess
import sys
from collections.abc import Sequence

from . import stack


def main(_: Sequence[str]) -> int:
    """Exit status: 0 nothing differed, 1 something did and is mended, 2 it could not be done."""
    running = stack.from_environment() or stack.already_up()
    if running is None:
        sys.stderr.write("Nothing is up here: `make up` first.\n")
        return 2
    if "notify" not in running.database_urls:
        sys.stderr.write("Notify's database is elsewhere: run `python -m notify.rebuild` where notify runs.\n")
        return 2
    environment = {
        **os.environ,
        "AFTERCARE_DATABASE_URL": running.database_urls["notify"],
        "AFTERCARE_AMQP_URL": running.amqp_url,
        "AFTERCARE_JWKS_FILE": os.devnull,
    }
    return subprocess.run([sys.executable, "-m", "notify.rebuild"], env=environment, check=False).returncode
