"""PostgreSQL: connection options, server requirements, and the errors that mean that the server itself failed."""

import asyncio
from collections.abc import Callable
from typing import Any

import asyncpg
from sqlalchemy import Connection, Engine, ExceptionContext, event, exc
from sqlalchemy.ext.asyncio import AsyncConnection

OLDEST = 14  # the oldest major version that is supported and tested

PATIENCE = 60  # seconds for one statement, and for an idle transaction, before the server drops the worker
_LOCKS = 30  # seconds a transaction waits for another's locks
_CONNECTING = 10  # seconds
_CONNECTIONS = 10  # per worker

_SERVER_SETTINGS = {
    "application_name": "baocao",
    "idle_in_transaction_session_timeout": f"{PATIENCE}s",
    "lock_timeout": f"{_LOCKS}s",
    # TCP keepalives: the locks of a worker whose machine failed are released in minutes, not after two hours.
    "tcp_keepalives_idle": "15",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
}

_CLASHES = ("40", "55P03")
_OUTAGES = ("08", "25006", "25P03", "28", "3D", "53", "57", "58", "XX")
"""SQLSTATE codes or their prefixes, see https://www.postgresql.org/docs/current/errcodes-appendix.html."""


class Clash(exc.OperationalError):
    """The server aborted this transaction because of a serialization failure or a deadlock. The caller retries it."""


def engine_options(*, overhaul: bool) -> dict[str, Any]:
    """Return the engine's connection options; `overhaul` removes the timeouts."""
    settings = {"application_name": "baocao"} if overhaul else _SERVER_SETTINGS
    return {
        "pool_size": _CONNECTIONS,
        "max_overflow": 0,
        "connect_args": {
            "timeout": _CONNECTING,
            "command_timeout": None if overhaul else PATIENCE,
            "server_settings": settings,
        },
    }


def prepare(engine: Engine, *, overhaul: bool) -> None:
    """Translate the server's own failures into their exception classes, and discard connections that were cut."""
    event.listen(engine, "handle_error", _name_failure, retval=True)
    event.listen(engine, "checkout", _refuse_closed)


def unfit(connection: Connection) -> str | None:
    """Return why the server cannot be used, or None if it can."""
    version = connection.exec_driver_sql("SHOW server_version_num").scalar_one()
    if int(version) < OLDEST * 10_000:
        return f"PostgreSQL {int(version) // 10_000} is too old, {OLDEST} or newer is needed"
    encoding = connection.exec_driver_sql("SHOW server_encoding").scalar_one()
    if encoding != "UTF8":
        return f"the database's encoding is {encoding}, UTF8 is needed"
    return None


def _name_failure(context: ExceptionContext) -> BaseException | None:
    error = context.original_exception
    state = getattr(error, "sqlstate", None) or ""
    if state.startswith(_CLASHES):
        kind: type[exc.OperationalError] = Clash
    elif isinstance(error.__cause__, asyncpg.InternalClientError):
        # The server closed the connection between two statements: the driver's state is undefined.
        kind, context.is_disconnect = exc.OperationalError, True
    elif state.startswith(_OUTAGES) or (context.connection is None and isinstance(error, exc.DBAPIError)):
        kind = exc.OperationalError
    else:
        return None
    return kind(
        context.statement,
        None,
        error,
        hide_parameters=True,
        connection_invalidated=context.is_disconnect,
    )


def _refuse_closed(connection: Any, _record: object, _proxy: object) -> None:  # noqa: ANN401 -- SQLAlchemy's wrapper of a driver connection
    """Have the pool replace a connection that the server closed. A ping would cost a round trip."""
    if connection.driver_connection.is_closed():
        raise exc.DisconnectionError


async def listen(connection: AsyncConnection, channel: str, heard: Callable[[], None]) -> asyncio.Event:
    """LISTEN on a channel and call `heard` for each notification; return an event that is set on disconnect."""
    closed = asyncio.Event()
    wrapped: Any = (await connection.get_raw_connection()).dbapi_connection
    driver = wrapped.driver_connection
    try:
        await driver.add_listener(channel, lambda *_: heard())
        driver.add_termination_listener(lambda _: closed.set())
    except (asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise exc.OperationalError(f"LISTEN {channel}", None, error) from error
    return closed
