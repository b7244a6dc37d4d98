"""Settings: from the environment (BAOCAO_…) or a file `.env` beside the program."""

from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, AwareDatetime, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class UnreadableToken(Exception):
    """The file that should hold the bot's token cannot be read; the message says which and why."""


def _known_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("no such time zone")
    return name


class Settings(BaseSettings):
    """What an installation sets. A token in a file is named by `telegram_token_file`."""

    model_config = SettingsConfigDict(env_prefix="BAOCAO_", env_file=".env", extra="ignore", frozen=True)

    database_url: str = "sqlite+aiosqlite:///baocao.sqlite"
    telegram_token: SecretStr | None = None
    telegram_token_file: Path | None = None
    phone_key: SecretStr | None = None
    """The key with which phone numbers are hashed; with another key no number is recognised any more."""
    telegram_base_url: str = "https://api.telegram.org/bot"
    telegram_base_file_url: str = "https://api.telegram.org/file/bot"
    timezone: Annotated[str, AfterValidator(_known_zone)] = "Asia/Ho_Chi_Minh"
    poll_timeout: int = Field(default=30, ge=0, le=50, description="seconds a long poll waits")
    log_level: str = "INFO"
    clock_start: AwareDatetime | None = None
    """For training and tests: the moment at which the bot's clock starts instead of now."""

    @property
    def zone(self) -> ZoneInfo:
        """The office's time zone."""
        return ZoneInfo(self.timezone)

    def token(self) -> str | None:
        """Return the bot's token, from the environment or from its file; None where there is none.

        Raises UnreadableToken where the file cannot be read.
        """
        if self.telegram_token is not None:
            return self.telegram_token.get_secret_value().strip() or None
        if self.telegram_token_file is not None:
            try:
                return self.telegram_token_file.read_text(encoding="utf-8").strip() or None
            except (OSError, UnicodeDecodeError) as error:
                raise UnreadableToken(f"{self.telegram_token_file}: {error}") from error
        return None
