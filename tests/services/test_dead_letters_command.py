"""``make dead-letters`` over real HTTP: look, mend, replay, refuse, and what was done before."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from aftercare import children, dead_letters, tokens
from harness import ServiceUnderTest
from plumbing import topology
from services.conftest import OpenService
from services.test_dead_letters import CANARY, body, dead
from waiting import until

Command = Callable[..., Awaitable[tuple[int, str, str]]]
NOBODY = "00000000-0000-0000-0000-0000000000ff"


@pytest.fixture(scope="session")
def jwks_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command's own issuer is the one that is trusted."""
    return tokens.make_keys(tmp_path_factory.mktemp("issuer"))[1]


@pytest.fixture
async def survey(
    service: OpenService, jwks_file: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[ServiceUnderTest]:
    """Survey alone, answering on a port; the others' addresses lead nowhere."""
    under_test, port = await service("survey"), children.free_port()
    server = uvicorn.Server(uvicorn.Config(under_test.app, port=port, lifespan="off", log_level="error"))
    serving = asyncio.create_task(server.serve())
    monkeypatch.setenv("AFTERCARE_ISSUER_KEY_FILE", str(tokens.make_keys(jwks_file.parent)[0]))
    for name in topology.HEARS:
        where = port if name == "survey" else children.free_port()
        monkeypatch.setenv(f"AFTERCARE_{name.upper()}_URL", f"http://127.0.0.1:{where}")

    async def started() -> bool:
        return server.started

    await until(started, True, "it answers")
    yield under_test
    server.should_exit = True
    await serving


@pytest.fixture
async def command(survey: ServiceUnderTest, capsys: pytest.CaptureFixture[str]) -> Command:
    async def run(*arguments: str) -> tuple[int, str, str]:
        try:
            status = await asyncio.to_thread(dead_letters.main, ["--service", "survey", *arguments])
        except SystemExit as ended:
            status = int(str(ended.code))
        told = capsys.readouterr()
        return status, told.out, told.err

    return run


async def position(survey: ServiceUnderTest) -> int:
    await survey.inbox.apply_due(survey.db)
    async with survey.db.reading() as tx:
        return int(await tx.fetchval("select last_sequence from inbox_position where subject = 'held-up'"))


async def test_nothing_personal_is_shown_unless_asked_for_with_a_name_and_a_reason(
    survey: ServiceUnderTest, command: Command
) -> None:
    letter_id = await dead(survey)
    status, listed, _ = await command()
    _, whole, _ = await command("--id", letter_id)
    assert status == 0
    assert letter_id in listed
    assert "2 wait behind it" in listed
    assert f"text of {len(CANARY)}" in whole
    assert "What to do: " in whole
    assert CANARY not in listed + whole
    status, out, told = await command("--id", letter_id, "--words")
    assert (status, out) == (2, "")
    assert "BY=" in told
    _, words, _ = await command("--id", letter_id, "--words", "--by", "li", "--why", "asked by the publisher")
    assert CANARY in words


async def test_a_letter_is_mended_from_a_file_and_one_still_wrong_is_told_by_its_field(
    survey: ServiceUnderTest, command: Command, tmp_path: Path
) -> None:
    letter_id, file = await dead(survey), tmp_path / "mended.json"
    signed = ("--mend", letter_id, "--file", str(file), "--by", "li", "--why", "typed anew")
    file.write_text("{")
    assert (await command(*signed))[0] == 1
    whole = json.loads(body("held-up", 1))
    file.write_text(json.dumps(whole["data"] | {"case_id": CANARY}))
    status, _, told = await command(*signed)
    assert (status, "the same as before" in told) == (1, True)
    file.write_text(json.dumps(whole | {"sequence": "000000000009"}))
    status, _, told = await command(*signed)
    assert (status, "sequence must stay as in the letter" in told) == (1, True)
    file.write_text(json.dumps(whole))
    status, out, told = await command(*signed)
    assert (status, told) == (0, "")
    assert "/case_id" in out
    assert await position(survey) == 3


async def test_a_letter_is_refused_with_a_name_and_a_reason_which_stay_on_record(
    survey: ServiceUnderTest, command: Command
) -> None:
    letter_id = await dead(survey)
    assert (await command("--refuse", letter_id, "--by", "li"))[0] == 2
    assert await position(survey) == 0
    status, out, _ = await command("--refuse", letter_id, "--by", "li", "--why", "nobody's case")
    assert (status, "2 that waited behind it go on" in out) == (0, True)
    assert await position(survey) == 3
    status, _, told = await command("--refuse", letter_id, "--by", "wu", "--why", "again")
    assert (status, "li refused it" in told) == (1, True)
    _, past, _ = await command("--past")
    assert f"li refused {letter_id} of survey" in past
    assert "nobody's case" in past


async def test_all_are_replayed_and_an_id_that_is_none_is_said_so(survey: ServiceUnderTest, command: Command) -> None:
    letter_id = await dead(survey)
    status, out, _ = await command("--replay", "all")
    assert (status, letter_id in out) == (0, True)
    assert (await command())[1].strip() == "no dead letters"
    assert await command("--replay", NOBODY) == (1, "", f"no dead letter {NOBODY}\n")


async def test_one_that_cannot_be_replayed_and_services_that_are_away_keep_no_other_from_it(
    survey: ServiceUnderTest, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    letter_id = await dead(survey)
    really_listed = dead_letters.Doors.pages

    def with_one_that_is_settled(doors: dead_letters.Doors, service: str, path: str) -> Iterator[dict[str, Any]]:
        for letter in really_listed(doors, service, path):
            yield letter | {"letter_id": NOBODY}
            yield letter

    monkeypatch.setattr(dead_letters.Doors, "pages", with_one_that_is_settled)
    assert await asyncio.to_thread(dead_letters.main, ["--replay", "all"]) == 1
    told = capsys.readouterr()
    assert told.out.count("is tried anew") == told.out.count("is NOT tried anew") == 1
    assert f"{NOBODY}: survey: " in told.err
    assert letter_id not in told.err
    assert all(f"{name} does not answer" in told.err for name in topology.HEARS if name != "survey")
    assert await position(survey) == 0
    async with survey.db.reading() as tx:
        assert await tx.fetchval("select count(*) from dead_letter_act where verb = 'replayed'") == 1


async def test_a_service_that_does_not_answer_is_named(
    survey: ServiceUnderTest, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await asyncio.to_thread(dead_letters.main, ["--service", "finance"]) == 1
    assert "finance does not answer" in capsys.readouterr().err
