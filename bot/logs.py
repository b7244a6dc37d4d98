"""Logs: structured, to standard error; nothing of Telegram's addresses, which carry the token."""

import logging
import sys

import structlog

TALKATIVE = ("httpx", "httpcore", "apscheduler", "telegram", "matplotlib", "alembic")
"""Libraries that log every request or job: httpx writes whole URLs."""


def set_up_logs(level: str) -> None:
    """Write what is at least of this level (`DEBUG`, `INFO`, `WARNING`, `ERROR`)."""
    number = logging.getLevelNamesMapping().get(level.upper(), logging.INFO)
    logging.basicConfig(level=number, stream=sys.stderr, format="%(levelname)s %(name)s %(message)s")
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(max(number, logging.WARNING))
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.format_exc_info,
            structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"]),
        ],
    )
