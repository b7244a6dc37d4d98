"""Configuration of a bot in Zalo. Loads nothing else, so that reading the settings is fast."""

from dataclasses import dataclass, field
from typing import Literal

BASE_URL = "https://bot-api.zaloplatforms.com/bot"
QUOTA_RETRY = 300.0  # seconds

Style = Literal["html", "plain"]
"""Markup of texts: with the few tags that Zalo shows, or none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ZaloLimits:
    """What one message holds, in UTF-16 units with its tags."""

    text: int = 2000
    caption: int = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class ZaloConfiguration:
    """How a bot in Zalo is reached, and what the platform's documents leave in doubt."""

    token: str
    base_url: str = BASE_URL
    limits: ZaloLimits = field(default_factory=ZaloLimits)
    style: Style = "html"
    quota_retry: float = QUOTA_RETRY
