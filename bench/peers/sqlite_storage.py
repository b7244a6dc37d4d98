# mypy: ignore-errors
# aiogram is installed in .venv-peers only: mypy cannot see it
"""An aiogram storage in SQLite: one row per chat, one commit per step, as durable as Baocao's database."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import aiosqlite
from aiogram.fsm.state import State
from aiogram.fsm.storage.base import BaseStorage, StorageKey


class SQLiteStorage(BaseStorage):
    """Stores a chat's state and data in one row."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection

    @classmethod
    async def open(cls, file: Path) -> "SQLiteStorage":
        """Open or create the file."""
        connection = await aiosqlite.connect(file, isolation_level=None)  # autocommit
        await connection.execute("PRAGMA journal_mode=WAL")
        await connection.execute("PRAGMA synchronous=FULL")
        await connection.execute(
            "CREATE TABLE IF NOT EXISTS chats (id TEXT PRIMARY KEY, state TEXT, data TEXT NOT NULL DEFAULT '{}')"
        )
        return cls(connection)

    async def set_state(self, key: StorageKey, state: State | str | None = None) -> None:
        """Set a chat's state."""
        await self._put(key, "state", state.state if isinstance(state, State) else state)

    async def get_state(self, key: StorageKey) -> str | None:
        """Return a chat's state."""
        return await self._get(key, "state")

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        """Replace a chat's data."""
        await self._put(key, "data", json.dumps(dict(data)))

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        """Return a chat's data."""
        return json.loads(await self._get(key, "data") or "{}")

    async def close(self) -> None:
        """Close the file."""
        await self._connection.close()

    async def _put(self, key: StorageKey, column: str, value: str | None) -> None:
        await self._connection.execute(
            f"INSERT INTO chats (id, {column}) VALUES (?, ?)"  # noqa: S608 -- one of two names from above
            f" ON CONFLICT (id) DO UPDATE SET {column} = excluded.{column}",
            (_chat(key), value),
        )

    async def _get(self, key: StorageKey, column: str) -> str | None:
        query = f"SELECT {column} FROM chats WHERE id = ?"  # noqa: S608 -- one of two names from above
        async with self._connection.execute(query, (_chat(key),)) as rows:
            row = await rows.fetchone()
        return row[0] if row else None


def _chat(key: StorageKey) -> str:
    return f"{key.bot_id}:{key.chat_id}:{key.user_id}"
