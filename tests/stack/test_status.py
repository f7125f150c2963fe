"""``make status``: one screen that says what rings and what to type, on a desk and on a phone."""

import asyncio
import io
import itertools
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
from aftercare import looking, stack, status, status_screen, tokens
from aftercare.alarms import BY_NAME, Ringing
from aftercare.looking import Found, Queue, Seen
from aftercare.stack import Stack
from plumbing import topology
from rich.console import Console

QUEUES = {
    name: Queue(0, 1) for service in topology.HEARS for name in (topology.queue(service), topology.dead_queue(service))
}
WELL = {"database": True, "relay": True, "consumer": True, "timers": True}


@pytest.fixture(autouse=True)
def on_a_busy_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """What takes its time is not taken for what does not answer."""
    monkeypatch.setattr(looking, "SECONDS", 60.0)


def seen(service: str, **figures: float) -> Seen:
    samples = [(name, {}, value) for name, value in figures.items()]
    return Seen(service, True, dict(WELL), [*samples, ("aftercare_inbox", {"state": "dead"}, 0.0)])


def screen(found: Found, width: int = 80) -> str:
    console = Console(file=io.StringIO(), width=width, highlight=False)
    status_screen.show(console, found)
    return console.file.getvalue()  # type: ignore[attr-defined, no-any-return]


def quiet() -> Found:
    return Found([seen(service) for service in topology.HEARS], QUEUES, [])


def everything() -> Found:
    """Every alarm at every service."""
    rings = [Ringing(alarm, service, "part", 7.0) for alarm in BY_NAME.values() for service in topology.HEARS]
    services = [Seen("intake"), *(Seen(service, True, WELL | {"relay": False}) for service in list(topology.HEARS)[1:])]
    return Found(services, None, rings, ["the broker does not answer (TimeoutError)"])


def test_a_quiet_stack_is_a_table_and_nothing_else() -> None:
    told = screen(quiet())
    assert "nothing rings" in told
    assert [line.split()[:2] for line in told.splitlines()[2:]] == [[service, "yes"] for service in topology.HEARS]


@pytest.mark.parametrize("width", [40, 80])
@pytest.mark.parametrize("found", [quiet, everything], ids=lambda found: found.__name__)
def test_no_line_is_wider_than_the_terminal_and_without_one_there_are_no_colours(
    found: Callable[[], Found], width: int
) -> None:
    told = screen(found(), width)
    assert max(len(line.rstrip()) for line in told.splitlines()) <= width
    assert "\x1b" not in told


def test_each_alarm_that_rings_says_where_what_it_means_and_what_to_type() -> None:
    told = " ".join(screen(everything()).split())
    assert f"{len(BY_NAME)} alarms ring" in told
    for alarm in BY_NAME.values():
        assert f"● {alarm.name}" in told
        assert all(step in told.replace("→ ", "") for step in alarm.do if step != status_screen.HERE)
    assert "intake does not answer" in told
    assert "finance: relay does not work" in told
    assert "not looked at: the broker" in told


def test_parts_of_one_service_stand_on_one_line() -> None:
    rings = [Ringing(BY_NAME["NotReady"], "finance", part, 0) for part in ("database", "relay")]
    assert "finance: database, relay\n" in screen(Found(quiet().services, QUEUES, rings))


@pytest.mark.parametrize(
    ("seconds", "words"), [(0, "0 s"), (59.9, "59 s"), (60, "1 min"), (3661, "1 h 1 min"), (90_000, "1 d 1 h")]
)
def test_a_duration_is_told_in_the_units_that_matter(seconds: float, words: str) -> None:
    assert status_screen.duration(seconds) == words


def test_a_queue_that_is_gone_and_one_that_nobody_serves_ring_apart() -> None:
    queues = QUEUES | {topology.queue("survey"): Queue(9, 0)}
    del queues[topology.queue("notify")]
    rings = [(ring.alarm.name, ring.service) for ring in looking._of_queues(queues, set())]
    assert rings == [("QueueHasNoConsumer", "survey"), ("QueueIsMissing", "notify")]


def test_what_may_still_lie_in_a_queue_is_late_and_not_unheard() -> None:
    rings = [Ringing(BY_NAME["SaidButNotHeard"], service, "1 of intake, s", None) for service in ("finance", "notify")]
    queues = QUEUES | {topology.queue("finance"): Queue(9, 1)}
    assert [ring.service for ring in looking._surely(rings, queues)] == ["notify"]
    assert looking._surely(rings, None) == rings


def test_a_service_without_its_database_still_says_which_part_does_not_work() -> None:
    away = Seen("finance", True, WELL | {"database": False})
    assert [(ring.alarm.name, ring.what) for ring in looking._of_service(away)] == [("NotReady", "database")]


def test_a_service_that_does_not_answer_rings_and_the_others_are_looked_at(tmp_path: Path) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.host == "finance":
            raise httpx.ConnectError("gone")
        if request.url.path == "/readyz":
            return httpx.Response(200, json={"ready": True, **WELL})
        return httpx.Response(200, text="aftercare_outbox_oldest_seconds 61.0\n")

    async def looked() -> list[Seen]:
        running = Stack({service: f"http://{service}" for service in topology.HEARS}, tmp_path / "key", "")
        async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as client:
            return [await looking._service(client, running, service) for service in topology.HEARS]

    found = {each.service: each for each in asyncio.run(looked())}
    assert [service for service, each in found.items() if not each.answers] == ["finance"]
    rings = itertools.chain(*(looking._of_service(each) for each in found.values()))
    assert {(ring.alarm.name, ring.value) for ring in rings} == {("MessagesNotPublished", 61.0)}


@contextmanager
def elsewhere(figures: str, *, open_to: str) -> Iterator[str]:
    """A service of another machine: who shows it nothing, or a token that does not begin so, is not shown its figures."""

    class Door(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            is_open = self.path == "/readyz" or self.headers.get("Authorization", "").startswith(open_to)
            body = ('{"ready": true, "database": true}' if self.path == "/readyz" else figures) if is_open else "{}"
            self.send_response(200 if is_open else 401)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def look_at(url: str, folder: Path) -> Found:
    key, _ = tokens.make_keys(folder)
    return asyncio.run(looking.look(Stack(dict.fromkeys(topology.HEARS, url), key, "")))


def test_a_service_elsewhere_shows_its_figures_to_a_token_of_ours(tmp_path: Path) -> None:
    with elsewhere('aftercare_inbox{state="dead"} 1.0\n', open_to="Bearer ey") as url:
        found = look_at(url, tmp_path)
    assert {(ring.alarm.name, ring.service) for ring in found.ringing} == {("DeadLetters", s) for s in topology.HEARS}


def test_figures_that_are_not_shown_are_not_taken_for_good_news(tmp_path: Path) -> None:
    with elsewhere("", open_to="another's") as url:
        found = look_at(url, tmp_path)
    assert not found.ringing
    assert "figures of finance: it answered 401" in found.unseen
    assert "not looked at: figures of finance: it answered 401" in screen(found)


def test_where_nothing_is_up_it_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(stack, "from_environment", lambda: None)
    assert status.main([]) == 2
    assert "`make up` first" in capsys.readouterr().err
