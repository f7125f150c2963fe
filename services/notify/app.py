"""Puts notify together."""

from pathlib import Path

from fastapi import FastAPI
from plumbing.running import Service
from plumbing.service import assemble
from plumbing.settings import Settings

from .policies import POLICIES
from .subscribers import LISTENS_TO, ON_EVERY
from .timers import WHEN_DUE
from .web import ROUTERS
from .work import WORK

SERVICE = Service(
    name="notify",
    title="Notify: notices and how they leave the house, looks, facts and reports",
    migrations=Path(__file__).parent / "migrations",
    routers=ROUTERS,
    listens_to=LISTENS_TO,
    when_due=WHEN_DUE,
    policies=POLICIES,
    on_every=ON_EVERY,
    work=WORK,
)


def create_app() -> FastAPI:
    """The service, set up from the environment."""
    return assemble(SERVICE, Settings())
