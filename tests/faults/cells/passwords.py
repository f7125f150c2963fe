"""Passwords are changed while everything runs, and the services have not heard of it."""

from urllib.parse import urlsplit

from ..levers import broker, postgres
from ..levers.answers import watched_answers
from ..levers.sessions import ask
from ..trial import Cell, Trial

WRONG_SECONDS = 8
SERVICE = "finance"


def on_postgres(trial: Trial) -> None:
    """New sessions are refused until the password is as it was."""
    parts = urlsplit(trial.town.database_urls[SERVICE])
    log = trial.town.folder / "postgres.log"
    before = log.read_text("utf-8", "replace").count("password authentication failed")
    with watched_answers(trial):
        postgres.change_password(trial.town.postgres.url, str(parts.username), "another")
        trial.saw("sessions ended", ask(trial.town.postgres.url, postgres.end_sessions_of(str(parts.username))))
        trial.load.wait(WRONG_SECONDS)
        postgres.change_password(trial.town.postgres.url, str(parts.username), str(parts.password))
    refused = log.read_text("utf-8", "replace").count("password authentication failed") - before
    trial.saw("logins refused", refused)


def on_broker(trial: Trial) -> None:
    """Neither relay nor consumer gets in until the password is as it was."""
    parts = urlsplit(trial.town.servers.amqp_urls[SERVICE])
    log = trial.town.folder / "rabbitmq.log"
    before = log.read_text("utf-8", "replace").count("invalid credentials")
    broker.change_password(trial.town.broker, str(parts.username), "another")
    trial.load.wait(WRONG_SECONDS)
    broker.change_password(trial.town.broker, str(parts.username), str(parts.password))
    trial.saw("logins refused", log.read_text("utf-8", "replace").count("invalid credentials") - before)


CELLS = (
    Cell("password-postgres", "finance's password on PostgreSQL is another for 8 s", on_postgres),
    Cell("password-broker", "finance's password on RabbitMQ is another for 8 s", on_broker),
)
