"""Telegram's side of python-telegram-bot: every request is noted and answered as told."""

import json
from collections.abc import Sequence
from typing import Any

from telegram import Bot
from telegram.request import BaseRequest, RequestData

TOKEN = "7700:nobody"  # noqa: S105 -- opens nothing
BOT = {"id": 7700, "is_bot": True, "first_name": "Baocao", "username": "baocao_bot"}

Answer = tuple[int, dict[str, Any]] | Exception
"""A status with a body, or what is raised on the way there."""


def sent(message_id: int = 17) -> Answer:
    """Answer as Telegram does to a message that was sent."""
    chat = {"id": 101, "type": "private", "first_name": "Hoa"}
    return 200, {"ok": True, "result": {"message_id": message_id, "date": 1587085200, "chat": chat}}


def refused(code: int, description: str, **parameters: int) -> Answer:
    """Answer as Telegram does to a request that it refuses."""
    body: dict[str, Any] = {"ok": False, "error_code": code, "description": description}
    return code, body | ({"parameters": parameters} if parameters else {})


class PlayedRequest(BaseRequest):
    """A network on which each request gets the next of the answers, the last one for ever."""

    def __init__(self, *answers: Answer) -> None:
        self._answers = list(answers)
        self.asked: list[tuple[str, dict[str, Any]]] = []

    @property
    def read_timeout(self) -> float | None:
        return 5.0

    async def initialize(self) -> None:
        pass

    async def shutdown(self) -> None:
        pass

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: object, **__: object
    ) -> tuple[int, bytes]:
        name = url.rpartition("/")[2]
        if name == "getMe":
            return 200, json.dumps({"ok": True, "result": BOT}).encode()
        self.asked.append((name, request_data.parameters if request_data else {}))
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(answer, Exception):
            raise answer
        status, body = answer
        return status, json.dumps(body).encode()


def bot_on(request: PlayedRequest) -> Bot:
    """Return a bot that speaks over that network."""
    return Bot(TOKEN, request=request, get_updates_request=request)


def updates(*contents: dict[str, Any], first_id: int = 1) -> Answer:
    """Answer a long poll with updates."""
    found: Sequence[dict[str, Any]] = [
        {"update_id": number, **content} for number, content in enumerate(contents, start=first_id)
    ]
    return 200, {"ok": True, "result": found}
