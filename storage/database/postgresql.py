"""PostgreSQL: how it is connected to, what it must be, and which of its errors are the server's own failures."""

import asyncio
from collections.abc import Callable
from typing import Any

import asyncpg
from sqlalchemy import Connection, Engine, ExceptionContext, event, exc
from sqlalchemy.ext.asyncio import AsyncConnection

OLDEST = 14  # the oldest major version that is used and tried

PATIENCE = (
    60  # seconds one statement may take, and a transaction may lie idle, before its worker counts as lost
)
_LOCKS = 30  # seconds one transaction waits for another's locks
_CONNECTING = 10  # seconds
_CONNECTIONS = 10  # of each worker

_SERVER_SETTINGS = {
    "application_name": "baocao",
    "idle_in_transaction_session_timeout": f"{PATIENCE}s",
    "lock_timeout": f"{_LOCKS}s",
    # A worker whose machine is gone must not keep its locks, nor the right to send, for the usual two hours.
    "tcp_keepalives_idle": "15",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
}

_CLASHES = ("40", "55P03")
_OUTAGES = ("08", "25006", "25P03", "28", "3D", "53", "57", "58", "XX")
"""SQLSTATEs (https://www.postgresql.org/docs/current/errcodes-appendix.html), or what they begin with."""


class Clash(exc.OperationalError):
    """Two transactions stood in each other's way and the server gave this one up: it is simply run again."""


def engine_options(*, overhaul: bool) -> dict[str, Any]:
    """Return how connections are opened and kept; an overhaul waits for as long as it takes."""
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
    """Have the server's own failures known by their class, and connections that were cut not used again."""
    event.listen(engine, "handle_error", _name_failure, retval=True)
    event.listen(engine, "checkout", _refuse_closed)


def unfit(connection: Connection) -> str | None:
    """Return why the server cannot be used, None for one that can."""
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
        # The server's last words came between two statements: the driver no longer knows where it stands.
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
    """Have the pool open another connection for one that the server has cut; asking the server costs a trip."""
    if connection.driver_connection.is_closed():
        raise exc.DisconnectionError


async def listen(connection: AsyncConnection, channel: str, heard: Callable[[], None]) -> asyncio.Event:
    """Call `heard` at every notification on a channel; returns what is set when the connection is closed."""
    closed = asyncio.Event()
    wrapped: Any = (await connection.get_raw_connection()).dbapi_connection
    driver = wrapped.driver_connection
    try:
        await driver.add_listener(channel, lambda *_: heard())
        driver.add_termination_listener(lambda _: closed.set())
    except (asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise exc.OperationalError(f"LISTEN {channel}", None, error) from error
    return closed
