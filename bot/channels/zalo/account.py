"""The bot's Zalo account. Its id comes from the token, so that it is known without Zalo's answer."""

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.channels.zalo.api import ZaloApi, ZaloFailed, ZaloUnreached, zalo_api
from bot.channels.zalo.channel import Zalo
from bot.channels.zalo.configuration import ZaloConfiguration


@dataclass(frozen=True, slots=True, kw_only=True)
class ZaloAccount:
    """An open account; `name` is the bot's display name, or '' if Zalo could not be reached."""

    id: str
    name: str
    api: ZaloApi
    channel: Zalo


@asynccontextmanager
async def zalo_account(configured: ZaloConfiguration) -> AsyncIterator[ZaloAccount]:
    """Open the account; raises ZaloTokenRefused and similar errors. If Zalo is unreachable, a later attempt follows."""
    async with zalo_api(configured.token, configured.base_url, configured.quota_retry) as api:
        try:
            name = (await api.get_me()).name
        except (ZaloUnreached, ZaloFailed):
            name = ""
        yield ZaloAccount(
            id=account_id(configured.token),
            name=name,
            api=api,
            channel=Zalo(api, limits=configured.limits, style=configured.style),
        )


def account_id(token: str) -> str:
    """Return the bot's id, the token's part before the colon; for other tokens a short hash."""
    before, colon, _ = token.partition(":")
    return before if colon and before else hashlib.sha256(token.encode()).hexdigest()[:12]
