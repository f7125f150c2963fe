"""The servers that tests share, started once and only when asked for; with several workers, once for each."""

import os

import pytest
from aftercare.testing import aftercare_servers, aftercare_stack
from sharing import pytest_collection_modifyitems, pytest_xdist_make_scheduler

__all__ = ["aftercare_servers", "aftercare_stack", "pytest_collection_modifyitems", "pytest_xdist_make_scheduler"]


@pytest.fixture(scope="session")
def postgres_url(request: pytest.FixtureRequest) -> str:
    """A login that may create databases: the one given, or a private server's."""
    given = os.environ.get("AFTERCARE_POSTGRES_URL")
    return given or str(request.getfixturevalue("aftercare_servers").postgres_url)
