"""Scripted officers. They read the bot's messages and answer over the sandbox's HTTP API, each in a typing style."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx

from demo.district import SamplePerson
from texts import catalogue
from texts.formatting import Writer
from texts.normalize import fold

TEXTS = catalogue("vi")

Message = dict[str, Any]
"""A Bot API message."""

Typing = Callable[[str, Mapping[str, str]], str]
"""A typing style: takes a question's name and all figures, returns the text to type."""


CHOICE = "xmc_level_attained"
"""The only non-numeric question; officers type its label without diacritics."""


class Lost(RuntimeError):
    """A scripted officer cannot handle the current screen."""


@dataclass(kw_only=True)
class OfficerPhone:
    """A person's phone, operated over the sandbox's HTTP API."""

    http: httpx.AsyncClient
    user_id: int

    async def read(self) -> list[Message]:
        """Return the whole chat."""
        answer = await self.http.get(f"/api/people/{self.user_id}/messages", params={"after": 0, "wait": 0})
        messages: list[Message] = answer.raise_for_status().json()["messages"]
        return messages

    async def last_said(self) -> Message:
        """Return the bot's last message; raises Lost if there is none."""
        for message in reversed(await self.read()):
            if message["from"]["is_bot"]:
                return message
        raise Lost(f"the bot never wrote to {self.user_id}")

    async def last_question(self) -> Message:
        """Return the bot's last message that is no reminder."""
        said = [message for message in await self.read() if message["from"]["is_bot"]]
        return next(message for message in reversed(said) if "⏰" not in text_of(message))

    async def type(self, text: str) -> None:
        """Send a text."""
        await self._post("text", {"text": text})

    async def open_link(self) -> None:
        """Tap the invitation link."""
        await self._post("start", {})

    def offers(self, message: Message, label: str) -> bool:
        """Return whether a message has a button with this label."""
        return label in [button["text"] for button in buttons_of(message)]

    async def press(self, label: str) -> None:
        """Press the newest button whose label begins with `label`; raises Lost if there is none."""
        for message in reversed(await self.read()):
            for button in buttons_of(message):
                if button["text"].startswith(label):
                    await self._post(
                        "press", {"message_id": message["message_id"], "data": button["callback_data"]}
                    )
                    return
        raise Lost(f"{self.user_id} finds no button {label!r}")

    async def sticker(self) -> None:
        """Send a sticker."""
        await self._post("sticker", {"emoji": "👍"})

    async def _post(self, deed: str, content: dict[str, object]) -> None:
        answer = await self.http.post(f"/api/people/{self.user_id}/{deed}", json=content)
        answer.raise_for_status()


@dataclass(kw_only=True)
class TypingPhone(OfficerPhone):
    """A person's phone with Zalo. Zalo has no buttons: the key of a choice is read from the message and typed."""

    def offers(self, message: Message, label: str) -> bool:
        """Return whether a message offers this choice."""
        return _key_of(message, label) is not None

    async def press(self, label: str) -> None:
        """Type the key of the last offered choice with this label; raises Lost if there is none."""
        for message in reversed(await self.read()):
            if message["from"]["is_bot"] and (key := _key_of(message, label)) is not None:
                await self.type(key)
                return
        raise Lost(f"{self.user_id} is offered no {label!r}")


@dataclass(kw_only=True)
class Officer:
    """A commune's officer.

    `figures` are the answers by question name, `names` the question names by chapter and label. `slips` are texts typed
    before the right answer to a question.
    """

    member: SamplePerson
    phone: OfficerPhone
    figures: Mapping[str, str]
    names: Mapping[tuple[str, str], str]
    typing: Typing
    slips: Mapping[str, Sequence[str]] = field(default_factory=dict)
    _slipped: set[str] = field(default_factory=set)
    _slipping: bool = False

    async def act(self) -> bool:
        """Perform the next action on the screen; return False once the report is submitted."""
        message = await self.phone.last_question()
        doubted = "button.again" if self._slipping else "button.yes"
        for wanted in ("button.agree", "button.submit", doubted, "button.start", "button.resume"):
            if self._is_offered(message, wanted):
                self._slipping = False
                await self.phone.press(TEXTS.plain(wanted))
                return True
        if self._is_offered(message, "button.zero"):
            await self.phone.press(TEXTS.plain("button.zero"))
            return True
        name = self._asked(message)
        if name is None:
            return False
        for slip in self.slips.get(name, ()):
            if slip not in self._slipped:
                self._slipped.add(slip)
                self._slipping = True
                await self.phone.type(slip)
                return True
        self._slipping = False
        await self._answer(name, message)
        return True

    def _is_offered(self, message: Message, button: str) -> bool:
        return self.phone.offers(message, TEXTS.plain(button))

    def _asked(self, message: Message) -> str | None:
        """Return the name of the question on the screen, found by chapter and label; None if there is none.

        Raises Lost for a question without a scripted answer.
        """
        lines = text_of(message).split("\n")
        places = [place for place, line in enumerate(lines) if line.startswith(("▓", "░"))]
        if not places:
            return None
        chapter = lines[places[-1]].partition(" · ")[2]
        found = (self.names.get((chapter, line)) for line in lines[places[-1] + 1 :])
        name = next((name for name in found if name is not None), None)
        if name is None:
            raise Lost(f"{self.member.unit.name} does not know what this asks: {text_of(message)}")
        return name

    async def _answer(self, name: str, message: Message) -> None:
        if name == CHOICE and name in self.figures:
            await self.phone.type(fold(f"Mức độ {self.figures[name]}"))
        elif name in self.figures:
            await self.phone.type(self.typing(name, self.figures))
        elif self._is_offered(message, "button.skip"):
            await self.phone.press(TEXTS.plain("button.skip"))
        else:
            await self.phone.press(TEXTS.plain("button.pending"))


def plain(name: str, figures: Mapping[str, str]) -> str:
    """Type the digits only."""
    return figures[name]


def dotted(name: str, figures: Mapping[str, str]) -> str:
    """Type thousands with dots, as the office writes them: 1.234."""
    return Writer("vi").count(int(figures[name]))


def spaced(name: str, figures: Mapping[str, str]) -> str:
    """Type thousands with spaces."""
    return dotted(name, figures).replace(".", " ")


def with_unit(name: str, figures: Mapping[str, str]) -> str:
    """Type a unit after the figure: 431 người."""
    return f"{figures[name]} người"


def comma(name: str, figures: Mapping[str, str]) -> str:
    """Type thousands with a comma, as calculators show them: 1,234. The bot asks for a clarification."""
    return dotted(name, figures).replace(".", ",")


def paired(name: str, figures: Mapping[str, str]) -> str:
    """Type part and whole together at a question for the whole: 427/431."""
    if name.startswith("pop_"):
        part = figures[name.replace("pop_", "literate_l1_")]
        return f"{part}/{figures[name]}"
    return figures[name]


def listed(name: str, figures: Mapping[str, str]) -> str:
    """Type three rates in one message at the first question, and other figures one by one."""
    if name != "pop_15_25":
        return figures[name]
    return ", ".join(
        f"{age}: {figures[f'literate_l1_{key}']}/{figures[f'pop_{key}']}"
        for age, key in (("15-25", "15_25"), ("15-35", "15_35"), ("15-60", "15_60"))
    )


def text_of(message: Message) -> str:
    """Return a message's text or caption."""
    text: str = message.get("text") or message.get("caption") or ""
    return text


def buttons_of(message: Message) -> list[dict[str, str]]:
    """Return a message's buttons."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button for row in rows for button in row]


def _key_of(message: Message, label: str) -> str | None:
    """Return the key of the choice with this label, or None. The message shows a bold key before each label."""
    text, wanted = text_of(message).encode("utf-16-le"), label.casefold()
    entities = message.get("entities") or message.get("caption_entities") or []
    keys = [entity for entity in entities if entity["type"] == "bold"]
    for entity in reversed(keys):
        start, end = 2 * entity["offset"], 2 * (entity["offset"] + entity["length"])
        key, rest = text[start:end].decode("utf-16-le"), text[end:].decode("utf-16-le")
        named = re.split(r" · |\n", rest, maxsplit=1)[0]
        if wanted in (named.strip().casefold(), (key + named).casefold()):
            return key.rstrip(".")
    return None


def says(message: Message, words: str) -> bool:
    """Return whether a message contains these words. Case and diacritics are ignored."""
    return fold(words) in fold(text_of(message))
