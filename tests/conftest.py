"""The servers that tests share, started once and only when asked for; with several workers, once for each.

Made-up examples are the same in every run, so that a run says something of what was changed. ``--hypothesis-profile others``
looks for others, and for many of them.
"""

import os

import pytest
from aftercare.testing import aftercare_servers, aftercare_stack
from hypothesis import HealthCheck, settings
from sharing import pytest_collection_modifyitems, pytest_xdist_make_scheduler

__all__ = ["aftercare_servers", "aftercare_stack", "pytest_collection_modifyitems", "pytest_xdist_make_scheduler"]
HOWEVER_BUSY = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow], "print_blob": True}
"""How long an example takes says something of the machine, and nothing of what is tested."""
settings.register_profile("same", derandomize=True, **HOWEVER_BUSY)
settings.register_profile("others", max_examples=1000, **HOWEVER_BUSY)
settings.load_profile("same")


@pytest.fixture(scope="session")
def postgres_url(request: pytest.FixtureRequest) -> str:
    """A login that may create databases: the one given, or a private server's."""
    given = os.environ.get("AFTERCARE_POSTGRES_URL")
    return given or str(request.getfixturevalue("aftercare_servers").postgres_url)
