"""What Zalo's bot platform says: its JSON objects, read with the tolerance that its changing documents ask for.

Fields are named as the platform writes them in 2026; older spellings met in the wild are taken as well.
"""

from typing import Any

from pydantic import AliasChoices, BaseModel, ConfigDict, Field


class _Wire(BaseModel):
    model_config = ConfigDict(
        frozen=True, extra="ignore", coerce_numbers_to_str=True, validate_by_name=True, validate_by_alias=True
    )


class ZaloBot(_Wire):
    """The bot as getMe tells it."""

    id: str
    name: str = Field(
        default="", validation_alias=AliasChoices("account_name", "display_name", "first_name", "username")
    )
    account_type: str = ""


class ZaloSender(_Wire):
    """Who wrote."""

    id: str
    name: str = Field(default="", validation_alias=AliasChoices("display_name", "name"))
    is_bot: bool = False


class ZaloChat(_Wire):
    """Where it was written: a private chat bears the id of its user."""

    id: str
    chat_type: str = "PRIVATE"

    @property
    def is_private(self) -> bool:
        """Whether it is a chat with one person."""
        return self.chat_type.upper() == "PRIVATE"


class ZaloMessage(_Wire):
    """A message that came in; `date` is in milliseconds since 1970."""

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
    """Something that happened; some events carry no message."""

    event: str = Field(validation_alias="event_name")
    message: ZaloMessage | None = None


class ZaloSent(_Wire):
    """A message that went out."""

    message_id: str = ""


class ZaloWebhook(_Wire):
    """Where events are brought; no webhook is set where `url` is empty."""

    url: str = ""


class ZaloAnswer(_Wire):
    """What every request is answered with, also when HTTP says 200."""

    ok: bool
    result: Any = None
    description: str = ""
    error_code: int | None = None


def read_update(body: object) -> ZaloUpdate:
    """Read an event, bare or wrapped as `{ok, result}`; raises pydantic.ValidationError for what is none."""
    if isinstance(body, dict) and "event_name" not in body and "result" in body:
        body = body["result"]
    return ZaloUpdate.model_validate(body)
