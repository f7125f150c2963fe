"""The broker itself: stopped, killed, and back again under load."""

from ..trial import Cell, Trial

AWAY_SECONDS = 4.0


def _restarted(trial: Trial) -> None:
    """It ends properly and begins again."""
    trial.town.broker.stop_app()
    trial.load.wait(AWAY_SECONDS)
    trial.town.broker.start_app()
    trial.saw("stopped and started")


def _killed(trial: Trial) -> None:
    """``kill -9``, twice, and back on its data."""
    for _ in range(2):
        old = trial.town.broker.server.pid
        trial.town.broker.kill()
        trial.load.wait(AWAY_SECONDS)
        trial.town.broker.start_again()
        if trial.town.broker.server.pid != old:
            trial.saw("killed")
        trial.load.wait(2)


CELLS = (
    Cell("broker-restart", "RabbitMQ is stopped and started under load", _restarted),
    Cell("broker-kill", "kill -9 of RabbitMQ, twice, under load", _killed),
)
