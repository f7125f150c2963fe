"""The servers that tests share, started once and only when asked for."""

import os

import pytest


@pytest.fixture(scope="session")
def postgres_url() -> str:
    """A login that may create databases."""
    return os.environ["AFTERCARE_POSTGRES_URL"]
