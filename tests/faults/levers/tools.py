"""Programs of Debian's that a lever needs, installed first where that is ours to do."""

from collections.abc import Callable

from aftercare import install

from ..trial import CannotRun


def must_have(name: str, is_there: Callable[[], bool]) -> None:
    """Raises ``CannotRun`` saying what to install, ``CannotStart`` where installing failed."""
    if not is_there() and install.can_install():
        install.install(name)
    if not is_there():
        raise CannotRun(f"{name} is not installed: apt-get install {install.PACKAGES[name]}")
