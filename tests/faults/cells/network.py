"""Links between services and their servers: cut, halved, frozen, forgotten, slow, and stopped one by one."""

from collections.abc import Callable, Iterable

from ..proxy import TO_CLIENT, TO_SERVER, Link
from ..trial import Cell, Trial

BROKER, POSTGRES = "RabbitMQ", "PostgreSQL"
HURT_SECONDS = 8.0
FORGOTTEN_SECONDS = 40.0


def _links(trial: Trial, server: str, numbers: Iterable[int] = (1, 2)) -> list[Link]:
    return [
        replica.broker if server == BROKER else replica.postgres
        for replica in trial.town.all()
        if replica.number in numbers
    ]


def _count(trial: Trial, links: Iterable[Link], what: str, before: int) -> None:
    now = _seen(links, what)
    if now > before:
        trial.saw(what, now - before)


def _seen(links: Iterable[Link], what: str) -> int:
    return sum(link.seen[what] for link in links)


def _cut(server: str) -> Callable[[Trial], None]:
    def hurt(trial: Trial) -> None:
        """Every connection is reset, three times over."""
        links = _links(trial, server)
        before = _seen(links, "cut")
        for _ in range(3):
            for link in links:
                link.cut()
            trial.load.wait(trial.random.uniform(0.5, 2.0))
        _count(trial, links, "cut", before)

    return hurt


def _away(server: str, numbers: tuple[int, ...]) -> Callable[[Trial], None]:
    def hurt(trial: Trial) -> None:
        """Whoever connects is refused for a while."""
        links = _links(trial, server, numbers)
        before = _seen(links, "refused") + _seen(links, "cut")
        for link in links:
            link.down()
        trial.load.wait(HURT_SECONDS)
        trial.saw("refused or cut", _seen(links, "refused") + _seen(links, "cut") - before)

    return hurt


def _half_open(server: str, *directions: str) -> Callable[[Trial], None]:
    def hurt(trial: Trial) -> None:
        """The first replica of each service sends, or hears, nothing any more, and nobody tells it."""
        links = _links(trial, server, (1,))
        before = _seen(links, "swallowed")
        for link in links:
            link.half_open(*directions)
        trial.load.wait(HURT_SECONDS)
        _count(trial, links, "swallowed", before)

    return hurt


def _frozen(server: str) -> Callable[[Trial], None]:
    def hurt(trial: Trial) -> None:
        """Nothing moves on the first replica's links for a while, and then all of it does."""
        links = _links(trial, server, (1,))
        before = _seen(links, "frozen")
        for link in links:
            link.freeze()
        trial.load.wait(HURT_SECONDS)
        _count(trial, links, "frozen", before)

    return hurt


def _forgotten(server: str) -> Callable[[Trial], None]:
    def hurt(trial: Trial) -> None:
        """Connections there are stay silent for good; only new ones work. Whoever waits on them must give them up himself."""
        links = _links(trial, server, (1,))
        before = _seen(links, "swallowed")
        for link in links:
            link.forget()
        trial.load.wait(FORGOTTEN_SECONDS)
        _count(trial, links, "swallowed", before)

    return hurt


def _slow(trial: Trial) -> None:
    """Every piece on every link comes 50 ms late."""
    links = [*_links(trial, BROKER), *_links(trial, POSTGRES)]
    for link in links:
        link.slow(latency_seconds=0.05)
    trial.load.wait(HURT_SECONDS)
    trial.saw("links slowed", len(links))


def _swizzle(trial: Trial) -> None:
    """Each link is stopped, one after the other in an order of chance, and restored in another."""
    links = [*_links(trial, BROKER), *_links(trial, POSTGRES)]
    trial.random.shuffle(links)
    for link in links:
        trial.random.choice([link.freeze, link.down, lambda link=link: link.half_open(TO_SERVER), link.half_open])()  # type: ignore[misc]
        trial.saw("links stopped")
        trial.load.wait(0.4)
    trial.random.shuffle(links)
    for link in links:
        link.heal()
        trial.load.wait(0.4)


CELLS = (
    Cell("broker-cut", "connections to the broker are reset, three times", _cut(BROKER)),
    Cell("broker-away", "the broker refuses everybody for a while", _away(BROKER, (1, 2))),
    Cell("broker-half-open-out", "what the first replicas send to the broker is lost in silence", _half_open(BROKER, TO_SERVER)),
    Cell("broker-half-open-in", "what the broker sends to the first replicas is lost in silence", _half_open(BROKER, TO_CLIENT)),
    Cell("broker-frozen", "the first replicas' links to the broker stand still", _frozen(BROKER)),
    Cell("broker-forgotten", "the first replicas' connections to the broker are silent for good", _forgotten(BROKER)),
    Cell("postgres-cut", "connections to PostgreSQL are reset, three times", _cut(POSTGRES)),
    Cell("postgres-away", "PostgreSQL refuses the first replicas for a while", _away(POSTGRES, (1,))),
    Cell("postgres-away-all", "PostgreSQL refuses everybody for a while", _away(POSTGRES, (1, 2))),
    Cell("postgres-half-open-out", "what the first replicas send to PostgreSQL is lost in silence", _half_open(POSTGRES, TO_SERVER)),
    Cell("postgres-half-open-in", "what PostgreSQL answers the first replicas is lost in silence", _half_open(POSTGRES, TO_CLIENT)),
    Cell("postgres-frozen", "the first replicas' links to PostgreSQL stand still", _frozen(POSTGRES)),
    Cell("postgres-forgotten", "the first replicas' connections to PostgreSQL are silent for good", _forgotten(POSTGRES)),
    Cell("links-slow", "every piece on every link comes 50 ms late", _slow),
    Cell("links-swizzled", "every link is stopped one by one, and restored in another order", _swizzle),
)  # fmt: skip
