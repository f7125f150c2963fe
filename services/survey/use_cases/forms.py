"""Forms as they hold on a day, or held when they were answered."""

from datetime import date

from aftercare_contracts.errors import NotFound
from plumbing.database import Transaction
from plumbing.policy import Policy, policy, policy_version

from ..domain.forms import Form, form_from

FORMS = "forms"


class NoSuchForm(NotFound):
    """There is no form of this code."""


async def form_in_force(tx: Transaction, code: str, on: date) -> Form:
    """The form by the version that holds on a day. Raises ``NoSuchForm``."""
    return _form(await policy(tx, FORMS, on), code)


async def form_of_version(tx: Transaction, code: str, version: int) -> Form:
    """The form as one version says it. Raises ``NoSuchForm``, ``NoPolicy``."""
    return _form(await policy_version(tx, FORMS, version), code)


def _form(said: Policy, code: str) -> Form:
    if code not in said.data:
        raise NoSuchForm(f"There is no form {code[:40]!r}; there are {', '.join(sorted(said.data))}.")
    return form_from(code, said.version, said.data[code])
