"""A load balancer of the smallest kind: each connection goes to the next worker that takes it."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from itertools import cycle

_CHUNK = 65536


@asynccontextmanager
async def balancing(ports: Sequence[int]) -> AsyncIterator[int]:
    """Listen on a port, which is given, and hand each connection to one of the ports in turn."""
    turns = cycle(ports)
    open_connections = dict[asyncio.StreamWriter, asyncio.Task[None]]()

    async def connect() -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
        for _ in ports:
            with suppress(OSError):
                return await asyncio.open_connection("127.0.0.1", next(turns))
        return None

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if (worker := await connect()) is None:
            return
        try:
            await asyncio.gather(_pass_on(reader, worker[1]), _pass_on(worker[0], writer))
        finally:
            await _hang_up(worker[1])

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        carrying = asyncio.create_task(carry(reader, writer))
        open_connections[writer] = carrying
        await asyncio.wait([carrying])
        await _hang_up(writer)
        del open_connections[writer]

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for carrying in open_connections.values():
            carrying.cancel()
        while open_connections:  # noqa: ASYNC110 -- each takes itself out when it is gone
            await asyncio.sleep(0.001)


async def _hang_up(writer: asyncio.StreamWriter) -> None:
    """Return when the connection is gone."""
    writer.transport.abort()
    with suppress(ConnectionError):
        await writer.wait_closed()


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Pass on what comes until one side hangs up."""
    with suppress(ConnectionError):
        while data := await reader.read(_CHUNK):
            writer.write(data)
            await writer.drain()
    writer.close()
