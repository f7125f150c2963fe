"""Structured logs: one JSON object a line, carrying the case, the message and what caused it."""

import logging
import sys
from contextlib import AbstractContextManager

import structlog
from structlog.typing import Processor

from . import failures


def configure(service: str, level: str = "INFO") -> None:
    """Send this process's logs, and its libraries', to standard output as JSON."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.ExceptionRenderer(lambda raised: failures.trace(raised[1])),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers, root.level = [handler], logging.getLevelName(level)
    for noisy in ("aio_pika", "aiormq", "uvicorn.access"):
        logging.getLogger(noisy).setLevel(logging.ERROR)
    for own in ("uvicorn", "uvicorn.error"):  # has handlers of its own, which would write plain text between our lines
        logging.getLogger(own).handlers, logging.getLogger(own).propagate = [], True
    structlog.contextvars.bind_contextvars(service=service)


def get(name: str) -> structlog.stdlib.BoundLogger:
    """A logger that takes key=value pairs."""
    logger: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(name)
    return logger


def context(**values: object) -> AbstractContextManager[None]:
    """Put these on every line logged inside the block."""
    manager: AbstractContextManager[None] = structlog.contextvars.bound_contextvars(**values)
    return manager
