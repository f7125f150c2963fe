"""Where the servers come from, and that they leave when they should and disturb nobody."""

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import asyncpg
import pytest
from aftercare import children, compose, containers, install, private, provision, revoke, servers, stack, tokens
from aftercare.errors import CannotStart
from aftercare.servers import Servers
from plumbing import topology
from plumbing.callers import Issuers, NotKnown
from plumbing.revoked import Revoked
from plumbing.watched_file import WatchedFile


@pytest.fixture
def folder() -> Iterator[Path]:
    made = children.new_folder()
    yield made
    children.remove(made)


def test_a_free_port_lies_below_those_the_system_hands_out() -> None:
    for _ in range(20):
        port = children.free_port()
        assert port < 32_768
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", port))


def test_a_port_is_given_once_whichever_process_asks_and_is_free_again_once_it_has_ended(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    port = children.free_port()
    monkeypatch.setattr(children, "PORTS", range(port, port + 1))
    asks = "from aftercare import children; children.PORTS = range({0}, {0} + 1); print(children.free_port())"
    with pytest.raises(CannotStart, match="no free port"):
        children.free_port()
    other = subprocess.run([sys.executable, "-c", asks.format(port)], capture_output=True, text=True, check=False)
    assert "no free port" in other.stderr
    free = subprocess.run(
        [sys.executable, "-c", "from aftercare import children; print(children.free_port())"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    again = subprocess.run([sys.executable, "-c", asks.format(free.stdout.strip())], capture_output=True, check=False)
    assert again.stdout.decode() == free.stdout, "whoever had it has ended"


def test_a_server_that_ends_at_once_is_not_waited_for(
    folder: Path, aftercare_servers: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AFTERCARE_SERVERS", "programs")
    monkeypatch.setenv("AFTERCARE_RABBITMQ_URL", aftercare_servers.amqp_admin_url)
    monkeypatch.delenv("AFTERCARE_POSTGRES_URL", raising=False)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        monkeypatch.setattr(children, "free_port", lambda: taken.getsockname()[1])
        with pytest.raises(CannotStart, match="postgres ended with 1"):
            servers.start_servers(folder)


def test_a_second_pair_of_servers_runs_beside_the_first_and_leaves_nothing(
    folder: Path, aftercare_servers: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AFTERCARE_SERVERS", "programs")
    second = servers.start_servers(folder)
    assert second.postgres_url != aftercare_servers.postgres_url
    assert second.amqp_admin_url != aftercare_servers.amqp_admin_url
    second.stop()
    assert not private.answers(second.postgres_url)
    assert not private.answers(second.amqp_admin_url)
    assert private.answers(aftercare_servers.postgres_url)


def test_a_server_that_was_given_is_used_and_not_stopped(
    folder: Path, aftercare_servers: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AFTERCARE_POSTGRES_URL", aftercare_servers.postgres_url)
    monkeypatch.setenv("AFTERCARE_RABBITMQ_URL", aftercare_servers.amqp_admin_url)
    given = servers.start_servers(folder)
    assert (given.postgres_url, given.started) == (aftercare_servers.postgres_url, {})
    assert set(given.amqp_urls) == set(topology.HEARS)
    given.stop()
    assert private.answers(aftercare_servers.postgres_url)


def test_what_cannot_be_had_is_said_in_one_sentence(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AFTERCARE_POSTGRES_URL", raising=False)
    monkeypatch.setattr(containers, "engine_answers", lambda: False)
    monkeypatch.setattr(private, "postgres_programs", lambda: None)
    monkeypatch.setattr(private, "rabbitmq_program", lambda: None)
    monkeypatch.setattr(install, "can_install", lambda: False)
    with pytest.raises(CannotStart, match="PostgreSQL and RabbitMQ cannot be had here") as said:
        servers.start_servers(folder)
    assert "apt-get install postgresql rabbitmq-server" in str(said.value)
    assert "AFTERCARE_POSTGRES_URL and AFTERCARE_RABBITMQ_URL" in str(said.value)


def test_an_unknown_source_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AFTERCARE_SERVERS", "clouds")
    with pytest.raises(CannotStart, match="'clouds'; one of: auto, containers, programs"):
        servers.start_servers(folder)


async def test_a_services_login_reaches_its_own_database_only(postgres_url: str) -> None:
    suffix = "apart"
    urls = await provision.create_databases(postgres_url, ("intake", "finance"), suffix)
    try:
        own = await asyncpg.connect(urls["finance"])
        await own.close()
        foreign = urls["finance"].rsplit("/", 1)[0] + "/intake_apart"
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await asyncpg.connect(foreign)
        again = await provision.create_databases(postgres_url, ("intake", "finance"), suffix)
        assert set(again) == set(urls), "what is there is kept"
    finally:
        await provision.drop_databases(postgres_url, ("intake", "finance"), suffix)


def test_a_process_that_dies_at_its_start_is_reported_with_the_end_of_its_log(folder: Path) -> None:
    child = children.start(["sh", "-c", "echo no such tap; exit 3"], log=folder / "log")
    with pytest.raises(CannotStart, match=r"(?s)it ended with 3.*no such tap"):
        children.wait_until("the tap is not ready", lambda: False, child=child, log=folder / "log")


def test_a_child_ends_with_its_parent(folder: Path) -> None:
    program = (
        "import pathlib, sys, time; from aftercare import children;"
        "child = children.start(['sleep', '1000'], log=pathlib.Path(sys.argv[1]) / 'log', ends_by='KILL');"
        "print(child.pid, flush=True); time.sleep(1000)"
    )
    with subprocess.Popen([sys.executable, "-c", program, str(folder)], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        pid = int(parent.stdout.readline())
        children.wait_until("the child does not sleep", lambda: Path(f"/proc/{pid}/comm").read_text() == "sleep\n")
        parent.kill()
        parent.wait()
    children.wait_until("the child is still there", lambda: _is_gone(pid))


def _is_gone(pid: int) -> bool:
    try:
        return "State:\tZ" in Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):  # it may go while one looks
        return True


def test_a_token_of_the_embedded_issuer_is_known_and_one_of_another_is_not(folder: Path) -> None:
    private_key, jwks = tokens.make_keys(folder)
    assert private_key.stat().st_mode & 0o077 == 0
    issuers = Issuers(jwks, tokens.ISSUER, tokens.AUDIENCE)
    caller = issuers.caller(tokens.issue(private_key, ["contractor"], projects=["P1"], person="li", contractor="C1"))
    assert (caller.person, caller.roles, caller.projects, caller.contractor) == ("li", {"contractor"}, {"P1"}, "C1")
    (folder / "other").mkdir()
    foreign, _ = tokens.make_keys(folder / "other")
    with pytest.raises(NotKnown):
        issuers.caller(tokens.issue(foreign, ["auditor"]))


def test_a_role_there_is_not_is_answered_with_those_there_are(folder: Path) -> None:
    private_key, _ = tokens.make_keys(folder)
    with pytest.raises(tokens.UnknownRole, match=r"no role emperor; the roles are: .*site_lead"):
        tokens.issue(private_key, ["emperor"])


def test_half_an_address_of_a_stack_is_completed_by_saying_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AFTERCARE_INTAKE_URL", "http://127.0.0.1:1")
    with pytest.raises(CannotStart, match=r"AFTERCARE_DISPATCH_URL.*AFTERCARE_ISSUER_KEY_FILE"):
        stack.from_environment()


def test_compose_gets_secrets_once_and_definitions_that_agree(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    compose.main([])
    first = (folder / ".env").read_text()
    compose.main([])
    assert (folder / ".env").read_text() == first
    assert (folder / ".env").stat().st_mode & 0o077 == 0
    definitions = json.loads((folder / "deploy/secrets/definitions.json").read_text())
    assert {user["name"] for user in definitions["users"]} == {*topology.HEARS, servers.ADMIN}
    rights = {row["user"]: row for row in definitions["permissions"]}
    assert rights["finance"]["configure"] == "^$"
    assert first.count("PASSWORD=") == 12


def test_who_is_revoked_by_command_is_out_and_the_file_for_compose_is_there(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    compose.main([])
    secrets = folder / "deploy/secrets"
    monkeypatch.setenv("AFTERCARE_REVOKED_FILE", str(secrets / "revoked.json"))
    issuers = Issuers(secrets / "jwks.json", tokens.ISSUER, tokens.AUDIENCE, revoked_file=secrets / "revoked.json")
    his, hers = (
        tokens.issue(secrets / "issuer.pem", ["contractor"], person=who, contractor="C1") for who in ("li", "wu")
    )
    assert {issuers.caller(token).person for token in (his, hers)} == {"li", "wu"}
    assert revoke.main(["--person", "li"]) == 0
    with pytest.raises(NotKnown):
        issuers.caller(his)
    assert issuers.caller(hers).person == "wu"
    assert revoke.main(["--contractor", "C1"]) == 0
    with pytest.raises(NotKnown):
        issuers.caller(hers)
    monkeypatch.delenv("AFTERCARE_REVOKED_FILE")
    assert revoke.main(["--everybody"]) == 1


def test_people_revoked_at_the_same_moment_are_all_out_and_no_service_meets_half_a_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tokens.make_revoked(folder)
    monkeypatch.setenv("AFTERCARE_REVOKED_FILE", str(path))
    people, read_by_services = [f"person-{number}" for number in range(40)], WatchedFile(path, Revoked.of)
    with ThreadPoolExecutor(8) as operators:
        ended = [operators.submit(revoke.main, ["--person", person]) for person in people]
        while not all(each.done() for each in ended):
            read_by_services.read()
    assert {each.result() for each in ended} == {0}
    assert set(json.loads(path.read_bytes())["persons"]) == set(people)


def test_a_list_of_the_revoked_may_get_shorter(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tokens.make_revoked(folder)
    path.write_text(json.dumps({"tokens": ["a"] * 100}, indent=8))
    monkeypatch.setenv("AFTERCARE_REVOKED_FILE", str(path))
    assert revoke.main(["--token", "b"]) == 0
    assert json.loads(path.read_bytes()) == {"tokens": ["a", "b"]}


@pytest.mark.parametrize("text", [None, "{", "[]", '{"persons": {"li": "yesterday"}}'])
def test_a_list_of_the_revoked_that_cannot_be_understood_is_told_in_words_and_left_as_it_is(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], text: str | None
) -> None:
    path = folder / "revoked.json"
    if text is not None:
        path.write_text(text)
    monkeypatch.setenv("AFTERCARE_REVOKED_FILE", str(path))
    assert revoke.main(["--person", "li"]) == 1
    assert f"{path} cannot be used" in capsys.readouterr().err
    assert not path.exists() if text is None else path.read_text() == text


def test_whom_to_revoke_must_be_said_whether_a_stack_is_up_or_not(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(folder)
    monkeypatch.delenv("AFTERCARE_REVOKED_FILE", raising=False)
    with pytest.raises(SystemExit):
        revoke.main([])
    assert "PERSON=" in capsys.readouterr().err
