"""The JSON objects of Zalo's bot API, parsed tolerantly because its documentation changes.

Fields have the platform's names of 2026; older spellings are accepted too.
"""

from typing import Any

from pydantic import AliasChoices, BaseModel, ConfigDict, Field


class _Wire(BaseModel):
    model_config = ConfigDict(
        frozen=True, extra="ignore", coerce_numbers_to_str=True, validate_by_name=True, validate_by_alias=True
    )


class ZaloBot(_Wire):
    """The bot, from getMe."""

    id: str
    name: str = Field(
        default="", validation_alias=AliasChoices("account_name", "display_name", "first_name", "username")
    )
    account_type: str = ""


class ZaloSender(_Wire):
    """A message's sender."""

    id: str
    name: str = Field(default="", validation_alias=AliasChoices("display_name", "name"))
    is_bot: bool = False


class ZaloChat(_Wire):
    """A chat. A private chat has the id of its user."""

    id: str
    chat_type: str = "PRIVATE"

    @property
    def is_private(self) -> bool:
        """Whether the chat is private."""
        return self.chat_type.upper() == "PRIVATE"


class ZaloMessage(_Wire):
    """An incoming message; `date` is in milliseconds since 1970."""

    message_id: str
    sender: ZaloSender | None = Field(default=None, validation_alias="from")
    chat: ZaloChat
    date: int = 0
    text: str | None = None
    photo: str | None = Field(default=None, validation_alias=AliasChoices("photo", "photo_url"))
    caption: str | None = None
    sticker: str | None = None
    voice: str | None = Field(default=None, validation_alias="voice_url")


class ZaloUpdate(_Wire):
    """An event; some have no message."""

    event: str = Field(validation_alias="event_name")
    message: ZaloMessage | None = None


class ZaloSent(_Wire):
    """A sent message."""

    message_id: str = ""


class ZaloWebhook(_Wire):
    """The registered webhook; an empty `url` means none."""

    url: str = ""


class ZaloAnswer(_Wire):
    """The envelope of every answer, whatever the HTTP status."""

    ok: bool
    result: Any = None
    description: str = ""
    error_code: int | None = None


def read_update(body: object) -> ZaloUpdate:
    """Parse an event, bare or wrapped as `{ok, result}`; raises pydantic.ValidationError."""
    if isinstance(body, dict) and "event_name" not in body and "result" in body:
        body = body["result"]
    return ZaloUpdate.model_validate(body)
