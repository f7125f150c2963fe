"""Puts survey together."""

from pathlib import Path

from fastapi import FastAPI
from plumbing.running import Service
from plumbing.service import assemble
from plumbing.settings import Settings

from .policies import POLICIES
from .subscribers import LISTENS_TO
from .timers import WHEN_DUE
from .web import ROUTERS

SERVICE = Service(
    name="survey",
    title="Survey: visits, campaigns, what customers answered and what follows",
    migrations=Path(__file__).parent / "migrations",
    routers=ROUTERS,
    listens_to=LISTENS_TO,
    when_due=WHEN_DUE,
    policies=POLICIES,
)


def create_app() -> FastAPI:
    """The service, set up from the environment."""
    return assemble(SERVICE, Settings())
