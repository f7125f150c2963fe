"""``make import-units`` against intake over real HTTP: the file goes in, and what does not is shown."""

import json
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import asyncpg
import httpx
import pytest
from aftercare import children, import_units, tokens
from aftercare_contracts.values import Role
from rich.console import Console

HEADINGS = "楼栋,房号,竣工验收日期,业主姓名,业主电话"


@pytest.fixture
async def intake(postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[str]:
    """Intake alone, found by the addresses in the environment."""
    name, port = f"import_{uuid4().hex[:12]}", children.free_port()
    admin = await asyncpg.connect(postgres_url)
    await admin.execute(f"create database \"{name}\" encoding 'UTF8' template template0")
    key, jwks = tokens.make_keys(tmp_path)
    environment = os.environ | {
        "AFTERCARE_DATABASE_URL": str(httpx.URL(postgres_url).copy_with(path=f"/{name}")),
        "AFTERCARE_AMQP_URL": "amqp://nobody@127.0.0.1:1/",
        "AFTERCARE_JWKS_FILE": str(jwks),
        "AFTERCARE_TIMER_POLL_SECONDS": "0.05",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    command = [
        sys.executable,
        "-m",
        "uvicorn",
        "--factory",
        "intake.app:create_app",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
    ]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:  # noqa: ASYNC220
        url = f"http://127.0.0.1:{port}"
        for service in ("INTAKE", "DISPATCH", "FINANCE", "SURVEY", "NOTIFY"):
            monkeypatch.setenv(f"AFTERCARE_{service}_URL", url)
        monkeypatch.setenv("AFTERCARE_ISSUER_KEY_FILE", str(key))
        try:
            _wait_for(url)
            yield url
        finally:
            process.terminate()
    await admin.execute(f'drop database "{name}" with (force)')
    await admin.close()


def _wait_for(url: str) -> None:
    ends_at = time.monotonic() + 180
    while time.monotonic() < ends_at:
        try:
            httpx.get(f"{url}/healthz")
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("intake did not come up")


def put_project(intake: str) -> None:
    headers = {
        "Authorization": f"Bearer {tokens.issue(Path(os.environ['AFTERCARE_ISSUER_KEY_FILE']), [Role.RECORDS_CLERK])}"
    }
    assert httpx.put(f"{intake}/projects/P1", json={"name": "锦江花园"}, headers=headers, timeout=60).status_code == 200


def write(path: Path, *rows: str) -> str:
    path.write_text("\n".join([HEADINGS, *rows, ""]), encoding="gb18030")
    return str(path)


def test_a_file_is_sent_read_and_taken_in_and_bad_rows_are_shown(
    intake: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put_project(intake)
    good = [f"1,1-{number},2024-06-01,张三,13700001111" for number in range(101, 151)]
    bad = write(tmp_path / "bad.csv", *good, "1,1-999,2023-02-29,李四,1")
    assert import_units.main([bad, "--project", "P1"]) == 1
    told = capsys.readouterr().out
    assert "refused: 51 rows read, 0 added, 0 changed, 0 unchanged, 1 bad" in told
    assert (
        "line 52, completion_accepted_on “2023-02-29”: there is no such day; right would be a day of the calendar"
        in told
    )
    assert import_units.main([bad, "--project", "P1", "--mode", "rows"]) == 1
    assert "taken in: 51 rows read, 50 added, 0 changed, 0 unchanged, 1 bad" in capsys.readouterr().out
    assert import_units.main([write(tmp_path / "good.csv", *good), "--project", "P1"]) == 0
    assert "50 unchanged" in capsys.readouterr().out
    changed = [row.replace("张三", "王五") for row in good]
    assert import_units.main([write(tmp_path / "changed.csv", *changed), "--project", "P1", "--update"]) == 0
    assert "50 changed" in capsys.readouterr().out


def test_a_file_that_cannot_be_used_is_said_so(intake: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert import_units.main([str(tmp_path / "nowhere.csv")]) == 1
    assert "No such file" in capsys.readouterr().out
    assert import_units.main([write(tmp_path / "units.csv", "1,1-101,2024-06-01,张三,1")]) == 1
    assert "the column project is missing" in capsys.readouterr().out


def test_a_refusal_that_is_no_problem_document_is_told_as_it_is() -> None:
    assert import_units.refusal(httpx.Response(502, text="bad gateway")) == "502 bad gateway"
    problem = {"detail": "No.", "errors": [{"pointer": "/a", "detail": "wrong", "expected": "right"}]}
    assert import_units.refusal(httpx.Response(422, text=json.dumps(problem))) == "No.\n  /a: wrong; right"


def test_many_faults_are_counted_and_where_to_have_them_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    fault = {
        "line": 2,
        "column": "unit_no",
        "value": "",
        "reason": "the cell is empty",
        "expected": "1 to 40 characters",
    }
    found = {
        "state": "refused", "rows_read": 30, "added": 0, "changed": 0, "unchanged": 0, "rows_bad": 30, "faults": [fault] * 30,
        "faults_total": 30, "import_id": "x",
    }  # fmt: skip
    assert import_units.report(Console(soft_wrap=True), found) == 1
    told = capsys.readouterr().out
    assert told.count("the cell is empty") == 20
    assert "30 in all" in told
