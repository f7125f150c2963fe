"""``make compose-env``: the secrets, keys and broker definitions that docker-compose.yml wants."""

import json
import secrets
import sys
from collections.abc import Sequence
from pathlib import Path

from plumbing import topology

from . import servers, tokens

ENVIRONMENT, SECRETS = Path(".env"), Path("deploy/secrets")
FIRST_PORT, POSTGRES_PORT = 8101, 5433


def main(_: Sequence[str]) -> int:
    """Secrets that are there already stay as they are; the definitions follow the topology. Exit status 0."""
    SECRETS.mkdir(mode=0o711, parents=True, exist_ok=True)
    passwords = _passwords()
    tokens.make_keys(SECRETS)
    tokens.make_revoked(SECRETS)
    logins = {service: passwords[service] for service in topology.HEARS} | {servers.ADMIN: passwords[servers.ADMIN]}
    definitions = SECRETS / "definitions.json"
    definitions.write_text(json.dumps(topology.definitions(servers.VHOST, logins), indent=2))
    definitions.chmod(0o644)
    _write_addresses(passwords)
    sys.stdout.write(f"{ENVIRONMENT} and {SECRETS}/ are ready: docker compose up --build\n")
    sys.stdout.write(f"then, against it: set -a; . {SECRETS}/stack.env; set +a; make demo\n")
    return 0


def _passwords() -> dict[str, str]:
    """By login, kept in the file that compose reads by itself."""
    names = ["postgres", servers.ADMIN, *topology.HEARS, *(f"{service}_owner" for service in topology.HEARS)]
    ENVIRONMENT.touch(0o600)
    there = ENVIRONMENT.read_text()
    kept = dict(line.split("=", 1) for line in there.splitlines() if "=" in line and not line.startswith("#"))
    made = {name: secrets.token_hex(16) for name in names if f"{name.upper()}_PASSWORD" not in kept}
    ENVIRONMENT.write_text(there + "".join(f"{name.upper()}_PASSWORD={made[name]}\n" for name in made))
    return {name: made.get(name) or kept[f"{name.upper()}_PASSWORD"] for name in names}


def _write_addresses(passwords: dict[str, str]) -> None:
    addresses = {
        f"AFTERCARE_{service.upper()}_URL": f"http://127.0.0.1:{FIRST_PORT + n}"
        for n, service in enumerate(topology.HEARS)
    }
    addresses["AFTERCARE_ISSUER_KEY_FILE"] = f"{SECRETS}/issuer.pem"
    addresses["AFTERCARE_REVOKED_FILE"] = f"{SECRETS}/{tokens.REVOKED}"
    addresses["AFTERCARE_RABBITMQ_URL"] = (
        f"amqp://{servers.ADMIN}:{passwords[servers.ADMIN]}@127.0.0.1:5672/{servers.VHOST}"
    )
    for service in topology.HEARS:  # as who owns the tables: a backup is put back by nobody else
        login = f"{service}_owner"
        url = f"postgresql://{login}:{passwords[login]}@127.0.0.1:{POSTGRES_PORT}/{service}"
        addresses[f"AFTERCARE_{service.upper()}_DATABASE_URL"] = url
    path = SECRETS / "stack.env"
    path.touch(0o600)
    path.write_text("".join(f"{name}={value}\n" for name, value in addresses.items()))
