"""Settings from environment variables (BAOCAO_...) or a file `.env` beside the program."""

import os
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from stat import S_IROTH
from typing import Annotated, Literal, NamedTuple, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field, SecretStr, model_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.channels.zalo.configuration import ZaloConfiguration, ZaloLimits
from bot.monitoring.logs import LogFormat, LogLevel
from reminders.quota import ChannelPlan
from reporting.people.phones import hash_phone
from storage.privacy.retention import RetentionPeriods


class UnreadableToken(Exception):
    """The file of a token or secret cannot be read; the message says which and why."""


def _known_zone(name: str) -> str:
    if name not in available_timezones():
        raise PydanticCustomError("time_zone", "no such time zone, as in Asia/Ho_Chi_Minh")
    return name


def _level(name: object) -> object:
    return name.upper() if isinstance(name, str) else name


class Listen(NamedTuple):
    """The address of the HTTP server."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def _listen(address: object) -> object:
    if not isinstance(address, str):
        return address
    try:
        parts = urlsplit(f"//{address}")
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if host is None or port is None or parts.netloc != address:
        raise PydanticCustomError("listen", "host:port is needed, as in 127.0.0.1:8080")
    return Listen(host, port)


def _web_address(url: str) -> str:
    try:
        parts = urlsplit(url)
        usable = (
            parts.scheme in {"http", "https"} and parts.hostname and not parts.query and not parts.fragment
        )
    except ValueError:  # brackets without an IPv6 address
        usable = False
    if not usable:
        raise PydanticCustomError("web_address", "an address is needed, as in https://baocao.example.vn")
    return url.rstrip("/")


def _unreachable(setting: str) -> PydanticCustomError:
    return PydanticCustomError(
        "unreachable_webhook",
        "{setting}=webhook needs BAOCAO_LISTEN and BAOCAO_PUBLIC_URL",
        {"setting": setting},
    )


WebAddress = Annotated[str, AfterValidator(_web_address)]


class Settings(BaseSettings):
    """An installation's settings. A secret can be in a file, named by the setting with the suffix `_file`."""

    model_config = SettingsConfigDict(env_prefix="BAOCAO_", env_file=".env", extra="ignore", frozen=True)

    database_url: str = "sqlite+aiosqlite:///baocao.sqlite"
    telegram_token: SecretStr | None = None
    telegram_token_file: Path | None = None
    telegram_username: str | None = None
    """The bot's Telegram username for invitation links; if unset, Telegram is asked."""
    phone_key: SecretStr | None = None
    """The key for hashing phone numbers. After a change no stored number matches any more."""
    telegram_base_url: WebAddress = "https://api.telegram.org/bot"
    telegram_base_file_url: WebAddress = "https://api.telegram.org/file/bot"
    telegram_updates: Literal["poll", "webhook"] = "poll"
    telegram_webhook_secret: SecretStr | None = None
    telegram_webhook_secret_file: Path | None = None
    listen: Annotated[Listen | None, NoDecode, BeforeValidator(_listen)] = None
    """The address for webhooks, /healthz and /metrics; None disables the server."""
    public_url: WebAddress | None = None
    """The public URL of `listen`."""
    zalo_plan_messages: int = Field(default=3000, ge=0, description="messages a month; 0 is no limit")
    zalo_plan_users: int = Field(default=50, ge=0, description="people; 0 is no limit")
    zalo_token: SecretStr | None = None
    zalo_token_file: Path | None = None
    zalo_base_url: WebAddress = "https://bot-api.zaloplatforms.com/bot"
    zalo_updates: Literal["poll", "webhook"] = "poll"
    """A webhook loses no events; an event delivered to a poll is not redelivered."""
    zalo_webhook_secret: SecretStr | None = None
    zalo_webhook_secret_file: Path | None = None
    zalo_style: Literal["html", "plain"] = "html"
    zalo_text_limit: int = Field(default=2000, ge=100)
    zalo_caption_limit: int = Field(default=2000, ge=100)
    zalo_per_second: float = Field(default=10.0, gt=0, description="messages a second over all chats")
    link_hours: int = Field(default=24, ge=1, description="hours for which a link to a file opens")
    link_files_once: bool = False
    """Whether a file's link works only once. A picture's link works until it expires."""
    zalo_quota_pause: float = Field(default=300.0, gt=0, description="seconds after a 429")
    timezone: Annotated[str, AfterValidator(_known_zone)] = "Asia/Ho_Chi_Minh"
    poll_timeout: int = Field(default=30, ge=0, le=50, description="seconds a long poll waits")
    log_level: Annotated[LogLevel, BeforeValidator(_level)] = "INFO"
    log_format: LogFormat = "line"
    messages_per_minute: int = Field(default=120, ge=0)
    """The maximum number of messages per chat and minute; excess messages are dropped. 0: unlimited."""
    hang_seconds: float = Field(default=30.0, ge=0)
    """The seconds for which the event loop may be blocked before the program ends for a restart; 0: unlimited."""
    retention_messages_days: int = Field(default=30, ge=0)
    """How long the contents of sent messages are kept. Here and below 0 means forever."""
    retention_strangers_days: int = Field(default=30, ge=0)
    """How long the chats of people who never joined are kept."""
    retention_invitations_days: int = Field(default=90, ge=0)
    """How long used or expired invitations are kept."""
    retention_dead_letters_days: int = Field(default=30, ge=0)
    """How long dead letters are kept, replayed or not."""
    retention_former_people_days: int = Field(default=365, ge=0)
    """How long people without an active role are kept before they are erased."""
    clock_start: AwareDatetime | None = None
    """For training and tests: the initial time of the office's clock, instead of the real time."""

    @property
    def zone(self) -> ZoneInfo:
        """The office's time zone."""
        return ZoneInfo(self.timezone)

    def open_secrets(self) -> tuple[Path, ...]:
        """Return the secret files that other users of this machine can read.

        They cause a warning, not a failure, because container platforms mount secrets with such modes.
        """
        files = (file for name, file in self if name.endswith("_file") and isinstance(file, Path))
        return tuple(file for file in files if _open_to_others(file)) if os.name == "posix" else ()

    @property
    def keeping(self) -> RetentionPeriods:
        """The retention periods."""
        return RetentionPeriods(
            messages=_days(self.retention_messages_days),
            strangers=_days(self.retention_strangers_days),
            invitations=_days(self.retention_invitations_days),
            dead_letters=_days(self.retention_dead_letters_days),
            former_people=_days(self.retention_former_people_days),
        )

    @property
    def plans(self) -> dict[str, ChannelPlan]:
        """Each channel's plan limits; channels without an entry are unlimited."""
        return {"zalo": ChannelPlan(messages=self.zalo_plan_messages, users=self.zalo_plan_users)}

    @model_validator(mode="after")
    def _webhooks_reach_us(self) -> Self:
        if self.telegram_updates == "webhook" and (self.listen is None or self.public_url is None):
            raise _unreachable("BAOCAO_TELEGRAM_UPDATES")
        if self.zalo_updates == "webhook" and (self.listen is None or self.public_url is None):
            raise _unreachable("BAOCAO_ZALO_UPDATES")
        return self

    def hashed_phones(self) -> Callable[[str], str] | None:
        """Return the phone number hash function with this installation's key, or None without a key."""
        key = self.phone_key.get_secret_value() if self.phone_key else ""
        return partial(hash_phone, key=key) if key else None

    def zalo(self) -> ZaloConfiguration | None:
        """Return Zalo's configuration, or None if Zalo is not set up; raises UnreadableToken."""
        token = _secret(self.zalo_token, self.zalo_token_file)
        if token is None:
            return None
        return ZaloConfiguration(
            token=token,
            base_url=self.zalo_base_url,
            limits=ZaloLimits(text=self.zalo_text_limit, caption=self.zalo_caption_limit),
            style=self.zalo_style,
            quota_retry=self.zalo_quota_pause,
        )

    def zalo_secret(self) -> str | None:
        """Return Zalo's webhook secret, or None if unset; raises UnreadableToken."""
        return _secret(self.zalo_webhook_secret, self.zalo_webhook_secret_file)

    def token(self) -> str | None:
        """Return Telegram's bot token from the environment or its file, or None if unset.

        Raises UnreadableToken if the file cannot be read.
        """
        return _secret(self.telegram_token, self.telegram_token_file)

    def webhook_secret(self) -> str | None:
        """Return Telegram's webhook secret, or None if unset; raises UnreadableToken."""
        return _secret(self.telegram_webhook_secret, self.telegram_webhook_secret_file)

    def secrets(self) -> frozenset[str]:
        """Return all configured secrets, which the logs mask; raises UnreadableToken."""
        fields = dict(self)
        found = {
            _secret(value, fields.get(f"{name}_file"))
            for name, value in fields.items()
            if isinstance(value, SecretStr) or fields.get(f"{name}_file")
        }
        return frozenset(secret for secret in found if secret)


def _open_to_others(file: Path) -> bool:
    try:
        return bool(file.stat().st_mode & S_IROTH)
    except OSError:
        return False


def _days(number: int) -> timedelta | None:
    return timedelta(days=number) if number else None


def _secret(value: SecretStr | None, file: Path | None) -> str | None:
    if value is not None:
        return value.get_secret_value().strip() or None
    if file is not None:
        try:
            return file.read_text(encoding="utf-8").strip() or None
        except (OSError, UnicodeDecodeError) as error:
            raise UnreadableToken(f"{file}: {error}") from error
    return None
